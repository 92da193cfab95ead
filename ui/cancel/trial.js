// Cancel: the score while positions are shifted, and what breaks it.

import { el } from "../web/dom.js";
import { fixed, withCommas } from "../web/numbers.js";
import { tag } from "../web/svg.js";

/** @import { CancelData, CancelStep, Shifted } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/** @param {Stage<CancelData, CancelStep>} stage */
export function trial(stage) {
  const { data, memory } = stage;
  const chart = el("div.chart");
  const readout = el("div.readout", { "aria-live": "polite" });
  const slider = el("input.bar", {
    type: "range",
    min: 0,
    max: data.trial[0].scores.length - 1,
    value: memory.shift,
    "aria-label": "Shift in tokens",
    oninput: (event) => {
      memory.shift = Number(event.target.value);
      show();
    },
  });
  const ways = el(
    "div.ways",
    { role: "group", "aria-label": "What is shifted, and how" },
    data.trial.map((way, index) =>
      el(
        "button.choice",
        {
          type: "button",
          "aria-pressed": String(index === memory.way),
          onclick: () => {
            memory.way = index;
            ways.querySelectorAll("button").forEach((button, at) => {
              button.setAttribute("aria-pressed", String(at === index));
            });
            show();
          },
        },
        way.title,
      ),
    ),
  );
  const show = () => {
    const way = data.trial[memory.way];
    const [still, moved] = [way.scores[0], way.scores[memory.shift]];
    const key = way.moved === "both" ? data.n + memory.shift : data.n;
    slider.style.setProperty("--done", `${(memory.shift / Number(slider.max)) * 100}%`);
    slider.setAttribute("aria-valuetext", `${memory.shift} tokens`);
    readout.replaceChildren(
      el(
        "p",
        {},
        el("span.soft", {}, "Shift "),
        `${memory.shift}: query at ${withCommas(data.m + memory.shift)}, key at ${withCommas(key)}`,
      ),
      el("p.score", {}, el("span.soft", {}, "score "), fixed(moved, data.digits)),
      el(
        "p",
        {},
        el("span.soft", {}, "unshifted "),
        fixed(still, data.digits),
        el("span.soft", {}, "  difference "),
        fixed(moved - still, data.digits),
      ),
      el("p.note", {}, way.says),
      el(
        "p.note",
        {},
        `Largest difference over shifts 0 to ${slider.max}: ${way.largest}.`,
        way.far
          ? ` Shifted by 1,000,000 tokens: ${way.far}${way.far !== "0" ? ", as the angle itself is rounded" : ""}.`
          : "",
      ),
    );
    chart.replaceChildren(scoreChart(way, data.trial, memory.shift, data.digits));
  };
  show();
  return el(
    "section.trial",
    {},
    el("h2", {}, "Try it, then break it"),
    ways,
    el("label.shift", {}, el("span", {}, "Shift"), slider),
    el("div.trial-work", {}, readout, chart),
  );
}

/**
 * Between which two a score stays, as they are shown.
 *
 * @param {number[]} scores
 * @param {number} digits
 */
export function spanOf(scores, digits) {
  const [low, high] = [Math.min(...scores), Math.max(...scores)].map((x) => fixed(x, digits));
  return low === high ? `it stays at ${low}` : `it moves between ${low} and ${high}`;
}

/**
 * Score over shift. All ways share one scale, so that standing still looks like it.
 *
 * @param {Shifted} way
 * @param {Shifted[]} all
 * @param {number} shift
 * @param {number} digits
 */
function scoreChart(way, all, shift, digits) {
  const values = all.flatMap((one) => one.scores);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [w, hgt, pad] = [460, 190, 34];
  const count = way.scores.length;
  /** @param {number} index */
  const x = (index) => pad + (index / (count - 1)) * (w - pad - 12);
  /** @param {number} value */
  const y = (value) => 12 + (1 - (value - low) / (high - low || 1)) * (hgt - 44);
  /** @param {number[]} scores */
  const path = (scores) =>
    `M${scores.map((score, index) => `${x(index).toFixed(1)},${y(score).toFixed(1)}`).join(" L")}`;
  const about = `Score over shift, 0 to ${count - 1} tokens: ${spanOf(way.scores, digits)}.`;
  return el(
    "svg.scores",
    { viewBox: `0 0 ${w} ${hgt}`, role: "img", "aria-label": about },
    el("line.axis", { x1: pad, y1: hgt - 26, x2: w - 12, y2: hgt - 26 }),
    el("path.ghost-line", { d: path(all[0].scores) }),
    el("path.score-line", { d: path(way.scores) }),
    el("line.drop", { x1: x(shift), x2: x(shift), y1: 8, y2: hgt - 26 }),
    el("circle.dot", { cx: x(shift), cy: y(way.scores[shift]), r: 6 }),
    tag("", pad, hgt - 10, "0", "middle"),
    tag("", w - 12, hgt - 10, String(count - 1), "end"),
    tag("", (w + pad) / 2, hgt - 10, "shift in tokens", "middle"),
    tag("", pad + 4, 10, "score", "start"),
  );
}
