// Attend: single pairs switched off, and which distances they alone told apart.

import { el, pairClass } from "../web/dom.js";
import { withCommas } from "../web/numbers.js";
import { distancesTo, plotOf, rangeChoice } from "./distance.js";
import { sayValue, sliderOf, tableToOpen, toggleButton, writeAddress } from "./parts.js";

/** @import { AttendData, DistanceData, View } from "../web/types.js" */
/** @import { Memory, Stage } from "../web/stage.js" */

/**
 * How alike two distances are to the pairs kept: the mean cosine of how far their turns differ.
 *
 * @param {number[]} speeds
 * @param {number} offset
 */
export const likenessOf = (speeds, offset) =>
  speeds.length
    ? speeds.reduce((sum, speed) => sum + Math.cos(offset * speed), 0) / speeds.length
    : 1;

/** @param {Stage<AttendData, View>} stage */
export const pairsView = (stage) => {
  const { memory } = stage;
  const data = stage.data.distance;
  const count = data.waves.length;
  const picture = el("div.attend-picture");
  const words = el("p.attend-words", { "aria-live": "polite" });
  const toggles = data.waves.map((_, pair) =>
    toggleButton(
      !memory.off.has(pair),
      [el("span", {}, count > 16 ? String(pair) : `pair ${pair}`)],
      () => {
        if (!memory.off.delete(pair)) memory.off.add(pair);
        changed();
      },
      {
        class: `attend-toggle ${pairClass(pair)}`,
        "aria-label": `Pair ${pair}, a turn in ${data.wavelengths[pair]} tokens`,
        title: `a turn in ${data.wavelengths[pair]} tokens`,
      },
    ),
  );
  /**
   * @param {string} title
   * @param {(pair: number) => boolean} off
   */
  const take = (title, off) =>
    el(
      "button.control.attend-tool",
      {
        type: "button",
        onclick: () => {
          memory.off = new Set([...data.waves.keys()].filter(off));
          changed();
        },
      },
      title,
    );
  memory.target ??= Math.min(Math.max(data.m - data.n, 0), 64) || 20;
  const label = el("span");
  const slider = sliderOf("Distance looked for", 64, memory.target, (at) => {
    memory.target = at;
    draw();
  });
  const draw = () => {
    sayValue(slider, `${memory.target} tokens`);
    label.textContent = `Looked for: ${memory.target}`;
    const drawn = drawLikeness(stage, data, memory);
    picture.replaceChildren(drawn.svg);
    words.replaceChildren(drawn.words);
  };
  const changed = () => {
    for (const [pair, button] of toggles.entries())
      button.setAttribute("aria-pressed", String(!memory.off.has(pair)));
    writeAddress(stage);
    draw();
  };
  draw();
  const half = count / 2;
  return [
    el(
      `div.attend-toggles${count > 16 ? ".many" : ""}`,
      { role: "group", "aria-label": "Pairs that are on" },
      toggles,
    ),
    el(
      "div.attend-tools",
      {},
      take("All on", () => false),
      count > 1 ? take("Only the fast half", (pair) => pair >= half) : null,
      count > 1 ? take("Only the slow half", (pair) => pair < half) : null,
      rangeChoice(stage, "pairs", draw),
    ),
    el("label.attend-shift", {}, label, slider),
    picture,
    words,
    el(
      "p.note",
      {},
      `Likeness is the mean over the pairs kept of cos(difference of the distances × inv_freq): 1 where two distances turn the same, whatever q and k are. From ${data.alike} on two distances count as the same here.`,
    ),
    tableToOpen(
      count === 1 ? "The pair, as a table" : "Each pair alone, as a table",
      ["pair", "a full turn takes", "looks the same this many tokens off"],
      data.wavelengths.map((wave, pair) => [
        el(`span.hue.${pairClass(pair)}`, {}, `pair ${pair}`),
        `${wave} tokens`,
        data.reach[pair],
      ]),
    ),
  ];
};

