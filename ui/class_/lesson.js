// Class: the lesson plan.

import { el, scrolling, tableOf } from "../web/dom.js";

/** @import { LessonData } from "../web/types.js" */

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
              el("a", { href: part.link, target: "_blank", rel: "noopener" }, part.title),
            ),
            // On a phone there is no room for a column more: what is asked stands under it.
            el("td", {}, part.happens, el("p.asked-too", {}, part.ask)),
            el("td.asked-beside", {}, part.ask),
          ),
        ),
      ),
    ),
  );
};
