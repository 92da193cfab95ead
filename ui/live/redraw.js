// Parts that are drawn anew while somebody uses them.

import { el } from "../web/dom.js";

/** What each part shows, as text. @type {WeakMap<HTMLElement, string>} */
const drawn = new WeakMap();

/**
 * Draw anew only where something changed; the focus stays where it was.
 *
 * @param {HTMLElement} host
 * @param {unknown} what is shown, as data
 * @param {() => (Node | string)[]} draw
 */
export function redrawn(host, what, draw) {
  const text = JSON.stringify(what);
  if (drawn.get(host) === text) return;
  drawn.set(host, text);
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const focused = host.contains(active) ? active?.dataset.focus : undefined;
  host.replaceChildren(...draw());
  if (!focused) return;
  /** @type {HTMLElement | null} */
  const same = host.querySelector(`[data-focus="${focused}"]`);
  (same ?? host.querySelector("button"))?.focus({ preventScroll: true });
}

/**
 * A text that changes beside buttons, which stay where they are while one of them is pressed.
 *
 * @param {import("../web/types.js").ElementOf<string>} node
 */
export function lineOf(node) {
  return {
    node,
    /** @param {string} text */
    say(text) {
      if (node.textContent !== text) node.textContent = text;
    },
  };
}

/** What the server said of the last deed. */
export const troubleLine = () => lineOf(el("p.trouble", { role: "alert" }));
