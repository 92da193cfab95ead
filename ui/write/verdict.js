// What is said of a program: numbers first, then a question; the story and the code when asked for.

import { el, tableOf } from "../web/dom.js";
import { codeBlock } from "../web/explanations.js";

/** @import { WriteExercise, WriteVerdict } from "../web/types.js" */

/**
 * @typedef {object} Around
 * @property {number} hints how many were asked for
 * @property {number[]} lines lines to look at
 * @property {string} printed
 * @property {WriteExercise | undefined} next
 * @property {() => void} onHint
 * @property {(key: string) => void} onNext
 */

/**
 * @param {WriteVerdict} verdict
 * @param {Around} around
 */
export function verdictView(verdict, around) {
  const { hints, lines, next } = around;
  const more = verdict.hints.length > hints;
  return [
    el("p.state", {}, verdict.label),
    el("h2", {}, verdict.title),
    verdict.call ? el("p.call", {}, el("code", {}, verdict.call), ` ${verdict.at}`) : null,
    verdict.rows.length
      ? el(
          "div.scroll",
          { tabindex: "0", role: "group", "aria-label": "Numbers" },
          tableOf(
            "table.numbers-table",
            ["", "yours", "wanted"],
            verdict.rows.map(({ place, got, wanted, off }) =>
              el(
                off ? "tr.off" : "tr",
                {},
                el("th", { scope: "row" }, place),
                el("td.got", {}, got, off ? el("span.live", {}, " wrong") : ""),
                el("td", {}, wanted),
              ),
            ),
          ),
        )
      : null,
    verdict.says ? el("p.says", {}, verdict.says) : null,
    verdict.hints
      .slice(0, hints)
      .map(({ text, code }) => (code ? codeBlock(code) : el("p.hint", {}, text))),
    lines.length && hints
      ? el("p.note", {}, `Look at line${lines.length > 1 ? "s" : ""} ${joined(lines)}.`)
      : null,
    more
      ? el(
          "button.control",
          { type: "button", "data-focus": "hint", onclick: around.onHint },
          hints ? "Another hint" : "Hint",
        )
      : null,
    verdict.known ? el("p.note", {}, `Known as: ${verdict.known}`) : null,
    verdict.threads.length
      ? el(
          "p.note.threads",
          {},
          "Seen in ",
          verdict.threads.flatMap(({ url, text }, at) => [
            at ? ", " : "",
            el("a", { href: url, target: "_blank", rel: "noopener" }, text),
          ]),
          ".",
        )
      : null,
    verdict.remarks.map((remark) => el("p.note", {}, remark)),
    verdict.learn
      ? el(
          "p.note",
          {},
          el(
            "a",
            { href: verdict.learn, target: "_blank", rel: "noopener" },
            "Work this call by hand on Rotate",
          ),
        )
      : null,
    around.printed
      ? el(
          "details.printed",
          { open: true },
          el("summary", {}, "Printed"),
          el("pre", { tabindex: "0" }, around.printed),
        )
      : null,
    verdict.status === "right" && next
      ? el(
          "button.control.primary",
          { type: "button", "data-focus": "next", onclick: () => around.onNext(next.key) },
          `Next: ${next.title}`,
        )
      : null,
  ];
}

/** @param {number[]} lines */
const joined = (lines) =>
  lines.length > 1 ? `${lines.slice(0, -1).join(", ")} and ${lines.at(-1)}` : String(lines[0]);
