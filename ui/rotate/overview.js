// All pairs of a wide head in one picture, and which of them are walked through.

import { el, pairClass } from "../web/dom.js";
import { withCommas } from "../web/numbers.js";
import { line, tag } from "../web/svg.js";

/** @import { Memory } from "../web/stage.js" */
/** @import { Vector } from "../web/types.js" */

/**
 * Whether a head has so many pairs that not all are walked through: the server tells of them then.
 *
 * @param {Vector} vector
 */
export const isWide = ({ whole }) => "overview" in whole;

/**
 * The pairs that are walked through: all of few; of many those that were chosen, at first the
 * fastest, the slowest and one between.
 *
 * @param {Vector} vector
 * @param {Memory} memory
 * @returns {number[]}
 */
export function walked(vector, memory) {
  const count = vector.pairs.length;
  if (!isWide(vector)) return [...vector.pairs.keys()];
  const chosen = (memory.pairs ?? []).filter((/** @type {number} */ pair) => pair < count);
  return chosen.length ? chosen : [0, count >> 1, count - 1];
}

/**
 * How many tokens a whole turn takes, pair by pair, and how many were passed at this position.
 *
 * @param {Vector} vector
 * @param {number[]} chosen
 */
export function overviewPicture(vector, chosen) {
  const turns = vector.pairs.map(({ raw_inv_freq }) => (2 * Math.PI) / Number(raw_inv_freq));
  const finite = turns.filter(Number.isFinite);
  const position = vector.position;
  const [low, high] = [0, Math.log10(Math.max(...finite, position, 100)) + 0.2];
  const [width, height] = [400, 300];
  /** @param {number} pair */
  const x = (pair) => 44 + ((width - 64) * pair) / (turns.length - 1);
  /** @param {number} tokens */
  const y = (tokens) =>
    height - 40 - ((height - 70) * (Math.log10(Math.max(1, tokens)) - low)) / (high - low);
  const ticks = Array.from({ length: Math.floor(high) + 1 }, (_, power) => power).filter(
    (power) => power % 2 === 0,
  );
  const about = vector.whole.overview_picture;
  return el(
    "figure",
    {},
    el(
      "svg.pairs-overview",
      { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": about },
      line("axis", 44, height - 40, width - 20, height - 40),
      ticks.map((power) => tag("tick", 38, y(10 ** power), withCommas(10 ** power), "end")),
      position > 1
        ? [
            line("here", 44, y(position), width - 20, y(position)),
            tag("here-text", 48, y(position) - 10, `position ${withCommas(position)}`, "start"),
          ]
        : null,
      turns.map((tokens, pair) =>
        Number.isFinite(tokens)
          ? el(`circle.dot.${pairClass(pair)}`, {
              cx: x(pair),
              cy: y(tokens),
              r: chosen.includes(pair) ? 6 : 2.5,
            })
          : null,
      ),
      chosen.map((pair) =>
        tag(
          "tick",
          x(pair),
          height - 22,
          String(pair),
          pair === turns.length - 1 ? "end" : "middle",
        ),
      ),
      tag("tick", 44, height - 6, "pair", "start"),
    ),
    el("figcaption", {}, about),
  );
}
