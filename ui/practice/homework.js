// The head of a homework: which one it is, how far one is, until when; and whose progress this is.

import { el } from "../web/dom.js";

/** @import { HomeworkData } from "../web/types.js" */

const MARKS = /** @type {const} */ ({
  "not answered": "",
  "left out": "–",
  "right at the first try": "✓",
});

/**
 * @param {HomeworkData} data
 * @param {(place: number) => void} open
 * @param {() => void} leave
 */
export const homeworkHead = (data, open, leave) => [
  el(
    "div.homework-says",
    {},
    el("h2", {}, data.title),
    el("p", {}, data.says, " ", data.due && el("strong", {}, data.due)),
    el(
      "p.far",
      {},
      el("span", { role: "status" }, data.far),
      " ",
      el(
        "button.control.quiet",
        { type: "button", "data-focus": "leave", onclick: leave },
        "Practise freely",
      ),
    ),
  ),
  el(
    "ol.places",
    {},
    data.strip.map(({ state, here }, at) =>
      el(
        "li",
        {},
        el(
          "button.place",
          {
            type: "button",
            "data-focus": `place-${at}`,
            "data-state": state.split(",")[0],
            "aria-current": here ? "true" : null,
            "aria-label": `Problem ${at + 1}: ${state}`,
            title: state,
            onclick: () => open(at),
          },
          at + 1,
          el(
            "span.mark",
            { "aria-hidden": "true" },
            MARKS[/** @type {keyof typeof MARKS} */ (state)] ?? "✗",
          ),
        ),
      ),
    ),
  ),
];

/**
 * Whose progress this is, and the way out for somebody else; asked once more, because it is gone.
 *
 * @param {string} name
 * @param {() => void} forget
 */
export function deviceNote(name, forget) {
  /** @type {HTMLDialogElement} */
  const dialog = el(
    "dialog.fresh",
    { "aria-label": "Start fresh" },
    el(
      "p",
      {},
      `This removes ${name ? `what ${name}` : "what somebody"} did here from this browser: progress, homework that is not handed in, answers to questions. It cannot be brought back.`,
    ),
    el(
      "div.row-of",
      {},
      el("button.control.primary", { type: "button", onclick: forget }, "Remove it and start"),
      el("button.control", { type: "button", onclick: () => dialog.close() }, "Keep it"),
    ),
  );
  return [
    el(
      "p",
      {},
      name
        ? `This browser keeps ${name}’s progress. Not ${name}? `
        : "What is answered here stays in this browser. Is some of it not yours? ",
      el(
        "button.control.quiet",
        { type: "button", "data-focus": "fresh", onclick: () => dialog.showModal() },
        "Start fresh",
      ),
    ),
    dialog,
  ];
}
