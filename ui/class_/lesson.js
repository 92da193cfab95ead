// Class: the lesson plan.

import { el, scrolling, tableOf } from "../web/dom.js";

/** @import { LessonData, LessonPart } from "../web/types.js" */

/**
 * Where the part opens, on the projector.
 *
 * @param {LessonPart} part
 */
const opens = ({ path, query }) =>
  new URL(`${path}?${query ? `${query}&` : ""}projector=1`, location.href).href;

/**
 * @param {HTMLElement} root
 * @param {LessonData} data
 */
export const show = (root, data) => {
  root.replaceChildren(
    scrolling(
      "Lesson plan",
      tableOf(
        "table.lesson",
        ["Minutes", "Page", "What happens", "Ask"],
        data.lesson.map((part) =>
          el(
            "tr",
            {},
            el("td.minutes", {}, part.minutes),
            el(
              "td",
              {},
              el("a", { href: opens(part), target: "_blank", rel: "noopener" }, part.title),
            ),
            el("td", {}, part.happens),
            el("td", {}, part.ask),
          ),
        ),
      ),
    ),
  );
};
