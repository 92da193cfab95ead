// Matrix in chapters, a row each, and at which step the number that a row makes is asked for.

/** @import { MatrixData, MatrixStep } from "../web/types.js" */
/** @import { Chapter, Stage } from "../web/stage.js" */

/** @typedef {Pick<Stage<MatrixData, MatrixStep>, "memory" | "local">} Shown */

/**
 * Whether the sum of a row is complete in the first column that is shown, or left of it: then it
 * would be too late there to ask for it.
 *
 * @param {Shown} stage
 * @param {number} row
 */
function completeAtOnce({ memory, local: { places, outputs } }, row) {
  const { pair } = outputs[row];
  const last =
    pair === undefined
      ? row
      : places.findLastIndex((/** @type {{ pair?: number }} */ place) => place.pair === pair);
  return last <= memory.column;
}

/**
 * The first row begins with the whole matrix, the last one ends with the whole result. A row with
 * nothing left to add is no chapter of its own: it goes with the one above it.
 *
 * @param {Shown} stage
 * @returns {Chapter[]}
 */
export function chapters(stage) {
  const { memory, local } = stage;
  /** @type {{ first: number, last: number }[]} */
  const parts = [];
  for (let row = memory.row; row < memory.row + local.size; row++) {
    const above = parts.at(-1);
    if (above && completeAtOnce(stage, row)) above.last = row;
    else parts.push({ first: row, last: row });
  }
  return parts.map(({ first, last }) => ({
    title: first === last ? `Row ${first}` : `Rows ${first} to ${last}`,
    from: first === memory.row ? 1 : 2 + (first - memory.row) * local.size,
  }));
}

/**
 * The row that is asked about at a step: the first one where the matrix is seen whole, each other
 * one where it begins, or, where it is complete there already, a step before that.
 *
 * @param {Shown} stage
 * @param {MatrixStep} step
 * @returns {number | null}
 */
export function rowAsked(stage, { key, r, c }) {
  const { memory, local } = stage;
  if (key === "start") return memory.row;
  if (key !== "entry") return null;
  if (c === memory.column && r > memory.row && !completeAtOnce(stage, r)) return r;
  const next = r + 1;
  const ends = c === memory.column + local.size - 1 && next < memory.row + local.size;
  return ends && completeAtOnce(stage, next) ? next : null;
}
