// A session of so many problems: how far one is, and at its end what was learnt and what comes back.

import { el } from "../web/dom.js";

/** @import { Sitting } from "../web/types.js" */

/** @param {Sitting} data */
export function bar({ of, marks, due }) {
  const right = marks.filter(Boolean).length;
  const said = `${marks.length} of ${of} answered, ${right} right at the first try`;
  return [
    el(
      "span.beads",
      { role: "img", "aria-label": said, title: said },
      Array.from({ length: of }, (_, at) => {
        const kind = at < marks.length ? (marks[at] ? ".right" : ".wrong") : "";
        return el(`i${kind}`, {}, at < marks.length ? (marks[at] ? "✓" : "✗") : "");
      }),
    ),
    el("span.so-far", {}, `${marks.length} of ${of}`),
    due ? el("span.due", {}, `${due} due`) : "",
  ];
}

/** @param {NonNullable<Sitting["end"]>} end */
export const ending = ({ title, learnt, lost, back }) => [
  el("h2", {}, "The end of a session"),
  el("p.ask", {}, title),
  el(
    "div.ended",
    {},
    list("Learnt", learnt),
    list("Not sure any more", lost),
    list(
      "Comes back",
      back.map((one) => `${one.title}: ${one.when}.`),
    ),
  ),
];

/**
 * @param {string} head
 * @param {string[]} lines
 */
const list = (head, lines) =>
  lines.length
    ? el(
        "section",
        {},
        el("h3", {}, head),
        el(
          "ul",
          {},
          lines.map((line) => el("li", {}, line)),
        ),
      )
    : "";
