// Questions: each is a step of the stage, with its answer, one number and one line to change. What
// is searched for is among them already: nothing is sent.

import { address, openPage } from "../web/address.js";
import { changing } from "../web/changing.js";
import { el, place } from "../web/dom.js";
import { matching } from "./search.js";

/** @import { Child, Answered, QuestionsData } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

const WIDE = 520; // the picture of a slider's values, in its own units
const HIGH = 90;

/** @type {Steps<QuestionsData, Answered>} */
export const stage = {
  steps: ({ data }) => data.groups.flatMap((group) => group.questions),

  chapters({ data }) {
    let from = 1;
    return data.groups.map(({ title, questions }) => {
      const chapter = { title, from };
      from += questions.length;
      return chapter;
    });
  },

  // The name of a question stands in the address, so that a link outlives another order.
  first: ({ memory, steps }) =>
    memory.step ?? Math.max(1, steps.findIndex(({ key }) => key === address.get("ask")) + 1),

  link: ({ memory, steps }) => ({ ask: steps[memory.step - 1].key }),

  words: (_, question) => ({
    title: question.asks,
    says: question.says,
    line: `${question.number}: ${question.meaning}.`,
  }),

  body: (_, question) =>
    el(
      "div.question-answered",
      {},
      el("h2", {}, question.asks),
      el("p.says", {}, question.says),
      el(
        "p.figure",
        {},
        el("b", {}, question.number),
        " ",
        el("span.soft", {}, question.meaning, "."),
      ),
      changing(question, pictureOf(question.lines.map(([, , value]) => value))),
      el(
        "p.onward-from",
        {},
        `${question.why}: `,
        el(
          "button.onward-link",
          { type: "button", onclick: () => openPage(question.path) },
          `${question.title} →`,
        ),
      ),
    ),

  below: (stage) => index(stage),
};

/**
 * The values over the slider's places, and the one that is chosen. Where there are no values, or all
 * are the same, there is nothing to see.
 *
 * @param {(number | null)[]} values
 */
function pictureOf(values) {
  const numbers = values.flatMap((value) => (value === null ? [] : [value]));
  const low = Math.min(...numbers);
  const high = Math.max(...numbers);
  if (numbers.length < values.length || !(high - low > 1e-9 * Math.max(1, Math.abs(high)))) {
    return null;
  }
  const x = (/** @type {number} */ index) => (index / Math.max(1, numbers.length - 1)) * WIDE;
  const y = (/** @type {number} */ value) => HIGH - ((value - low) / (high - low)) * HIGH;
  const path = numbers.map((value, index) => `${index ? "L" : "M"}${x(index)},${y(value)}`);
  const dot = el("circle", { r: 7 });
  return {
    node: el(
      "svg.values",
      {
        viewBox: `-8 -9 ${WIDE + 16} ${HIGH + 18}`,
        preserveAspectRatio: "xMinYMid",
        "aria-hidden": "true",
      },
      low < 0 && high > 0 ? el("line.zero", { x1: 0, x2: WIDE, y1: y(0), y2: y(0) }) : null,
      el("path", { d: path.join(" ") }),
      dot,
    ),
    /** @param {number} index */
    show: (index) => place(dot, { cx: x(index), cy: y(numbers[index]) }),
  };
}

/**
 * All questions, in their groups, and a field that finds some of them.
 *
 * @param {Stage<QuestionsData, Answered>} stage
 */
function index(stage) {
  const { data } = stage;
  const list = el("div.all-questions");
  const none = el("p.none", { role: "status" });
  const draw = (/** @type {string} */ text) => {
    let number = 0;
    let found = 0;
    list.replaceChildren(
      ...data.groups.flatMap(({ title, questions }) => {
        const first = number;
        number += questions.length;
        const shown = questions.flatMap((question, at) =>
          matching(question, text) ? [linkTo(stage, question, first + at + 1)] : [],
        );
        found += shown.length;
        return shown.length ? [el("section", {}, el("h3", {}, title), el("ul", {}, shown))] : [];
      }),
    );
    none.textContent = found
      ? text.trim() && `${found} of ${number} questions`
      : `None of the ${number} questions has “${text.trim()}” in it.`;
  };
  /** @type {HTMLInputElement} */
  const field = el("input.find", {
    type: "search",
    placeholder: "cache, θ, bfloat16 …",
    "aria-label": "Find a question",
    oninput: () => draw(field.value),
  });
  draw("");
  return el("div.find-questions", {}, el("h2", {}, "All questions"), field, none, list);
}

/**
 * @param {Stage<QuestionsData, Answered>} stage
 * @param {Answered} question
 * @param {number} number its step
 * @returns {Child}
 */
const linkTo = (stage, question, number) =>
  el(
    "li",
    {},
    el(
      "button.question-link",
      {
        type: "button",
        onclick: () => {
          stage.go(number);
          stage.root.scrollIntoView({ block: "start" });
          stage.focus("next");
        },
      },
      question.asks,
    ),
  );
