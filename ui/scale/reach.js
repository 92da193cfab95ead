// Scale: which pairs reach angles that no training text has shown.

import { el } from "../web/dom.js";
import { percent, tableToOpen } from "./parts.js";

/** @import { ReachData } from "../web/types.js" */

const VERDICTS = {
  whole: "every angle seen in training",
  within: "stays within the angles seen",
  new4: "reaches angles never seen; the paler, the nearer to what was",
  still: "stands still",
};

/**
 * @param {HTMLElement} root
 * @param {ReachData} data
 */
export const show = (root, data) => {
  /** @param {number} count */
  const part = (count) => percent((100 * count) / data.pairs);
  const strips = data.rows.map((row) =>
    el(
      "div.reach-row",
      {},
      el("span.reach-name", {}, row.title, row.unchanged ? el("small", {}, " its own") : ""),
      el(
        "svg",
        {
          height: 22,
          role: "img",
          "aria-label": `${row.title}: ${row.says}`,
        },
        row.runs.map(([verdict, first, count]) =>
          el(`rect.reach-${verdict}`, { x: part(first), width: part(count), y: 1, height: 20 }),
        ),
      ),
      el(
        "span.reach-words",
        {},
        row.furthest === "–" ? row.new : [row.new, el("small", {}, `at most ${row.furthest}`)],
      ),
    ),
  );
  const legend = el(
    "ul.reach-legend",
    {},
    Object.entries(VERDICTS).map(([verdict, text]) =>
      el(
        "li",
        {},
        el(
          "svg",
          { width: 22, height: 14, "aria-hidden": "true" },
          el(`rect.reach-${verdict}`, { width: "100%", height: 14 }),
        ),
        text,
      ),
    ),
  );
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      el("h2", {}, "“RoPE extrapolates to longer sequences”"),
      el(
        "p.scale-why",
        {},
        `The formula has a value at every position; that is all it promises. ${data.name}: ${data.trainedOn}. In a text of ${data.extended}, without scaling, ${data.bare}. ${data.slowest}`,
      ),
      el(
        "figure.scale-figure",
        {},
        strips,
        legend,
        el(
          "figcaption",
          {},
          `A row is a method, from pair 0 at the left to pair ${data.pairs - 1} at the right.`,
        ),
      ),
      tableToOpen(
        "The same in a table",
        [
          "method",
          "pairs with angles never seen",
          "furthest, against training",
          `slowest pair at ${data.extended}`,
          "fastest pair, from one token to the next",
        ],
        () => data.rows.map((row) => [row.title, row.new, row.furthest, row.slowest, row.step]),
      ),
      el(
        "p.scale-why",
        {},
        "Where no angle is new the model need not be good: a slowed pair puts neighbours closer together than any it saw in training, and softmax spreads over ",
        `${data.times} times as many tokens. How well a model reads longer texts is measured, not proved.`,
      ),
    ),
  );
};
