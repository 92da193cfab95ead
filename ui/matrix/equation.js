// [matrix] × [vector] = [result], as it stands on the stage.

import { el, pairClass } from "../web/dom.js";
import { withCommas } from "../web/numbers.js";
import { filledText } from "../web/template.js";
import { entryAt } from "./entry.js";

/** @import { Child, MatrixData, MatrixStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * [matrix] × [vector] = [result], the result as far as it is known.
 *
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {MatrixStep} step
 */
export function equation(stage, step) {
  const { data, memory } = stage;
  const { size, places, outputs } = stage.local;
  const vector = data.vectors[memory.vector];
  /** @param {number} start */
  const at = (start) => Array.from({ length: size }, (_, offset) => start + offset);
  const [rowsShown, columnsShown] = [at(memory.row), at(memory.column)];
  const reached = stage.memory.step - 1; // entries walked so far
  const d = vector.x.length;
  /**
   * @param {number} r
   * @param {number} rowAt
   */
  const row = (r, rowAt) =>
    el(
      `tr${step.r === r ? ".now" : ""}`,
      {},
      el("th", { scope: "row" }, r),
      columnsShown.map((c) => {
        const entry = entryAt(stage, r, c);
        const { zero } = entry;
        const here = step.r === r && step.c === c;
        return el(
          `td.entry.${pairClass(entry.pairIndex)}${zero ? ".zero" : ""}${here ? ".here" : ""}`,
          {
            onclick: () => stage.go(2 + rowAt * size + (c - memory.column)),
            title: filledText(data.entries[entry.kind].entry, entry.values),
            "aria-current": here ? "step" : null,
          },
          el(
            "span",
            { "data-key": zero ? null : `${entry.pairIndex}-${entry.kind}` },
            entry.values.entry,
          ),
        );
      }),
    );
  /**
   * @param {string} label
   * @param {Child[]} cells
   */
  const column = (label, cells) =>
    el(
      "table",
      {},
      el("caption", {}, label),
      el(
        "tbody",
        {},
        cells.map((cell) => el("tr", {}, cell)),
      ),
    );
  const x = columnsShown.map((c) =>
    el(`td.${pairClass(places[c].pair)}${step.c === c ? ".here" : ""}`, {}, vector.x[c]),
  );
  const y = rowsShown.map((r, rowAt) => {
    const { pair } = outputs[r];
    const done = step.key === "done" || reached >= (rowAt + 1) * size;
    const inRow = step.r === r;
    const upTo = inRow ? step.c : done ? memory.column + size - 1 : null;
    const text = upTo === null ? "·····" : entryAt(stage, r, upTo).values.sum;
    return el(`td.${pairClass(pair)}${inRow ? ".here" : ""}${done ? "" : ".open"}`, {}, text);
  });
  /**
   * How many figures its widest numbers have, from which the style knows the size of type.
   *
   * @param {string[]} texts
   */
  const widest = (texts) => Math.max(...texts.map((text) => text.length));
  const figures = Math.max(
    widest(rowsShown.flatMap((r) => columnsShown.map((c) => entryAt(stage, r, c).values.entry))),
    widest([...x, ...y].map((cell) => cell.textContent)) / 2,
  );
  const part = d > size ? " (window)" : "";
  const soFar = d > size ? " so far" : "";
  return el(
    "div.equation",
    {
      style: `--size: ${size}; --figures: ${figures}`,
      role: "group",
      "aria-label": "Rotation matrix times vector",
      tabindex: "0",
    },
    el(
      "table.matrix",
      {},
      el("caption", {}, `R at ${withCommas(vector.position)}${part}`),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("td"),
          columnsShown.map((c) => el("th", { scope: "col" }, c)),
        ),
      ),
      el("tbody", {}, rowsShown.map(row)),
    ),
    el("span.sign", {}, "×"),
    column(vector.letter, x),
    el("span.sign", {}, "="),
    column(`${vector.letter}′${soFar}`, y),
  );
}
