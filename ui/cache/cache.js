// Cache: the stored keys as a row of arrows, one a token, each turned by its place.

import { changing } from "../web/changing.js";
import { el } from "../web/dom.js";
import { chaptersOf } from "../web/stage.js";
import { circled } from "../web/svg.js";

/** @import { CacheData, CacheStep } from "../web/types.js" */
/** @import { Steps } from "../web/stage.js" */

/** @type {Steps<CacheData, CacheStep>} */
export const stage = {
  steps: ({ data }) => data.steps,

  chapters: ({ steps }) => chaptersOf(steps),

  words: (_, step) => ({
    title: step.title,
    says: step.says,
    line: step.scores && `Scores ${step.scores.join(", ")}.`,
  }),

  body: ({ data }, step) =>
    el(
      "div.cache",
      {},
      el("h2", {}, step.title),
      el("p.says", {}, step.says),
      step.lines ? changed(data, step) : stored(data, step),
      el(
        "p.note",
        {},
        step.note ? `${step.note}. ` : "",
        `An arrow: ${step.arrow ?? "where pair 0 of a key points to"}. ${data.model}.`,
      ),
    ),
};

/**
 * A token has come: the keys there are, and its query's score with each.
 *
 * @param {CacheData} data
 * @param {CacheStep} step
 */
function stored({ tokens }, { arrows = [], places = [], scores = [], new: latest }) {
  return el(
    "ol.stored-keys",
    { "aria-label": "The stored keys" },
    arrows.map((one, at) =>
      el(
        at === latest ? "li.latest" : "li",
        {},
        circled(one),
        el("b", {}, tokens[at]),
        el("span.place", {}, `at ${places[at]}`),
        el("span.score", {}, scores[at]),
      ),
    ),
  );
}

/**
 * A slider under the arrows that it turns.
 *
 * @param {CacheData} data
 * @param {CacheStep} step
 */
function changed({ tokens }, { change = "", lines = [], begin = 0 }) {
  const row = el("ol.stored-keys", { "aria-label": "The stored keys" });
  /** @type {ReturnType<typeof circled>[]} */
  let circles = [];
  let drawn = "";
  const show = (/** @type {number} */ index) => {
    const [, , arrows, places, gone = 0] = lines[index];
    const names =
      typeof places[0] === "string" ? places : tokens.slice(gone).slice(0, arrows.length);
    // The same keys: their arrows turn. Others: another row.
    if (names.join() !== drawn) {
      circles = arrows.map((one) => circled(one));
      row.replaceChildren(
        ...names.map((name, at) => el("li", {}, circles[at], el("b", {}, name), el("span.place"))),
      );
      drawn = names.join();
    }
    arrows.forEach((one, at) => {
      turn(circles[at], one);
      const place = row.children[at].lastElementChild;
      if (place) place.textContent = typeof places[at] === "number" ? `at ${places[at]}` : "";
    });
  };
  return el("div", {}, row, changing({ change, lines, begin }, { node: el("span"), show }));
}

/**
 * Turn an arrow, the short way round.
 *
 * @param {ReturnType<typeof circled>} picture
 * @param {number} angle
 */
function turn(picture, angle) {
  const drawn = picture.querySelector("g");
  if (!drawn) return;
  const last = Number(drawn.dataset.angle ?? angle);
  const next = angle + 2 * Math.PI * Math.round((last - angle) / (2 * Math.PI));
  drawn.dataset.angle = String(next);
  drawn.style.transform = `rotate(${-next}rad)`;
}
