// Where a pair's circle and curves stand: one above the other, or beside each other where the
// figure is low.

/** @typedef {[number, number]} Part of a pair's column, or of the figure's height */
/** @typedef {Record<"circle" | "curves", { x: Part, y: Part }>} Arrangement */

/** @type {Record<"above" | "beside", Arrangement>} */
const ARRANGEMENTS = {
  above: { circle: { x: [0, 1], y: [0.36, 1] }, curves: { x: [0, 1], y: [0, 0.3] } },
  // The numbers of the curves' axis stand between the two.
  beside: { circle: { x: [0, 0.46], y: [0, 1] }, curves: { x: [0.56, 1], y: [0.06, 0.94] } },
};

/** Of a pair's column, between it and the next one; as in the layout that the server made. */
const GAP = 0.03;

/** @param {Part} part */
const lengthOf = ([from, to]) => to - from;

/**
 * The arrangement in which the circles are larger.
 *
 * @param {{ w: number, h: number }} room of the whole figure, in px
 * @param {number} columns
 * @returns {"above" | "beside"}
 */
export function arrangementOf({ w, h }, columns) {
  /** @param {Arrangement} arrangement */
  const across = ({ circle: { x, y } }) =>
    Math.min((w / columns - w * GAP) * lengthOf(x), h * lengthOf(y));
  return across(ARRANGEMENTS.beside) > across(ARRANGEMENTS.above) ? "beside" : "above";
}

/**
 * The part of the figure that each axis has, for Plotly's layout.
 *
 * @param {"above" | "beside"} name
 * @param {number} columns
 * @returns {Record<string, Part>}
 */
export function domainsOf(name, columns) {
  const { circle, curves } = ARRANGEMENTS[name];
  /** @type {Record<string, Part>} */
  const domains = {};
  for (let at = 0; at < columns; at++) {
    const from = at / columns + GAP / 2;
    const width = 1 / columns - GAP;
    /** @param {Part} part @returns {Part} */
    const within = ([first, last]) => [from + first * width, from + last * width];
    // Plotly's first axis has no number.
    const first = at ? 2 * at + 1 : "";
    domains[`xaxis${first}.domain`] = within(circle.x);
    domains[`yaxis${first}.domain`] = circle.y;
    domains[`xaxis${2 * at + 2}.domain`] = within(curves.x);
    domains[`yaxis${2 * at + 2}.domain`] = curves.y;
  }
  return domains;
}

/** How many positions of the curves' axis are named, where there is room for them. */
const NAMED = 4;
/** How wide a digit is, and what is free between two numbers, of the size of the type. */
const [DIGIT, FREE] = [0.6, 1.2];

/**
 * The positions that the curves' axis names: where the chapters begin, or on a phone every second.
 * None is at its end, where the next pair's axis begins.
 *
 * @param {{ low: number, span: number }} played
 * @param {number} width of the axis, in px
 * @param {number} type size of the type, in px
 */
export function namedOf({ low, span }, width, type) {
  const wide = String(low + span).length * DIGIT + FREE;
  const count = width / NAMED >= wide * type ? NAMED : NAMED / 2;
  return Array.from({ length: count }, (_, at) => low + (at * span) / count);
}
