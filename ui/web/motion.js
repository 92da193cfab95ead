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
