// Sentences and lines of working, written once by the server for all pairs: values fill them in.

import { el } from "./dom.js";
import { inBrackets } from "./numbers.js";

/** @typedef {Record<string, any>} Values */

// {name}, {(name)} or ^[raised].
const SLOT = /\{(\()?(\w+)\)?\}|\^\[([^\]]*)\]/g;

/**
 * The text that stands in a slot: in brackets where the slot has them and the number needs them.
 *
 * @param {string} text
 * @param {string | undefined} bracket
 */
const inSlot = (text, bracket) => (bracket ? inBrackets(text) : text);

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
  for (const match of template.matchAll(SLOT)) {
    if (match.index > at) nodes.push(template.slice(at, match.index));
    at = match.index + match[0].length;
    const [, bracket, name, raised] = match;
    if (raised !== undefined) nodes.push(el("sup", {}, fill(raised, values)));
    else nodes.push(el(`span.v.v-${name}`, {}, inSlot(String(values[name] ?? ""), bracket)));
  }
  if (at < template.length) nodes.push(template.slice(at));
  return nodes;
}

/**
 * The names of a template's slots as its values: the template in names.
 *
 * @param {string} template
 * @returns {Values}
 */
export const namesIn = (template) =>
  Object.fromEntries(
    [...template.matchAll(SLOT)].flatMap(([, , name, raised]) =>
      raised === undefined ? [[name, name]] : Object.entries(namesIn(raised)),
    ),
  );

/**
 * A template as plain text, as it is spoken: what is raised is a power.
 *
 * @param {string} template
 * @param {Values} values
 * @returns {string}
 */
export const filledText = (template, values) =>
  template.replace(SLOT, (_, bracket, name, raised) =>
    raised === undefined
      ? inSlot(String(values[name] ?? ""), bracket)
      : ` to the power ${filledText(raised, values)}`,
  );

// What begins a new term of a sum, or the next link of a chain of equals.
const TERM = / (?=[=≈≠<>≤≥+−→] )/;

/**
 * Nodes of a formula in terms that stay together: a line that is too long breaks before an operator.
 *
 * @param {(Node | string)[]} nodes
 * @returns {(Node | string)[]}
 */
export function terms(nodes) {
  /** @type {(Node | string)[][]} */
  const found = [[]];
  for (const node of nodes) {
    const pieces = typeof node === "string" ? node.split(TERM) : [node];
    pieces.forEach((piece, index) => {
      if (index) found.push([]);
      if (piece !== "") found[found.length - 1].push(piece);
    });
  }
  if (found.length === 1) return nodes;
  return found
    .filter((term) => term.length)
    .flatMap((term, index) => [index ? " " : "", el("span.piece", {}, term)]);
}

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
        el("span.expr", {}, terms(fill(expression, values))),
      );
    }),
  );
}
