// Which questions a text finds.

/**
 * Whether every word of the text stands in the question, its answer or what else it is called.
 *
 * @param {{ asks: string, says: string, also: string }} question
 * @param {string} text
 */
export function matching({ asks, says, also }, text) {
  const there = plain(`${asks} ${also} ${says}`);
  return plain(text)
    .split(/\s+/)
    .every((word) => there.includes(word));
}

/** @param {string} text */
const plain = (text) => text.toLowerCase().replaceAll(",", "");
