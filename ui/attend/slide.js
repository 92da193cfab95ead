// Attend: the sentence slid along, and the encodings side by side.

import { el, scrolling, tableOf } from "../web/dom.js";
import { withCommas } from "../web/numbers.js";
import { fill } from "../web/template.js";
import { tintOf } from "./grid.js";
import { choicesOf, sayValue, sliderOf, tableToOpen, toggleButton, writeAddress } from "./parts.js";
import { ofSubject } from "./subject.js";

/** @import { AttendData, Encoded, Slid, View } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/** @param {Stage<AttendData, View>} stage */
export const slideView = (stage) => {
  const { data, memory } = stage;
  const { slide } = data;
  const rope = /** @type {Slid} */ (slide.encodings.find(({ name }) => name === "rope"));
  const others = slide.encodings.filter((one) => one !== rope);
  const left = triangleOf(stage, "RoPE");
  const right = triangleOf(stage, "");
  const words = el("p.attend-words", { "aria-live": "polite" });
  const slider = sliderOf("Shift in tokens", slide.shifts.length - 1, memory.shift, (at) => {
    memory.shift = at;
    show();
  });
  const show = () => {
    const at = memory.shift;
    const other = /** @type {Slid} */ (others.find(({ name }) => name === memory.other));
    const shift = withCommas(slide.shifts[at]);
    left.paint(rope, at);
    right.paint(other, at);
    sayValue(slider, `${shift} tokens`);
    words.replaceChildren(
      el("span.soft", {}, "Shifted by "),
      el("b", {}, shift),
      el("span.soft", {}, ": the sentence stands at positions "),
      `${shift} to ${withCommas(slide.shifts[at] + data.sentence.tokens.length - 1)}`,
    );
  };
  const chooser = choicesOf(
    "Beside RoPE",
    others.map(({ title }) => title),
    others.findIndex(({ name }) => name === memory.other),
    (index) => {
      memory.other = others[index].name;
      show();
    },
  );
  show();
  return ofSubject(
    stage,
    el("label.attend-shift", {}, el("span", {}, "Shift"), slider),
    words,
    el("div.attend-beside", {}, el("span.soft", {}, "Beside RoPE: "), chooser),
    el("div.attend-two", {}, left.node, right.node),
    el(
      "p.note",
      {},
      `Strongest: ±${slide.darkest} and beyond. What is left of RoPE's change is rounding: a larger position makes a larger angle, of which float64 keeps the same number of digits. Sinusoidal and learned vectors are added to q and k here, so that all start from the same vectors; models add them earlier, and this one was trained with RoPE.`,
    ),
    tableToOpen(
      "Largest change of any score, as a table",
      ["shift", ...slide.encodings.map(({ title }) => title)],
      slide.tabulated.map((at) => [
        withCommas(slide.shifts[at]),
        ...slide.encodings.map((one) => one.largest[at] || "no row"),
      ]),
    ),
  );
};

/**
 * A lower triangle of cells that is repainted, never rebuilt.
 *
 * @param {Stage<AttendData, View>} stage
 * @param {string} title
 */
export const triangleOf = (stage, title) => {
  const { tokens } = stage.data.sentence;
  const size = 20;
  const side = tokens.length * size;
  const rects = tokens.flatMap((_, i) =>
    Array.from({ length: i + 1 }, (__, j) =>
      el("rect", { x: j * size, y: i * size, width: size - 1, height: size - 1 }),
    ),
  );
  // Each row ends with its token, where the triangle leaves room.
  const names = tokens.map((token, i) =>
    el("text", { x: (i + 1) * size + 5, y: i * size + 14 }, token),
  );
  const heading = el("h3", {}, title);
  const largest = el("p.attend-largest");
  const svg = el(
    "svg.attend-triangle",
    { viewBox: `0 0 ${side + 30} ${side}`, role: "img" },
    rects,
    names,
  );
  /**
   * @param {Slid} encoding
   * @param {number} at
   */
  const paint = (encoding, at) => {
    const tints = encoding.tints[encoding.still ? 0 : at];
    heading.replaceChildren(
      encoding.title,
      encoding.standIn ? el("small", {}, " random numbers stand in for learned ones") : "",
    );
    rects.forEach((rect, index) => {
      const tint = !tints || tints[index] === " " ? null : tintOf(tints[index]);
      rect.setAttribute("class", tint?.side ?? "blank");
      rect.style.setProperty("--tint", `${Math.round((tint?.share ?? 0) * 100)}%`);
    });
    const missing = encoding.missing[at];
    const { cells, rows: table } = stage.data.slide;
    const words = encoding.largest[at] || "no score left";
    largest.replaceChildren(
      el("span.soft", {}, "largest change "),
      el("b", {}, words),
      missing
        ? el(
            "span.attend-missing",
            {},
            ` ${missing} of ${cells} scores have none: the table ends with row ${withCommas(table - 1)}`,
          )
        : "",
    );
    svg.setAttribute(
      "aria-label",
      `${encoding.title}: scores of each query with the keys up to it. Largest change ${words}.`,
    );
  };
  return { node: el("figure", {}, heading, svg, largest), paint };
};

