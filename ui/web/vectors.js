// Query or key: which of the two vectors a page is about.

import { address } from "./address.js";
import { el } from "./dom.js";
import { withCommas } from "./numbers.js";

/** @import { Memory, Stage } from "./stage.js" */

export const linkedVector = () => ({ vector: address.get("vector") === "k" ? 1 : 0 });

/** @param {Memory} memory */
export const vectorLink = (memory) => ({ vector: memory.vector ? "k" : null });

/** @param {Stage} stage */
export function vectorSwitch(stage) {
  /** @type {{ letter: string, position: number, token: string }[]} */
  const vectors = stage.data.vectors;
  return el(
    "div.switch",
    { role: "group", "aria-label": "Vector" },
    vectors.map((vector, index) =>
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(index === stage.memory.vector),
          "data-focus": `vector-${index}`,
          onclick: () => {
            stage.memory.vector = index;
            stage.redraw();
          },
        },
        `${vector.letter} at position ${withCommas(vector.position)}`,
        vector.token ? [" ", el("small.whose", {}, `“${vector.token}”`)] : "",
      ),
    ),
  );
}
