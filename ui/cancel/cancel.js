// Cancel: the proof on three tracks that move together: symbols, the learner's numbers, picture.

import { address } from "../web/address.js";
import { el, pairClass } from "../web/dom.js";
import { questionOf } from "../web/question.js";
import { writeLine, writeNode } from "./lines.js";
import { proofPicture } from "./picture.js";
import { trial } from "./trial.js";

/** @import { CancelData, CancelPair, CancelStep, Child } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

/** @type {Steps<CancelData, CancelStep>} */
export const stage = {
  remember: () => ({
    pair: Math.max(0, Number.parseInt(address.get("pair") ?? "", 10) || 0),
    track: address.get("track") === "numbers" ? "numbers" : "symbols",
    way: 0,
    shift: 0,
  }),

  link: ({ memory }) => ({
    pair: memory.pair || null,
    track: memory.track === "numbers" ? "numbers" : null,
  }),

  prepare({ data, memory }) {
    memory.pair = Math.min(memory.pair, data.pairs.length - 1);
    memory.way = Math.min(memory.way, data.trial.length - 1);
  },

  chapters: ({ steps }) =>
    [
      ["Turn and multiply", "rotate_query"],
      ["Only the distance", "cosine"],
      ["All pairs, and matrices", "pairs"],
    ].map(([title, key]) => ({ title, from: steps.findIndex((step) => step.key === key) + 1 })),

  // A question is a step of its own, before the step that answers it.
  steps({ data }) {
    return data.proof.flatMap((line, index) => {
      const step = { ...line, ...data.verdicts[index] };
      const question = data.questions[step.key];
      return question
        ? [
            { ...step, question, asks: true },
            { ...step, question },
          ]
        : [step];
    });
  },

  words(stage, step) {
    if (step.asks) return { title: "Predict", says: step.question.text };
    return { title: step.title, says: placed(stage, step.says), line: `Rule: ${step.rule}.` };
  },

  head: (stage) => (stage.data.pairs.length > 1 ? pairPicker(stage) : ""),

  // On a projector there is room for one track in large type, or for what breaks it.
  controls: (stage) => [
    el(
      "div.switch.on-projector",
      { role: "group", "aria-label": "Track" },
      ["symbols", "numbers"].map((track) =>
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(stage.memory.track === track),
            "data-focus": `track-${track}`,
            onclick: () => {
              stage.memory.track = track;
              stage.redraw();
            },
          },
          track === "symbols" ? "Symbols" : "Numbers",
        ),
      ),
    ),
    el(
      "div.switch.on-projector",
      {},
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(stage.memory.breaking === stage.memory.step),
          "data-focus": "breaking",
          onclick: () => {
            const { memory } = stage;
            memory.breaking = memory.breaking === memory.step ? 0 : memory.step;
            breaks(stage);
          },
        },
        "Break it",
      ),
    ),
  ],

  shown: breaks,

  body(stage, step, { onward }) {
    const { data, memory } = stage;
    const pair = data.pairs[memory.pair];
    // The picture first: what it shows is then said in symbols and in numbers.
    return el(
      `div.work.proof.${pairClass(memory.pair)}`,
      {},
      el(
        "div.proof-words",
        {},
        el(
          "h2",
          {},
          step.asks ? ["Predict ", el("small", {}, "before the next step")] : step.title,
        ),
        step.asks ? question(stage, step) : el("p.says", {}, placed(stage, step.says)),
      ),
      el("div.picture", {}, proofPicture(stage, step, pair, onward)),
      el("div.proof-lines", {}, tracks(stage, step, pair), step.asks ? null : verdict(step, pair)),
    );
  },

  // What a change made comes from where the old stood, in both tracks.
  flights: ({ root }, step) =>
    step.asks
      ? []
      : [...root.querySelectorAll(".track")].flatMap((track) =>
          step.changes.flatMap(({ before, after }) => {
            const [from, to] = [before, after].map((ids) =>
              ids.flatMap((/** @type {string} */ id) => [
                ...track.querySelectorAll(`[data-node="${id}"]`),
              ]),
            );
            return to.map((/** @type {Element} */ node, /** @type {number} */ at) => [
              from[Math.min(at, from.length - 1)],
              node,
            ]);
          }),
        ),

  below: (stage) => trial(stage),
};

const FIRST_AND_SECOND = "₀₁";

/**
 * Words of the proof with the numbers of the chosen pair by their places in the vectors: the first
 * and second number of pair 0 of a half_split head of 128 are q₀ and q₆₄.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {string} text
 */
const placed = ({ data, memory }, text) =>
  text.replace(
    /([qk])([₀₁])/g,
    (_, name, index) => name + data.pairs[memory.pair].places[FIRST_AND_SECOND.indexOf(index)],
  );

/** @param {Stage<CancelData, CancelStep>} stage */
function pairPicker(stage) {
  const { data, memory } = stage;
  /** @param {number} pair */
  const choose = (pair) => {
    memory.pair = Math.max(0, Math.min(data.pairs.length - 1, pair));
    stage.redraw();
  };
  const count = data.pairs.length;
  const label = el(
    "span",
    {},
    `One pair at a time: pair ${memory.pair}, of pairs 0 to ${count - 1}`,
  );
  if (count <= 8) {
    return el(
      "div.pair-picker",
      {},
      label,
      el(
        "div.switch",
        { role: "group", "aria-label": "Pair" },
        data.pairs.map((_, index) =>
          el(
            `button.${pairClass(index)}`,
            {
              type: "button",
              "aria-pressed": String(index === memory.pair),
              "data-focus": `pair-${index}`,
              onclick: () => choose(index),
            },
            `pair ${index}`,
          ),
        ),
      ),
    );
  }
  return el(
    "label.pair-picker",
    {},
    label,
    el("input.bar", {
      type: "range",
      min: 0,
      max: count - 1,
      value: memory.pair,
      "aria-label": "Pair",
      "data-focus": "pair",
      style: `--done: ${(memory.pair / (count - 1)) * 100}%`,
      oninput: (event) => choose(Number(event.target.value)),
    }),
  );
}

// --- questions ---------------------------------------------------------------------

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 */
const question = ({ data, parts }, step) =>
  questionOf(
    step.question,
    `cancel ${step.key} ${data.m} ${data.n} ${data.total} ${step.question.correct}`,
    (text) => {
      if (parts) parts.live.textContent = text;
    },
    () => {},
    "",
  );

// --- the two tracks --------------------------------------------------------

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 */
function tracks(stage, step, pair) {
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
        ? el("div.new.open", {}, el("span.equals", {}, signOf(name) || "="), " ?")
        : el("div.new", {}, el("span.equals", {}, signOf(name)), el("div", {}, lineAt("after"))),
      extra,
    );
  return el(
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
  return el("p.note", {}, `${outcome} Shown rounded; computed at full precision.`.trim());
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
function verdict(step, pair) {
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

/**
 * On a projector what breaks the proof has the place of a step, until the next one.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 */
function breaks({ root, memory }) {
  const on = memory.breaking === memory.step;
  root.classList.toggle("breaking", on);
  root.querySelector('[data-focus="breaking"]')?.setAttribute("aria-pressed", String(on));
}
