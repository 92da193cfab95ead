// What a stage asks before the next step shows it.

import { questionOf } from "./question.js";

/** @import { Json } from "./types.js" */

/**
 * The questions of a page are in its data by the place they are asked at; a slip is named there by
 * its key and told once for all pages.
 *
 * @param {Json} data
 * @param {string} place
 * @param {(text: string) => void} announce
 */
export function askedAt(data, place, announce) {
  const question = data.asked?.[place];
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
