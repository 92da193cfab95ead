// A short sum within a sentence, such as n − m or 2i + 1, is not parted by the end of a line.

const SUM =
  /(?<![\p{L}\p{N}_.,])(\d*\p{L}[′₀-₉]?) ([−+×·]) (?=(?:\d*\p{L}[′₀-₉]?|\d{1,2})(?![\p{L}\p{N}_]))/gu;

/**
 * The text with spaces in short sums that do not break.
 *
 * @param {string} text
 */
export const whole = (text) => text.replace(SUM, "$1\u00a0$2\u00a0");

/**
 * So in all sentences of a stage.
 *
 * @param {Element} root
 */
export function keepSumsWhole(root) {
  for (const sentence of root.querySelectorAll("p, li, figcaption")) {
    const walk = document.createTreeWalker(sentence, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const text = /** @type {Text} */ (walk.currentNode);
      const kept = whole(text.data);
      if (kept !== text.data) text.data = kept;
    }
  }
}
