// What a stage asks before the next step shows it.

import { questionOf } from "./question.js";
import { filledText } from "./template.js";

/** @import { Json } from "./types.js" */

/**
 * The questions of a page are in its data by the place they are asked at; a slip is named there by
 * its key and told once for all pages. A place that ends in a number is that one of a question
 * that is the same of each, "kept yarn 31" of "kept yarn".
 *
 * @param {Json} data
 * @param {string} place
 * @param {(text: string) => void} announce
 */
export function askedAt(data, place, announce) {
  const question = questionAt(data, place);
  if (!question) return null;
  const asked = {
    ...question,
    mistakes: question.mistakes?.map((/** @type {[string, number]} */ [key, value]) => ({
      value,
      ...data.mistakes[key],
    })),
  };
  // An answer holds for this question about these numbers.
  const key = `${data.kind} ${place} ${question.text} ${question.value ?? question.correct}`;
  return questionOf(asked, key, announce);
}

/**
 * @param {Json} data
 * @param {string} place
 * @returns {Json}
 */
export function questionAt({ asked = {}, frames }, place) {
  const found = asked[place];
  if (found) return Array.isArray(found) ? framed(frames, found) : found;
  const [name, at] = (/^(.*) (\d+)$/.exec(place) ?? []).slice(1);
  const { each, ...question } = asked[name] ?? {};
  return each ? ofEach(question, each, at) : null;
}

/**
 * A choice that many are asked about: what they have in common, and a column each of which choice
 * is right and of what is said with it.
 *
 * @param {Json} question
 * @param {{ correct: string, shown: string }} each
 * @param {string} at
 */
const ofEach = (question, { correct, shown }, at) => ({
  ...question,
  text: filledText(question.text, { at }),
  correct: Number(correct[Number(at)]),
  because: filledText(question.because, { shown: shown.split("|")[Number(at)] }),
});

/**
 * A number that is asked for: what all such numbers have in common, and its own.
 *
 * @param {Json} frames
 * @param {Json} own the frame's name, what it is about, the right number, it as shown, the mistakes
 */
function framed(frames, [name, at, value, shown, mistakes]) {
  const frame = frames[name];
  return { ...frame, text: filledText(frame.text, { at }), value, shown, mistakes };
}
