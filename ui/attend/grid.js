// Attend: every query of the sentence with every key, as scores and as attention.

import { el } from "../web/dom.js";
import { fly } from "../web/motion.js";
import { besideRecorded, softmaxed, takenApart } from "./cell.js";
import { writeAddress } from "./parts.js";
import { ofSubject } from "./subject.js";

/** @import { AttendData, GridView, Json, View } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * "0" and 32 tints is a cell that is 0. Where light text must turn dark on a tint, or dark text
 * light, depends on the theme: attend.css says what half and deep mean in each.
 *
 * @param {string} character
 */
export const tintOf = (character) => {
  const tints = 32;
  const level = character.charCodeAt(0) - "0".charCodeAt(0) - tints;
  const share = Math.abs(level) / tints;
  const depth = (share > 0.58 ? ".half" : "") + (share > 0.76 ? ".deep" : "");
  return { side: level < 0 ? "minus" : "plus", share, depth };
};

/**
 * The grid and what is under it, beside what is pointed at.
 *
 * @param {HTMLElement[]} shown
 * @param {HTMLElement} detail
 */
const beside = (shown, detail) =>
  el("div.attend-work", {}, el("div.attend-shown", {}, shown), detail);

/** @param {Stage<AttendData, View>} stage */
export const scoresView = (stage) => {
  const { sentence } = stage.data;
  const detail = el("div.attend-detail");
  /** @param {number[]} cell */
  const show = ([i, j]) => {
    detail.replaceChildren(...takenApart(stage, i, j));
    detail.classList.toggle("until-answered", i === stage.data.asked.scores.row);
    return detail.querySelector(".line b");
  };
  const grid = gridOf(stage, {
    label: "Scores: a row a query, a column a key",
    legend: `${sentence.whole ? "whole numbers; " : ""}strongest: ±${sentence.darkest}; faint: masked in the next step`,
    tints: sentence.tints,
    text: (i, j) => sentence.short[i][j],
    name: (i, j) => sentence.scores[i][j],
    asked: stage.data.asked.scores.row,
    show,
  });
  const work = beside([grid], detail);
  return Object.assign(ofSubject(stage, work), { refresh: grid.refresh });
};

/** @param {Stage<AttendData, View>} stage */
export const attentionView = (stage) => {
  const { sentence } = stage.data;
  const detail = el("div.attend-detail");
  /** @param {number[]} cell */
  const show = ([i, j]) => {
    detail.replaceChildren(...softmaxed(stage, i, j));
    return detail.querySelector(".attend-equation b");
  };
  const grid = gridOf(stage, {
    label: "Attention: a row a query, a column a key",
    legend: "strongest: 1; hatched: masked",
    tints: sentence.weightTints,
    text: (i, j) => sentence.hundredths[i][j]?.replace(/^0/, "") ?? "",
    name: (i, j) => sentence.weights[i][j] ?? "masked",
    show,
  });
  const work = beside([grid, besideRecorded(stage)], detail);
  return Object.assign(ofSubject(stage, work), { refresh: grid.refresh });
};

/**
 * @param {Stage<AttendData, View>} stage
 * @param {GridView} view
 */
export const gridOf = (stage, { label, legend, tints, text, name, asked, show }) => {
  const { memory } = stage;
  const { tokens } = stage.data.sentence;
  /** @type {HTMLElement[][]} */
  const cells = [];
  /** @param {number[]} cell */
  const mark = ([i, j]) => {
    table.querySelector(".here")?.classList.remove("here");
    cells[i][j].classList.add("here");
    for (const node of table.querySelectorAll(".with")) node.classList.remove("with");
    table.querySelector(`[data-row="${i}"]`)?.classList.add("with");
    table.querySelector(`[data-column="${j}"]`)?.classList.add("with");
    return show([i, j]);
  };
  /**
   * @param {number} i
   * @param {number} j
   * @param {boolean} [focus]
   */
  const choose = (i, j, focus = true) => {
    cells[memory.cell[0]][memory.cell[1]].tabIndex = -1;
    memory.cell = [i, j];
    cells[i][j].tabIndex = 0;
    if (focus) cells[i][j].focus();
    fly([[cells[i][j], mark(memory.cell)]]);
    writeAddress(stage);
  };
  const last = tokens.length - 1;
  /** @param {KeyboardEvent} event */
  const onkeydown = (event) => {
    const [i, j] = memory.cell;
    const to = {
      ArrowLeft: [i, j - 1],
      ArrowRight: [i, j + 1],
      ArrowUp: [i - 1, j],
      ArrowDown: [i + 1, j],
      Home: [i, 0],
      End: [i, last],
    }[event.key];
    if (!to || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(
      .../** @type {[number, number]} */ (to.map((place) => Math.min(Math.max(place, 0), last))),
    );
  };
  /** @type {(event: { target: HTMLElement }) => number[] | undefined} */
  const cellAt = (event) =>
    /** @type {Json} */ (event.target.closest("td[data-at]"))?.dataset.at.split(",").map(Number);
  const table = el(
    "table.attend-cells",
    {
      role: "grid",
      "aria-label": label,
      style: `--tokens: ${tokens.length}`,
      "data-keys": true,
      onkeydown,
      onclick: (event) =>
        cellAt(event) && choose(.../** @type {[number, number]} */ (cellAt(event))),
      onmouseover: (event) => cellAt(event) && mark(/** @type {number[]} */ (cellAt(event))),
      onmouseleave: () => mark(memory.cell),
    },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("td", {}),
        tokens.map((token, j) =>
          el("th", { scope: "col", "data-column": j }, el("span", {}, `${token} ${j}`)),
        ),
      ),
    ),
    el(
      "tbody",
      {},
      tokens.map((token, i) => {
        cells.push(
          tokens.map((other, j) => {
            const tint = tintOf(tints[i][j]);
            const blank = tints[i][j] === " ";
            return el(
              `td.${blank ? "blank" : tint.side}${!blank && j <= i ? tint.depth : ""}${j > i ? ".later" : ""}${i === asked && j <= i ? ".until-answered" : ""}`,
              {
                role: "gridcell",
                tabindex: -1,
                "data-at": `${i},${j}`,
                style: blank ? null : `--tint: ${Math.round(tint.share * 100)}%`,
                "aria-label": `${token} at ${i}, ${other} at ${j}: ${name(i, j)}`,
              },
              text(i, j),
            );
          }),
        );
        return el("tr", {}, el("th", { scope: "row", "data-row": i }, `${i} ${token}`), cells[i]);
      }),
    ),
  );
  // The other grid may have moved the chosen cell meanwhile.
  const refresh = () => {
    table.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
    cells[memory.cell[0]][memory.cell[1]].tabIndex = 0;
    mark(memory.cell);
  };
  refresh();
  const figure = el(
    "figure.attend-figure",
    {},
    el("div.attend-scroll", {}, table),
    el(
      "figcaption",
      {},
      el("span.of-query", {}, "rows: queries"),
      " · ",
      el("span.of-key", {}, "columns: keys"),
      ` · ${legend}`,
    ),
  );
  return Object.assign(figure, { refresh });
};
