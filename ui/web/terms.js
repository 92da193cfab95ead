// Every term can be tapped: what it is in one sentence, and one number of this problem.

import { el } from "./dom.js";

/**
 * @typedef {Record<string, { means: string, said: string[], apart: string[] }>} Terms what is known of each
 * @typedef {[string, string][]} Here what each is in this problem
 */

const ID = "rope-term";
// Where terms are looked for, and what is left alone within.
const WHERE = ".says, .note, .asked, .parts";
const NOT = "button, a, sup, code, svg";

// One small card for the whole page; the browser closes it on Escape and on a press elsewhere.
function card() {
  const known = document.getElementById(ID);
  if (known) return known;
  const node = el("div.rope.term-card", { id: ID, popover: "auto", role: "note" });
  node.addEventListener("toggle", () => {
    if (node.matches(":popover-open")) return;
    for (const button of document.querySelectorAll("button.term[aria-expanded=true]"))
      button.setAttribute("aria-expanded", "false");
  });
  // Where the line has moved it would stand beside nothing.
  addEventListener("resize", closeCard);
  document.body.append(node);
  return node;
}

/** Put the card away: what it says is of the problem and the page that were there. */
export function closeCard() {
  document.getElementById(ID)?.hidePopover?.();
}

/**
 * @param {HTMLElement} button
 * @param {string} name
 * @param {string} means
 * @param {string} here
 */
function open(button, name, means, here) {
  const node = card();
  if (!node.showPopover) {
    // A browser before popovers: the card stands where the term was tapped.
    button.after(node);
  }
  closeCard();
  node.replaceChildren(
    el("p", {}, el("b", {}, name), " · ", means),
    el("p.here", {}, "Here: ", here, "."),
  );
  node.showPopover?.();
  button.setAttribute("aria-expanded", "true");
  const at = button.getBoundingClientRect();
  const size = node.getBoundingClientRect();
  const below = at.bottom + 6 + size.height < innerHeight;
  node.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  node.style.top = `${below ? at.bottom + 6 : Math.max(8, at.top - size.height - 6)}px`;
}

/**
 * As it stands where a sentence begins.
 *
 * @param {string} form
 */
const begun = (form) => form[0].toUpperCase() + form.slice(1);

/**
 * What makes the buttons of one problem's terms.
 *
 * @param {Terms} terms
 * @param {Here} here
 */
export function glossary(terms, here) {
  const numbers = new Map(here);
  const names = new Map(
    Object.entries(terms).flatMap(([name, { said }]) =>
      said.flatMap((form) => [form, begun(form)].map((written) => [written, name])),
    ),
  );
  // Longer forms first, so that "inverse frequency" is not cut short; and what only sounds like a
  // term, such as "arrow keys", is found whole, and is none.
  const apart = Object.values(terms).flatMap((term) =>
    term.apart.flatMap((form) => [form, begun(form)]),
  );
  const forms = [...names.keys(), ...apart].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_])(${forms.join("|")})(?![\\p{L}\\p{N}_])`, "gu");

  /**
   * @param {string} name
   * @param {string} said
   */
  const buttonOf = (name, said) => {
    const button = el(
      "button.term",
      { type: "button", "aria-expanded": "false", "aria-controls": ID },
      said,
    );
    button.addEventListener("click", () =>
      open(button, name, terms[name].means, numbers.get(name) ?? ""),
    );
    return button;
  };

  /**
   * @param {Text} text
   * @param {Set<string>} met
   */
  const markIn = (text, met) => {
    const parts = [];
    let at = 0;
    for (const match of text.data.matchAll(pattern)) {
      const name = names.get(match[0]);
      if (!name || met.has(name)) continue;
      met.add(name);
      const end = match.index + match[0].length;
      // A button may stand on the line before what follows it: a sign may not.
      const sign = /^(?:['’]s\b)?[.,;:?!)’”]*/.exec(text.data.slice(end))?.[0] ?? "";
      const button = buttonOf(name, match[0]);
      parts.push(
        text.data.slice(at, match.index),
        sign ? el("span.term-and-sign", {}, button, sign) : button,
      );
      at = end + sign.length;
    }
    if (parts.length) text.replaceWith(...parts, text.data.slice(at));
  };

  return {
    /**
     * In each paragraph the first mention of each term becomes a button.
     *
     * @param {Element} root
     */
    mark(root) {
      for (const paragraph of root.querySelectorAll(WHERE)) {
        /** @type {Set<string>} */
        const met = new Set();
        const walk = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
        /** @type {Text[]} */
        const texts = [];
        while (walk.nextNode()) texts.push(/** @type {Text} */ (walk.currentNode));
        for (const text of texts) if (!text.parentElement?.closest(NOT)) markIn(text, met);
      }
    },

    /** All of them in one row, for whoever looks for a word. */
    row: () =>
      el(
        "p.term-row",
        {},
        "Words: ",
        Object.keys(terms).map((name, index) => [index ? " · " : "", buttonOf(name, name)]),
      ),
  };
}
