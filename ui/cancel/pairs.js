// Which pair of a head the proof is shown for, and its words with the places of that pair.

import { el, pairClass } from "../web/dom.js";

/** @import { CancelData, CancelStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

const FIRST_AND_SECOND = "₀₁";

/**
 * Words of the proof with the numbers of the chosen pair by their places in the vectors: the first
 * and second number of pair 0 of a half_split head of 128 are q₀ and q₆₄.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {string} text
 */
export const placed = ({ data, memory }, text) =>
  text.replace(
    /([qk])([₀₁])/g,
    (_, name, index) => name + data.pairs[memory.pair].places[FIRST_AND_SECOND.indexOf(index)],
  );

/** @param {Stage<CancelData, CancelStep>} stage */
export function pairPicker(stage) {
  const { data, memory } = stage;
  /** @param {number} pair */
  const choose = (pair) => {
    memory.pair = Math.max(0, Math.min(data.pairs.length - 1, pair));
    stage.redraw();
  };
  const count = data.pairs.length;
  const label = el(
    "span",
    {},
    `One pair at a time: pair ${memory.pair}, of pairs 0 to ${count - 1}`,
  );
  if (count <= 8) {
    return el(
      "div.pair-picker",
      {},
      label,
      el(
        "div.switch",
        { role: "group", "aria-label": "Pair" },
        data.pairs.map((_, index) =>
          el(
            `button.${pairClass(index)}`,
            {
              type: "button",
              "aria-pressed": String(index === memory.pair),
              "data-focus": `pair-${index}`,
              onclick: () => choose(index),
            },
            `pair ${index}`,
          ),
        ),
      ),
    );
  }
  return el(
    "label.pair-picker",
    {},
    label,
    el("input.bar", {
      type: "range",
      min: 0,
      max: count - 1,
      value: memory.pair,
      "aria-label": "Pair",
      "data-focus": "pair",
      style: `--done: ${(memory.pair / (count - 1)) * 100}%`,
      oninput: (event) => choose(Number(event.target.value)),
    }),
  );
}
