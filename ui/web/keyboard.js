// Arrows, Home and End step; on a projector page keys do as well, and Escape leaves it.

import { EDITABLE } from "./dom.js";
import { projector } from "./projector.js";

/** @import { Stepped } from "./types.js" */

/**
 * @param {KeyboardEvent} event
 * @param {Stepped | undefined} stage the one on screen
 */
export function stepByKey(event, stage) {
  if (!stage?.root.isConnected || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target instanceof Element && event.target.closest(EDITABLE)) return;
  if (event.key === "Escape" && projector.on()) projector.set(false);
  const step = stepFor(event.key, stage.memory.step, stage.steps.length, projector.on());
  if (step === undefined) return;
  event.preventDefault();
  stage.go(step);
}

/**
 * The step a key asks for.
 *
 * @param {string} key
 * @param {number} step
 * @param {number} last
 * @param {boolean} projected
 * @returns {number | undefined}
 */
export function stepFor(key, step, last, projected) {
  if (key === "ArrowLeft") return step - 1;
  if (key === "ArrowRight") return step + 1;
  if (key === "Home") return 1;
  if (key === "End") return last;
  // Presenter remotes send page keys; elsewhere these belong to the page.
  if (projected && key === "PageUp") return step - 1;
  if (projected && key === "PageDown") return step + 1;
  return undefined;
}
