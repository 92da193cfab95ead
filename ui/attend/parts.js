// Attend: what its views share: choices, sliders, tables, the address.

import { address } from "../web/address.js";
import { el, scrolling, tableOf } from "../web/dom.js";

/** @import { AttendData, Child, View } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/** @param {Stage<AttendData, View>} stage */
export const linkOf = ({ data, memory }) => ({
  all: memory.all ? 1 : null,
  cell: String(memory.cell) === String(data.cell) ? null : memory.cell.join(","),
  encoding: memory.encoding === "rope" ? null : memory.encoding,
  off: memory.off.size ? [...memory.off].sort((a, b) => a - b).join(",") : null,
});

/** @param {Stage<AttendData, View>} stage */
export const writeAddress = (stage) => address.set(linkOf(stage));

/** Say what the place of a slider means. */
export const sayValue = (/** @type {Element} */ slider, /** @type {string} */ text) =>
  slider.setAttribute("aria-valuetext", text);

/**
 * @param {boolean} pressed
 * @param {Child} text
 * @param {() => void} onclick
 * @param {Record<string, any>} [props]
 */
export const toggleButton = (pressed, text, onclick, props = {}) =>
  el("button", { type: "button", "aria-pressed": String(pressed), onclick, ...props }, text);

/**
 * A row of choices, one of which holds. change(index) is told; the row marks itself.
 *
 * @param {string} label
 * @param {string[]} titles
 * @param {number} chosen
 * @param {(index: number) => void} change
 */
export const choicesOf = (label, titles, chosen, change) => {
  const group = el(
    "div.switch",
    { role: "group", "aria-label": label },
    titles.map((title, index) =>
      toggleButton(index === chosen, title, () => {
        for (const [at, button] of [...group.children].entries())
          button.setAttribute("aria-pressed", String(at === index));
        change(index);
      }),
    ),
  );
  return group;
};

/**
 * @param {string} label
 * @param {number} last
 * @param {number} value
 * @param {(index: number) => void} change
 */
export const sliderOf = (label, last, value, change) => {
  /** @param {number} at */
  const show = (at) => slider.style.setProperty("--done", `${last ? (at / last) * 100 : 0}%`);
  const slider = el("input.bar", {
    type: "range",
    min: 0,
    max: last,
    value,
    "aria-label": label,
    oninput: (event) => {
      show(Number(event.target.value));
      change(Number(event.target.value));
    },
  });
  show(value);
  return slider;
};

/**
 * What a picture says, as a table to open.
 *
 * @param {string} title
 * @param {Child[]} heads
 * @param {(Child[] | Node)[]} body
 */
export const tableToOpen = (title, heads, body) =>
  el(
    "details.attend-table",
    {},
    el("summary", {}, title),
    scrolling(title, tableOf("table", heads, body)),
  );
