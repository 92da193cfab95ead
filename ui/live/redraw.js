// Parts that are drawn anew while somebody uses them.

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
