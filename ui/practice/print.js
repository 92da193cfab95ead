// Practice on paper: the button that prints the sheet.

import { address } from "../web/address.js";
import { el } from "../web/dom.js";

/** What the address says of a problem on screen. */
const ON_SCREEN = { skill: null, level: null, pseed: null };

/** @param {HTMLElement} root */
export function show(root) {
  address.set(ON_SCREEN);
  root.replaceChildren(el("button.control", { type: "button", onclick: () => print() }, "Print"));
}
