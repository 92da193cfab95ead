// What one will be able to do, the way there, and where one left off.

import { openPage } from "../web/address.js";
import { el } from "../web/dom.js";
import { dueToday } from "../web/due.js";
import { lastVisited } from "../web/progress.js";

/** @import { StartData } from "../web/types.js" */

/** @param {string} path */
const follow = (path) => (/** @type {MouseEvent} */ event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openPage(path);
};

/**
 * The page as it was left, with its problem.
 *
 * @param {{ path: string, search: string }} visited
 */
const leftAt = ({ path, search }) => new URL(`${path}${search}`, location.href).href;

/** @param {number} count skills that are due */
const dueLink = (count) =>
  el(
    "a.due",
    { href: "practice", target: "_self", onclick: follow("practice") },
    el("b", {}, `${count} ${count === 1 ? "skill" : "skills"} due`),
    `: practise ${count === 1 ? "it" : "them"} before ${count === 1 ? "it fades" : "they fade"}`,
  );

/**
 * Where it leads; what is asked on this page is not told before it was guessed.
 *
 * @param {StartData} data
 * @param {boolean} found
 */
export const goal = ({ models, arrows, pages }, found) => {
  const minutes = pages.reduce((sum, page) => sum + page.minutes, 0);
  return (
    "This turning is RoPE, rotary position embedding: " +
    `${models.slice(0, -1).join(", ")} and ${models.at(-1)} do it with ${arrows} or more arrows a ` +
    `word. In about ${minutes} minutes you compute one attention score of a real model by hand, ` +
    `and prove ${found ? "that only the distance counts" : "what you find here"}. `
  );
};

/**
 * The way through the course, and the words before it, which change with what was found.
 *
 * @param {StartData} data
 */
export function wayThere(data) {
  const { pages } = data;
  const last = lastVisited();
  const left = last && pages.find((page) => page.path === last.path);
  const due = dueToday();
  const words = el("span");
  const node = el(
    "section.way",
    { "aria-labelledby": "way-title" },
    el(
      "div.goal",
      {},
      el(
        "p",
        {},
        el("b", { id: "way-title" }, "Where this leads. "),
        words,
        left
          ? el(
              "a",
              { href: leftAt(last), target: "_self" },
              `Go on where you left off: ${left.title}, step ${last.step}`,
            )
          : null,
        due ? [left ? " · " : "", dueLink(due)] : null,
      ),
    ),
    el(
      "ol",
      {},
      pages.map((page) =>
        el(
          "li",
          {},
          el(
            "a",
            { href: page.path, target: "_self", onclick: follow(page.path) },
            el("b", {}, page.title),
            el("span.about", {}, page.about),
            el("span.minutes", {}, `${page.minutes} min`),
          ),
        ),
      ),
    ),
  );
  return { node, goal: words };
}
