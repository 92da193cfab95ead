// Scale: every pair before and after a method, on one axis of lengths.

import { el, pairClass } from "../web/dom.js";
import { inLowWindow, percent, placer, ticksAt } from "./parts.js";

/** @import { ScaleData, ScaleStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/** Where what stands, from the top; `named`: where a threshold's name may be, below "before" and
 * above the mark of the extended length. */
const HIGH = {
  ...{ before: 66, after: 190, foot: 306, bars: 62, ticks: 326, unit: 346, speeds: 367, all: 373 },
  named: [26, 50],
};
/** The same for a low window, as a laptop's. */
const LOW = {
  ...{ before: 66, after: 146, foot: 228, bars: 26, ticks: 247, unit: 265, speeds: 284, all: 290 },
  named: [20, 37],
};

/**
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {ScaleStep[]} known the steps up to this one
 * @param {(pair: number) => void} takePair
 */
export const pictureOf = (stage, known, takePair) => {
  const { data, local } = stage;
  const { method, pair } = local;
  const place = placer(data.axis);
  const heights = inLowWindow() ? LOW : HIGH;
  const { drawn } = local;
  if (drawn.heights !== heights) {
    drawn.heights = heights;
    drawn.svg = spectrumOf(stage, heights, place, takePair);
  }
  const { svg } = drawn;
  svg.querySelectorAll(".scale-now").forEach((/** @type {Element} */ node) => {
    node.remove();
  });
  const reached = known.some(({ name }) => name === "inv_freq");
  const [from, to] = [data.before.x[pair], method.after.x[pair]].map((x) => percent(place(x)));
  const spots = known.flatMap(({ name, title }) => {
    const spot = method.spots[name];
    const x = Array.isArray(spot) ? spot[pair] : spot;
    return x === undefined || x === null || name === "wavelength" ? [] : [{ x: place(x), title }];
  });
  spots.sort((one, other) => one.x - other.x);
  svg.append(
    el(
      `g.scale-now.${pairClass(pair)}`,
      {},
      el("circle", { cx: from, cy: heights.before, r: 5.5 }),
      reached
        ? [
            el("line.chosen", { x1: from, y1: heights.before, x2: to, y2: heights.after }),
            el("circle", { cx: to, cy: heights.after, r: 5.5 }),
            el("line.bar-now", {
              x1: from,
              x2: from,
              y1: heights.foot,
              y2: heights.foot - heights.bars * method.share[pair],
            }),
          ]
        : null,
      // Last, so that no line crosses a name.
      spots.map(({ x, title: text }, at) => spotAt(x, text.toLowerCase(), at, heights)),
    ),
  );
  const [trained, extended] = data.lengths;
  const about =
    `Every line is a pair: above, the tokens it needs for a whole turn before; below, with ${method.short}. ` +
    `Shaded: less than one turn. Before, in ${trained.tokens} tokens, ${data.before.turnless}; ` +
    `now, in ${extended.tokens}, ${method.after.turnless}. Bars: the share of its speed that each pair keeps.`;
  return el("figure", {}, svg, el("figcaption", {}, about));
};

/**
 * Two thresholds may lie close together: the first is named at its left, the next at its right.
 *
 * @param {number} x
 * @param {string} label
 * @param {number} at
 * @param {typeof HIGH} heights
 */
const spotAt = (x, label, at, heights) => {
  const left = x > 55 || (at === 0 && x > 24);
  return [
    el("line.spot", {
      x1: percent(x),
      x2: percent(x),
      y1: heights.before - 14,
      y2: heights.after + 14,
    }),
    el(
      "text.spot-text",
      {
        x: percent(x),
        y: heights.before + heights.named[at % 2],
        dx: left ? -6 : 6,
        "text-anchor": left ? "end" : "start",
      },
      label,
    ),
  ];
};

/**
 * What stays as long as model and method do.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {typeof HIGH} heights
 * @param {(x: number | null) => number} place
 * @param {(pair: number) => void} takePair
 */
const spectrumOf = (stage, heights, place, takePair) => {
  const { data, local } = stage;
  const { method } = local;
  const [trained, extended] = data.lengths.map(({ x }) => place(x));
  const pairs = data.before.x.map((x, index) => {
    const [from, to] = [place(x), place(method.after.x[index])].map(percent);
    const moved = method.share[index] !== 1;
    return [
      el(`line${moved ? ".moved" : ".unmoved"}`, {
        x1: from,
        y1: heights.before,
        x2: to,
        y2: heights.after,
      }),
      el("circle", { cx: from, cy: heights.before, r: 2.2 }),
      method.after.x[index] === null ? null : el("circle", { cx: to, cy: heights.after, r: 2.2 }),
      el("line.share", {
        x1: from,
        x2: from,
        y1: heights.foot,
        y2: heights.foot - heights.bars * method.share[index],
      }),
    ];
  });
  /**
   * @param {number} x
   * @param {number} y
   * @param {number} height
   */
  const zone = (x, y, height) =>
    el("rect.zone", { x: percent(x), y, width: percent(Math.max(0, 100 - x)), height });
  /**
   * @param {number} y
   * @param {string} text
   */
  const row = (y, text) => el("text.row-name", { x: 0, y }, text);
  const half = (heights.before + heights.after) / 2;
  const svg = el(
    "svg.scale-spectrum",
    { role: "img", "aria-label": "Wavelength of every pair before and after", height: heights.all },
    zone(trained, heights.before - 24, half - heights.before + 24),
    zone(extended, half, heights.after - half + 12),
    markAt(
      trained,
      heights.before - 24,
      half,
      `${data.lengths[0].label} ${data.lengths[0].tokens}`,
      14,
      "end",
    ),
    markAt(
      extended,
      half,
      heights.after + 12,
      `${data.lengths[1].label} ${data.lengths[1].tokens}`,
      32,
    ),
    el("line.lead", { x1: percent(extended), x2: percent(extended), y1: 38, y2: half }),
    el("g.lines", {}, pairs),
    row(heights.before - 12, "before"),
    row(heights.after + 26, `with ${method.short}`),
    row(heights.foot - heights.bars - 8, "speed kept"),
    el("line.axis", { x1: "0%", x2: "100%", y1: heights.foot, y2: heights.foot }),
    ticksAt(data.axis.ticks, place, heights.ticks),
    el(
      "text.unit",
      { x: "50%", y: heights.unit, "text-anchor": "middle" },
      "↑ tokens a whole turn takes · inv_freq, radians a token ↓",
    ),
    ticksAt(data.axis.speeds, place, heights.speeds),
  );
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 100;
    const low = event.clientY - box.top > half && event.clientY - box.top < heights.after + 20;
    const places = (low ? method.after.x : data.before.x).map((/** @type {number} */ at) =>
      Math.abs(place(at) - x),
    );
    takePair(places.indexOf(Math.min(...places)));
  });
  return svg;
};

/**
 * @param {number} x
 * @param {number} y1
 * @param {number} y2
 * @param {string} text
 * @param {number} y
 */
const markAt = (x, y1, y2, text, y, anchor = x > 60 ? "end" : "start") => [
  el("line.mark-line", { x1: percent(x), x2: percent(x), y1, y2 }),
  el(
    "text.mark-text",
    { x: percent(x), y, "text-anchor": anchor === "end" && x < 25 ? "start" : anchor },
    text,
  ),
];
