// The words of a step's picture, a line at a time, where they stand on screen.

import { plain, shape, typeOf } from "./step_paint.js";

/** @import { Corner } from "./step_paint.js" */

/** @typedef {{ said: string, left: number, right: number, top: number, height: number, turned?: number }} Line
 *   turned: by so many degrees about its middle */

/**
 * What a style puts before and after an element's words, which is in no text of the page. After them
 * it puts a quotation mark alone.
 *
 * @param {Element} element
 * @param {Element} into
 * @param {Corner} corner
 */
export function around(element, into, corner) {
  const [first] = element.getClientRects();
  const last = [...element.getClientRects()].at(-1);
  if (!first || !last) return;
  const before = getComputedStyle(element, "::before");
  const said = saidBy(before);
  if (said) {
    const right = first.left + typeOf(before).measureText(said).width;
    written(
      { said, left: first.left, right, top: first.top, height: first.height },
      before,
      into,
      corner,
    );
  }
  const after = getComputedStyle(element, "::after");
  if (after.content === "close-quote") {
    const left = last.right - typeOf(after).measureText("”").width;
    written(
      { said: "”", left, right: last.right, top: last.top, height: last.height },
      after,
      into,
      corner,
    );
  }
}

/**
 * Words in the line; "" where there are none.
 *
 * @param {CSSStyleDeclaration} style
 */
function saidBy(style) {
  if (style.display !== "inline" || style.position !== "static") return "";
  if (style.content === "open-quote") return "“";
  return /^"([^"\\]+)"$/.exec(style.content)?.[1].trim() ?? "";
}

/**
 * A text, a line at a time.
 *
 * @param {Text} text
 * @param {CSSStyleDeclaration} style
 * @param {Element} into
 * @param {Corner} corner
 */
export function words(text, style, into, corner) {
  const range = document.createRange();
  /** @type {Line[]} */
  const lines = [];
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const [at] = range.getClientRects();
    if (!at?.width) continue;
    if (style.writingMode.startsWith("vertical")) {
      lines.push(upright(word, at, style));
      continue;
    }
    const line = lines.at(-1);
    if (line && Math.abs(line.top - at.top) < at.height / 2) {
      line.said += ` ${word}`;
      line.right = at.right;
    } else
      lines.push({ said: word, left: at.left, right: at.right, top: at.top, height: at.height });
  }
  for (const line of lines) written(line, style, into, corner);
}

/**
 * A word that runs down, or up where it is turned about: as it lies, and how it is turned.
 *
 * @param {string} said
 * @param {DOMRect} at
 * @param {CSSStyleDeclaration} style
 * @returns {Line}
 */
function upright(said, { left, top, width, height }, style) {
  const [x, y] = [left + width / 2, top + height / 2];
  const about = new DOMMatrix(style.transform).a < 0 || style.rotate === "180deg";
  return {
    said,
    left: x - height / 2,
    right: x + height / 2,
    top: y - width / 2,
    height: width,
    turned: about ? -90 : 90,
  };
}

/**
 * @param {Line} line
 * @param {CSSStyleDeclaration} style
 * @param {Element} into
 * @param {Corner} corner
 */
function written({ said, left, right, top, height, turned }, style, into, corner) {
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } =
    typeOf(style).measureText(said);
  const middle = [(left + right) / 2 - corner.left, top + height / 2 - corner.top];
  const node = shape("text", {
    x: left - corner.left,
    y: top - corner.top + (height - up - down) / 2 + up,
    // Another program has other type: the words keep their place.
    textLength: right - left,
    lengthAdjust: "spacingAndGlyphs",
    fill: plain(style.color),
    "font-family": style.fontFamily,
    "font-size": style.fontSize,
    "font-weight": style.fontWeight,
    "font-style": style.fontStyle === "normal" ? null : style.fontStyle,
    transform: turned ? `rotate(${[turned, ...middle].join(" ")})` : null,
  });
  node.textContent = said;
  into.append(node);
}
