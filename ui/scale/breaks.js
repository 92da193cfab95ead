// Scale: what a position beyond the trained length meets, and all methods beside each other.

import { el, pairClass, scrolling, tableOf } from "../web/dom.js";
import { filledText, rows } from "../web/template.js";
import { columnsOf, percent, placer, placerDown, suited, ticksAt } from "./parts.js";

/** @import { ScaleData, ScaleStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

const ROWS = [
  "up to position {last} | {last} × {w} {known_is} {known} rad",
  "at position {far} | {far} × {w} {met_is} {met} rad",
];

/**
 * Angles in training and beyond, of the chosen pair and of the slowest, or what breaks of all.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {ScaleStep} step
 */
export function breakOf({ data, local: { pair } }, step) {
  const one = step.name === "beyond";
  const pairs = [...new Set([pair, data.pairs - 1])];
  return el(
    `div.work.scale-work.${pairClass(pair)}`,
    {},
    el("div.step-text", {}, el("h2", {}, step.title), el("p.says", {}, step.because)),
    el("div.picture", {}, turnsPicture(data, pair, one)),
    el("div.asks-here"),
    one
      ? el(
          "div.scale-both",
          {},
          pairs.map((each) => anglesOf(data, each)),
          pairs.some((each) => `${data.breaks.knownIs[each]}${data.breaks.metIs[each]}` !== "==")
            ? el("p.note", {}, data.breaks.rounded)
            : null,
        )
      : null,
  );
}

/**
 * @param {ScaleData} data
 * @param {number} pair
 */
function anglesOf({ before, breaks }, pair) {
  const last = breaks.verdicts.length - 1;
  // Of pairs that stand still none is slower than another.
  const slowest = last > 0 && pair === last && breaks.verdicts[pair] !== "still";
  const values = {
    i: String(pair),
    w: columnsOf(before.w)[pair],
    known: columnsOf(breaks.known)[pair],
    met: columnsOf(breaks.met)[pair],
    known_is: breaks.knownIs[pair],
    met_is: breaks.metIs[pair],
    last: breaks.last,
    far: breaks.far,
  };
  return el(
    `div.scale-angles.${pairClass(pair)}`,
    {},
    el("h3", {}, `Pair ${pair}${slowest ? ", the slowest" : ""}`),
    rows(ROWS, values),
    el("p.until-answered", {}, filledText(breaks.words[breaks.verdicts[pair]], values)),
  );
}

/** Where what stands in the picture, from the top: in a low window, as a laptop's, nearer together, and
 * on a projector as far apart as there is room. There a pair's dot is the lower the slower it turns. */
const HIGH = { name: 18, top: 28, dots: [66, 66], foot: 102, ticks: 122, unit: 143, all: 150 };
const LOW = { name: 12, top: 18, dots: [35, 35], foot: 52, ticks: 67, unit: 82, all: 86 };
const TALL = { name: 18, top: 30, dots: [56, 424], foot: 450, ticks: 476, unit: 505, all: 512 };

/**
 * Every pair at the tokens it takes for a whole turn; those beyond the trained length are marked.
 *
 * @param {ScaleData} data
 * @param {number} pair
 * @param {boolean} asks whether what the shade means is asked beside it
 */
function turnsPicture({ axis, before, lengths, breaks }, pair, asks) {
  const place = placer(axis);
  const trained = place(lengths[0].x);
  const about = `Each dot is a pair, at the tokens it needs for a whole turn. Shaded: more than ${breaks.trained}.`;
  const means = el(
    `span${asks ? ".until-answered.unsaid" : ""}`,
    {},
    " There training showed only a part of the circle.",
  );
  const at = suited(HIGH, LOW, TALL);
  const down = placerDown(at);
  const [from, to] = at.dots;
  const last = before.x.length - 1;
  /** @param {number} index */
  const heightOf = (index) => down(from + ((to - from) * index) / Math.max(1, last));
  const svg = el(
    "svg.scale-spectrum",
    { role: "img", "aria-label": about, height: at.all },
    el("rect.zone", {
      x: percent(trained),
      y: down(at.top),
      width: percent(100 - trained),
      height: down(at.foot - at.top),
    }),
    el("line.mark-line", {
      x1: percent(trained),
      x2: percent(trained),
      y1: down(at.top),
      y2: down(at.foot),
    }),
    el(
      "text.mark-text",
      { x: percent(trained), y: down(at.name), "text-anchor": trained > 60 ? "end" : "start" },
      `${lengths[0].label} ${breaks.trained}`,
    ),
    before.x.map((x, index) =>
      x === null
        ? null
        : el(index === pair ? `circle.${pairClass(pair)}.now` : "circle", {
            cx: percent(place(x)),
            cy: heightOf(index),
            r: index === pair ? 6 : 2.6,
          }),
    ),
    to > from ? [...new Set([0, pair, last])].map((index) => nameOf(index)) : null,
    el("line.axis", { x1: "0%", x2: "100%", y1: down(at.foot), y2: down(at.foot) }),
    ticksAt(axis.ticks, place, down(at.ticks)),
    el(
      "text.unit",
      { x: "50%", y: down(at.unit), "text-anchor": "middle" },
      "tokens a whole turn takes",
    ),
  );
  /**
   * Beside its dot, where there is room for it.
   *
   * @param {number} index
   */
  function nameOf(index) {
    const x = before.x[index];
    const near = index !== pair && Math.abs(index - pair) * (to - from) < 30 * last;
    if (x === null || near) return null;
    const left = place(x) > 70;
    return el(
      "text",
      {
        // Off the slope of the dots.
        ...{ x: percent(place(x)), y: heightOf(index) },
        ...(left ? { dx: -12, dy: "0.8em" } : { dx: 12, dy: "-0.1em" }),
        "text-anchor": left ? "end" : "start",
      },
      `pair ${index}`,
    );
  }
  return el("figure", {}, svg, el("figcaption", {}, about, means));
}

/**
 * All methods beside each other: a row a method.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 */
export const othersOf = ({ data }) =>
  el(
    "section.scale-others",
    {},
    el("h2", {}, "Then the others"),
    el("p", {}, data.othersSay),
    el(
      "div.covered.until-answered",
      {},
      scrolling(
        "The methods beside each other",
        tableOf(
          "table.scale-grid",
          [
            "method",
            "speed kept by the fastest pair",
            "by the slowest",
            `pairs at new angles in ${data.lengths[1].tokens} tokens`,
          ],
          data.others.map(({ title, cells }) => [title, ...cells]),
        ),
      ),
    ),
  );
