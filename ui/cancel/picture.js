// Where the two arrows of a pair stand in the picture of the proof.

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
