// Practice on paper: the button that prints the sheet.

import { el } from "../web/dom.js";

/** @param {HTMLElement} root */
export function show(root) {
  root.replaceChildren(el("button.control", { type: "button", onclick: () => print() }, "Print"));
}
