// A question of the page as a vote: choices as they are, a number as the right one among what the
// usual mistakes give, each with the mistake it stands for.

import { fixed } from "../web/numbers.js";

/** @import { NumberQuestion, Question } from "../web/types.js" */
/** @import { LiveQuestion } from "../web/types.js" */

// What the server takes.
const LENGTHS = { text: 300, label: 120, says: 200 };
const MOST = 6;
/** Beside the right number; more could not be told apart at a glance. */
const MISTAKES = 4;

/**
 * @param {string} text
 * @param {keyof typeof LENGTHS} what
 */
const cut = (text, what) => {
  const most = LENGTHS[what];
  return text.length <= most ? text : `${text.slice(0, most - 1).trimEnd()}…`;
};

/**
 * Null where there is nothing to choose between.
 *
 * @param {Question | null} question
 * @returns {LiveQuestion | null}
 */
export function ballotOf(question) {
  if (!question) return null;
  const options = question.kind === "choice" ? choicesOf(question) : numbersOf(question);
  if (options.length < 2 || options.length > MOST) return null;
  return {
    text: cut(begun(question.text), "text"),
    options: options.map(({ label, says, right }) => ({
      label: cut(label, "label"),
      says: cut(says, "says"),
      right,
    })),
  };
}

/**
 * On the page a question goes on after "Before you look"; here it begins with a capital, but not
 * where it begins with a variable.
 *
 * @param {string} text
 */
const begun = (text) => (/^[a-z]{2}/.test(text) ? text[0].toUpperCase() + text.slice(1) : text);

/** @param {import("../web/types.js").ChoiceQuestion} question */
const choicesOf = ({ choices, correct, because, stands }) =>
  choices.map((label, at) => ({
    label,
    says: at === correct ? because : (stands?.[at] ?? ""),
    right: at === correct,
  }));

/**
 * In the order of size, so that the place says nothing.
 *
 * @param {NumberQuestion} question
 */
function numbersOf({ value, shown, mistakes }) {
  const digits = digitsOf(shown);
  const options = [{ value, label: shown, says: "", right: true }];
  for (const { value: wrong, title } of mistakes) {
    const label = fixed(wrong, digits);
    // At these digits the mistake would not be seen.
    if (options.length > MISTAKES || options.some((one) => one.label === label)) continue;
    options.push({ value: wrong, label, says: title, right: false });
  }
  return options.sort((a, b) => a.value - b.value);
}

/**
 * How many digits a shown number was rounded to; a bare 0 does not say.
 *
 * @param {string} shown
 */
function digitsOf(shown) {
  const [mantissa, power] = shown.split("×10");
  const places = mantissa.split(".")[1]?.length ?? 0;
  if (power !== undefined) return places + 1;
  return places || 3;
}

/** Letters, for what is asked aloud: nothing is known to be right. @returns {LiveQuestion} */
export const aloud = () => ({
  text: "Asked aloud: choose a letter",
  options: ["A", "B", "C", "D"].map((label) => ({ label, says: "", right: null })),
});
