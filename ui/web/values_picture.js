// The values of a slider's places as a line, and a dot on the one that is chosen.

import { el, place } from "./dom.js";

const WIDE = 520; // in the picture's own units
const HIGH = 90;

/**
 * The values over the slider's places, and the one that is chosen. Where there are no values, or all
 * are the same, there is nothing to see.
 *
 * @param {(number | null)[]} values
 */
export function valuesPicture(values) {
  const numbers = values.flatMap((value) => (value === null ? [] : [value]));
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  if (numbers.length < values.length || !(high - low > 1e-9 * Math.max(1, Math.abs(high)))) {
    return null;
  }
  const x = (/** @type {number} */ index) => (index / Math.max(1, numbers.length - 1)) * WIDE;
  const y = (/** @type {number} */ value) => HIGH - ((value - low) / (high - low)) * HIGH;
  const path = numbers.map((value, index) => `${index ? "L" : "M"}${x(index)},${y(value)}`);
  const dot = el("circle", { r: 7 });
  return {
    node: el(
      "svg.values",
      {
        viewBox: `-8 -9 ${WIDE + 16} ${HIGH + 18}`,
        preserveAspectRatio: "xMinYMid",
        "aria-hidden": "true",
      },
      low < 0 && high > 0 ? el("line.zero", { x1: 0, x2: WIDE, y1: y(0), y2: y(0) }) : null,
      el("path", { d: path.join(" ") }),
      dot,
    ),
    /** @param {number} index */
    show: (index) => place(dot, { cx: x(index), cy: y(numbers[index]) }),
  };
}
