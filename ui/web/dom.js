// Elements, made in one line. Text is only ever set as text.

/** @import { Child, ElementOf, Props } from "./types.js" */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "line", "circle", "path", "text", "rect", "tspan"]);

/**
 * An element: `el("div.note", { role: "status" }, "text", child)`.
 *
 * A property `onclick` listens; `true` sets an attribute without a value; null and false leave it out.
 *
 * @template {string} Tag
 * @param {Tag} tag a name with its classes, as a selector has them
 * @param {Props} props
 * @param {...Child} children
 * @returns {ElementOf<Tag>}
 */
export function el(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = SVG_TAGS.has(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...drawn(children));
  return /** @type {ElementOf<Tag>} */ (/** @type {unknown} */ (node));
}

/**
 * The children that are drawn, in one row.
 *
 * @param {readonly Child[]} children
 * @returns {(Node | string)[]}
 */
export function drawn(children) {
  /** @type {(Node | string)[]} */
  const nodes = [];
  for (const child of children) {
    if (isRow(child)) nodes.push(...drawn(child));
    else if (child instanceof Node) nodes.push(child);
    else if (child != null && child !== "" && child !== false) nodes.push(String(child));
  }
  return nodes;
}

/**
 * @param {Child} child
 * @returns {child is readonly Child[]}
 */
const isRow = (child) => Array.isArray(child);

/**
 * Set an attribute to a number, as SVG wants it.
 *
 * @param {Element} node
 * @param {Record<string, number>} numbers
 */
export function place(node, numbers) {
  for (const [name, number] of Object.entries(numbers)) node.setAttribute(name, String(number));
}

/**
 * A table with heads. A row is a node, or its cells, the first of which is its head.
 *
 * @template {string} Tag
 * @param {Tag} tag
 * @param {Child[]} heads
 * @param {(Child[] | Node)[]} body
 */
export function tableOf(tag, heads, body) {
  return el(
    tag,
    {},
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        heads.map((head) => el("th", { scope: "col" }, head)),
      ),
    ),
    el(
      "tbody",
      {},
      body.map((row) => {
        if (!Array.isArray(row)) return row;
        const [first, ...rest] = row;
        return el(
          "tr",
          {},
          el("th", { scope: "row" }, first),
          rest.map((cell) => el("td", {}, cell)),
        );
      }),
    ),
  );
}

/** @param {string} label */
const reached = (label) => ({ tabindex: "0", role: "group", "aria-label": label });

/**
 * What is too wide scrolls in itself, by keyboard as well.
 *
 * @param {string} label
 * @param {...Child} children
 */
export const scrolling = (label, ...children) => el("div.scroll", reached(label), ...children);

/**
 * The same with a shadow at the side where more follows, for what is wider than a phone.
 *
 * @param {string} label
 * @param {...Child} children
 */
export const moreBeside = (label, ...children) =>
  el("div.scroll.more-beside", reached(label), ...children);

/**
 * Scroll a long strip so that its current part is seen, without moving the page.
 *
 * @param {HTMLElement} strip
 * @param {HTMLElement} node
 */
export function revealIn(strip, node) {
  const left = node.offsetLeft - strip.offsetLeft;
  if (left < strip.scrollLeft || left + node.offsetWidth > strip.scrollLeft + strip.clientWidth) {
    strip.scrollLeft = left - strip.clientWidth / 2 + node.offsetWidth / 2;
  }
}

/**
 * The class that gives a pair its colour; the seventh pair has the first one's.
 *
 * @param {number | undefined} index
 */
export const pairClass = (index) => `pair-${Number(index) % 6}`;

export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// What keys belong to: arrows and digits typed there are not the stage's.
export const EDITABLE =
  "input, textarea, select, [contenteditable], [role=radio], [role=slider], [role=combobox], [role=option], [data-keys]";
