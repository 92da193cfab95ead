// Scale: what its scripts share: columns of numbers, places on the axis, tables to open.

import { el, scrolling, tableOf } from "../web/dom.js";
import { withMinus } from "../web/numbers.js";
import { projector } from "../web/projector.js";

/** @import { Axis, Child, Tick } from "../web/types.js" */

const lowWindow = matchMedia("(min-width: 48em) and (max-height: 50em)");

/**
 * Of three pictures that which suits the window: as usual, as low as a laptop's, or a projector's.
 *
 * @template T
 * @param {T} usual
 * @param {T} low
 * @param {T} tall
 */
export const suited = (usual, low, tall) =>
  projector.on() ? tall : lowWindow.matches ? low : usual;

/** @param {string} text */
export const columnsOf = (text) => text.split("|");

/**
 * A table to open, filled when it is.
 *
 * @param {string} title
 * @param {Child[]} heads
 * @param {() => (Child[] | Node)[]} body
 */
export const tableToOpen = (title, heads, body) => {
  const place = scrolling(title);
  const node = el("details.scale-table", { "data-title": title }, el("summary", {}, title), place);
  node.addEventListener("toggle", () => {
    if (node.open && !place.firstChild) place.append(tableOf("table.scale-grid", heads, body()));
  });
  return node;
};

/**
 * Places are percents of the width, so that text keeps its size on a phone.
 *
 * @param {Axis} axis
 */
export const placer =
  ({ low, high }) =>
  (/** @type {number | null} */ x) =>
    x === null ? 99.5 : 3 + (94 * (x - low)) / (high - low);

/**
 * Heights are percents too: on a projector a picture is as high as there is room.
 *
 * @param {{ all: number }} heights
 */
export const placerDown =
  ({ all }) =>
  (/** @type {number} */ y) =>
    percent((100 * y) / all);

/** @param {number} number */
export const percent = (number) => `${number.toFixed(2)}%`;

/**
 * @param {Tick[]} ticks
 * @param {(x: number) => number} place
 * @param {number | string} y
 */
export const ticksAt = (ticks, place, y) =>
  ticks.map(({ x, label }) => {
    const [, digits, raised] = /^(\d[\d,]*)(?:\^\[(-?\d+)\])?$/.exec(label) ?? [];
    const at = place(x);
    return el(
      "text.tick",
      { x: percent(at), y, "text-anchor": at < 6 ? "start" : at > 94 ? "end" : "middle" },
      digits,
      raised ? el("tspan", { dy: -5, "font-size": "0.75em" }, withMinus(raised)) : "",
    );
  });
