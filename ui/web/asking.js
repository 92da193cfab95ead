// What a stage asks before the next step shows it.

import { questionOf } from "./question.js";
import { filledText } from "./template.js";

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
  const found = data.asked?.[place];
  if (!found) return null;
  const question = Array.isArray(found) ? framed(data.frames, found) : found;
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
 * A number that is asked for: what all such numbers have in common, and its own.
 *
 * @param {Json} frames
 * @param {Json} own the frame's name, what it is about, the right number, it as shown, the mistakes
 */
function framed(frames, [name, at, value, shown, mistakes]) {
  const frame = frames[name];
  return { ...frame, text: filledText(frame.text, { at }), value, shown, mistakes };
}
