// Where the labels of a picture stand: on no line and on no other label.

import { point } from "../web/svg.js";

/** @typedef {{ x: number, y: number, anchor: "start" | "middle" | "end" }} Place */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
/** @typedef {[number, number, number, number]} Line from and to */

/**
 * A picture as it is measured: how wide a sign is and how high a line, in the largest type that a
 * window gives them, and how far the picture goes to a side and up or down.
 *
 * @typedef {{ sign: number, line: number, x: number, y: number }} Room
 */

/** @type {Room} */
export const USUAL = { sign: 10.6, line: 24, x: 200, y: 180 };
/** On a projector the type is larger, and round the same circle there is more room for it. @type {Room} */
export const LARGE = { sign: 11.9, line: 27, x: 212, y: 190 };
/** So far from the picture's edge a label stays. */
const MARGIN = 2;
/** Where nothing near is free, places are tried so far apart. */
const APART = 11;
/** A line is looked at in so many places. */
const LOOKS = 48;

/**
 * @param {string} text
 * @param {Place} place
 * @param {Room} room
 * @returns {Box}
 */
export function boxOf(text, { x, y, anchor }, room = USUAL) {
  const width = text.length * room.sign;
  const left = x - { start: 0, middle: width / 2, end: width }[anchor];
  return { left, right: left + width, top: y - room.line / 2, bottom: y + room.line / 2 };
}

/** @param {Box} one @param {Box} other */
export const meet = (one, other) =>
  one.left < other.right &&
  other.left < one.right &&
  one.top < other.bottom &&
  other.top < one.bottom;

/**
 * In how many of its places a line lies in a box.
 *
 * @param {Line} line
 * @param {Box} box
 */
export function crossed([x0, y0, x1, y1], { left, right, top, bottom }) {
  let inside = 0;
  for (let look = 0; look <= LOOKS; look++) {
    const x = x0 + ((x1 - x0) * look) / LOOKS;
    const y = y0 + ((y1 - y0) * look) / LOOKS;
    if (x > left && x < right && y > top && y < bottom) inside++;
  }
  return inside;
}

/**
 * The first place where a text meets nothing, or else the nearest one to the best, wherever that is
 * in the picture; where there is none, the one where it meets least.
 *
 * @param {string} text
 * @param {Place[]} places the best first
 * @param {Box[]} labels
 * @param {Line[]} lines
 * @param {Room} room
 * @returns {Place}
 */
export function freePlace(text, places, labels, lines, room = USUAL) {
  let [best, least] = [places[0], Number.POSITIVE_INFINITY];
  for (const place of inTurn(text, places, room)) {
    const box = boxOf(text, place, room);
    const met =
      lines.reduce((sum, line) => sum + crossed(line, box), 0) +
      LOOKS * (labels.filter((other) => meet(box, other)).length + Number(outside(box, room)));
    if (met < least) [best, least] = [place, met];
    if (!met) break;
  }
  return best;
}

/**
 * Whether it leaves the picture.
 *
 * @param {Box} box
 * @param {Room} room
 */
export const outside = ({ left, right, top, bottom }, room = USUAL) =>
  Math.max(-left, right) > room.x - MARGIN || Math.max(-top, bottom) > room.y - MARGIN;

/**
 * @param {string} text
 * @param {Place[]} places
 * @param {Room} room
 * @returns {Generator<Place>}
 */
function* inTurn(text, places, room) {
  yield* places;
  const { left, right, top, bottom } = boxOf(text, places[0], room);
  const [x0, y0] = [(left + right) / 2, (top + bottom) / 2];
  /** @param {number} to @returns {number[]} */
  const steps = (to) =>
    Array.from({ length: 2 * Math.floor(to / APART) + 1 }, (_, at) => at * APART).map(
      (at) => at - APART * Math.floor(to / APART),
    );
  const [across, down] = [
    room.x - MARGIN - (right - left) / 2,
    room.y - MARGIN - (bottom - top) / 2,
  ];
  const all = [...steps(across), across, -across].flatMap((x) =>
    [...steps(down), down, -down].map((y) => ({ x, y, far: Math.hypot(x - x0, y - y0) })),
  );
  for (const { x, y } of all.sort((one, other) => one.far - other.far))
    yield { x, y, anchor: "middle" };
}

/** @param {number} x where a text stands beside @returns {"start" | "end"} */
const away = (x) => (x < 0 ? "end" : "start");

/** Parts of a sweep where its label may stand: along the arc, and before and behind it. */
const ALONG = [0.5, 0.3, 0.7];
const BEYOND = [0.1, 0.9, 1.2, -0.2, 1.5, -0.5, 2.2, -1.2];

/**
 * Along the arc first, then a little further out, then before and behind it, then anywhere further.
 *
 * @param {number} start radians
 * @param {number} sweep
 * @returns {Place[]}
 */
export function besideArc(start, sweep) {
  /** @param {number[]} radii @param {number[]} shares */
  const at = (radii, shares) =>
    radii.flatMap((radius) =>
      shares.map((share) => {
        const [x, y] = point(start + sweep * share, radius);
        return { x, y, anchor: away(x) };
      }),
    );
  return [...at([70, 96], ALONG), ...at([70, 96, 120, 150], [...ALONG, ...BEYOND])];
}

/**
 * Under a sum that lies across, or above it: where the arrow is not.
 *
 * @param {number} end of the sum
 * @param {number} tip how far down the arrow ends
 * @returns {Place[]}
 */
export function besideAcross(end, tip) {
  const near = tip > 0 ? -16 : 36;
  const rows = [near, tip > 0 ? 36 : -16, near + (tip > 0 ? -26 : 26)];
  return rows.flatMap((y) => [
    { x: end / 2, y, anchor: /** @type {const} */ ("middle") },
    { x: end + (end < 0 ? -10 : 10), y, anchor: away(end) },
    { x: end < 0 ? 10 : -10, y, anchor: away(-end || -1) },
  ]);
}

/**
 * Beside a sum that stands up: where the arrow is not.
 *
 * @param {number} end of the sum, downwards
 * @param {number} tip how far to the right the arrow ends
 * @returns {Place[]}
 */
export function besideUp(end, tip) {
  /** @type {Place[]} */
  const sides = [
    { x: 12, y: 0, anchor: "start" },
    { x: -26, y: 0, anchor: "end" },
  ];
  if (tip >= 0) sides.reverse();
  const rows = [end / 2, end, end + (end < 0 ? -16 : 16), end < 0 ? 18 : -18];
  return rows.flatMap((y) => sides.map((side) => ({ ...side, y })));
}
