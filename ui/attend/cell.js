// Attend: one cell of the grid taken apart: its pairs, or its row of weights.

import { el, pairClass } from "../web/dom.js";
import { inBrackets, shownNumber } from "../web/numbers.js";

/** @import { AttendData, Json, View } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * @param {Stage<AttendData, View>} stage
 * @param {number} i
 * @param {number} j
 */
export const cellTitle = ({ data }, i, j) => {
  const { tokens } = data.sentence;
  const apart = i - j;
  const words =
    apart === 0
      ? "the token itself"
      : `${Math.abs(apart)} ${Math.abs(apart) === 1 ? "token" : "tokens"} ${apart > 0 ? "before" : "after"}`;
  return el(
    "h3.attend-cell-title",
    {},
    el("span.of-query", {}, el("q", {}, tokens[i]), ` at ${i}`),
    " with ",
    el("span.of-key", {}, el("q", {}, tokens[j]), ` at ${j}`),
    el("small", {}, `, ${words}`),
  );
};

/**
 * One score, pair by pair. A line that its rounded numbers do not quite give has ≈.
 *
 * @param {Stage<AttendData, View>} stage
 * @param {number} i
 * @param {number} j
 */
export const takenApart = (stage, i, j) => {
  const { sentence } = stage.data;
  const near = sentence.near[i][j];
  /** @param {number} bit */
  const sign = (bit) => (near & (1 << bit) ? "≈" : "=");
  const [chosen, shares] = [sentence.chosen[i][j], sentence.shares[i][j]];
  const count = chosen.length;
  stage.local.largestShare ??= {};
  stage.local.largestShare[/** @type {Json} */ (sentence.which)] ??= Math.max(
    ...sentence.shares.flat(2).map((text) => Math.abs(shownNumber(text))),
  );
  const largest = stage.local.largestShare[/** @type {Json} */ (sentence.which)];
  return [
    cellTitle(stage, i, j),
    el(
      "div.attend-pairs",
      {},
      shares.map((share, at) => {
        const pair = chosen[at];
        const [a, b] = sentence.pairs[pair];
        const [q, k] = [sentence.q[i], sentence.k[j]];
        return el(
          `div.attend-pair.${pairClass(pair)}`,
          {},
          el("span.hue", {}, `pair ${pair}`),
          el(
            "span.expr",
            {},
            el("span.of-query", {}, q[a]),
            "×",
            el("span.of-key", {}, inBrackets(k[a])),
            " + ",
            el("span.of-query", {}, inBrackets(q[b])),
            "×",
            el("span.of-key", {}, inBrackets(k[b])),
            ` ${sign(at)} `,
            el("b", {}, share),
          ),
          shareBar(share, largest),
        );
      }),
      sentence.rest
        ? el(
            "div.attend-pair.rest",
            {},
            el("span.soft", {}, "others"),
            el(
              "span.expr",
              {},
              `the other ${sentence.pairs.length - count} pairs together: `,
              el("b", {}, sentence.rest[i][j]),
            ),
            shareBar(sentence.rest[i][j], largest),
          )
        : null,
    ),
    el(
      "div.attend-sum",
      {},
      el("p", {}, el("span.soft", {}, "q′·k′ = "), [
        shares.map((share, at) => shareTerm(share, chosen[at], at > 0)),
        sentence.rest ? ` + ${inBrackets(sentence.rest[i][j])}` : null,
      ]),
      el("p", {}, el("span.soft", {}, `${sign(count)} `), sentence.dots[i][j]),
      el(
        "p.line",
        {},
        el("span.soft", {}, "score = "),
        `${sentence.dots[i][j]} ÷ √${sentence.root} ${sign(count + 1)} `,
        el("b", {}, sentence.scores[i][j]),
      ),
    ),
    near
      ? el("p.note", {}, "≈: the numbers shown are rounded; the result is not taken from them.")
      : "",
    j > i ? el("p.note", {}, "This key comes after the query: the mask takes the score away.") : "",
  ];
};

/**
 * @param {string} share
 * @param {number} pair
 * @param {boolean} [after] whether another one stands before it
 */
export const shareTerm = (share, pair, after = pair > 0) => [
  after ? " + " : "",
  el(`span.hue.${pairClass(pair)}`, {}, after ? inBrackets(share) : share),
];

/**
 * @param {string} text
 * @param {number} largest
 */
export const shareBar = (text, largest) => {
  const share = shownNumber(text) / (largest || 1);
  return el(
    `span.attend-bar.${share < 0 ? "left" : "right"}`,
    { "aria-hidden": "true" },
    el("span", { style: `width: ${(Math.abs(share) * 50).toFixed(1)}%` }),
  );
};

/**
 * A row of weights: scores, their powers, the shares of the sum, and what the model recorded.
 *
 * @param {Stage<AttendData, View>} stage
 * @param {number} i
 * @param {number} j
 */
export const softmaxed = (stage, i, j) => {
  const { sentence } = stage.data;
  const body = sentence.weights[i].map((weight, key) =>
    el(
      key === j ? "tr.here" : "tr",
      {},
      el("th", { scope: "row" }, `${key} ${sentence.tokens[key]}`),
      [sentence.scores[i][key], sentence.grown[i][key], weight, sentence.recorded[i][key]].map(
        (text, column) => el(column === 2 ? "td.strong" : "td", {}, text),
      ),
    ),
  );
  const masked = j > i;
  return [
    cellTitle(stage, i, j),
    masked
      ? el("p.attend-equation", {}, "Masked: the key comes after the query. Its weight is 0.")
      : el(
          "p.attend-equation",
          {},
          el("span.soft", {}, "weight = "),
          `exp(${sentence.scores[i][j]} − ${inBrackets(sentence.largest[i])}) ÷ ${sentence.sums[i]} ${sentence.weightSigns[i][j]} `,
          el("b", {}, sentence.weights[i][j]),
        ),
    el(
      "div.scroll",
      {},
      el(
        "table.attend-row",
        {},
        el(
          "caption",
          {},
          "The query's row. The largest score is taken off first, so that no power grows too large.",
        ),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            ["key", "score", "exp", "weight", "recorded"].map((head) =>
              el("th", { scope: "col" }, head),
            ),
          ),
        ),
        el("tbody", {}, body),
        el(
          "tfoot",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "row" }, "sum"),
            el("td", {}),
            el("td", {}, sentence.sums[i]),
            el("td.until-answered", {}, sentence.weightSums[i]),
            el("td", {}),
          ),
        ),
      ),
    ),
  ];
};

/** @param {Stage<AttendData, View>} stage */
export const besideRecorded = ({ data }) => {
  const { difference, differenceAt, same } = data.sentence;
  return el(
    "p.attend-result",
    {},
    "Largest difference between this attention and what the model recorded, over the whole grid: ",
    el("b", {}, difference),
    ` (query ${differenceAt[0]}, key ${differenceAt[1]}). `,
    same
      ? "The model stored its attention to six decimals and computed in float32: they are the same."
      : data.same_spec
        ? ""
        : `Not the same: base ${data.base}, ${data.pairing} is not how the model turns its vectors.`,
  );
};
