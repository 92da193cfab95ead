// Scale: every pair before and after a method, on one axis of lengths.

import { el, pairClass } from "../web/dom.js";
import { percent, placer, ticksAt } from "./parts.js";

/** @import { ScaleData, ScaleStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

const HEIGHTS = { before: 66, after: 190, foot: 306, bars: 62, ticks: 326, unit: 346, speeds: 367 };

/**
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {ScaleStep[]} known the steps up to this one
 * @param {(pair: number) => void} takePair
 */
export const pictureOf = (stage, known, takePair) => {
  const { data, local } = stage;
  const { method, pair } = local;
  const place = placer(data.axis);
  stage.local.drawn.svg ??= spectrumOf(stage, place, takePair);
  const { svg } = stage.local.drawn;
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
      spots.map(({ x, title: text }, at) => spotAt(x, text.toLowerCase(), at)),
      el("circle", { cx: from, cy: HEIGHTS.before, r: 5.5 }),
      reached
        ? [
            el("line.chosen", { x1: from, y1: HEIGHTS.before, x2: to, y2: HEIGHTS.after }),
            el("circle", { cx: to, cy: HEIGHTS.after, r: 5.5 }),
            el("line.bar-now", {
              x1: from,
              x2: from,
              y1: HEIGHTS.foot,
              y2: HEIGHTS.foot - HEIGHTS.bars * method.share[pair],
            }),
          ]
        : null,
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
 */
const spotAt = (x, label, at) => {
  const left = x > 55 || (at === 0 && x > 24);
  return [
    el("line.spot", {
      x1: percent(x),
      x2: percent(x),
      y1: HEIGHTS.before - 14,
      y2: HEIGHTS.after + 14,
    }),
    el(
      "text.spot-text",
      {
        x: percent(x),
        y: HEIGHTS.before + 44 + 34 * (at % 2),
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
 * @param {(x: number | null) => number} place
 * @param {(pair: number) => void} takePair
 */
const spectrumOf = (stage, place, takePair) => {
  const { data, local } = stage;
  const { method } = local;
  const [trained, extended] = data.lengths.map(({ x }) => place(x));
  const pairs = data.before.x.map((x, index) => {
    const [from, to] = [place(x), place(method.after.x[index])].map(percent);
    const moved = method.share[index] !== 1;
    return [
      el(`line${moved ? ".moved" : ".unmoved"}`, {
        x1: from,
        y1: HEIGHTS.before,
        x2: to,
        y2: HEIGHTS.after,
      }),
      el("circle", { cx: from, cy: HEIGHTS.before, r: 2.2 }),
      method.after.x[index] === null ? null : el("circle", { cx: to, cy: HEIGHTS.after, r: 2.2 }),
      el("line.share", {
        x1: from,
        x2: from,
        y1: HEIGHTS.foot,
        y2: HEIGHTS.foot - HEIGHTS.bars * method.share[index],
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
  const half = (HEIGHTS.before + HEIGHTS.after) / 2;
  const svg = el(
    "svg.scale-spectrum",
    { role: "img", "aria-label": "Wavelength of every pair before and after", height: 373 },
    zone(trained, HEIGHTS.before - 24, half - HEIGHTS.before + 24),
    zone(extended, half, HEIGHTS.after - half + 12),
    markAt(
      trained,
      HEIGHTS.before - 24,
      half,
      `${data.lengths[0].label} ${data.lengths[0].tokens}`,
      14,
      "end",
    ),
    markAt(
      extended,
      half,
      HEIGHTS.after + 12,
      `${data.lengths[1].label} ${data.lengths[1].tokens}`,
      32,
    ),
    el("line.lead", { x1: percent(extended), x2: percent(extended), y1: 38, y2: half }),
    el("g.lines", {}, pairs),
    row(HEIGHTS.before - 12, "before"),
    row(HEIGHTS.after + 26, `with ${method.short}`),
    row(HEIGHTS.foot - HEIGHTS.bars - 8, "speed kept"),
    el("line.axis", { x1: "0%", x2: "100%", y1: HEIGHTS.foot, y2: HEIGHTS.foot }),
    ticksAt(data.axis.ticks, place, HEIGHTS.ticks),
    el(
      "text.unit",
      { x: "50%", y: HEIGHTS.unit, "text-anchor": "middle" },
      "↑ tokens a whole turn takes · inv_freq, radians a token ↓",
    ),
    ticksAt(data.axis.speeds, place, HEIGHTS.speeds),
  );
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 100;
    const low = event.clientY - box.top > half && event.clientY - box.top < HEIGHTS.after + 20;
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
