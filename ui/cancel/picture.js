// The picture of the proof: both arrows of a pair, and the angle between them.

import { el, reducedMotion } from "../web/dom.js";
import { draw, QUICK } from "../web/motion.js";
import { withCommas } from "../web/numbers.js";
import { arc, line } from "../web/svg.js";
import { isShort, labelsOf, vector } from "./arrows.js";

/** @import { CancelData, CancelPair, CancelStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * @typedef {object} Arrows lengths as in the pair; angles in radians
 * @property {number} q the query's length
 * @property {number} k the key's
 * @property {[number, number]} before the angles before turning
 * @property {[number, number]} after and after; turned back by the query's turn where `relative`
 * @property {number} between from the query to the key, within half a turn
 */

/**
 * The arrows of query and key, whose numbers and turns are given.
 *
 * @param {number[]} picture q0, q1, k0, k1, the query's turn, the key's turn
 * @param {boolean} relative whether the whole picture is turned back by the query's turn
 * @returns {Arrows}
 */
export function arrowsOf([q0, q1, k0, k1, qTurn, kTurn], relative) {
  const [qAngle, kAngle] = [Math.atan2(q1, q0), Math.atan2(k1, k0)];
  const back = relative ? qTurn : 0;
  const [qEnd, kEnd] = [qAngle + qTurn - back, kAngle + kTurn - back];
  const between = kEnd - qEnd;
  return {
    q: Math.hypot(q0, q1),
    k: Math.hypot(k0, k1),
    before: [qAngle, kAngle],
    after: [qEnd, kEnd],
    between: Math.atan2(Math.sin(between), Math.cos(between)),
  };
}

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 * @param {boolean} onward
 */
export function proofPicture(stage, step, pair, onward) {
  const { data } = stage;
  const qTurn = pair.picture[4];
  const kTurn = pair.picture[5];
  /** @param {string} key */
  const place = (key) => data.proof.findIndex((one) => one.key === key);
  /** @param {string} key */
  const reached = (key) => place(step.key) >= place(key);
  // From there on the whole picture is turned back by m; not before its question is answered.
  const relative = reached("collect") && !(step.asks && step.key === "collect");
  const showKey = reached("rotate_key");
  const arrowsHere = arrowsOf(pair.picture, relative);
  const { q: ql, k: kl, between } = arrowsHere;
  const [[qa, ka], [qEnd, kEnd]] = [arrowsHere.before, arrowsHere.after];
  const R = 128;
  const s = R / Math.max(ql, kl, 1e-300);
  const arrows = [
    vector("before", qa, ql * s),
    showKey ? vector("before key", ka, kl * s) : null,
    el("g.turned", {}, vector("after", qEnd, ql * s), showKey ? vector("key", kEnd, kl * s) : null),
  ];
  // An arc is the way of an arrow, or is between two.
  const [turnsQ, turnsK] = [ql, kl].map((length) => !isShort(length * s));
  const prime = relative ? "" : "′";
  const named = [{ name: "after-text", angle: qEnd, length: ql * s, text: `q${prime}` }];
  if (showKey) named.push({ name: "key-text", angle: kEnd, length: kl * s, text: `k${prime}` });
  const parts = [
    line("axis", -165, 0, 165, 0),
    line("axis", 0, -165, 0, 165),
    ql ? el("circle.orbit", { r: ql * s }) : null,
    showKey && kl ? el("circle.orbit", { r: kl * s }) : null,
    arrows,
    !showKey && turnsQ ? arc("sweep", qa, qTurn, 50) : null,
    step.key === "rotate_key" && turnsK ? arc("sweep", ka, kTurn, 50) : null,
    reached("dot") && turnsQ && turnsK ? arc("sweep wide", qEnd, between, 44) : null,
    labelsOf(named, [qa, ...(showKey ? [ka] : [])]),
  ];
  const about = aboutPicture(stage, step, pair, {
    at: place(step.key),
    relative,
    lengths: [ql * s, kl * s],
  });
  const figure = el(
    "figure",
    {},
    el(
      "svg.plane",
      { viewBox: "-180 -168 360 336", role: "img", "aria-label": about },
      parts.flat().filter(Boolean),
    ),
    el("figcaption", {}, about),
  );
  /**
   * Turned as far on the way here: an arrow, or both; whole turns are not gone through.
   *
   * @param {string} moved
   * @param {number} to the angle it has now
   * @param {number} turn
   */
  const turns = (moved, to, turn) =>
    figure
      .querySelector(moved)
      ?.animate(
        [
          { transform: `rotate(${-to + (turn % (2 * Math.PI))}rad)` },
          { transform: `rotate(${-to}rad)` },
        ],
        { duration: QUICK, easing: "ease-in-out" },
      );
  if (onward && !step.asks && !reducedMotion()) {
    if (step.key === "collect") turns(".turned", 0, -qTurn);
    if (step.key === "rotate_key") turns(".turned .key", kEnd, kTurn);
    if (step.key === "dot") draw(figure.querySelectorAll(".sweep.wide"));
  }
  return figure;
}

/**
 * What the picture shows, in words.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 * @param {{ at: number, relative: boolean, lengths: number[] }} how the place of the step in the
 *   proof, and how long the arrows of query and key are drawn
 */
function aboutPicture({ data, memory }, step, pair, { at, relative, lengths }) {
  const zero = ["q", "k"].filter((_, index) => !lengths[index]);
  const short = ["q", "k"].filter((_, index) => lengths[index] && isShort(lengths[index]));
  const small =
    short.length && (at || short[0] === "q")
      ? ` Drawn to one scale with ${short[0] === "q" ? "k" : "q"}, ${short[0]} is hardly more than a dot.`
      : "";
  if (step.key === "pairs") {
    const count = data.pairs.length;
    return count > 1
      ? `Pair ${memory.pair} of pairs 0 to ${count - 1}: each has such a picture, with an angle of its own.`
      : "There is only this pair: its dot product is all of the score.";
  }
  if (at < 2) {
    const [name, letter, angle, turn] = at
      ? ["key", "k", "nω", `nω = ${pair.shown["angle n"]} rad, n = ${withCommas(data.n)}`]
      : [
          "query",
          "q",
          "mω",
          `mω (position times inverse frequency${data.backwards}) = ${pair.shown["angle m"]} rad, m = ${withCommas(data.m)}`,
        ];
    return zero.includes(letter)
      ? `The ${name}'s pair is 0 and 0: it has no length and no direction, and turned by ${angle} it is what it was.`
      : `The ${name}'s pair turns by ${turn}.${small}`;
  }
  if (zero.length)
    return `${zero.length > 1 ? "The pairs of q and k are" : `The pair of ${zero[0]} is`} 0 and 0: no length, so no direction and no angle. The dot product is 0 at every distance.`;
  return relative
    ? `Turn the whole picture back by mω: q stands where it stood, k is turned by (n−m)ω = ${pair.shown["angle n−m"]} rad only. The angle between them is what it was.${small}`
    : `The dot product asks only for the two lengths and the angle between the arrows.${small}`;
}
