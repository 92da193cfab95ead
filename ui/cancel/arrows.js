// The arrows of Cancel's picture and their names: also of a vector that has next to no length.

import { el } from "../web/dom.js";
import { arrow, point, tag } from "../web/svg.js";

/**
 * @typedef {object} Named the name of an arrow
 * @property {string} name its class
 * @property {number} angle radians
 * @property {number} length as drawn
 * @property {string} text
 */

/** The length of an arrow's tip: what is shorter has none. */
const TIP = 13;
/** How far a name stands beyond the end of its arrow. */
const BEYOND = 18;
/** Two names that are nearer than that lie on each other. */
const APART = 34;

/**
 * Whether an arrow of that length, as drawn, shows no direction.
 *
 * @param {number} length
 */
export const isShort = (length) => length < 6;

/**
 * An arrow; a dot at its end where it has no room for a tip; nothing where there is no length.
 *
 * @param {string} name the classes
 * @param {number} angle
 * @param {number} length
 */
export function vector(name, angle, length) {
  if (length >= TIP) return arrow(name, angle, length);
  return length
    ? el(
        `g.arrow.${name}`,
        { style: `transform: rotate(${-angle}rad)` },
        el("line", { x2: length }),
        el("circle", { cx: length, r: 4 }),
      )
    : null;
}

/**
 * The names of the arrows that there are, each where nothing else lies.
 *
 * @param {Named[]} named
 * @param {number[]} before the angles of the arrows that are drawn beside these
 */
export function labelsOf(named, before) {
  const drawn = named.filter(({ length }) => length);
  const places = drawn.map(({ angle, length }) =>
    length < TIP
      ? point(freeAngle([...before, ...drawn.filter(long).map((one) => one.angle)]), 32)
      : point(angle, length + BEYOND),
  );
  return drawn.map(({ name, text }, index) => {
    const [x, y] = aside(places, index);
    return tag(name, x, y, text, "middle");
  });
}

/** @param {Named} one */
const long = ({ length }) => length >= TIP;

/**
 * A direction far from the axes and from these.
 *
 * @param {number[]} taken
 */
function freeAngle(taken) {
  const all = [0, 1, 2, 3].map((quarter) => (quarter * Math.PI) / 2).concat(taken);
  /** @param {number} angle */
  const room = (angle) =>
    Math.min(...all.map((other) => Math.acos(Math.min(1, Math.cos(angle - other)))));
  return Array.from({ length: 24 }, (_, at) => (at * Math.PI) / 12).reduce((best, angle) =>
    room(angle) > room(best) + 1e-9 ? angle : best,
  );
}

/**
 * Where a name stands: two that would lie on each other go apart, across their arrows.
 *
 * @param {[number, number][]} places
 * @param {number} index
 * @returns {[number, number]}
 */
function aside(places, index) {
  const [[x, y], other] = [places[index], places[1 - index]];
  if (!other || Math.hypot(x - other[0], y - other[1]) >= APART) return [x, y];
  const [middleX, middleY] = [(x + other[0]) / 2, (y + other[1]) / 2];
  const away = Math.hypot(middleX, middleY) || 1;
  const side = (index ? 1 : -1) * (APART / 2);
  return [middleX - (middleY / away) * side, middleY + (middleX / away) * side];
}
