// A stepped page on paper: every step, one after the other.

import { el } from "./dom.js";

/** As many steps as a handout of three pages has, where a step is short. */
const MOST = 27;
/** And of more steps, whose numbers and pictures are wider. */
const CHOSEN = 16;

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
 * of each chapter, what they all lead to, the last, and of the beginning as many as there is room
 * for; a page whose steps differ little says itself which ones. They are copies, because a page may
 * keep what it has drawn.
 *
 * @template Step
 * @param {Step[]} steps
 * @param {number[]} begins where chapters begin, from 1
 * @param {(step: Step) => (Node | string)[]} bodyOf
 * @param {(step: Step) => string} titleOf
 */
export function stepsOnPaper(steps, begins, bodyOf, titleOf) {
  const most = steps.length > MOST ? CHOSEN : MOST;
  const own = steps.flatMap((step, index) => (isOnPaper(step) ? [index + 1] : []));
  const chosen = new Set(own.length ? own : [...begins.slice(0, most - 1), steps.length]);
  for (let number = 1; !own.length && number < steps.length && chosen.size < most; number++)
    chosen.add(number);
  const inTurn = [...chosen].sort((a, b) => a - b);
  const sections = inTurn.map((number) =>
    el(
      "section.paper-step",
      {},
      el("p.paper-title", {}, `${number} of ${steps.length}. ${titleOf(steps[number - 1])}`),
      bodyOf(steps[number - 1]).map(unfolded),
    ),
  );
  drawnOnce(sections);
  return sections;
}

/** @param {unknown} step */
const isOnPaper = (step) =>
  typeof step === "object" && step !== null && "onPaper" in step && step.onPaper === true;

/**
 * A picture that grows from step to step stands once: with all that it gets, where it begins.
 *
 * @param {HTMLElement[]} sections
 */
function drawnOnce(sections) {
  const grown = sections.flatMap((section) => [...section.querySelectorAll("[data-grows]")]);
  const whole = grown.at(-1);
  if (!whole) return;
  grown[0].closest(".paper-step")?.classList.add("with-picture");
  if (grown[0] !== whole) grown[0].replaceWith(whole);
  for (const other of grown.slice(1, -1)) other.remove();
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