/**
 * How alike each distance from 0 to last looks to the target; those that look the same, and their
 * blocks of neighbours.
 *
 * @param {number[]} speeds inv_freq of the pairs kept
 * @param {number} target
 * @param {number} last
 * @param {number} alike from where on two distances look the same
 */
export function alikeTo(speeds, target, last, alike) {
  const like = distancesTo(last).map((d) => likenessOf(speeds, d - target));
  const same = like.flatMap((value, distance) => (value >= alike ? [distance] : []));
  /** @type {[number, number][]} */
  const blocks = [];
  for (const distance of same) {
    const block = blocks.at(-1);
    if (block && distance === block[1] + 1) block[1] = distance;
    else blocks.push([distance, distance]);
  }
  return { like, same, blocks };
}

/**
 * @param {Stage<AttendData, View>} stage
 * @param {DistanceData} data
 * @param {Memory} memory
 */
export const drawLikeness = (stage, data, memory) => {
  const last = data.ranges[memory.ranges.pairs];
  const speeds = data.waves.filter((_, pair) => !memory.off.has(pair)).map((wave) => wave[2]);
  const { like, same, blocks } = alikeTo(speeds, memory.target, last, data.alike);
  const plot = plotOf(stage, last, -1, 1, 240);
  const at = plot.y(data.alike);
  const step = plot.x(1) - plot.x(0);
  const words = likenessWords(data, memory, last, blocks, same.length);
  const svg = el(
    "svg.attend-waves",
    {
      viewBox: `0 0 ${plot.width} ${plot.height}`,
      role: "img",
      "aria-label": `Likeness of distances 0 to ${withCommas(last)} to distance ${withCommas(memory.target)}. ${words}`,
    },
    blocks.map(([from, to]) =>
      el("rect.same", {
        x: Math.max(plot.x(from) - step / 2, 0),
        y: plot.top,
        width: Math.max(plot.x(to) - plot.x(from) + step, 2),
        height: plot.bottom - plot.top,
      }),
    ),
    plot.frame,
    el(`path.total${last > 512 ? ".thin" : ""}`, {
      d: plot.path(distancesTo(last), (d) => like[d]),
    }),
    el("line.drop", {
      x1: plot.x(memory.target),
      x2: plot.x(memory.target),
      y1: plot.top,
      y2: plot.bottom,
    }),
    el("circle.dot", { cx: plot.x(memory.target), cy: at, r: 5.5 }),
    plot.label(plot.left, 13, "looks the same: 1", "start"),
    plot.label(plot.left, plot.bottom + 13, "opposite: −1", "start"),
  );
  return { svg, words };
};

/**
 * @param {DistanceData} data
 * @param {Memory} memory
 * @param {number} last
 * @param {[number, number][]} blocks
 * @param {number} count
 */
export const likenessWords = (data, memory, last, blocks, count) => {
  /** @param {number[]} block */
  const range = ([from, to]) =>
    from === to ? withCommas(from) : `${withCommas(from)} to ${withCommas(to)}`;
  const home = /** @type {[number, number]} */ (
    blocks.find(([from, to]) => from <= memory.target && memory.target <= to)
  );
  const others = blocks.filter((block) => block !== home);
  const on = data.waves.length - memory.off.size;
  const start = `${on} of ${data.waves.length} ${data.waves.length > 1 ? "pairs" : "pair"} on. `;
  if (!on) return `${start}Without any pair every distance looks the same: position is gone.`;
  const within = `${start}Of the distances 0 to ${withCommas(last)}, `;
  if (count === 1) return `${within}none other looks like ${withCommas(memory.target)}.`;
  const far = count - (home[1] - home[0] + 1);
  const some = `${others.slice(0, 4).map(range).join(", ")}${others.length > 4 ? ", …" : ""}`;
  const alone = home[0] === home[1];
  if (alone)
    return `${within}neighbours are told apart, but ${some} ${far > 1 ? "look" : "looks"} like ${withCommas(memory.target)} (${withCommas(far)} in all).`;
  return `${within}${range(home)} blur into one${far ? `, and ${some} ${far > 1 ? "look" : "looks"} like them (${withCommas(far)} farther off in all)` : "; none farther off looks like them"}.`;
};
