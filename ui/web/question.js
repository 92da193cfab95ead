// A question asked before the next step shows the answer. It never holds anybody up: the next
// step is one key away. What was answered is remembered by the browser.

import { pageHere } from "./address.js";
import { el } from "./dom.js";
import { gradeTyped, readNumber } from "./graded.js";
import { answers } from "./progress.js";

/** @import { ChoiceQuestion, NumberQuestion, Question } from "./types.js" */

/**
 * @param {ChoiceQuestion} question
 * @param {number} index
 */
const gradeChoice = (question, index) => ({
  good: index === question.correct,
  title: index === question.correct ? "Right." : "Not so.",
  says: question.because,
});

/** Sent by a question that is answered or passed over. */
export const ANSWERED = "answered";

/** What each shown question asks, and on which page. @type {WeakMap<Element, [Question, string]>} */
const shown = new WeakMap();

/**
 * What is asked within, if anything.
 *
 * @param {Element} root
 */
export function askedWithin(root) {
  const host = root.querySelector("[data-asks]");
  const [question, page] = (host && shown.get(host)) ?? [null];
  // Streamlit leaves the page before on screen until the next one is there.
  return page === pageHere() ? question : null;
}

/**
 * What an element asks, for whoever wants to know.
 *
 * @param {HTMLElement} host
 * @param {Question} question
 */
export function noteAsked(host, question) {
  host.dataset.asks = "";
  shown.set(host, [question, pageHere()]);
}

/**
 * key: what the answer is remembered by; it holds for this very problem only. announce: reads out;
 * onRight: what follows a right answer; lead: what stands before it.
 *
 * @param {Question} question
 * @param {string} key
 * @param {(text: string) => void} announce
 * @param {() => void} [onRight]
 * @param {string} [lead]
 */
export function questionOf(
  question,
  key,
  announce,
  onRight = () => {},
  lead = "Before you look: ",
) {
  const host = el("section.ask", { "aria-label": "A question" });
  noteAsked(host, question);
  /** @param {string} [focus] */
  const show = (focus) => {
    const kept = answers.get(key);
    const given = kept ?? undefined;
    const verdict = given === undefined ? null : gradeOf(question, given);
    host.toggleAttribute("data-open", kept === undefined);
    host.replaceChildren(
      el("p.asked", {}, lead ? el("b", {}, lead) : "", question.text),
      question.kind === "choice" ? choices(given) : field(given),
      verdict ? replyOf(verdict) : "",
    );
    if (focus) /** @type {HTMLElement | null} */ (host.querySelector(focus))?.focus();
    // In a low window what is said of an answer may begin below its edge.
    if (focus && verdict) host.lastElementChild?.scrollIntoView({ block: "nearest" });
    if (kept === undefined) host.querySelector(".asked")?.append(" ", skip());
    else host.dispatchEvent(new Event(ANSWERED, { bubbles: true }));
    if (focus && verdict) announce(`${verdict.title} ${verdict.says ?? ""}`);
  };
  /**
   * @param {string | number} value
   * @param {string} focus
   */
  const answer = (value, focus) => {
    answers.set(key, value);
    show(focus);
    if (gradeOf(question, value).good) onRight();
  };
  // Nobody has to guess: whoever passes a question over sees what it asks for, now and later.
  const skip = () =>
    el(
      "button.skip",
      {
        type: "button",
        onclick: () => {
          answers.set(key, null);
          show(".answers button, input");
        },
      },
      "Skip",
    );
  /** @param {string | number | undefined} given */
  const choices = (given) =>
    el(
      "div.answers",
      {},
      /** @type {ChoiceQuestion} */ (question).choices.map((text, index) =>
        el(
          `button.choice${given === undefined ? "" : index === /** @type {ChoiceQuestion} */ (question).correct ? ".right" : index === given ? ".wrong" : ".other"}`,
          {
            type: "button",
            "aria-pressed": String(given === index),
            "data-choice": index,
            onclick: () => given === undefined && answer(index, `[data-choice="${index}"]`),
          },
          given === undefined
            ? ""
            : index === /** @type {ChoiceQuestion} */ (question).correct
              ? "✓ "
              : index === given
                ? "✗ "
                : "",
          text,
        ),
      ),
    );
  /** @param {string | number | undefined} given */
  const field = (given) => {
    const input = el("input.field", {
      type: "text",
      inputmode: "decimal",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": question.text,
      value: given ?? "",
    });
    const trouble = el("p.trouble", { role: "alert" });
    const check = () => {
      const text = input.value.trim();
      if (Number.isNaN(readNumber(text))) {
        // What was said of the number before is not said of this.
        host.querySelector(".feedback")?.remove();
        trouble.textContent = `${text ? `“${text.slice(0, 40)}” is not a number` : "The field is empty"}. Write one such as 0.219 or −1.5×10⁻³.`;
        input.setAttribute("aria-invalid", "true");
        return;
      }
      answer(text, "input");
    };
    return el(
      "form.answers",
      {
        onsubmit: (event) => {
          event.preventDefault();
          check();
        },
      },
      input,
      el("button.control", { type: "submit" }, "Check"),
      el("span.soft", {}, /** @type {NumberQuestion} */ (question).exact),
      trouble,
    );
  };
  show();
  return host;
}

/**
 * @param {Question} question
 * @param {string | number} given
 */
const gradeOf = (question, given) =>
  question.kind === "choice"
    ? gradeChoice(question, /** @type {number} */ (given))
    : gradeTyped(question, String(given));

/** @param {{ good?: boolean, title: string, says?: string }} verdict */
const replyOf = ({ good, title, says }) =>
  el(`p.feedback.${good ? "right" : "wrong"}`, {}, el("strong", {}, `${title} `), says ?? "");
