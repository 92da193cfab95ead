// All pairs of a wide head in one picture, and which of them are walked through.

import { el, pairClass } from "../web/dom.js";
import { withCommas } from "../web/numbers.js";
import { projector } from "../web/projector.js";
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

/** The size of the picture's type, as its style has it: at a desk, and on a projector. */
const [TYPE, LARGE_TYPE] = [13, 20];
/** So much of its size a figure is wide. */
const FIGURE = 0.56;

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
  const ticks = Array.from({ length: Math.floor(high) + 1 }, (_, power) => power)
    .filter((power) => power % 2 === 0)
    .map((power) => ({ tokens: 10 ** power, text: withCommas(10 ** power) }));
  const [width, height] = [400, 300];
  const type = projector.on() ? LARGE_TYPE : TYPE;
  // What is named beside the axes has its room, however long its numbers are.
  const widest = Math.max(...ticks.map(({ text }) => text.length));
  const left = Math.max(44, 8 + FIGURE * type * widest);
  const foot = height - 3.25 * type;
  /** @param {number} pair */
  const x = (pair) => left + ((width - 20 - left) * pair) / (turns.length - 1);
  /** @param {number} tokens */
  const y = (tokens) =>
    foot - ((foot - 30) * (Math.log10(Math.max(1, tokens)) - low)) / (high - low);
  const about = vector.whole.overview_picture;
  return el(
    "figure",
    {},
    el(
      "svg.pairs-overview",
      { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": about },
      line("axis", left, foot, width - 20, foot),
      ticks.map(({ tokens, text }) => tag("tick", left - 6, y(tokens), text, "end")),
      position > 1
        ? [
            line("here", left, y(position), width - 20, y(position)),
            tag(
              "here-text",
              left + 4,
              y(position) - 10,
              `position ${withCommas(position)}`,
              "start",
            ),
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
          foot + 1.3 * type,
          String(pair),
          pair === turns.length - 1 ? "end" : "middle",
        ),
      ),
      tag("tick", left, foot + 2.6 * type, "pair", "start"),
    ),
    el("figcaption", {}, about),
  );
}
