// Rotate: one vector, pair by pair, every product and sum.

import { address, visit } from "../web/address.js";
import { el, pairClass, reducedMotion, revealIn } from "../web/dom.js";
import { inBrackets, signOf } from "../web/numbers.js";
import { arc, arrow, line, point, tag } from "../web/svg.js";
import { fill, filledText, rows } from "../web/template.js";
import { linkedVector, vectorLink, vectorSwitch } from "../web/vectors.js";
import { turned } from "./turned.js";

/** @import { Json, Named, RotateData, RotateStep, Vector } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

/** @type {Record<string, string>} */
const ONCE = { line: "first", assemble: "last" };

/** @type {Steps<RotateData, RotateStep>} */
export const stage = {
  remember: () => ({ ...linkedVector(), all: address.get("all") === "1" }),

  link: ({ memory }) => ({
    ...vectorLink(memory),
    all: memory.all ? 1 : null,
  }),

  // First the one line, then all steps of each pair, then the assembled vector.
  steps({ data, memory }) {
    const { pairs } = data.vectors[memory.vector];
    /** @type {Json} */
    const [line, assemble] = ["line", "assemble"].map((key) =>
      data.steps.find((s) => s.key === key),
    );
    const ofPair = data.steps.filter((step) => !ONCE[step.key]);
    return [
      { ...line, pair: 0 },
      ...pairs.flatMap((_, pair) => ofPair.map((step) => ({ ...step, pair }))),
      { ...assemble, pair: pairs.length - 1 },
    ];
  },

  // The line, the pairs, the vector; of many pairs the first, the one that is shown and the last.
  chapters({ steps, memory }) {
    const last = /** @type {RotateStep} */ (steps.at(-1)).pair;
    const shown = steps[(memory.step ?? 1) - 1]?.pair ?? 0;
    const pairs = last < 5 ? [...Array(last + 1).keys()] : [...new Set([0, shown, last])];
    /** @param {number} pair */
    const from = (pair) => steps.findIndex((step) => step.pair === pair && !ONCE[step.key]) + 1;
    return [
      { title: "The line", from: 1 },
      ...pairs
        .sort((a, b) => a - b)
        .map((pair) => ({ title: `Pair ${pair}`, from: from(pair), pair })),
      { title: "The vector", from: steps.length },
    ];
  },

  // Before a sum is shown it is asked for.
  asks: ({ memory }, step) => `${memory.vector} ${step.pair} ${step.key}`,

  words(stage, step) {
    const values = valuesOf(stage, step);
    const title = ONCE[step.key] ? step.title : `${step.title}, pair ${step.pair}`;
    return {
      title,
      says: filledText(saying(step, values), values),
      line: step.rows.map((row) => filledText(row.replace("|", ""), values)).join("; "),
    };
  },

  controls(stage) {
    const { memory } = stage;
    return el(
      "button.control.quiet",
      {
        type: "button",
        "aria-pressed": String(memory.all),
        "data-focus": "all",
        onclick: () => {
          memory.all = !memory.all;
          stage.redraw();
        },
      },
      memory.all ? "One step at a time" : "Open everything",
    );
  },

  head(stage, step) {
    const { data, memory } = stage;
    const vector = data.vectors[memory.vector];
    return [
      vectorSwitch(stage),
      el(
        "div.overview",
        {},
        strip(vector.letter, vector.x, vector.places, step.key === "assemble" ? null : step.pair),
        dials(stage, vector, step),
      ),
    ];
  },

  body(stage, step, { onward }) {
    if (stage.memory.all) return everything(stage);
    const values = valuesOf(stage, step);
    const hue = pairClass(step.pair);
    return el(
      `div.work.${hue}.step-${step.key}`,
      {},
      el(
        "div.step-text",
        {},
        el(
          "h2",
          {},
          ONCE[step.key] ? step.title : [step.title, el("small", {}, ` pair ${step.pair}`)],
        ),
        el("p.says", {}, fill(saying(step, values), values)),
        rows(step.rows, values),
        step.parts ? el("div.parts", {}, rows(step.parts, values)) : null,
        step.line ? el("p.line", {}, fill(step.line, values)) : null,
        step.note && filledText(step.note, values).trim()
          ? el("p.note", {}, filledText(step.note, values).trim())
          : null,
        step.key === "assemble" ? second(stage) : null,
      ),
      el("div.picture", {}, turnPicture(stage, step, values, onward)),
    );
  },

  // The vector as far as it is known.
  result(stage, step) {
    const { data, memory, steps } = stage;
    const vector = data.vectors[memory.vector];
    // Numbers that do not turn are known from the start.
    const turning = new Set(vector.outputs.flat());
    const y = vector.x.map((number, index) => (turning.has(index) ? null : number));
    const reached = memory.all ? steps.length : memory.step;
    steps.slice(0, reached).forEach(({ key, pair }) => {
      const values = vector.pairs[pair];
      if (key === "first") y[vector.outputs[pair][0]] = values.y0;
      if (key === "second") y[vector.outputs[pair][1]] = values.y1;
    });
    const fresh = { first: 0, second: 1 }[step.key];
    const now = fresh === undefined || memory.all ? -1 : vector.outputs[step.pair][fresh];
    return strip(`${vector.letter}′`, y, vector.outputs, null, now);
  },
};

