// Attend: the score as a sum of waves over distance, and what single pairs tell apart.
// The curves are drawn from height, start and speed of each pair; the numbers in words are texts.

import { el, pairClass, place } from "../web/dom.js";
import { negated, withCommas } from "../web/numbers.js";
import { projector } from "../web/projector.js";
import { shareBar } from "./cell.js";
import { choicesOf, sayValue, sliderOf, tableToOpen, toggleButton } from "./parts.js";

/** @import { AttendData, DistanceData, Json, View, Wave } from "../web/types.js" */
/** @import { Memory, Stage } from "../web/stage.js" */

/**
 * @param {Wave} wave
 * @param {number} distance
 */
export const shareAt = ([height, start, speed], distance) =>
  height * Math.cos(start + distance * speed);

/**
 * The bound: how much neighbouring pairs differ at most, times the lengths of the sums of the
 * first pairs' turns.
 *
 * @param {Pick<DistanceData, "waves" | "boundHeight" | "rest">} data
 * @param {number} distance
 */
export const boundAt = ({ waves, boundHeight, rest }, distance) => {
  let [x, y, sum] = [0, 0, 0];
  for (const [, , speed] of waves) {
    x += Math.cos(distance * speed);
    y += Math.sin(distance * speed);
    sum += Math.hypot(x, y);
  }
  return boundHeight * sum + Math.abs(rest);
};

/**
 * A picture with distance along the bottom: sizes, scales, and paths of functions of distance.
 *
 * @param {Stage<AttendData, View>} stage
 * @param {number} last
 * @param {number} low
 * @param {number} high
 * @param {number} usual
 */
export const plotOf = (stage, last, low, high, usual) => {
  const large = projector.on();
  const widest = large ? 2000 : 960;
  const width = Math.round(Math.min(Math.max(stage.root.clientWidth || 900, 300), widest));
  const height = large
    ? Math.round(innerHeight * 0.25)
    : Math.min(usual, Math.max(160, Math.round(innerHeight * 0.27)));
  const [left, right, top, bottom] = [6, width - 6, large ? 27 : 22, height - (large ? 33 : 30)];
  /** @param {number} distance */
  const x = (distance) => left + (distance / last) * (right - left);
  /** @param {number} value */
  const y = (value) => top + (1 - (value - low) / (high - low || 1)) * (bottom - top);
  /** @param {number} value */
  const clamp = (value) => Math.min(Math.max(value, low), high);
  /**
   * @param {number[]} at
   * @param {(distance: number) => number} value
   */
  const path = (at, value) =>
    `M${at.map((d) => `${x(d).toFixed(1)},${y(clamp(value(d))).toFixed(1)}`).join("L")}`;
  /**
   * @param {number} px
   * @param {number} py
   * @param {string} text
   * @param {string} anchor
   */
  const label = (px, py, text, anchor) => el("text", { x: px, y: py, "text-anchor": anchor }, text);
  const frame = [
    el("line.axis", { x1: left, x2: right, y1: y(clamp(0)), y2: y(clamp(0)) }),
    label(right, height - 4, withCommas(last), "end"),
    label((left + right) / 2, height - 4, "distance in tokens", "middle"),
  ];
  return { width, height, left, right, top, bottom, x, y, path, label, frame };
};

/** @param {number} last */
export const distancesTo = (last) => Array.from({ length: last + 1 }, (_, distance) => distance);

/**
 * @param {Stage<AttendData, View>} stage
 * @param {"distance" | "pairs"} view
 * @param {() => void} change
 */
export const rangeChoice = (stage, view, change) =>
  choicesOf(
    "Distances shown",
    stage.data.distance.ranges.map((last) => `0 to ${withCommas(last)}`),
    stage.memory.ranges[view],
    (index) => {
      stage.memory.ranges[view] = index;
      change();
    },
  );

