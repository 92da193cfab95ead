// What a teacher has beside the class: the parts of the lesson, and which mistakes were made.

import { drawn, el, moreBeside, tableOf } from "../web/dom.js";
import { tallied } from "./words.js";

/** @import { LiveClassData, LivePlace, LiveView } from "../web/types.js" */

/**
 * @param {LiveClassData} data
 * @param {number} at which part the class is at
 * @param {(place: LivePlace, part: number) => void} move
 */
export const lessonPlan = ({ lesson }, at, move) =>
  drawn([
    el("h3.live-title", {}, "The lesson"),
    moreBeside(
      "The lesson, part by part",
      tableOf(
        "table.live-plan",
        ["Minutes", "Page", "What happens", "Ask", ""],
        lesson.map(({ path, query, title, happens, ask, minutes }, index) => {
          const from = lesson.slice(0, index).reduce((sum, part) => sum + part.minutes, 0);
          const when = `${from}–${from + minutes}`;
          return el(
            index === at ? "tr.here" : "tr",
            {},
            el("td.live-minutes", {}, when),
            el("td", {}, title),
            el("td", {}, happens),
            el("td", {}, ask),
            el(
              "td",
              {},
              el(
                "button.control",
                {
                  type: "button",
                  "aria-label": `Take the class to ${title}, minutes ${when}`,
                  onclick: () => move({ path, query, step: 1, steps: 1, title }, index),
                },
                "Go there",
              ),
            ),
          );
        }),
      ),
    ),
  ]);

/**
 * @param {LiveView} view
 * @param {LiveClassData} data
 * @param {Record<string, { title: string }>} named what is said of mistakes, by key
 */
export function firstAnswers(view, data, named) {
  const rows = tallied(view);
  if (!rows.length) return [];
  const most = Math.max(1, ...rows.flatMap(({ mistakes }) => mistakes.map(({ count }) => count)));
  return drawn([
    el("h3.live-title", {}, "First answers in Practice"),
    moreBeside(
      "Skills and mistakes",
      tableOf(
        "table.live-tally",
        ["Skill", "Tried", "Right", "Which mistake"],
        rows.map(({ skill, tries, right, mistakes }) => [
          data.skills[skill] ?? skill,
          String(tries),
          String(right),
          el(
            "ul",
            {},
            mistakes.map(({ mistake, count }) =>
              el(
                "li",
                {},
                el("i", {
                  "aria-hidden": "true",
                  style: `width: ${((100 * count) / most).toFixed(1)}%`,
                }),
                el("span", {}, `${count} × ${titleOf(mistake, named)}`),
              ),
            ),
          ),
        ]),
      ),
    ),
  ]);
}

/**
 * @param {string | null} mistake
 * @param {Record<string, { title: string }>} named
 */
const titleOf = (mistake, named) =>
  mistake === null ? "none of the usual slips" : (named[mistake]?.title ?? mistake);
