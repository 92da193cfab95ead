// Strokes that a stylesheet paints as gradients, for a step's picture: the ends of brackets, which are
// of one colour, and hatching. What fades, at an edge that scrolls, is of the page and not of the step.

import { plain, shape } from "./step_paint.js";

/** @typedef {{ x: number, y: number, width: number, height: number }} Box */

const COLOR = "[a-z]+\\([^()]*\\)";
const EVEN = new RegExp(`^linear-gradient\\((?:[^,()]+, )?(${COLOR}), (${COLOR})\\)$`);
const HATCHED = new RegExp(
  `^repeating-linear-gradient\\(-45deg, .*, (${COLOR}) ([\\d.]+)px, ${COLOR} ([\\d.]+)px\\)$`,
);

/**
 * @param {CSSStyleDeclaration} style
 * @param {Box} box with its borders
 * @param {number[]} edges how wide these are: top, right, bottom, left
 */
export function strokes(style, box, [top, right, bottom, left]) {
  const inner = {
    x: box.x + left,
    y: box.y + top,
    width: box.width - left - right,
    height: box.height - top - bottom,
  };
  const sizes = layers(style.backgroundSize);
  const places = layers(style.backgroundPosition);
  return layers(style.backgroundImage).flatMap((image, at) => {
    const [, color, same] = EVEN.exec(image) ?? [];
    if (color && color === same) {
      return stroke(color, inner, sizes[at % sizes.length], places[at % places.length]);
    }
    const [, line, from, to] = HATCHED.exec(image) ?? [];
    return line ? hatching(line, inner, Number(from), Number(to)) : [];
  });
}

/**
 * A list of a style, cut at the commas that stand in no brackets.
 *
 * @param {string} text
 */
export const layers = (text) => text.split(/,\s*(?![^()]*(?:\([^()]*\)[^()]*)*\))/);

/**
 * @param {string} color
 * @param {Box} box
 * @param {string} size
 * @param {string} place
 */
function stroke(color, { x, y, width, height }, size, place) {
  const [wide, high = wide] = size.split(" ");
  const [w, h] = [lengthOf(wide, width), lengthOf(high, height)];
  const [across, down] = place.split(" ");
  const at = { x: x + lengthOf(across, width - w), y: y + lengthOf(down, height - h) };
  return [shape("rect", { ...at, width: w, height: h, fill: plain(color) })];
}

/**
 * @param {string} text as a computed style has it
 * @param {number} whole
 */
export const lengthOf = (text, whole) =>
  text === "auto"
    ? whole
    : text.endsWith("%")
      ? (Number.parseFloat(text) / 100) * whole
      : Number.parseFloat(text);

/**
 * Lines that rise to the right, in a window of their own.
 *
 * @param {string} color
 * @param {Box} box
 * @param {number} from where a line begins, across it
 * @param {number} to and where it ends, and the next gap begins
 */
function hatching(color, box, from, to) {
  const pane = shape("svg", { ...box, overflow: "hidden" });
  const { width, height } = box;
  for (
    let across = ((from + to) / 2) * Math.SQRT2;
    across < width + height;
    across += to * Math.SQRT2
  ) {
    const ends = { x1: across - height, y1: height, x2: across, y2: 0 };
    pane.append(shape("line", { ...ends, stroke: plain(color), "stroke-width": to - from }));
  }
  return [pane];
}
