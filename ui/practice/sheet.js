// The sheet: the question, what is given, the lines of the solution, the choices.

import { el } from "../web/dom.js";

/** @import { GivenTable, Option, PracticeData, Working } from "../web/types.js" */

/**
 * Text with ^[raised] parts to nodes.
 *
 * @param {string} text
 */
export const raised = (text) =>
  String(text)
    .split(/\^\[([^\]]*)\]/)
    .map((part, at) => (at % 2 ? el("sup", {}, part) : part));

/**
 * @param {PracticeData} data
 * @param {{ step: (index: number) => void, choose: (index: number) => void }} told
 */
export const sheet = (data, { step, choose }) => [
  el("h2", {}, data.title),
  el("p.ask", {}, raised(data.question)),
  data.given.length ? el("div.givens", {}, data.given.map(table)) : "",
  el("p.todo", {}, raised(data.prompt)),
  data.lines.length
    ? el(
        "ol.workings",
        {},
        data.lines.map((line) => working(line, step)),
      )
    : "",
  data.options.length
    ? el(
        "div.choices",
        {},
        data.options.map((option, at) => choice(option, at, data.done, choose)),
      )
    : "",
];

/**
 * @param {Working} line
 * @param {(index: number) => void} step a line was said to be the wrong one
 */
function working(line, step) {
  const sum = [
    el("span.lead", {}, line.label),
    line.state === "blank"
      ? el("span.slot", {}, el("span.eq", {}, "= "), el("span.gap", {}, "?"))
      : null,
    line.state === "later" ? el("span.dimmed", {}, "= …") : null,
    line.law && !["blank", "later"].includes(line.state)
      ? el("span.law", {}, el("span.eq", {}, "= "), raised(line.law))
      : null,
    line.numbers && line.numbers !== line.value
      ? el("span.figures", {}, el("span.eq", {}, "= "), raised(line.numbers))
      : null,
    line.value === undefined
      ? null
      : el("span.comes", {}, el("span.eq", {}, `${line.sign ?? "="} `), line.value),
  ];
  if (line.state !== "step") {
    const found = line.state === "found" || line.marked;
    return el(`li.worked.${line.state}${found ? ".marked" : ""}`, {}, sum);
  }
  return el(
    "li.worked",
    {},
    el(
      "button.pick",
      {
        type: "button",
        "data-choice": line.at,
        "data-focus": `line-${line.at}`,
        onclick: () => step(line.at),
      },
      el("span.digit", { "aria-hidden": "true" }, line.at + 1),
      sum,
    ),
  );
}

/**
 * @param {Option} option
 * @param {number} at
 * @param {boolean} done
 * @param {(index: number) => void} choose
 */
function choice(option, at, done, choose) {
  const mark = option.right ? "✓" : option.tried ? "✗" : at + 1;
  return el(
    `button.choice${option.right ? ".good" : option.tried ? ".bad" : ""}`,
    {
      type: "button",
      "data-choice": at,
      "data-focus": `option-${at}`,
      disabled: done || option.tried,
      onclick: () => choose(at),
    },
    el("span.digit", { "aria-hidden": "true" }, mark),
    el("span", {}, raised(option.text)),
  );
}

/** @param {GivenTable} table */
function table({ head, rows }) {
  const named = head[0] === "";
  return el(
    "table",
    {},
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        head.map((cell) => (cell === "" ? el("td") : el("th", { scope: "col" }, cell))),
      ),
    ),
    el(
      "tbody",
      {},
      rows.map((row) =>
        el(
          "tr",
          {},
          row.map((cell, at) =>
            named && at === 0 ? el("th", { scope: "row" }, cell) : el("td", {}, cell),
          ),
        ),
      ),
    ),
  );
}
