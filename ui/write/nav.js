// The exercises in a row, and how many of them are solved.

import { el } from "../web/dom.js";

/** @import { WriteExercise } from "../web/types.js" */

/**
 * @param {readonly WriteExercise[]} exercises
 * @param {string} current the key of the one that is open
 * @param {readonly string[]} solved their keys
 * @param {(exercise: WriteExercise) => void} open
 */
export function exerciseNav(exercises, current, solved, open) {
  const done = exercises.filter((one) => solved.includes(one.key)).length;
  return [
    ...exercises.map((one) =>
      el(
        "button.exercise",
        {
          type: "button",
          "aria-current": one.key === current ? "true" : null,
          "data-focus": `exercise-${one.key}`,
          onclick: () => open(one),
        },
        one.title,
        solved.includes(one.key) ? el("span.tick", {}, " ✓") : "",
      ),
    ),
    el(
      "span.done-bar",
      { role: "img", "aria-label": `${done} of ${exercises.length} solved` },
      el("span.done-part", { style: `width: ${(100 * done) / exercises.length}%` }),
    ),
  ];
}