/** @param {Stage<AttendData, View>} stage */
export const distanceView = (stage) => {
  const { memory } = stage;
  const data = stage.data.distance;
  const picture = el("div.attend-picture");
  const readout = el("div.attend-readout");
  const under = el("div.attend-place");
  const lastStop = () => {
    const found = data.stops.findIndex((d) => d > last());
    return (found < 0 ? data.stops.length : found) - 1;
  };
  const last = () => data.ranges[memory.ranges.distance];
  /** @type {((distance: number) => void) | undefined} */
  let marker;
  const point = () => {
    marker?.(data.stops[memory.stop]);
    readout.replaceChildren(...atDistance(data, memory.stop));
  };
  const draw = () => {
    memory.stop = Math.min(memory.stop, lastStop());
    const drawn = drawWaves(stage, data, memory);
    marker = drawn.marker;
    picture.replaceChildren(drawn.svg);
    const slider = sliderOf("Distance in tokens", lastStop(), memory.stop, (at) => {
      memory.stop = at;
      sayValue(slider, `${withCommas(data.stops[at])} tokens: score ${data.score[at]}`);
      point();
    });
    onPointed(drawn, last(), (distance) => {
      slider.value = /** @type {Json} */ (data.stops.findLastIndex((d) => d <= distance));
      slider.dispatchEvent(new Event("input"));
    });
    sayValue(
      slider,
      `${withCommas(data.stops[memory.stop])} tokens: score ${data.score[memory.stop]}`,
    );
    under.replaceChildren(el("label.attend-shift", {}, el("span", {}, "Distance"), slider));
    point();
  };
  const bound = toggleButton(
    Boolean(memory.bound),
    "Show the bound",
    () => {
      memory.bound = !memory.bound;
      bound.setAttribute("aria-pressed", String(memory.bound));
      draw();
    },
    { class: "control attend-tool" },
  );
  const shares = toggleButton(
    memory.shares ?? true,
    data.waves.length === 1 ? "Show the pair's share" : "Show each pair's share",
    () => {
      memory.shares = !(memory.shares ?? true);
      shares.setAttribute("aria-pressed", String(memory.shares));
      draw();
    },
    { class: "control attend-tool" },
  );
  draw();
  const heads = ["distance", "score", ...data.shown.map((pair) => `pair ${pair}`)];
  return [
    el("div.attend-tools", {}, rangeChoice(stage, "distance", draw), shares, bound),
    picture,
    under,
    readout,
    popularClaim(data),
    elsewhere(data),
    tableToOpen(
      "Score over distance, as a table",
      [...heads, ...(data.other.length ? ["the others"] : []), "bound"],
      data.tabulated.map((at) => [
        withCommas(data.stops[at]),
        data.score[at],
        ...data.shares[at],
        ...(data.other.length ? [data.other[at]] : []),
        data.bound[at],
      ]),
    ),
  ];
};

/** @param {DistanceData} data */
export const elsewhere = ({ m, n, last }) => {
  if (m < n)
    return el(
      "p.note",
      {},
      `In your problem the key stands ${withCommas(n - m)} after the query (a causal model masks it). Here the key goes the other way, back from the query.`,
    );
  if (m - n <= last) return "";
  return el(
    "p.note",
    {},
    `In your problem the key stands ${withCommas(m - n)} before the query: farther than the picture goes.`,
  );
};

/**
 * The popular claim, with the numbers that decide it.
 *
 * @param {DistanceData} data
 */
export const popularClaim = ({ claim }) =>
  el(
    "div.attend-claim.until-answered",
    {},
    el(
      "p",
      {},
      el("q", {}, "Far tokens always score less"),
      claim.holds ? ": " : " is false here: ",
    ),
    claim.holds
      ? el("p", {}, "for these vectors no farther token scores more.")
      : el(
          "p",
          {},
          `the same key scores ${claim.nearScore} at distance ${withCommas(claim.near)} and `,
          el("b", {}, claim.farScore),
          ` at distance ${withCommas(claim.far)}. ${claim.beaten} of ${claim.of} distances are beaten by a farther one; the highest score of all, ${claim.bestScore}, is at ${claim.best}.`,
        ),
    el(
      "p.soft",
      {},
      claim.falls
        ? `What gets smaller, up and down, is a bound: ${claim.bound[0]} at distance 1, ${claim.bound[1]} at ${claim.of}. No score lies above it.`
        : `Not even the bound falls here: ${claim.bound[0]} at distance 1, ${claim.bound[1]} at ${claim.of}.`,
    ),
  );

/**
 * What stands at the lower and at the upper end of an axis: one height has one name.
 *
 * @param {[string, string]} ends
 */
export const endsOf = ([low, high]) => (low === high ? [low] : [low, high]);

/**
 * Between which numbers lies what is drawn, in words.
 *
 * @param {{ lowText: string, highText: string }} extent
 * @param {number} pairs
 * @param {boolean} shares whether those of the pairs are drawn as well
 */
export const spanOf = ({ lowText, highText }, pairs, shares) => {
  const span = lowText === highText ? `all at ${lowText}` : `between ${lowText} and ${highText}`;
  if (!shares) return span;
  return `${span}, with the ${pairs > 1 ? "shares of its pairs" : "share of its only pair"}`;
};

