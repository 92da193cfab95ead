// What a step changed is seen to change: a number flies from where it stood to where it is used.

import { reducedMotion } from "./dom.js";

/** Milliseconds that anything on the stage moves, so that nobody waits for it. */
export const QUICK = 420;
/** Less far it is no way to fly, pixels; and so many at a time can be followed. */
const NEAR = 6;
const MOST = 12;

const FLYING = {
  position: "fixed",
  zIndex: "1000",
  margin: "0",
  whiteSpace: "nowrap",
  pointerEvents: "none",
};

/**
 * Copies fly along these ways; what stands at their ends stays where it is, and appears as they land.
 *
 * @param {(readonly [DOMRect | Element | null | undefined, Element | null | undefined])[]} ways
 */
export function fly(ways) {
  if (reducedMotion()) return;
  for (const [from, to] of ways.slice(0, MOST)) {
    if (!from || !to) continue;
    const start = from instanceof Element ? from.getBoundingClientRect() : from;
    const end = to.getBoundingClientRect();
    const [dx, dy] = [start.x - end.x, start.y - end.y];
    if (!start.width || !end.width || Math.hypot(dx, dy) < NEAR) continue;
    const ghost = /** @type {HTMLElement} */ (to.cloneNode(true));
    ghost.setAttribute("aria-hidden", "true");
    ghost.removeAttribute("data-node");
    const { font, color } = getComputedStyle(to);
    Object.assign(ghost.style, FLYING, { left: `${end.x}px`, top: `${end.y}px`, font, color });
    // Not on the stage, whose words it would be among.
    document.body.append(ghost);
    to.animate([{ opacity: 0 }, { opacity: 0, offset: 0.85 }, { opacity: 1 }], QUICK);
    ghost
      .animate([{ transform: `translate(${dx}px, ${dy}px)` }, { transform: "none" }], {
        duration: QUICK,
        easing: "cubic-bezier(0.3, 0, 0.2, 1)",
      })
      .addEventListener("finish", () => ghost.remove());
  }
}

/**
 * What was covered comes into sight: a line is drawn, all else fades in.
 *
 * @param {Iterable<Element>} nodes
 */
export function appear(nodes) {
  if (reducedMotion()) return;
  const all = [...nodes];
  draw(all.filter((node) => node.matches("path")));
  for (const node of all) node.animate([{ opacity: 0 }, { opacity: 1 }], QUICK);
}

/**
 * Rows come one after the other, from the first.
 *
 * @param {Iterable<Element>} rows
 */
export function inTurn(rows) {
  if (reducedMotion()) return;
  const all = [...rows];
  for (const [at, row] of all.entries()) {
    row.animate([{ opacity: 0 }, { opacity: 1 }], {
      duration: QUICK / 2,
      delay: ((QUICK / 2) * at) / all.length,
      fill: "backwards",
    });
  }
}

/**
 * Lines of a picture are drawn from where they begin: one after another, or all of them at once.
 *
 * @param {Iterable<Element>} lines
 * @param {boolean} [together]
 */
export function draw(lines, together = false) {
  if (reducedMotion()) return;
  const all = [...lines];
  const duration = together ? QUICK : QUICK / all.length;
  for (const [at, part] of all.entries()) {
    part.setAttribute("pathLength", "1");
    part.animate([{ strokeDasharray: "0 1" }, { strokeDasharray: "1 0" }], {
      duration,
      delay: together ? 0 : at * duration,
      easing: together ? "ease-in-out" : "linear",
      fill: "backwards",
    });
  }
}

/**
 * Where the numbers of a step stand, by their names, before another step takes their place.
 *
 * @param {HTMLElement} body
 * @returns {Map<string, DOMRect>}
 */
export function places(body) {
  const found = new Map();
  for (const node of body.querySelectorAll(".v")) {
    if (!found.has(node.className)) found.set(node.className, node.getBoundingClientRect());
  }
  return found;
}

/**
 * The ways of those numbers that stand in the new step as well, each to where it is first needed.
 *
 * @param {Map<string, DOMRect>} old
 * @param {HTMLElement} body
 * @returns {[DOMRect, Element][]}
 */
export function carried(old, body) {
  /** @type {Map<string, [DOMRect, Element]>} */
  const ways = new Map();
  for (const node of body.querySelectorAll(".v")) {
    const from = old.get(node.className);
    if (from && !ways.has(node.className)) ways.set(node.className, [from, node]);
  }
  return [...ways.values()];
}