/**
 * After the first example, one in which three different numbers stand.
 *
 * @param {Stage<RotateData, RotateStep>} stage
 */
function second({ data, memory }) {
  if (!data.second) return null;
  const { text, go, changes } = data.second;
  return el(
    "div.second",
    {},
    el("p.note", {}, text),
    el(
      "button.control",
      {
        type: "button",
        onclick: () => {
          // From its line on.
          memory.step = 1;
          visit({ ...changes, step: null });
        },
      },
      `${go} →`,
    ),
  );
}

/**
 * @param {Stage<RotateData, RotateStep>} stage
 * @param {{ pair: number }} step
 */
const valuesOf = ({ data, memory }, step) => {
  const vector = data.vectors[memory.vector];
  return { ...vector.whole, ...vector.pairs[step.pair] };
};

/**
 * What a step says, and of a product what its sign does.
 *
 * @param {RotateStep} step
 * @param {Named} values
 */
const saying = (step, values) =>
  step.signs ? `${step.says} ${step.signs[signOf(values[step.signs.of])]}` : step.says;

/**
 * A vector as it stands, each number underlined in the colour of its pair and numbered.
 *
 * @param {string} label
 * @param {(string | null)[]} numbers
 * @param {number[][]} places
 * @param {number | null} current
 * @param {number} [fresh]
 */
function strip(label, numbers, places, current, fresh = -1) {
  const pairOf = Array(numbers.length);
  for (const [pair, place] of places.entries()) for (const index of place) pairOf[index] = pair;
  const cells = numbers.map((number, index) => {
    const pair = pairOf[index];
    const lit = current === null || current === pair;
    const ends = pairOf[index + 1] !== pair;
    return el(
      `span.cell.${pairClass(pair ?? 0)}${lit ? "" : ".dim"}${ends ? ".ends" : ""}${index === fresh ? ".fresh" : ""}`,
      { "data-current": current === pair },
      el(
        "span.number",
        {},
        number ?? el("span.unknown", { "aria-label": "not yet known" }, "·····"),
      ),
      el("span.which", { "aria-hidden": "true" }, pair === undefined ? "copied" : `pair ${pair}`),
    );
  });
  const list = el(
    `div.cells${numbers.length > 8 ? "" : ".few"}`,
    {
      tabindex: numbers.length > 16 ? "0" : null,
      role: "group",
      "aria-label": `Numbers of ${label}`,
    },
    cells,
  );
  const first = cells.find((cell) => cell.hasAttribute("data-current"));
  first?.addEventListener("reveal", () => revealIn(list, first));
  return el("div.strip", {}, el("span.name", {}, label), list);
}

/**
 * All pairs at a glance: a hand for each, fast ones and slow ones; a click goes there.
 *
 * @param {Stage<RotateData, RotateStep>} stage
 * @param {Vector} vector
 * @param {RotateStep} step
 */
