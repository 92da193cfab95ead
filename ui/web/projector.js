// Projector mode is the browser's alone: larger type, and nothing but the stage. Every page can be
// left: by the button on its stage, by one in the corner where it has none, and by Escape.

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
    if (!on) screen.show();
    changed();
    wayOut();
  },

  /**
   * As the link says it; and in a frame of somebody's slides (?embed=true, which is Streamlit's
   * own) the stage alone.
   */
  start() {
    const { classList } = document.documentElement;
    classList.toggle(CLASS, address.get("projector") === "1");
    classList.toggle("embedded", address.get("embed") === "true");
    wayOut();
  },

  /**
   * Who is told of a change, to draw anew.
   *
   * @param {() => void} listener
   */
  onChange(listener) {
    changed = listener;
  },
};

/** The screen, black while the class is to look at something else. */
export const screen = {
  dark: () => document.querySelector(".rope-dark") !== null,

  show: () => document.querySelector(".rope-dark")?.remove(),

  hide() {
    const dark = el(
      "button.rope-dark",
      { type: "button", "aria-label": "Show the screen again", onclick: () => screen.show() },
      "",
    );
    document.body.append(dark);
    dark.focus();
  },
};

/** How much can give way on a projector, one thing after the other. */
const TIGHTEST = 3;

/**
 * On a projector nobody scrolls: what is least needed gives way until the rest is in view.
 *
 * @param {HTMLElement} root
 */
export function fit(root) {
  delete root.dataset.tight;
  const main = root.closest('#first-view > main, [data-testid="stMain"]');
  if (!main || !projector.on()) return;
  for (let tight = 1; tight <= TIGHTEST && main.scrollHeight > main.clientHeight; tight++) {
    root.dataset.tight = String(tight);
  }
}

/** In the corner, where the page has no button of its own to leave by. */
export function wayOut() {
  const there = document.querySelector(".rope-way-out");
  const wanted = projector.on() && !document.querySelector(".rope .projector-button");
  if (!wanted) there?.remove();
  else if (!there) {
    document.body.append(
      el(
        "button.rope-way-out",
        { type: "button", onclick: () => projector.set(false) },
        "Leave projector mode",
      ),
    );
  }
}

export function projectorButton() {
  return el(
    "button.control.quiet.projector-button",
    { type: "button", "data-focus": "projector", onclick: () => projector.set(!projector.on()) },
    projector.on() ? "Leave" : "Projector",
  );
}
