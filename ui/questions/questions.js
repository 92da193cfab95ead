// Questions: each is a step of the stage, with its answer, one number and one line to change. What
// is searched for is among them already: nothing is sent.

import { address, openPage } from "../web/address.js";
import { changing } from "../web/changing.js";
import { el } from "../web/dom.js";
import { valuesPicture } from "../web/values_picture.js";
import { matching } from "./search.js";

/** @import { Child, Answered, QuestionsData } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

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
  first(stage) {
    const { memory, steps } = stage;
    if (memory.step) return memory.step;
    const asked = address.get("ask");
    const found = steps.findIndex(({ key }) => key === asked) + 1;
    if (asked && !found) {
      stage.trouble = `ask: received “${asked.slice(0, 60)}”; there is no such question. Question 1 is shown.`;
    }
    return Math.max(1, found);
  },

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
      changing(question, valuesPicture(question.lines.map(([, , value]) => value))),
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
    "data-focus": "find",
    value: stage.memory.find ?? "",
    oninput() {
      stage.memory.find = field.value;
      draw(field.value);
    },
  });
  draw(field.value);
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
