// Scale: a position in four types of number, and what the score makes of it.

import { el, scrolling, tableOf } from "../web/dom.js";
import { columnsOf } from "./parts.js";

/** @import { PrecisionData } from "../web/types.js" */

let chosen = 0; // the pair whose angle is shown

/**
 * @param {HTMLElement} root
 * @param {PrecisionData} data
 */
export const show = (root, data) => {
  chosen = Math.min(chosen, data.pairs - 1);
  const label = el("output", {});
  const place = scrolling("Roundings");
  const heads = [
    "rounded",
    "position",
    "angle",
    "off by",
    "cos",
    "first number of q′",
    "score",
    "off by",
    `the score moves by, at ${data.far}`,
  ];
  const draw = () => {
    /** @param {string} text */
    const at = (text) => columnsOf(text)[chosen];
    label.textContent = String(chosen);
    place.replaceChildren(
      tableOf(
        "table.scale-grid.scale-precise",
        heads,
        data.rows.map((row) => [
          [row.title, el("small", {}, row.who)],
          ...[row.position, at(row.angle), at(row.off), at(row.cos), at(row.first)],
          el("b", {}, row.score),
          row.scoreOff,
          row.drift,
        ]),
      ),
    );
    slider.style.setProperty(
      "--done",
      `${data.pairs > 1 ? (chosen / (data.pairs - 1)) * 100 : 100}%`,
    );
  };
  const slider = el("input.bar", {
    type: "range",
    min: 0,
    max: data.pairs - 1,
    value: chosen,
    disabled: data.pairs === 1,
    "aria-label": "Pair whose angle is shown",
    oninput: () => {
      chosen = Number(slider.value);
      draw();
    },
  });
  draw();
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      el("h2", {}, `Position ${data.at} in four types of number`),
      scrolling(
        "Bits",
        tableOf(
          "table.scale-grid.scale-bits",
          ["type", "held as", "whole numbers here, every", "sign, exponent, fraction"],
          data.types.map((type) =>
            el(
              `tr${type.right ? "" : ".lost"}`,
              {},
              el("th", { scope: "row" }, type.name),
              el("td", {}, type.held, type.right ? "" : el("small", {}, " not exact")),
              el("td", {}, type.gap),
              el(
                "td.bits",
                {},
                el("span.sign-bit", {}, type.sign),
                " ",
                el("span.exponent-bits", {}, type.exponent),
                " ",
                el("span", {}, type.fraction),
              ),
            ),
          ),
        ),
      ),
      el("p.scale-why", {}, data.why),
      el("h2", {}, `q at ${data.query}, k at ${data.key}: angle and score`),
      el(
        "p.scale-why",
        {},
        `${data.further}The vectors of the problem, ${data.distance} apart. The last column moves both to about ${data.far}: the score should stand still.`,
      ),
      data.pairs > 1
        ? el("label.scale-pair", {}, el("span", {}, "Angle of pair"), slider, label)
        : null,
      place,
      data.beyond ? el("p.note", {}, data.beyond) : null,
    ),
  );
};
