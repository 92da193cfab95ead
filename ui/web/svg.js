// Pieces of pictures. Angles are radians, counter-clockwise from the right; y goes up.

import { el } from "./dom.js";

/**
 * Where an arrow of that angle and length ends, in a picture whose y goes down.
 *
 * @param {number} angle
 * @param {number} length
 * @returns {[number, number]}
 */
export const point = (angle, length) => [length * Math.cos(angle), -length * Math.sin(angle)];

/**
 * @param {string} name the classes
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 */
export const line = (name, x1, y1, x2, y2) => el(`line.${name}`, { x1, y1, x2, y2 });

/**
 * @param {string} name
 * @param {number} angle
 * @param {number} length
 */
export function arrow(name, angle, length) {
  const tip = 13;
  return el(
    `g.arrow.${name}`,
    { style: `transform: rotate(${-angle}rad)` },
    el("line", { x2: Math.max(0, length - tip + 2) }),
    el("path", { d: `M${length},0 l${-tip},-5.5 v11 z` }),
  );
}

/**
 * An arrow in a circle of its own: which way a pair points.
 *
 * @param {number} angle
 */
export const circled = (angle) =>
  el(
    "svg.key-circle",
    { viewBox: "-44 -44 88 88", "aria-hidden": "true" },
    el("circle", { r: 42 }),
    arrow("after", angle, 40),
  );

/**
 * The way of a turn. More than a whole one looks like its remainder; the words say how many there were.
 *
 * @param {string} name
 * @param {number} from
 * @param {number} sweep
 * @param {number} radius
 */
export function arc(name, from, sweep, radius) {
  const shown = sweep % (2 * Math.PI);
  const [x0, y0] = point(from, radius);
  const [x1, y1] = point(from + shown, radius);
  const large = Math.abs(shown) > Math.PI ? 1 : 0;
  return el(`path.${name}`, {
    d: `M${x0},${y0} A${radius},${radius} 0 ${large} ${shown > 0 ? 0 : 1} ${x1},${y1}`,
  });
}

/**
 * Which end of a text stands at its place, so that it goes outwards.
 *
 * @param {number} x from the middle of the picture
 * @returns {"start" | "middle" | "end"}
 */
export const anchorAt = (x) => (x > 40 ? "start" : x < -40 ? "end" : "middle");

/**
 * Text that stays inside the picture.
 *
 * @param {string} name
 * @param {number} x
 * @param {number} y
 * @param {string} text
 * @param {"start" | "middle" | "end"} [anchor]
 */
export const tag = (name, x, y, text, anchor = anchorAt(x)) =>
  el(`text.${name}`, { x, y, "text-anchor": anchor, "dominant-baseline": "central" }, text);
