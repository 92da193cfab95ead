// Matrix: the rotation as one matrix, walked row by row, entry by entry.

import { address } from "../web/address.js";
import { el, pairClass, reducedMotion, revealIn } from "../web/dom.js";
import { projector } from "../web/projector.js";
import { filledText, rows } from "../web/template.js";
import { linkedVector, vectorLink, vectorSwitch } from "../web/vectors.js";
import { chapters, rowAsked } from "./chapters.js";
import { belongings, entryAt, rowsOf } from "./entry.js";
import { equation } from "./equation.js";
import { narrow } from "./narrow.js";
import { vectorised } from "./vectorised.js";
import { windowPicker } from "./window.js";

/** @import { MatrixData, MatrixStep } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

const WINDOW = 4;

/** @type {Steps<MatrixData, MatrixStep>} */
export const stage = {
  remember: () => ({
    ...linkedVector(),
    row: Math.max(0, Number.parseInt(address.get("row") ?? "", 10) || 0),
    column: Math.max(0, Number.parseInt(address.get("column") ?? "", 10) || 0),
  }),

  link: ({ memory }) => ({
    ...vectorLink(memory),
    row: memory.row || null,
    column: memory.column || null,
  }),

  // Which pair, and which place in it, a row (or a column) belongs to; entries already on
  // screen are remembered where they stand, so that another pairing can move them.
  prepare(stage) {
    const vector = stage.data.vectors[stage.memory.vector];
    const d = vector.x.length;
    // A column meets the number that a pair is read from; a row makes the one it is written to.
    stage.local.places = belongings(vector.places, d);
    stage.local.outputs = belongings(vector.outputs, d);
    stage.local.size = d <= stage.data.whole ? d : WINDOW;
    const last = d - stage.local.size;
    stage.memory.row = Math.min(stage.memory.row, last);
    stage.memory.column = Math.min(stage.memory.column, last);
    stage.local.old = null;
    if (stage.local.pairing && stage.local.pairing !== stage.data.pairing) {
      stage.local.old = new Map(
        [.../** @type {NodeListOf<HTMLElement>} */ (stage.root.querySelectorAll("[data-key]"))].map(
          (node) => [node.dataset.key, node.getBoundingClientRect()],
        ),
      );
    }
    stage.local.pairing = stage.data.pairing;
  },

  settle({ root, local: { old } }) {
    if (!old || reducedMotion()) return;
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (
      root.querySelectorAll("[data-key]")
    )) {
      const from = old.get(node.dataset.key);
      if (!from) continue;
      const to = node.getBoundingClientRect();
      if (from.x === to.x && from.y === to.y) continue;
      node.animate(
        [
          { transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)`, zIndex: 1 },
          { transform: "none", zIndex: 1 },
        ],
        { duration: 900, easing: "ease-in-out" },
      );
    }
  },

  chapters,

  asks: (stage, step) => {
    const row = rowAsked(stage, step);
    return row === null ? "" : `${stage.memory.vector} ${row}`;
  },

  steps({ local: { size }, memory }) {
    const entries = [];
    for (let r = 0; r < size; r++) {
      for (let c = 0; c < size; c++)
        entries.push({ key: "entry", r: memory.row + r, c: memory.column + c });
    }
    return [{ key: "start" }, ...entries, { key: "done" }];
  },

  words,

  head(stage) {
    const { data, memory } = stage;
    const vector = data.vectors[memory.vector];
    if (vector.x.length <= data.whole) return vectorSwitch(stage);
    return [vectorSwitch(stage), windowPicker(stage, vector)];
  },

  body(stage, step) {
    const { data } = stage;
    const entry = step.key === "entry" ? entryAt(stage, step.r, step.c) : null;
    const said = words(stage, step);
    return el(
      `div.work.matrix-work${entry ? `.${pairClass(entry.pairIndex)}` : ""}`,
      {},
      equation(stage, step),
      el(
        "div.step-text",
        {},
        el("h2", {}, said.title),
        el("p.says", {}, said.says),
        entry ? rows(rowsOf(stage, step, entry), entry.values) : null,
        entry?.note ? el("p.note", {}, entry.note) : null,
        entry?.outside
          ? el("p.note", {}, filledText(data.words[entry.outside], entry.values))
          : null,
      ),
    );
  },

  // The entry and the number in its column come into the working, the sum goes into the result.
  flights({ root }, step) {
    if (step.key !== "entry") return [];
    const working = root.querySelector(".body .rows");
    const [, x, y] = root.querySelectorAll(".equation table");
    const sums = working?.querySelectorAll(".v-sum") ?? [];
    return [
      [root.querySelector(".entry.here > span"), working?.querySelector(".v-entry")],
      [x?.querySelector("td.here"), working?.querySelector(".v-x")],
      [sums[sums.length - 1], y?.querySelector("td.here")],
    ];
  },

  // On a phone the matrix is wider than the page: keep the entry in sight. On a projector nobody
  // scrolls: what is too wide gives way.
  shown({ root }) {
    /** @type {(HTMLElement | null)[]} */
    const [equation, here] = [".equation", ".entry.here"].map((name) => root.querySelector(name));
    if (equation && projector.on()) narrow(equation);
    if (equation && here) revealIn(equation, here);
  },

  below: (stage) => vectorised(stage),
};

/**
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {MatrixStep} step
 */
function words(stage, step) {
  const { data, memory } = stage;
  const whole = { ...data.vectors[memory.vector].whole, ...data.counts };
  if (step.key === "start")
    return { title: "Matrix times vector", says: filledText(data.words.start, whole) };
  if (step.key === "done")
    return { title: "The rotated vector", says: filledText(data.words.done, whole) };
  const entry = entryAt(stage, step.r, step.c);
  return {
    title: `Row ${step.r}, column ${step.c}: ${filledText(data.entries[entry.kind].title, entry.values)}`,
    says: filledText(data.entries[entry.kind].says, entry.values),
    line: rowsOf(stage, step, entry)
      .map((row) => filledText(row.replace("|", ""), entry.values))
      .join("; "),
  };
}
