// The three steps as they are on paper, where nothing is pressed: each as it is once it is done.

import { el } from "../web/dom.js";
import { panels } from "./panels.js";
import { sentence } from "./sentence.js";
import { MOVE, SAME, TURN } from "./steps.js";

/** @typedef {ReturnType<typeof import("./start.js").show>} Discovery */

/**
 * What is drawn of each step, and the states of it whose words follow each other.
 *
 * @param {Discovery} d
 * @returns {Record<number, { drawn: object, said: object[] }>}
 */
const statesOf = ({ memory, data }) => ({
  [SAME]: {
    drawn: { swapped: false },
    said: [{ done: {} }, { done: { swap: true }, swapped: true }],
  },
  [TURN]: {
    drawn: { placed: true, swapped: false },
    said: [
      { placed: false, done: { hand: true } },
      { placed: true, done: {} },
      { placed: true, done: { swapPlaced: true } },
    ],
  },
  [MOVE]: {
    // Where nobody moved it, it is seen somewhere else all the same.
    drawn: { way: "turn", guess: "none", begin: memory.begin || Math.round(data.farthest / 2) },
    said: [
      { guess: null, done: {} },
      { guess: memory.guess ?? "none", done: { move: true }, way: "turn" },
    ],
  },
});

/**
 * @param {Discovery} d
 * @param {number} step
 */
export function onPaper(d, step) {
  const { drawn, said } = statesOf(d)[step];
  /** @param {object} state @returns {Discovery} */
  const as = (state) =>
    Object.create(d, { memory: { value: { ...d.memory, step, ...drawn, ...state } } });
  const seen = as({});
  const picture = seen.newPicture();
  picture.show(seen.pictured());
  return [
    el("div.paper-seen", {}, picture.node, sentence({ words: seen.words(), swap: null, by: null })),
    el(
      "div.paper-said",
      {},
      said.map((state) => el("div.says", {}, panels(as(state)).says)),
      el("div.tally", {}, panels(seen).tally),
    ),
  ];
}
