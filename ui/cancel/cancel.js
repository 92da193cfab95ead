// Cancel: the proof on three tracks that move together: symbols, the learner's numbers, picture.

import { address } from "../web/address.js";
import { el, pairClass } from "../web/dom.js";
import { questionOf } from "../web/question.js";
import { beyond } from "./beyond.js";
import { pairPicker, placed } from "./pairs.js";
import { proofPicture } from "./picture.js";
import { tracks, verdict } from "./tracks.js";
import { trial } from "./trial.js";

/** @import { CancelData, CancelStep } from "../web/types.js" */
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
      ["Beyond the score", "family"],
    ].map(([title, key]) => ({ title, from: steps.findIndex((step) => step.key === key) + 1 })),

  // A question is a step of its own, before the step that answers it.
  steps({ data }) {
    const proof = data.proof.flatMap((line, index) => {
      const step = { ...line, ...data.instead[line.key], ...data.verdicts[index] };
      const question = data.questions[step.key];
      return question
        ? [
            { ...step, question, asks: true },
            { ...step, question },
          ]
        : [step];
    });
    return [...proof, ...data.beyond.map((one) => ({ ...one, beyond: one }))];
  },

  // After the proof a question stands beside what answers it.
  asks: (_, step) => (step.beyond ? step.key : ""),

  words(stage, step) {
    if (step.beyond) return { title: step.title, says: step.says };
    if (step.asks) return { title: "Predict", says: step.question.text };
    return { title: step.title, says: says(stage, step), line: `Rule: ${step.rule}.` };
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

  shown(stage) {
    stage.root.classList.toggle("after-proof", Boolean(stage.steps[stage.memory.step - 1].beyond));
    breaks(stage);
  },

  body(stage, step, { onward }) {
    const { data, memory } = stage;
    if (step.beyond) return beyond(step.beyond, memory);
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
        step.asks ? question(stage, step) : el("p.says", {}, says(stage, step)),
      ),
      el("div.picture", {}, proofPicture(stage, step, pair, onward)),
      el("div.proof-lines", {}, tracks(stage, step, pair), step.asks ? null : verdict(step, pair)),
    );
  },

  // What a change made comes from where the old stood, in both tracks.
  flights: ({ root }, step) =>
    step.asks || step.beyond
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

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 */
const says = (stage, step) =>
  `${placed(stage, step.says)} ${stage.data.also[step.key] ?? ""}`.trimEnd();

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
