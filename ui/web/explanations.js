// Sections to open under what is shown, and the code in them.

import { copyButton } from "./clipboard.js";
import { el } from "./dom.js";

/**
 * @typedef {{ code?: string, link?: string, text?: string, after?: string }} Item a paragraph, a link, or code
 * @typedef {{ title: string, items: Item[] }} Explanation
 */

/**
 * All of them; those that are open in the root stay so.
 *
 * @param {HTMLElement} root
 * @param {Explanation[]} explanations
 */
export function explanationsIn(root, explanations) {
  /** @type {NodeListOf<HTMLDetailsElement>} */
  const shown = root.querySelectorAll("details[open]");
  const open = new Set(Array.from(shown, (node) => node.dataset.title));
  return el(
    "div.explanations",
    {},
    explanations.map(({ title, items }) =>
      el(
        "details",
        { "data-title": title, open: open.has(title) },
        el("summary", {}, title),
        items.map(paragraph),
      ),
    ),
  );
}

/** @param {Item} item */
function paragraph({ code, link, text, after }) {
  if (code) return codeBlock(code);
  if (link) {
    const out = el("a", { href: link, target: "_blank", rel: "noopener" }, text);
    return el("p", {}, out, after ?? "");
  }
  return el("p", {}, text);
}

/** @param {string} code */
export function codeBlock(code) {
  const block = el("pre", { tabindex: "0", "aria-label": "Code" }, el("code", {}, code));
  const button = copyButton(
    "button.copy",
    "Copy",
    () => code,
    () => {
      getSelection()?.selectAllChildren(block);
      return "Selected: press Ctrl+C";
    },
  );
  return el("div.code", {}, button, block);
}
