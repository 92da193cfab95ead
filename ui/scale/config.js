// Scale: a pasted config.json, and what became of every key.

import { el, scrolling, tableOf } from "../web/dom.js";
import { columnsOf, tableToOpen } from "./parts.js";

/** @import { ConfigData } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {ConfigData} data
 */
export const show = (root, data) => {
  const kinds = data.kinds.map((kind) =>
    el(
      "section.scale-kind",
      {},
      el("h2", {}, kind.name === "all" ? "All layers" : kind.name),
      kind.layers ? el("p.note", {}, kind.layers) : null,
      el("p", {}, kind.line),
      kind.w
        ? [
            el("p", {}, `In ${data.length} tokens${data.origin} ${kind.turnless}.`),
            tableToOpen(
              `The table it means, ${kind.name === "all" ? "all layers" : kind.name}`,
              ["pair", "inv_freq", "one turn takes (tokens)", `turns in ${data.length}`],
              () => {
                const columns = /** @type {const} */ (["w", "wave", "turns"]).map((name) =>
                  columnsOf(kind[name]),
                );
                return columns[0].map((_, pair) => [
                  String(pair),
                  ...columns.map((column) => column[pair]),
                ]);
              },
            ),
          ]
        : null,
    ),
  );
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      data.warnings.length
        ? el(
            "section.scale-warnings",
            { "aria-label": "What to know first" },
            el("h2", {}, "What to know first"),
            el(
              "ul",
              {},
              data.warnings.map((warning) => el("li", {}, warning)),
            ),
          )
        : null,
      data.known ? el("p", {}, data.known) : null,
      kinds,
      el("p", {}, data.score),
      el("h2", {}, "What became of every key"),
      el("p.note", {}, data.count),
      scrolling(
        "Keys",
        tableOf(
          "table.scale-grid.scale-keys",
          ["key", "value", "verdict", "why"],
          data.notes.map(([key, value, verdict, remark]) =>
            el(
              `tr.verdict-${verdict}`,
              {},
              el("th", { scope: "row" }, key),
              el("td", {}, value),
              el("td.is", {}, verdict),
              el("td", {}, remark),
            ),
          ),
        ),
      ),
    ),
  );
};