/**
 * Whether a score moved with both positions: as it is, and as far as one can see it.
 *
 * @param {Encoded} one
 */
const standing = ({ still, score, moved }) =>
  still ? "stays" : score !== moved ? "moves" : "the same at these digits";

/** @param {Stage<AttendData, View>} stage */
export const encodingsView = (stage) => {
  const { memory } = stage;
  const { encodings: all, ...data } = stage.data.encodings;
  const equations = el("div.attend-equations", { "aria-live": "polite" });
  const rows = all.map((one) =>
    el(
      "tr",
      { "data-name": one.name },
      el(
        "th",
        { scope: "row" },
        toggleButton(false, one.title, () => {
          memory.encoding = one.name;
          writeAddress(stage);
          show();
        }),
        one.standIn ? el("small", {}, "random stand-in") : "",
      ),
      el("td", {}, one.score || "no row"),
      el(
        one.still ? "td" : "td.moves",
        {},
        el(
          "div.until-answered",
          {},
          one.moved || "no row",
          one.moved ? el("small", {}, ` ${standing(one)}`) : "",
        ),
      ),
      one.past.map(({ score }) => el(score ? "td" : "td.moves", {}, score || "no row")),
    ),
  );
  const show = () => {
    const chosen = /** @type {Encoded} */ (all.find(({ name }) => name === memory.encoding));
    rows.forEach((row) => {
      const is = row.dataset.name === memory.encoding;
      row.classList.toggle("here", is);
      /** @type {HTMLElement} */ (row.querySelector("button")).setAttribute(
        "aria-pressed",
        String(is),
      );
    });
    equations.replaceChildren(...equationsOf(stage, chosen));
  };
  show();
  return [
    scrolling(
      "The encodings compared",
      tableOf(
        "table.attend-compare",
        [
          "encoding",
          `q at ${withCommas(data.m)}, k at ${withCommas(data.n)}`,
          `both moved by ${data.shift}`,
          ...all[0].past.map(({ at }) => `q at ${withCommas(at)}, k at 0`),
        ],
        rows,
      ),
    ),
    el(
      "p.note",
      {},
      `Scores ÷ √head_dim, head 0 of 8. Trained length here: ${withCommas(data.trained)} positions, 0 to ${withCommas(data.trained - 1)}.`,
      data.plain
        ? ""
        : " RoPE here is the plain one, without the model's scaling or partial rotation.",
    ),
    equations,
  ];
};

/**
 * @param {Stage<AttendData, View>} stage
 * @param {Encoded} one
 */
export const equationsOf = (stage, one) => [
  el(
    "h3",
    {},
    one.title,
    one.standIn
      ? el(
          "small.attend-stand-in",
          {},
          ` random stand-in for learned numbers (seed ${stage.data.encodings.seed})`,
        )
      : "",
  ),
  el(
    "p",
    {},
    `${one.how} `,
    el(
      "span.soft",
      {},
      `It enters ${one.enters}, and adds ${one.parameters} numbers to learn. Beyond the trained length: ${one.beyond}`,
    ),
  ),
  one.trouble
    ? el("p.attend-trouble", {}, `There is no such score: ${one.trouble}`)
    : el(
        "div.attend-lines",
        {},
        one.lines.map((line) =>
          line.gap
            ? el("p.attend-gap", {}, `… ${line.gap} …`)
            : el(
                "div.attend-line",
                { title: line.because },
                el("span.soft", {}, line.name, line.name ? " = " : "", fill(line.symbols, {})),
                el(
                  "span",
                  {},
                  // What is taken over as it is needs no sum.
                  line.numbers === line.value
                    ? ""
                    : [fill(line.numbers, {}), ` ${line.sign || "?"} `],
                  el("b", {}, line.value),
                ),
              ),
        ),
      ),
  el(
    "p.note",
    {},
    "Numbers are shown rounded and computed at full precision; ≈ stands where the rounded ones give another last digit. Source: ",
    one.source,
    ".",
  ),
];
