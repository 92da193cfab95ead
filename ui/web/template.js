// Sentences and lines of working, written once by the server for all pairs: values fill them in.

import { el } from "./dom.js";
import { inBrackets } from "./numbers.js";

/** @typedef {Record<string, any>} Values */

/**
 * A template with {name}, {(name)} (in brackets if negative or a power of ten) and ^[raised] to nodes.
 *
 * @param {string} template
 * @param {Values} values
 * @returns {(Node | string)[]}
 */
export function fill(template, values) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  let at = 0;
  for (const match of template.matchAll(/\{(\()?(\w+)\)?\}|\^\[([^\]]*)\]/g)) {
    if (match.index > at) nodes.push(template.slice(at, match.index));
    at = match.index + match[0].length;
    const [, bracket, name, raised] = match;
    if (raised !== undefined) nodes.push(el("sup", {}, fill(raised, values)));
    else {
      const text = String(values[name] ?? "");
      nodes.push(el(`span.v.v-${name}`, {}, bracket ? inBrackets(text) : text));
    }
  }
  if (at < template.length) nodes.push(template.slice(at));
  return nodes;
}

/**
 * A template as plain text.
 *
 * @param {string} template
 * @param {Values} values
 */
export const filledText = (template, values) =>
  fill(template, values)
    .map((node) => (typeof node === "string" ? node : node.textContent))
    .join("");

/**
 * "label | expression" rows, aligned at the bar.
 *
 * @param {string[]} templates one may be a value that is itself a row, or nothing
 * @param {Values} values
 */
export function rows(templates, values) {
  return el(
    "div.rows",
    { role: "group", "aria-label": "Working" },
    templates.map((given) => {
      const template = /^\{\w+\}$/.test(given) ? (values[given.slice(1, -1)] ?? "") : given;
      if (!template) return null;
      const [label, expression] = template.includes("|")
        ? template.split("|").map((/** @type {string} */ part) => part.trim())
        : [null, template];
      return el(
        label === null ? "div.row.whole" : "div.row",
        {},
        label === null ? null : el("span.label", {}, fill(label, values)),
        el("span.expr", {}, fill(expression, values)),
      );
    }),
  );
}
