// Class: students by skills, each cell filled as far as it was right; the class's mistakes.

import { drawn, el, moreBeside, tableOf } from "../web/dom.js";

/** @import { ResultsData } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {ResultsData} data
 */
export const show = (root, data) => {
  const most = Math.max(1, ...data.mistakes.map(({ times }) => times));
  root.replaceChildren(
    ...drawn([
      el("h3.section", {}, `${data.title}: ${data.counted} counted`),
      moreBeside(
        "Students and skills",
        tableOf(
          "table.class-results",
          ["Student", "Right at first", ...data.skills, ""],
          [...data.rows.map((row) => line(row, data.skills.length)), ...wholeClass(data)],
        ),
      ),
      data.mistakes.length > 0 && el("h3.section", {}, "The class’s mistakes"),
      data.mistakes.length > 0 &&
        el(
          "ol.class-mistakes",
          {},
          data.mistakes.map(({ title, times, students }) =>
            el(
              "li",
              {},
              el("span.what", {}, title),
              el(
                "span.bar-of",
                { "aria-hidden": "true" },
                el("span", { style: `width: ${(100 * times) / most}%` }),
              ),
              el(
                "span.times",
                {},
                `${times} time${times === 1 ? "" : "s"}, ${students} student${students === 1 ? "" : "s"}`,
              ),
            ),
          ),
        ),
    ]),
  );
};

/**
 * The sum of all, where there is more than one.
 *
 * @param {ResultsData} data
 */
const wholeClass = ({ counted, sums }) =>
  counted > 1
    ? [
        el(
          "tr.whole-class",
          {},
          el("th", { scope: "row" }, "The class"),
          el("td"),
          sums.map(cell),
          el("td"),
        ),
      ]
    : [];

/**
 * @param {ResultsData["rows"][number]} row
 * @param {number} skills
 */
function line(row, skills) {
  const name = el("th", { scope: "row" }, row.name);
  if (row.why) {
    return el(
      "tr.refused",
      {},
      name,
      el("td", { colspan: skills + 2 }, el("strong", {}, "refused."), ` ${row.why}`),
    );
  }
  return el(
    row.counts ? "tr" : "tr.repeated",
    {},
    name,
    el("td.sum", {}, `${row.right} of ${row.of}`),
    row.cells.map(cell),
    el("td.notes", {}, row.notes),
  );
}

/** @param {readonly [number, number] | null} counts */
function cell(counts) {
  if (!counts?.[1]) return el("td.none", {}, "–");
  const [right, of] = counts;
  return el(
    "td.share",
    { style: `--share: ${(100 * right) / of}%` },
    el("span", {}, `${right} of ${of}`),
  );
}