function dials(stage, vector, step) {
  const current = step.key === "assemble" ? -1 : step.pair;
  /** @param {number} pair */
  const go = (pair) => {
    const target = stage.steps.findIndex((s) => s.pair === pair && !ONCE[s.key]) + 1;
    // From one pair to another the same kind of step stays in view.
    const same = stage.steps.findIndex((s) => s.pair === pair && s.key === step.key) + 1;
    stage.go(ONCE[step.key] ? target : same || target);
    /** @type {HTMLElement | null} */ (
      stage.root.querySelector(`[data-focus="pair-${pair}"]`)
    )?.focus();
  };
  const count = vector.pairs.length;
  const buttons = vector.pairs.map((pair, index) => {
    const [x, y] = [Math.cos(pair.rad), -Math.sin(pair.rad)].map((v) => v * 11);
    return el(
      `button.dial.${pairClass(index)}`,
      {
        type: "button",
        "data-focus": `pair-${index}`,
        "data-keys": "pairs",
        tabindex: index === Math.max(0, current) ? 0 : -1,
        "aria-current": index === current ? "step" : null,
        "aria-label": `Pair ${index}: ${pair.xn0} and ${pair.xn1}, angle ${pair.angle} radians`,
        title: `pair ${index}: ${pair.xn0}, ${pair.xn1}; angle ${pair.angle} rad`,
        onclick: () => go(index),
        onkeydown: (event) => {
          const to = {
            ArrowRight: index + 1,
            ArrowDown: index + 1,
            ArrowLeft: index - 1,
            ArrowUp: index - 1,
            Home: 0,
            End: count - 1,
          }[event.key];
          if (to === undefined) return;
          event.preventDefault();
          if (to >= 0 && to < count) go(to);
        },
      },
      el(
        "svg",
        { viewBox: "-16 -16 32 32", "aria-hidden": "true" },
        el("circle", { r: 14 }),
        el("line.rest", { x2: 11, y2: 0 }),
        el("line.hand", { x2: x, y2: y }),
      ),
      el("span", { "aria-hidden": "true" }, count <= 8 ? `pair ${index}` : index),
    );
  });
  return el(
    `div.dials${count > 16 ? ".many" : ""}`,
    { role: "group", "aria-label": `The ${count} pairs; arrow keys move` },
    buttons,
  );
}

/** @param {Stage<RotateData, RotateStep>} stage */
function everything(stage) {
  const { data, memory } = stage;
  const vector = data.vectors[memory.vector];
  const ofPair = data.steps.filter((step) => !ONCE[step.key]);
  return el(
    "div.everything",
    {},
    vector.pairs.map((pair, index) => {
      const values = { ...vector.whole, ...pair };
      return el(
        `section.${pairClass(index)}`,
        {},
        el("h2", {}, `Pair ${index}: ${pair.xn0} and ${pair.xn1}`),
        ofPair.map((step) =>
          el(
            "div.item",
            {},
            el("h3", {}, step.title),
            rows(step.rows, values),
            step.line ? el("p.line", {}, fill(step.line, values)) : null,
            step.note && filledText(step.note, values).trim()
              ? el("p.note", {}, filledText(step.note, values).trim())
              : null,
          ),
        ),
      );
    }),
  );
}

// --- the picture -------------------------------------------------------------------

/**
 * @param {Stage<RotateData, RotateStep>} stage
 * @param {RotateStep} step
 * @param {Named} values
 * @param {boolean} onward
 */
