// Practice on paper: the button that prints the sheet.

import { el } from "../web/dom.js";

/** @param {HTMLElement} root */
export const show = (root) =>
  root.replaceChildren(el("button.control", { type: "button", onclick: () => print() }, "Print"));
