// A step in symbols and in the learner's numbers, one under the other, and what was checked of it.

import { el } from "../web/dom.js";
import { writeLine, writeNode } from "./lines.js";

/** @import { CancelData, CancelPair, CancelStep, Child } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 */
export function tracks(stage, step, pair) {
  const how = { stage, places: pair.places };
  /** @param {"before" | "after"} side */
  const numbers = (side) =>
    side === "after" && step.after.t === "pairs"
      ? el("b", {}, stage.data.total)
      : writeLine(step[side], { ...how, pair, marks: marksOf(step, side) });
  /** @param {"before" | "after"} side */
  const symbols = (side) => writeLine(step[side], { ...how, marks: marksOf(step, side) });
  /** @param {string} name */
  const signOf = (name) => {
    if (step.after.names?.length) return "";
    if (name === "Symbols") return "=";
    // Rounded numbers in another order give nearly the same.
    return step.after.t === "pairs" ? stage.data.total_is : "≈";
  };
  /**
   * @param {string} name
   * @param {(side: "before" | "after") => Child} lineAt
   * @param {Child} extra
   */
  const track = (name, lineAt, extra) =>
    el(
      `section.track.${name.toLowerCase()}`,
      { "aria-label": name },
      el("h3", {}, name),
      el("div.old", {}, lineAt("before")),
      step.asks
        ? el(
            "div.new.open",
            {},
            // Of a question that is not about the next line no sign of it may ask for one.
            step.question.ofLine
              ? [
                  el("span.equals", {}, signOf(name) || "="),
                  el("span.unknown", {}, "?"),
                  el("span.blank"),
                ]
              : null,
          )
        : el("div.new", {}, el("span.equals", {}, signOf(name)), el("div", {}, lineAt("after"))),
      extra,
    );
  const both = el(
    "div.tracks",
    { "data-projected": stage.memory.track },
    track(
      "Symbols",
      symbols,
      step.gone.length && !step.asks
        ? el(
            "p.gone",
            {},
            "Gone on the way: ",
            step.gone.map((trig) => el("s", {}, writeNode(trig, how))),
          )
        : null,
    ),
    track("Numbers", numbers, step.asks ? null : value(stage, step, pair)),
  );
  // Matrices are tall and narrow, lines of terms low and wide.
  if (both.querySelector(".matrix-box")) both.classList.add("of-matrices");
  return both;
}

/**
 * What both lines come to.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 */
function value({ data }, step, pair) {
  const worth = pair.worth[step.key];
  const outcome =
    step.after.t === "pairs"
      ? `The score of the whole vectors is ${data.total}.`
      : worth
        ? `Both lines come to ${worth}.`
        : "";
  const rounded = pair.off[step.key] ?? "Shown rounded; computed at full precision.";
  return el("p.note", {}, `${outcome} ${rounded}`.trim());
}

/**
 * @param {CancelStep} step
 * @param {"before" | "after"} side
 */
function marksOf(step, side) {
  const marks = new Map();
  if (step.asks) return marks;
  for (const change of step.changes) {
    for (const id of change[side]) marks.set(id, `${change.kind}-${side}`);
  }
  return marks;
}

/**
 * @param {CancelStep} step
 * @param {CancelPair} pair
 */
export function verdict(step, pair) {
  const [before, after] = [pair.lines[`${step.key} before`], pair.lines[`${step.key} after`]];
  const gap = pair.gaps[step.key];
  return el(
    "div.verdict",
    {},
    el("p", {}, el("span.soft", {}, "Rule  "), step.rule, "."),
    el(
      `details.check.${step.holds ? "right" : "wrong"}`,
      {},
      el("summary", {}, step.holds ? "✓ SymPy: equal." : "✗ SymPy: not equal."),
      el("p.soft", {}, `Difference ${step.difference}, by ${step.method.replace("SymPy: ", "")}.`),
      after
        ? el(
            "p.soft",
            {},
            `With these numbers, at full precision: ${before} before, ${after} after`,
            gap
              ? `; they differ by ${gap}, the rounding of the 64-bit arithmetic itself.`
              : ", the same to the last digit.",
          )
        : null,
    ),
    step.absolute === null
      ? null
      : el(
          "p.soft",
          {},
          "Cosines and sines of an absolute position in this line: ",
          el("b", {}, step.absolute),
          ".",
        ),
  );
}
