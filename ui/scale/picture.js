// Scale: every pair before and after a method, on one axis of lengths.

import { el, pairClass } from "../web/dom.js";
import { percent, placer, placerDown, suited, ticksAt } from "./parts.js";

/** @import { ScaleData, ScaleStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/** Where what stands, from the top, in a picture of the height `all`. `trained` and `extended` are the
 * marks of the two lengths, `named` where a threshold's name may be: below "before" and above the
 * mark of the extended length; `bars` is where the bars of the speed kept would be whole. */
const HIGH = {
  ...{ trained: 14, extended: 32, lead: 38, zone: 42, name: 54, before: 66, named: [92, 116] },
  ...{ after: 190, below: 202, with: 216, kept: 236, bars: 244, foot: 306 },
  ...{ ticks: 326, unit: 346, speeds: 367, all: 373 },
};
/** The same for a low window, as a laptop's. */
const LOW = {
  ...{ trained: 14, extended: 32, lead: 38, zone: 42, name: 54, before: 66, named: [86, 103] },
  ...{ after: 146, below: 158, with: 172, kept: 194, bars: 202, foot: 228 },
  ...{ ticks: 247, unit: 265, speeds: 284, all: 290 },
};
/** And for the large type of a projector, where it grows with the room there is. */
const TALL = {
  ...{ trained: 18, extended: 43, lead: 49, zone: 53, name: 74, before: 90, named: [126, 156] },
  ...{ after: 240, below: 254, with: 272, kept: 300, bars: 308, foot: 394 },
  ...{ ticks: 418, unit: 445, speeds: 474, all: 480 },
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
  const heights = suited(HIGH, LOW, TALL);
  const down = placerDown(heights);
  const { drawn } = local;
  if (drawn.heights !== heights) {
    drawn.heights = heights;
    drawn.svg = spectrumOf(stage, heights, place, takePair);
    drawn.fresh = true;
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
      el("circle", { cx: from, cy: down(heights.before), r: 5.5 }),
      reached
        ? [
            el("line.chosen", {
              ...{ x1: from, x2: to },
              ...{ y1: down(heights.before), y2: down(heights.after) },
            }),
            el("circle", { cx: to, cy: down(heights.after), r: 5.5 }),
            el("line.bar-now", { x1: from, x2: from, ...barOf(heights, method.share[pair]) }),
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
  return el("figure", { "data-grows": "" }, svg, el("figcaption", {}, about));
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
  const down = placerDown(heights);
  const left = x > 55 || (at === 0 && x > 24);
  return [
    el("line.spot", {
      x1: percent(x),
      x2: percent(x),
      y1: down(heights.before - 14),
      y2: down(heights.after + 14),
    }),
    el(
      "text.spot-text",
      {
        x: percent(x),
        y: down(heights.named[at % 2]),
        dx: left ? -6 : 6,
        "text-anchor": left ? "end" : "start",
      },
      label,
    ),
  ];
};

/**
 * How high the bar of a share is.
 *
 * @param {typeof HIGH} heights
 * @param {number} share
 */
const barOf = (heights, share) => {
  const down = placerDown(heights);
  return { y1: down(heights.foot), y2: down(heights.foot - (heights.foot - heights.bars) * share) };
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
  const down = placerDown(heights);
  const [trained, extended] = data.lengths.map(({ x }) => place(x));
  const pairs = data.before.x.map((x, index) => {
    const [from, to] = [place(x), place(method.after.x[index])].map(percent);
    const moved = method.share[index] !== 1;
    return [
      el(`line${moved ? ".moved" : ".unmoved"}`, {
        x1: from,
        y1: down(heights.before),
        x2: to,
        y2: down(heights.after),
      }),
      el("circle", { cx: from, cy: down(heights.before), r: 2.2 }),
      method.after.x[index] === null
        ? null
        : el("circle", { cx: to, cy: down(heights.after), r: 2.2 }),
      el("line.share", { x1: from, x2: from, ...barOf(heights, method.share[index]) }),
    ];
  });
  /**
   * @param {number} x
   * @param {number} from
   * @param {number} to
   */
  const zone = (x, from, to) =>
    el("rect.zone", {
      ...{ x: percent(x), width: percent(Math.max(0, 100 - x)) },
      ...{ y: down(from), height: down(to - from) },
    });
  /**
   * @param {number} y
   * @param {string} text
   */
  const row = (y, text) => el("text.row-name", { x: 0, y: down(y) }, text);
  const half = (heights.before + heights.after) / 2;
  const [first, last] = data.lengths.map(({ label, tokens }) => `${label} ${tokens}`);
  const svg = el(
    "svg.scale-spectrum",
    { role: "img", "aria-label": "Wavelength of every pair before and after", height: heights.all },
    zone(trained, heights.zone, half),
    zone(extended, half, heights.below),
    markAt(trained, down(heights.zone), down(half), first, down(heights.trained), "end"),
    markAt(extended, down(half), down(heights.below), last, down(heights.extended)),
    el("line.lead", {
      ...{ x1: percent(extended), x2: percent(extended) },
      ...{ y1: down(heights.lead), y2: down(half) },
    }),
    el("g.lines", {}, pairs),
    row(heights.name, "before"),
    row(heights.with, `with ${method.short}`),
    row(heights.kept, "speed kept"),
    el("line.axis", { x1: "0%", x2: "100%", y1: down(heights.foot), y2: down(heights.foot) }),
    ticksAt(data.axis.ticks, place, down(heights.ticks)),
    el(
      "text.unit",
      { x: "50%", y: down(heights.unit), "text-anchor": "middle" },
      "↑ tokens a whole turn takes · inv_freq, radians a token ↓",
    ),
    ticksAt(data.axis.speeds, place, down(heights.speeds)),
  );
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 100;
    const y = ((event.clientY - box.top) / box.height) * heights.all;
    const low = y > half && y < heights.after + 20;
    const places = (low ? method.after.x : data.before.x).map((/** @type {number} */ at) =>
      Math.abs(place(at) - x),
    );
    takePair(places.indexOf(Math.min(...places)));
  });
  return svg;
};

/**
 * @param {number} x
 * @param {string} y1
 * @param {string} y2
 * @param {string} text
 * @param {string} y
 */
const markAt = (x, y1, y2, text, y, anchor = x > 60 ? "end" : "start") => [
  el("line.mark-line", { x1: percent(x), x2: percent(x), y1, y2 }),
  el(
    "text.mark-text",
    { x: percent(x), y, "text-anchor": anchor === "end" && x < 25 ? "start" : anchor },
    text,
  ),
];
