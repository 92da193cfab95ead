// Scale: the pairs of one model, or two, on one axis of wavelengths.

import { el } from "../web/dom.js";
import { columnsOf, percent, placer, tableToOpen, ticksAt } from "./parts.js";

// Where the pairs of one model, or two, lie on one axis of wavelengths.
/** @import { Bands, Child, Json } from "../web/types.js" */
/** @typedef {(data: Json) => { heads: string[], cells: (pair: number) => Child[] }} More */

/**
 * @param {Bands} data
 * @param {More} more further columns of the table
 */
export const bandsOf = (data, more = () => ({ heads: [], cells: () => [] })) => {
  const extra = more(data);
  const place = placer(data.axis);
  const rows = data.tables.map((table, index) => {
    const y = 52 + index * 78;
    const at = place(data.used[index].x);
    return [
      el("rect.zone", {
        x: percent(at),
        width: percent(Math.max(0, 100 - at)),
        y: y - 16,
        height: 32,
      }),
      table.x.map((x) => el("circle.pair-dot", { cx: percent(place(x)), cy: y, r: 3 })),
      el("line.mark-line", {
        x1: percent(at),
        x2: percent(at),
        y1: y - 16,
        y2: y + 16,
      }),
      el("text.mark-text", { x: 0, y: y - 24 }, data.names[index]),
    ];
  });
  const foot = 52 + (data.tables.length - 1) * 78 + 44;
  const sentences = data.names.map(
    (name, index) =>
      `${name}: in ${data.used[index].tokens} tokens ${data.tables[index].turnless}.`,
  );
  const heads = [
    "pair",
    ...data.names.flatMap((name, index) => [
      `inv_freq, ${name}`,
      "one turn takes (tokens)",
      `turns in ${data.used[index].tokens}`,
    ]),
    ...extra.heads,
  ];
  const longest = Math.max(...data.tables.map((table) => table.x.length));
  return el(
    "figure.scale-figure",
    {},
    el(
      "svg.scale-spectrum.still",
      { role: "img", "aria-label": "Wavelength of every pair", height: foot + 20 },
      rows,
      el("line.axis", { x1: "0%", x2: "100%", y1: foot, y2: foot }),
      ticksAt(data.axis.ticks, place, foot + 18),
    ),
    el(
      "figcaption",
      {},
      "Every dot is a pair, at the tokens it needs for a whole turn, as the model uses it; shaded: less than one turn in its longest context. ",
      sentences.join(" "),
    ),
    tableToOpen("Every pair in a table", heads, () =>
      Array.from({ length: longest }, (_, pair) => [
        String(pair),
        ...data.tables.flatMap((table) =>
          /** @type {const} */ (["w", "wave", "turns"]).map(
            (name) => columnsOf(table[name])[pair] ?? "",
          ),
        ),
        ...extra.cells(pair),
      ]),
    ),
  );
};
