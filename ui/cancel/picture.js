// The picture of the proof: both arrows of a pair, and the angle between them.

import { el, reducedMotion } from "../web/dom.js";
import { draw, QUICK } from "../web/motion.js";
import { withCommas } from "../web/numbers.js";
import { arc, arrow, line, point, tag } from "../web/svg.js";

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
    arrow("before", qa, ql * s),
    showKey ? arrow("before key", ka, kl * s) : null,
    el("g.turned", {}, arrow("after", qEnd, ql * s), showKey ? arrow("key", kEnd, kl * s) : null),
  ];
  /**
   * @param {string} name
   * @param {number} angle
   * @param {number} length
   * @param {string} text
   */
  const label = (name, angle, length, text) => {
    const [x, y] = point(angle, length + 18);
    return tag(name, x, y, text, "middle");
  };
  const parts = [
    line("axis", -165, 0, 165, 0),
    line("axis", 0, -165, 0, 165),
    el("circle.orbit", { r: ql * s }),
    showKey ? el("circle.orbit", { r: kl * s }) : null,
    arrows,
    !showKey ? arc("sweep", qa, qTurn, 50) : null,
    step.key === "rotate_key" ? arc("sweep", ka, kTurn, 50) : null,
    reached("dot") ? arc("sweep wide", qEnd, between, 44) : null,
    label("after-text", qEnd, ql * s, relative ? "q" : "q′"),
    showKey ? label("key-text", kEnd, kl * s, relative ? "k" : "k′") : null,
  ];
  const about =
    [
      `The query's pair turns by mω (position times inverse frequency${data.backwards}) = ${pair.shown["angle m"]} rad, m = ${withCommas(data.m)}.`,
      `The key's pair turns by nω = ${pair.shown["angle n"]} rad, n = ${withCommas(data.n)}.`,
    ][place(step.key)] ??
    (relative
      ? `Turn the whole picture back by mω: q stands where it stood, k is turned by (n−m)ω = ${pair.shown["angle n−m"]} rad only. The angle between them is what it was.`
      : "The dot product asks only for the two lengths and the angle between the arrows.");
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