/**
 * @param {Stage<AttendData, View>} stage
 * @param {DistanceData} data
 * @param {Memory} memory
 */
export const drawWaves = (stage, data, memory) => {
  const last = data.ranges[memory.ranges.distance];
  const extent = data.extents[memory.ranges.distance];
  const peak = boundAt(data, 0);
  const [low, high] = memory.bound ? [-peak, peak] : [extent.low, extent.high];
  const plot = plotOf(stage, last, low, high, 300);
  /** @param {number} d */
  const total = (d) => data.waves.reduce((sum, wave) => sum + shareAt(wave, d), data.rest);
  const at = distancesTo(last);
  // Every distance at first, where the curve is looked at closely; then every eighth.
  const bounds = memory.bound
    ? at.filter((d) => d <= 512 || d % 8 === 0).map((d) => [d, boundAt(data, d)])
    : [];
  /** @param {number} sign */
  const bound = (sign) =>
    `M${bounds.map(([d, value]) => `${plot.x(d).toFixed(1)},${plot.y(sign * value).toFixed(1)}`).join("L")}`;
  const dot = el("circle.dot.until-answered", { r: 5.5 });
  const rule = el("line.drop", { y1: plot.top, y2: plot.bottom });
  const svg = el(
    "svg.attend-waves",
    {
      viewBox: `0 0 ${plot.width} ${plot.height}`,
      role: "img",
      "aria-label": `Score over distance, 0 to ${withCommas(last)} tokens, ${spanOf(extent, data.waves.length, memory.shares ?? true)}. The same numbers stand in the table below.`,
    },
    plot.frame,
    (memory.shares ?? true)
      ? data.shown.map((pair) =>
          el(`path.wave.${pairClass(pair)}${last > 512 ? ".faint" : ""}`, {
            d: plot.path(at, (d) => shareAt(data.waves[pair], d)),
          }),
        )
      : null,
    memory.bound ? [1, -1].map((sign) => el("path.bound", { d: bound(sign) })) : null,
    el(`path.total.until-answered${last > 512 ? ".thin" : ""}`, { d: plot.path(at, total) }),
    rule,
    dot,
    endsOf(memory.bound ? [negated(data.peak), data.peak] : [extent.lowText, extent.highText]).map(
      (text, at) => plot.label(plot.left, at ? 13 : plot.bottom + 13, text, "start"),
    ),
  );
  /** @param {number} distance */
  const marker = (distance) => {
    place(rule, { x1: plot.x(distance), x2: plot.x(distance) });
    place(dot, { cx: plot.x(distance), cy: plot.y(total(distance)) });
  };
  return { svg, marker, plot };
};

/**
 * A press or a drag in the picture chooses the distance under it, as the slider does.
 *
 * @param {{ svg: SVGElement, plot: ReturnType<typeof plotOf> }} drawn
 * @param {number} last
 * @param {(distance: number) => void} choose
 */
export const onPointed = ({ svg, plot }, last, choose) => {
  /** @param {PointerEvent} event */
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * plot.width;
    choose(Math.round(Math.min(Math.max((x - plot.left) / (plot.right - plot.left), 0), 1) * last));
  };
  svg.addEventListener("pointerdown", at);
  svg.addEventListener("pointermove", (event) => event.buttons && at(event));
};

/**
 * @param {DistanceData} data
 * @param {number} at
 */
export const atDistance = (data, at) => {
  const shares = data.shares[at];
  const largest = Math.max(...data.shown.map((pair) => data.waves[pair][0]), 1e-300);
  return [
    el(
      "p.attend-score",
      {},
      el("span.soft", {}, `distance ${withCommas(data.stops[at])}: score `),
      el("b", {}, data.score[at]),
      el("span.soft", {}, `  bound ${data.bound[at]}`),
    ),
    el(
      "div.attend-pairs",
      {},
      data.shown.map((pair, index) =>
        el(
          `div.attend-pair.${pairClass(pair)}`,
          {},
          el("span.hue", {}, `pair ${pair}`),
          el("span.expr", {}, el("b", {}, shares[index])),
          shareBar(shares[index], largest),
        ),
      ),
      data.other.length
        ? el(
            "div.attend-pair",
            {},
            el("span.soft", {}, data.others ? `the other ${data.others}` : "not rotated"),
            el("span.expr", {}, el("b", {}, data.other[at])),
          )
        : null,
    ),
  ];
};
