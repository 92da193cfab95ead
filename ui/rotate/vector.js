// A vector as it stands, and all of its pairs at a glance.

import { el, pairClass, revealIn } from "../web/dom.js";

/** @import { Vector } from "../web/types.js" */

/**
 * A vector as it stands, each number underlined in the colour of its pair and numbered.
 *
 * @param {string} label
 * @param {(string | null)[]} numbers
 * @param {number[][]} places
 * @param {number | null} current
 * @param {number} [fresh]
 */
export function strip(label, numbers, places, current, fresh = -1) {
  const pairOf = Array(numbers.length);
  for (const [pair, place] of places.entries()) for (const index of place) pairOf[index] = pair;
  const cells = numbers.map((number, index) => {
    const pair = pairOf[index];
    const lit = current === null || current === pair;
    const ends = pairOf[index + 1] !== pair;
    return el(
      `span.cell.${pairClass(pair ?? 0)}${lit ? "" : ".dim"}${ends ? ".ends" : ""}${index === fresh ? ".fresh" : ""}`,
      { "data-current": current === pair },
      el(
        "span.number",
        {},
        number ?? el("span.unknown", { "aria-label": "not yet known" }, "·····"),
      ),
      el("span.which", { "aria-hidden": "true" }, pair === undefined ? "copied" : `pair ${pair}`),
    );
  });
  const list = el(
    `div.cells${numbers.length > 8 ? "" : ".few"}`,
    {
      tabindex: numbers.length > 16 ? "0" : null,
      role: "group",
      "aria-label": `Numbers of ${label}`,
    },
    cells,
  );
  const first = cells.find((cell) => cell.hasAttribute("data-current"));
  const more = numbers.length > 8 ? moreOf(list, cells) : null;
  first?.addEventListener("reveal", () => {
    revealIn(list, first);
    more?.tell();
  });
  return el("div.strip", {}, el("span.name", {}, label), list, more?.node ?? null);
}

/** So much of a cell may be cut off, as its figures are not. */
const SLACK = 8;

/**
 * How many numbers follow to the right of what is seen of a long vector.
 *
 * @param {HTMLElement} list
 * @param {HTMLElement[]} cells
 */
function moreOf(list, cells) {
  const node = el("span.more", { "aria-hidden": "true" });
  const tell = () => {
    const begin = list.scrollLeft;
    const end = begin + list.clientWidth;
    let after = 0;
    const cut = cells.map((cell) => {
      const [from, to] = [cell.offsetLeft, cell.offsetLeft + cell.offsetWidth];
      if (to > end + SLACK) after++;
      // A number that is seen in part would be read as another one.
      const before = from < begin - SLACK && to > begin;
      return (before || (to > end + SLACK && from < end)) && to - from <= list.clientWidth;
    });
    // All are measured before one is changed, or each would be laid out anew.
    for (const [at, cell] of cells.entries()) cell.classList.toggle("in-part", cut[at]);
    node.textContent = after ? `… ${after} more` : "";
  };
  list.addEventListener("scroll", tell, { passive: true });
  // At once where a step is drawn; the observer comes a frame later.
  list.addEventListener("measure", tell);
  new ResizeObserver(tell).observe(list);
  return { node, tell };
}

/**
 * All pairs at a glance: a hand for each, fast ones and slow ones.
 *
 * @param {Vector} vector
 * @param {object} how
 * @param {number} how.current the one that is reached by Tab
 * @param {(pair: number) => Record<string, string | null>} how.marks what a pair is, in attributes
 * @param {(pair: number) => void} how.onClick
 * @param {(pair: number) => void} how.onKey where an arrow key leads
 */
export function dials(vector, { current, marks, onClick, onKey }) {
  const count = vector.pairs.length;
  const buttons = vector.pairs.map((pair, index) => {
    const [x, y] = [Math.cos(pair.rad), -Math.sin(pair.rad)].map((v) => v * 11);
    return el(
      `button.dial.${pairClass(index)}`,
      {
        type: "button",
        "data-focus": `pair-${index}`,
        "data-keys": "pairs",
        tabindex: index === Math.max(0, current) ? 0 : -1,
        ...marks(index),
        "aria-label": `Pair ${index}: ${pair.xn0} and ${pair.xn1}, angle ${pair.angle} radians`,
        title: `pair ${index}: ${pair.xn0}, ${pair.xn1}; angle ${pair.angle} rad`,
        onclick: () => onClick(index),
        onkeydown: (event) => {
          const to = {
            ArrowRight: index + 1,
            ArrowDown: index + 1,
            ArrowLeft: index - 1,
            ArrowUp: index - 1,
            Home: 0,
            End: count - 1,
          }[event.key];
          if (to === undefined) return;
          event.preventDefault();
          if (to >= 0 && to < count) onKey(to);
        },
      },
      el(
        "svg",
        { viewBox: "-16 -16 32 32", "aria-hidden": "true" },
        el("circle", { r: 14 }),
        el("line.rest", { x2: 11, y2: 0 }),
        el("line.hand", { x2: x, y2: y }),
      ),
      el("span", { "aria-hidden": "true" }, count <= 8 ? `pair ${index}` : index),
    );
  });
  return el(
    `div.dials${count > 16 ? ".many" : ""}`,
    { role: "group", "aria-label": `The ${count} pairs; arrow keys move` },
    buttons,
  );
}
