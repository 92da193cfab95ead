// What libraries compute instead of the matrix.

import { el, pairClass } from "../web/dom.js";
import { negated } from "../web/numbers.js";

/** @import { Belonging, Child, MatrixData, MatrixStep, Named } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * What the full matrix would cost, of what is needed; a copied number needs one product.
 *
 * @param {MatrixData["counts"]} counts
 * @param {boolean} copied
 */
const meant = ({ products, needed, zeros }, copied) =>
  zeros === "0"
    ? `The matrix of one pair has no zeros: all its ${products} products matter, two for each number. A wider one has zeros between its pairs, so nobody builds it:`
    : `The full matrix asks for ${products} products, and ${zeros} of them are with 0. Only ${needed} matter, two for each number${copied ? " that turns and one for each that is copied" : ""}. So nobody builds the matrix:`;

/**
 * What libraries compute instead of the matrix: two products a number.
 *
 * @param {Stage<MatrixData, MatrixStep>} stage
 */
export function vectorised(stage) {
  const { data, memory } = stage;
  const vector = data.vectors[memory.vector];
  const { letter } = vector;
  /**
   * @param {(pair: Named, half: number) => string} turned
   * @param {(index: number) => string} copied
   */
  const of = (turned, copied) =>
    stage.local.outputs.map(
      (/** @type {Belonging} */ { pair, half }, /** @type {number} */ index) =>
        pair === undefined ? copied(index) : turned(vector.pairs[pair], half),
    );
  /** @param {number} index */
  const unturned = (index) => vector.x[index];
  /**
   * @param {string} name
   * @param {Child[]} cells
   * @param {string} [extra]
   * @param {"span" | "span.until-answered"} [within]
   */
  const line = (name, cells, extra = "", within = "span") =>
    el(
      `tr${extra}`,
      {},
      el("th", { scope: "row" }, name),
      cells.map((cell, index) =>
        el(`td.${pairClass(stage.local.outputs[index].pair)}`, {}, el(within, {}, cell)),
      ),
    );
  return el(
    "section.vectorised",
    {},
    el("h2", {}, data.counts.zeros === "0" ? "What is computed instead" : "What the zeros mean"),
    el(
      "p",
      {},
      `${meant(data.counts, vector.places.length * 2 < vector.x.length)} ` +
        `${letter}′ = ${letter} ⊙ cos + partner ⊙ sin, number by number, where partner is ${letter} with ${data.form}.`,
    ),
    el(
      "div.scroll",
      { tabindex: "0", role: "group", "aria-label": "The vectorised form" },
      el(
        "table",
        {},
        el("tbody", {}, [
          line(
            letter,
            of((pair, half) => (half ? pair.x1 : pair.x0), unturned),
          ),
          line(
            "⊙ cos",
            of(
              (pair) => pair.cos,
              () => "1",
            ),
          ),
          line(
            "+ partner",
            of(
              (pair, half) => (half ? pair.x0 : negated(pair.x1)),
              () => "0",
            ),
          ),
          line(
            "⊙ sin",
            of(
              (pair) => pair.sin,
              () => "0",
            ),
          ),
          line(
            `= ${letter}′`,
            of((pair, half) => pair[`y${half}`], unturned),
            ".sum-row",
            "span.until-answered",
          ),
        ]),
      ),
    ),
  );
}
