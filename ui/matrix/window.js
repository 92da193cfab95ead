// The window on a matrix that is too large to be walked: where it stands, and what moves it.

import { el, pairClass } from "../web/dom.js";

/** @import { Belonging, MatrixData, MatrixStep, MatrixVector } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * The whole matrix as a picture: a dot for every entry that may be other than zero, and the window.
 *
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {MatrixVector} vector
 */
export function windowPicker(stage, vector) {
  const { memory } = stage;
  const { size } = stage.local;
  const d = vector.x.length;
  const last = d - size;
  /**
   * @param {number} row
   * @param {number} column
   */
  const move = (row, column) => {
    memory.row = Math.max(0, Math.min(last, Math.round(row)));
    memory.column = Math.max(0, Math.min(last, Math.round(column)));
    stage.redraw();
  };
  const dots = vector.places.flatMap((read, pair) =>
    vector.outputs[pair].flatMap((r) =>
      read.map((c) => el(`rect.${pairClass(pair)}`, { x: c, y: r, width: 1, height: 1 })),
    ),
  );
  stage.local.outputs.forEach((/** @type {Belonging} */ { pair }, /** @type {number} */ at) => {
    if (pair === undefined) dots.push(el("rect.copied", { x: at, y: at, width: 1, height: 1 }));
  });
  const map = el(
    "svg.map",
    {
      viewBox: `0 0 ${d} ${d}`,
      role: "img",
      "aria-label": `The ${d} by ${d} matrix: ${stage.data.counts.needed} entries may be other than zero. The window shows rows ${memory.row} to ${memory.row + size - 1}, columns ${memory.column} to ${memory.column + size - 1}.`,
    },
    el("rect.ground", { width: d, height: d }),
    dots,
    el("rect.window", {
      x: memory.column - 0.5,
      y: memory.row - 0.5,
      width: size + 1,
      height: size + 1,
      "vector-effect": "non-scaling-stroke",
    }),
  );
  /** @param {PointerEvent} event */
  const drag = (event) => {
    if (!event.buttons && event.type !== "pointerdown") return;
    const box = /** @type {Element} */ (stage.root.querySelector(".map")).getBoundingClientRect();
    move(
      ((event.clientY - box.y) / box.height) * d - size / 2,
      ((event.clientX - box.x) / box.width) * d - size / 2,
    );
  };
  map.addEventListener("pointerdown", drag);
  map.addEventListener("pointermove", drag);
  /**
   * @param {string} label
   * @param {"row" | "column"} name
   */
  const slider = (label, name) =>
    el(
      "label",
      {},
      el("span", {}, `${label} ${memory[name]} to ${memory[name] + size - 1}`),
      el("input.bar", {
        type: "range",
        min: 0,
        max: last,
        value: memory[name],
        "aria-label": `First ${name} of the window`,
        "data-focus": `window-${name}`,
        style: `--done: ${(memory[name] / last) * 100}%`,
        oninput: (event) => {
          const at = Number(event.target.value);
          move(name === "row" ? at : memory.row, name === "column" ? at : memory.column);
        },
      }),
    );
  const { places, outputs } = vector;
  // A row that is only copied has no pair: the nearest one that turns.
  const nearest = memory.row < outputs[0][0] ? 0 : places.length - 1;
  const pair = stage.local.outputs[memory.row].pair ?? nearest;
  const [[a, b], [above, below]] = [places[pair], outputs[pair]];
  /**
   * @param {string} text
   * @param {number} row
   * @param {number} column
   */
  const jump = (text, row, column) =>
    el(
      "button.control",
      { type: "button", "data-focus": `jump-${text}`, onclick: () => move(row, column) },
      text,
    );
  /**
   * @param {string} text
   * @param {number} other
   */
  const toPair = (text, other) => {
    const at = Math.max(0, Math.min(places.length - 1, other));
    return jump(text, outputs[at][0], places[at][0]);
  };
  return el(
    "div.window-picker",
    {},
    map,
    el(
      "div",
      {},
      el(
        "p.says",
        {},
        `Of ${stage.data.counts.products} entries ${stage.data.counts.needed} may be other than zero. Drag the window over them, or move it here.`,
      ),
      slider("rows", "row"),
      slider("columns", "column"),
      el(
        "div.jumps",
        {},
        toPair("Previous pair", pair - 1),
        toPair("Next pair", pair + 1),
        b - a > 1 || below - above > 1
          ? [jump(`To −sin of pair ${pair}`, above, b), jump(`To sin of pair ${pair}`, below, a)]
          : null,
      ),
    ),
  );
}
