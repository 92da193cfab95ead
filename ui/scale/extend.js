// To N tokens: the traps first, then what to copy, then what becomes of every pair.

import { el } from "../web/dom.js";
import { codeBlock } from "../web/explanations.js";
import { bandsOf } from "./bands.js";
import { columnsOf } from "./parts.js";

/** @import { ExtendData, ExtendOutput } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {ExtendData} data
 */
export const show = (root, data) => {
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      el("h2", {}, data.title),
      el("p.scale-why", {}, data.line),
      data.traps.length
        ? el(
            "ul.scale-traps",
            { "aria-label": "Traps on the way" },
            data.traps.map(([title, text]) => el("li", {}, el("strong", {}, `${title} `), text)),
          )
        : null,
      data.outputs.map(outputOf),
      data.outputs.length
        ? [el("h3", {}, "What it changes"), el("p.scale-why", {}, data.change), bandsOf(data, more)]
        : null,
    ),
  );
};

/**
 * Two columns more in the table of the pairs.
 *
 * @param {ExtendData} data
 */
const more = (data) => ({
  heads: ["slowed by", "what becomes of it"],
  /** @param {number} pair */
  cells: (pair) => [columnsOf(data.rows.slowed)[pair], columnsOf(data.rows.verdict)[pair]],
});

/** @param {ExtendOutput} output */
const outputOf = ({ title, version, text, says, excuse }) =>
  el(
    "section.scale-output",
    {},
    el("h3", {}, title, " ", el("small", {}, version)),
    el("p", {}, excuse || says),
    text ? codeBlock(text) : null,
  );
