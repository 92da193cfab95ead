// Arrows, Home and End step; on a projector page keys do as well, wherever a click left the focus,
// "b" or "." darkens the screen, and Escape leaves.

import { openPage } from "./address.js";
import { EDITABLE } from "./dom.js";
import { projector, screen } from "./projector.js";

/** @import { Stepped } from "./types.js" */

const PAGE_KEYS = ["PageUp", "PageDown"];
/** The page that a key went on to: from its first step the key before goes back. */
let wentOnTo = "";

/**
 * @param {KeyboardEvent} event
 * @param {Stepped | undefined} stage the one on screen
 */
export function stepByKey(event, stage) {
  if (event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const { key, target } = event;
  const field = target instanceof Element ? target.closest(EDITABLE) : null;
  if (projector.on()) {
    const typed = field?.matches(
      "textarea, [contenteditable], [data-keys], input:not([type=range])",
    );
    if (onProjector(key, Boolean(typed))) {
      event.preventDefault();
      return;
    }
  }
  if (!stage?.root.isConnected) return;
  // A remote's page keys mean the step, also after a click on a slider, which has its own idea.
  if (field && !(projector.on() && PAGE_KEYS.includes(key))) return;
  const last = stage.steps.length;
  const step = stepFor(key, stage.memory.step, last, projector.on());
  if (step === undefined) return;
  event.preventDefault();
  const onward = stage.data?.onward;
  // A key that is held down ends with the page.
  if (step > last && projector.on() && onward) {
    if (event.repeat) return;
    openPage(onward.path);
    wentOnTo = onward.path;
  } else if (step < 1 && projector.on() && cameByKey()) {
    if (event.repeat) return;
    history.back();
    wentOnTo = "";
  } else stage.go(step);
}

const cameByKey = () => wentOnTo !== "" && location.pathname.endsWith(`/${wentOnTo}`);

/**
 * What a key does on a projector, whatever the page; whether it did anything.
 *
 * @param {string} key
 * @param {boolean} typed into a field
 */
function onProjector(key, typed) {
  if (screen.dark()) {
    screen.show();
    return true;
  }
  if (key === "Escape") projector.set(false);
  else if ((key === "b" || key === ".") && !typed) screen.hide();
  else return false;
  return true;
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
