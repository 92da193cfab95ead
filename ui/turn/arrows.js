// The two arrows of a pair as they can be drawn: a vector (0, 0) has none, one much shorter than the
// other is drawn longer than it is, and two that point the same way lie on one another. What a
// picture cannot show is said in words.

/** @import { TurnColumn } from "../web/types.js" */

/** The shortest arrow that shows where it points, as a share of the circle's radius. */
export const SHORTEST = 0.25;
/** Two arrows nearer than this, in radians, are seen as one. */
const SAME = 0.02;

/**
 * @typedef {object} Arrows
 * @property {number[]} angles of q and k
 * @property {number[]} lengths of q and k as they are drawn; 0 where there is no arrow
 * @property {number | null} between from q to k the shorter way round; null where one has no arrow
 * @property {boolean[]} longer of q and k: drawn longer than it is
 */

/**
 * @param {TurnColumn} column
 * @param {number} position of q
 * @param {number} keyPosition
 * @returns {Arrows}
 */
export function arrowsOf({ start, length, inv_freq }, position, keyPosition) {
  const longest = Math.max(...length) || 1;
  const shares = length.map((one) => one / longest);
  const angles = [position, keyPosition].map((at, which) => start[which] + at * inv_freq);
  const apart = angles[1] - angles[0];
  return {
    angles,
    lengths: shares.map((share) => (share ? Math.max(share, SHORTEST) : 0)),
    longer: shares.map((share) => share > 0 && share < SHORTEST),
    between: shares.every(Boolean) ? Math.atan2(Math.sin(apart), Math.cos(apart)) : null,
  };
}

/**
 * What is said of the arrows of all columns at this position.
 *
 * @param {TurnColumn[]} columns
 * @param {number} position
 * @param {number} keyPosition
 */
export function arrowsSaid(columns, position, keyPosition) {
  const each = columns.map((column) => ({
    pair: column.pair,
    ...arrowsOf(column, position, keyPosition),
  }));
  /** @param {(arrows: Arrows) => boolean} which */
  const where = (which) => {
    const pairs = each.filter(which).map(({ pair }) => pair);
    return pairs.length ? `${pairs.length > 1 ? "pairs" : "pair"} ${listed(pairs)}` : "";
  };
  const [none, short] = [
    (/** @type {number} */ at) => where(({ lengths }) => !lengths[at]),
    (/** @type {number} */ at) => where(({ longer }) => longer[at]),
  ].map((pairs) => ["q", "k"].map((name, at) => [name, pairs(at)]).filter(([, found]) => found));
  const same = where(({ between }) => between !== null && Math.abs(between) < SAME);
  return [
    ...none.map(([name, pairs]) => `In ${pairs} ${name} is (0, 0): it has no arrow and no angle.`),
    short.length &&
      `Too short to be drawn to scale, only to point: ${short.map((one) => one.join(" in ")).join("; ")}.`,
    same && `In ${same} q and k point the same way: one arrow lies on the other.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** @param {number[]} pairs */
const listed = (pairs) =>
  pairs.length > 1 ? `${pairs.slice(0, -1).join(", ")} and ${pairs.at(-1)}` : String(pairs[0]);
