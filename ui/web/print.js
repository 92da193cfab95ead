// A stepped page on paper: every step, one after the other.

import { el } from "./dom.js";

/** As many steps as a handout of three pages has, where a step is short. */
const MOST = 30;

/**
 * @param {AbortSignal} signal ends it
 * @param {() => void} begin what is done before a page is printed
 * @param {() => void} end and after it
 */
export function whenPrinted(signal, begin, end) {
  const media = matchMedia("print");
  let printing = false;
  /** @param {boolean} now */
  const change = (now) => {
    if (now !== printing) (now ? begin : end)();
    printing = now;
  };
  // Firefox has no change of the medium, and what only shows how it looks on paper no print event.
  media.addEventListener("change", () => change(media.matches), { signal });
  addEventListener("beforeprint", () => change(true), { signal });
  addEventListener("afterprint", () => change(false), { signal });
}

/**
 * The steps of a stage as they are on paper: all of them, or, where that would be a book, the first
 * of each chapter. They are copies, because a page may keep what it has drawn.
 *
 * @template Step
 * @param {Step[]} steps
 * @param {number[]} begins where chapters begin, from 1
 * @param {(step: Step) => (Node | string)[]} bodyOf
 * @param {(step: Step) => string} titleOf
 */
export function stepsOnPaper(steps, begins, bodyOf, titleOf) {
  const every = steps.map((_, index) => index + 1);
  const chosen =
    steps.length > MOST && begins.length ? begins.slice(0, MOST) : every.slice(0, MOST);
  return chosen.map((number) =>
    el(
      "section.paper-step",
      {},
      el("p.paper-title", {}, `${number} of ${steps.length}. ${titleOf(steps[number - 1])}`),
      bodyOf(steps[number - 1]).map(unfolded),
    ),
  );
}

/**
 * A copy in which nothing is folded: on paper there is nothing to press.
 *
 * @param {Node | string} node
 */
function unfolded(node) {
  if (!(node instanceof Element)) return node;
  const copy = /** @type {Element} */ (node.cloneNode(true));
  for (const folded of copy.querySelectorAll("details")) folded.open = true;
  return copy;
}
