// Which exercise is open, what one begins with, and where to look in a program.

import { suspects } from "./lines.js";

/** @import { WriteExercise, WriteVerdict } from "../web/types.js" */

/**
 * The exercise that is asked for; without one the first that is not solved, or the first of all.
 *
 * @param {readonly WriteExercise[]} exercises
 * @param {string | null | undefined} key
 * @param {readonly string[]} solved
 * @returns {WriteExercise}
 */
export const exerciseFor = (exercises, key, solved) =>
  exercises.find((one) => one.key === key) ??
  exercises.find((one) => !solved.includes(one.key)) ??
  exercises[0];

/**
 * The text one begins with: a program, or lines that are still to be put in order.
 *
 * @param {WriteExercise} exercise
 */
export const startOf = ({ kind, lines, start }) =>
  kind === "order" ? `${lines.join("\n")}\n` : start;

/**
 * The lines that a verdict is about: the one that failed, or those where its slip may be.
 *
 * @param {WriteVerdict} verdict
 * @param {string} text
 * @returns {{ line: number, kind: "error" | "suspect" }[]}
 */
export function linesOf({ line, part }, text) {
  if (line) return [{ line, kind: "error" }];
  return (part ? suspects(text, part) : []).map((at) => ({ line: at, kind: "suspect" }));
}
