// Projector mode is the browser's alone: larger type, and nothing but the stage.

import { address } from "./address.js";
import { el } from "./dom.js";

const CLASS = "projector";
/** @type {() => void} */
let changed = () => {};

export const projector = {
  on: () => document.documentElement.classList.contains(CLASS),

  /** @param {boolean} on */
  set(on) {
    document.documentElement.classList.toggle(CLASS, on);
    address.set({ projector: on ? 1 : null });
    changed();
  },

  /** As the link says it. */
  start: () => document.documentElement.classList.toggle(CLASS, address.get("projector") === "1"),

  /**
   * Who is told of a change, to draw anew.
   *
   * @param {() => void} listener
   */
  onChange(listener) {
    changed = listener;
  },
};

export function projectorButton() {
  return el(
    "button.control.quiet.projector-button",
    { type: "button", "data-focus": "projector", onclick: () => projector.set(!projector.on()) },
    projector.on() ? "Leave" : "Projector",
  );
}