function turnPicture(stage, step, values, onward) {
  const [x0, x1] = values.raw.split(",").map(Number);
  const length = Math.hypot(x0, x1);
  const start = Math.atan2(x1, x0);
  const angle = Number(values.rad);
  const sweep = angle % (2 * Math.PI);
  const R = 128;
  /** @type {SVGElement[]} */
  const parts = [
    line("axis", -165, 0, 165, 0),
    line("axis", 0, -165, 0, 165),
    el("circle.orbit", { r: R }),
  ];
  /** @param {string} text */
  const caption = (text) => el("figcaption", {}, text);
  /** @param {string} about */
  const frame = (about) =>
    el(
      "figure",
      {},
      el("svg.plane", { viewBox: "-200 -180 400 360", role: "img", "aria-label": about }, parts),
      caption(about),
    );

  if (step.key === "assemble") return smallTurns(stage);
  if (step.key === "cos_sin") {
    const [x, y] = point(angle, R);
    parts.push(
      arc("sweep", 0, angle, 40),
      line("across", 0, 0, x, 0),
      line("up", x, 0, x, y),
      arrow("after", angle, R),
      tag("across-text", x / 2, y < 0 ? 18 : -18, `cos ${values.cos}`, "middle"),
      tag("up-text", x + (x < 0 ? -10 : 10), y / 2, `sin ${values.sin}`, x < 0 ? "end" : "start"),
    );
    return frame(
      `On the circle of radius 1, turned by ${values.angle} rad: ${values.cos} across and ${values.sin} up (negative: left, down).`,
    );
  }
  if (length === 0) return frame("Both numbers of this pair are 0: there is nothing to turn.");

  const pair = turned(x0, x1, angle, R);
  const [before, after] = [pair.before, pair.after].map(([across, up]) => [across, -up]);
  /**
   * @param {string} name
   * @param {number[]} at
   * @param {string} text
   */
  const label = (name, at, text) => tag(name, at[0] * 1.13, at[1] * 1.13, text);
  parts.push(arrow("before", start, R));
  if (step.key === "inv_freq") {
    const turn = Number(values.raw_inv_freq);
    parts.push(label("before-text", before, "before"));
    parts.push(arc("sweep", start, turn, 58), arrow("ghost", start + turn, R));
    return frame(
      `Pair ${step.pair} turns ${values.w} rad for each token; a full turn takes ${values.wavelength} tokens.`,
    );
  }
  const moving = arrow("after", start + angle, R);
  const near = Math.hypot(after[0] - before[0], after[1] - before[1]) < 46;
  parts.push(arc("sweep", start, angle, 58), moving);
  // Where both arrows stand nearly alike, one label speaks of both.
  parts.push(label("before-text", before, near ? "before, after" : "before"));
  if (!near) parts.push(label("after-text", after, "after"));
  const [x, y] = point(start + sweep / 2, 70);
  if (!near) parts.push(tag("sweep-text", x, y, `${values.angle} rad`, x < 0 ? "end" : "start"));
  /** @param {string} name */
  const shown = (name) => values[`${name}_share`] ?? values[name];
  if (step.key === "first" || step.key === "line") {
    const [first] = pair.across;
    const end = after[0];
    parts.push(
      line("drop", end, after[1], end, 0),
      line("share first", 0, 9, first, 9),
      line("share second", first, 18, end, 18),
      line("sum", 0, 0, end, 0),
      tag("sum-text", end / 2, 34, `${values.yn0} = ${values.y0}`, "middle"),
    );
    return frame(
      `Across, the turned arrow stands at ${values.yn0} = ${values.y0}: ${shown("cx0")} from cos (light blue) minus ${inBrackets(shown("sx1"))} from sin (green).`,
    );
  }
  if (step.key === "second") {
    const first = -pair.up[0];
    const end = after[1];
    parts.push(
      line("drop", after[0], end, 0, end),
      line("share first", -9, 0, -9, first),
      line("share second", -18, first, -18, end),
      line("sum", 0, 0, 0, end),
      tag("sum-text", -26, end / 2, `${values.yn1} = ${values.y1}`, "end"),
    );
    return frame(
      `Up, the turned arrow stands at ${values.yn1} = ${values.y1}: ${shown("sx0")} from sin (light blue) plus ${inBrackets(shown("cx1"))} from cos (green).`,
    );
  }
  if (step.key === "turn" && onward && !reducedMotion()) {
    moving.animate(
      [{ transform: `rotate(${-start}rad)` }, { transform: `rotate(${-(start + sweep)}rad)` }],
      { duration: 900, easing: "ease-in-out" },
    );
  }
  /** @type {Record<string, string>} */
  const drawings = {
    angle: `Position ${values.position}: the arrow turns by ${values.angle} rad.`,
    products: `The four products are the shares of the old numbers in the turned arrow.`,
    turn: `Before (${values.x0}, ${values.x1}), after (${values.y0}, ${values.y1}); the length ${values.len0 === values.len1 ? `stays ${values.len1}` : `was ${values.len0} and is ${values.len1}`}.`,
  };
  return frame(drawings[step.key]);
}

/** @param {Stage<RotateData, RotateStep>} stage */
function smallTurns(stage) {
  const { data, memory } = stage;
  const { pairs, letter } = data.vectors[memory.vector];
  const shown = pairs.slice(0, 16);
  const side = Math.ceil(Math.sqrt(shown.length));
  const about =
    `Each pair of ${letter} has turned on its own circle` +
    (shown.length < pairs.length
      ? `; the first ${shown.length} of ${pairs.length} pairs are drawn.`
      : ".");
  return el(
    "figure",
    {},
    el(
      "div.small-turns",
      { role: "img", "aria-label": about, style: `--side: ${side}` },
      shown.map((pair, index) => {
        const [x0, x1] = pair.raw.split(",").map(Number);
        const start = Math.atan2(x1, x0);
        return el(
          `svg.plane.${pairClass(index)}`,
          { viewBox: "-80 -80 160 160" },
          el("circle.orbit", { r: 62 }),
          x0 || x1
            ? [arrow("before", start, 62), arrow("after", start + Number(pair.rad), 62)]
            : null,
          tag("small-text", 0, 73, `pair ${index}`, "middle"),
        );
      }),
    ),
    el("figcaption", {}, about),
  );
}
