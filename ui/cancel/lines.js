// A line of the proof as it is read: in symbols, or with the numbers of a pair in their places.

import { el } from "../web/dom.js";
import { inBrackets } from "../web/numbers.js";

/** @import { CancelData, CancelStep, Child, How, Term } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * @param {Term} line
 * @param {How} how
 */
export function writeLine(line, how) {
  if (line.t === "pairs")
    return how.pair
      ? shares(how.stage)
      : [
          el("span.sigma", {}, "Σ"),
          el("sub", {}, `i = 0${last(how.stage) ? ` … ${last(how.stage)}` : ""}`),
          " ",
          summed(line.of, { ...how, summed: true }),
          still(how.stage.data.still),
        ];
  if (line.t === "matrix") return writeMatrix(line, how);
  if (line.t === "matrices")
    return el(
      "span.matrices",
      {},
      line.of.map((/** @type {Term} */ matrix) => writeMatrix(matrix, how)),
    );
  return writeNode(line, how);
}

/**
 * The last pair.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 */
const last = ({ data }) => data.pairs.length - 1;

/**
 * What a sum is taken of stands in brackets where it is a sum itself.
 *
 * @param {Term} body
 * @param {How} how
 */
const summed = (body, how) =>
  body.t === "sum" && body.of.length > 1 ? ["(", writeNode(body, how), ")"] : writeNode(body, how);

/**
 * What the numbers that are not rotated add to the sum over the pairs.
 *
 * @param {string | undefined} places
 */
const still = (places) =>
  places
    ? [
        " + ",
        el(
          "span.still",
          {},
          el("span.sigma", {}, "Σ"),
          el("sub", {}, places),
          " ",
          ["q", "k"].map((name) => el(`span.symbol.of-${name}`, {}, name, el("sub", {}, "j"))),
          " (not rotated)",
        ),
      ]
    : "";

/**
 * What each pair adds to the score, up to a dozen of them.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 */
function shares({ data }) {
  const some = data.shares.slice(0, 12);
  /** @param {string} share */
  const signed = (share) => (share.startsWith("−") ? ` − ${share.slice(1)}` : ` + ${share}`);
  return [
    some.map((share, index) => (index ? signed(share) : share)),
    data.shares.length > some.length ? ` + … (${data.shares.length} pairs)` : "",
    data.copied ? `${signed(data.copied)} (not rotated)` : "",
  ];
}

/**
 * @param {Term} matrix
 * @param {How} how
 */
function writeMatrix(matrix, how) {
  if (matrix.names.length) {
    return el(
      "div.equations",
      {},
      matrix.rows.map((/** @type {Term[]} */ [entry], /** @type {number} */ index) =>
        el(
          "div",
          {},
          el("b", {}, writeNode(matrix.names[index], { ...how, pair: undefined })),
          " = ",
          writeNode(entry, how),
          how.pair
            ? [
                ` ${isOf(matrix.names[index], how.pair)} `,
                el("b", {}, writeNode(matrix.names[index], { ...how, first: true })),
              ]
            : null,
        ),
      ),
    );
  }
  return el(
    "span.matrix-box",
    {},
    matrix.name ? el("span.matrix-name", {}, matrix.name) : null,
    el(
      "span.grid",
      { style: `--columns: ${matrix.rows[0].length}` },
      matrix.rows.flat().map((/** @type {Term} */ entry) => el("span", {}, writeNode(entry, how))),
    ),
  );
}

/**
 * Whether what is shown rounded gives the number shown, or only about that.
 *
 * @param {Term} name a turned number
 * @param {NonNullable<How["pair"]>} pair
 */
const isOf = (name, { shown }) => shown[`${name.v}′${name.i} is`];

/**
 * Less than nothing is nothing.
 *
 * @param {Term} term
 * @param {How} how
 */
const isNothing = (term, how) => {
  const { t, f, a } = term.t === "product" && term.of.length === 1 ? term.of[0] : term;
  return t === "trig" && how.pair?.shown[`${f} ${a}`] === "0";
};

/**
 * One node as it is read: symbols, or the same node with the pair's numbers in it.
 *
 * @param {Term} node
 * @param {How} how
 */
export function writeNode(node, how) {
  const mark = node.id && how.marks?.get(node.id);
  /**
   * @param {string} name
   * @param {...Child} children
   */
  const wrap = (name, ...children) =>
    el(
      `span.${name}${mark ? `.mark.${mark}` : ""}`,
      { "data-node": mark ? node.id : null },
      children,
    );
  const shown = how.pair?.shown;
  /**
   * A negative number stands in brackets unless it comes first, with no sign before it.
   *
   * @param {string} text
   */
  const number = (text) => (how.first ? text : inBrackets(text));
  if (node.t === "symbol") {
    const name = `${node.v}${node.r ? "′" : ""}`;
    if (shown) return wrap(`symbol.of-${node.v}`, number(shown[`${name}${node.i}`]));
    // In the sum over i: first and second number of pair i. Else by their places in the vector.
    const place = how.summed ? el("sub", {}, "i,", node.i) : how.places[node.i + (node.r ? 2 : 0)];
    return wrap(`symbol.of-${node.v}`, name, place);
  }
  if (node.t === "trig") {
    const relative = node.a.length > 1;
    return wrap(
      `trig.${relative ? "relative" : "absolute"}`,
      shown
        ? number(shown[`${node.f} ${node.a}`])
        : [
            `${node.f}(${relative ? `(${node.a})` : node.a}ω`,
            how.summed ? el("sub", {}, "i") : "",
            ")",
          ],
    );
  }
  if (node.t === "product") {
    const joint = shown ? "×" : " ";
    const parts = node.of.flatMap((/** @type {Term} */ part, /** @type {number} */ index) => [
      index ? (part.t === "sum" && !shown ? " " : joint) : "",
      part.t === "sum"
        ? ["(", writeNode(part, how), ")"]
        : writeNode(part, { ...how, first: how.first && index === 0 }),
    ]);
    return wrap("product", parts.flat());
  }
  return wrap(
    "terms",
    node.of.map((/** @type {Term} */ term, /** @type {number} */ index) => [
      index ? (term.s < 0 ? " − " : " + ") : term.s < 0 && !isNothing(term, how) ? "−" : "",
      el("span.term", {}, writeNode(term, { ...how, first: index === 0 && term.s > 0 })),
    ]),
  );
}
