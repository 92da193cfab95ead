// Cancel's last chapter: a slider over lines, with a table, two strips or three arrows that follow.

import { changing } from "../web/changing.js";
import { el, pairClass, tableOf } from "../web/dom.js";
import { circled } from "../web/svg.js";

/** @import { BeyondLine, BeyondStep, BeyondWay, Child } from "../web/types.js" */

/** A number of more signs has no room in a column. */
const LONG = 8;

/**
 * @param {BeyondStep} step
 * @param {Record<string, any>} memory which way is ticked, and where its sliders are
 */
export function beyond(step, memory) {
  const [plain, other] = step.ways;
  const ticked = () => Boolean(other && memory.ticked === step.key);
  const place = el("div.beyond-way");
  const draw = () => place.replaceChildren(wayOf(step, ticked() ? other : plain, memory));
  draw();
  const ticking = other
    ? el(
        "button.choice",
        {
          type: "button",
          "aria-pressed": String(ticked()),
          "data-focus": "ticked",
          onclick({ target }) {
            memory.ticked = ticked() ? "" : step.key;
            target.setAttribute("aria-pressed", String(ticked()));
            draw();
          },
        },
        other.title,
      )
    : null;
  return el(
    "div.beyond",
    {},
    el("div", {}, el("h2", {}, step.title), el("p.says", {}, step.says)),
    el("div.beyond-tried", {}, ticking, place, el("div.asks-here")),
    el(
      "div",
      {},
      el("p.note", {}, `${step.note}.`),
      el(
        "details.beyond-more",
        {},
        el("summary", {}, "Exactly, in symbols"),
        el("p", {}, step.more),
      ),
    ),
  );
}

/**
 * @param {BeyondStep} step
 * @param {BeyondWay} way
 * @param {Record<string, any>} memory
 */
function wayOf(step, way, memory) {
  const seen = el("div.beyond-seen");
  memory.places ??= {};
  const begin = memory.places[step.key] ?? way.begin;
  /** @param {number} index */
  const show = (index) => {
    memory.places[step.key] = index;
    seen.replaceChildren(...pictures(step, way.lines[index][2], way.lines[0][2]));
  };
  return changing({ ...way, begin }, { node: seen, show });
}

/**
 * @param {BeyondStep} step
 * @param {BeyondLine[2]} line
 * @param {BeyondLine[2]} first what the first place shows
 * @returns {Node[]}
 */
function pictures({ columns = [] }, { rows, strips, arrows }, first) {
  const nodes = [];
  if (arrows) nodes.push(el("div.beyond-arrows", {}, arrows.map(circle)));
  if (rows) {
    const long = rows.flat().some((cell) => cell.split(" ").some((part) => part.length > LONG));
    nodes.push(
      tableOf(
        long ? "table.beyond-rows.long" : "table.beyond-rows",
        columns,
        rows.map(([name, ...cells], row) => [
          name,
          ...cells.map(
            (cell, at) =>
              cell &&
              // What is another number than at the slider's first place still knows the place.
              el(
                first.rows?.[row][at + 1] === cell ? "span" : "span.moved",
                { "data-column": columns[at + 1] },
                cell,
              ),
          ),
        ]),
      ),
    );
  }
  if (strips) nodes.push(...strips.map(([name, cells]) => strip(name, cells)));
  return nodes;
}

/**
 * A cell for every number of the head, in the colour of its pair.
 *
 * @param {string} name
 * @param {(number | null)[]} cells
 */
const strip = (name, cells) =>
  el(
    "figure.beyond-strip",
    {},
    el("figcaption", {}, name),
    el(
      "div.strip-cells",
      { role: "img", "aria-label": stripSays(name, cells) },
      cells.map((pair, number) =>
        el(pair === null ? "span.still" : `span.${pairClass(pair)}`, {}, number),
      ),
    ),
  );

/**
 * @param {string} name
 * @param {(number | null)[]} cells
 */
export function stripSays(name, cells) {
  const partners = new Map();
  for (const [number, pair] of cells.entries()) {
    if (pair !== null) partners.set(pair, [...(partners.get(pair) ?? []), number]);
  }
  const pairs = [...partners.values()].map((numbers) => numbers.join(" with "));
  const still = cells.filter((pair) => pair === null).length;
  return `${name}: ${pairs.join(", ")}; ${still} of ${cells.length} stand still`;
}

/**
 * @param {[string, number]} one a name, and an angle in radians
 * @returns {Child}
 */
const circle = ([name, angle]) => el("figure", {}, circled(angle), el("figcaption", {}, name));
