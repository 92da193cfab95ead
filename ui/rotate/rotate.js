// Rotate: one vector, pair by pair, every product and sum.

import { address, visit } from "../web/address.js";
import { el, pairClass } from "../web/dom.js";
import { signOf } from "../web/numbers.js";
import { openEverything } from "../web/open_everything.js";
import { fill, filledText, rows } from "../web/template.js";
import { linkedVector, vectorLink, vectorSwitch } from "../web/vectors.js";
import { isWide, overviewPicture, walked } from "./overview.js";
import { turnPicture } from "./turns.js";
import { dials, strip } from "./vector.js";

/** @import { Json, Named, RotateData, RotateStep } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

/** Steps that are taken once, not for each pair. */
const ONCE = new Set(["line", "overview", "assemble"]);

/** @type {Steps<RotateData, RotateStep>} */
export const stage = {
  remember: () => ({
    ...linkedVector(),
    all: address.get("all") === "1",
    pairs: linkedPairs(address.get("pairs")),
  }),

  link: ({ memory }) => ({
    ...vectorLink(memory),
    all: memory.all ? 1 : null,
    pairs: memory.pairs?.join(",") ?? null,
  }),

  // First the one line, of a wide head all its pairs at a glance, then all steps of each pair that
  // is walked through, then the assembled vector.
  steps({ data, memory }) {
    const vector = data.vectors[memory.vector];
    const pairs = walked(vector, memory);
    /** @type {Json} */
    const [line, overview, assemble] = ["line", "overview", "assemble"].map((key) =>
      data.steps.find((s) => s.key === key),
    );
    const ofPair = data.steps.filter((step) => !ONCE.has(step.key));
    return [
      { ...line, pair: 0 },
      ...(isWide(vector) ? [{ ...overview, pair: 0 }] : []),
      ...pairs.flatMap((pair) => ofPair.map((step) => ({ ...step, pair }))),
      { ...assemble, pair: pairs[pairs.length - 1] },
    ];
  },

  // A pair is a chapter: the line is the first one's, or of a wide head the beginning of all; the
  // vector is what the last one completes.
  chapters(stage) {
    const vector = stage.data.vectors[stage.memory.vector];
    const wide = isWide(vector);
    return [
      ...(wide ? [{ title: "All pairs", from: 1 }] : []),
      ...walkedOf(stage).map((pair, at) => ({
        title: `Pair ${pair}`,
        from: at || wide ? firstOf(stage, pair) : 1,
        pair,
      })),
    ];
  },

  // Before a sum is shown it is asked for.
  asks({ memory, steps }, step) {
    const last = step.key === "turn" && steps.indexOf(step) === steps.length - 2;
    return last ? `${memory.vector} turn` : `${memory.vector} ${step.pair} ${step.key}`;
  },

  words(stage, step) {
    const values = valuesOf(stage, step);
    const title = ONCE.has(step.key) ? step.title : `${step.title}, pair ${step.pair}`;
    return {
      title,
      says: filledText(saying(step, values), values),
      line: step.rows.map((row) => filledText(row.replace("|", ""), values)).join("; "),
    };
  },

  controls: (stage) => openEverything(stage, "One step at a time"),

  head(stage, step) {
    const { data, memory } = stage;
    const vector = data.vectors[memory.vector];
    return el(
      "div.rotate-head",
      {},
      vectorSwitch(stage),
      el(
        "div.overview",
        {},
        strip(vector.letter, vector.x, vector.places, wholeVector(step) ? null : step.pair),
        isWide(vector) ? null : pairDials(stage, step),
      ),
    );
  },

  body(stage, step, { onward }) {
    if (stage.memory.all) return everything(stage);
    const values = valuesOf(stage, step);
    const hue = pairClass(step.pair);
    return el(
      `div.work.rotate-work.${hue}.step-${step.key}`,
      {},
      el(
        "div.step-text",
        {},
        el(
          "h2",
          {},
          ONCE.has(step.key) ? step.title : [step.title, el("small", {}, ` pair ${step.pair}`)],
        ),
        el("p.says", {}, fill(saying(step, values), values)),
        rows(step.rows, values),
        step.parts ? el("div.parts", {}, rows(step.parts, values)) : null,
        step.line ? el("p.line", {}, fill(step.line, values)) : null,
        step.note && filledText(step.note, values).trim()
          ? el("p.note", {}, filledText(step.note, values).trim())
          : null,
        step.key === "overview"
          ? el(
              "div.choosing",
              {},
              el("p.note", {}, "Press a pair to walk through it, or to leave it out."),
              choosing(stage),
            )
          : null,
        step.key === "assemble" ? second(stage) : null,
      ),
      el(
        "div.picture.asks-here",
        {},
        step.key === "overview"
          ? overviewPicture(stage.data.vectors[stage.memory.vector], walkedOf(stage))
          : turnPicture(stage, step, values, onward),
      ),
    );
  },

  // The vector as far as it is known.
  result(stage, step) {
    const { data, memory, steps } = stage;
    const vector = data.vectors[memory.vector];
    // Numbers that do not turn are known from the start.
    const turning = new Set(vector.outputs.flat());
    const y = vector.x.map((number, index) => (turning.has(index) ? null : number));
    const reached = memory.all ? steps.length : steps.indexOf(step) + 1;
    /**
     * @param {number} pair
     * @param {0 | 1} half
     */
    const known = (pair, half) => {
      y[vector.outputs[pair][half]] = vector.pairs[pair][`y${half}`];
    };
    steps.slice(0, reached).forEach(({ key, pair }) => {
      if (key === "first") known(pair, 0);
      if (key === "second") known(pair, 1);
    });
    // At the end also of those pairs that were not walked through.
    if (reached === steps.length)
      for (const pair of vector.pairs.keys()) {
        known(pair, 0);
        known(pair, 1);
      }
    const fresh = { first: 0, second: 1 }[step.key];
    const now = fresh === undefined || memory.all ? -1 : vector.outputs[step.pair][fresh];
    return strip(`${vector.letter}′`, y, vector.outputs, null, now);
  },

  // The pair's numbers come out of the vector above, and what they give goes into the one below.
  flights({ root, data, memory }, step) {
    const vector = data.vectors[memory.vector];
    const above = root.querySelectorAll(".head .cell .number");
    const [first, second] = (vector.places[step.pair] ?? []).map((place) => above[place]);
    const used = root.querySelector(".body .rows");
    const fresh = root.querySelector(".result .fresh .number");
    const sums = root.querySelectorAll(".body :is(.v-y0, .v-y1)");
    return [
      [first, step.key === "products" ? used?.querySelector(".v-x0") : null],
      [second, step.key === "products" ? used?.querySelector(".v-x1") : null],
      [sums[sums.length - 1], fresh],
    ];
  },

  settle({ parts, memory, local }) {
    if (memory.pairs !== null || local.linkRead) return;
    local.linkRead = true;
    const text = address.get("pairs");
    if (text && !linkedPairs(text) && parts) parts.alert.textContent = pairsTrouble(text);
  },
};

/**
 * The pairs a link names, such as "0,14,31"; null where it names none.
 *
 * @param {string | null} text
 */
const linkedPairs = (text) =>
  text && /^\d{1,4}(,\d{1,4}){0,31}$/.test(text)
    ? [...new Set(text.split(",").map(Number))].sort((a, b) => a - b)
    : null;

/** @param {string} text */
const pairsTrouble = (text) =>
  `pairs: received “${text.slice(0, 60)}”; allowed: numbers of pairs such as 0,14,31.`;

/** @param {{ key: string }} step */
const wholeVector = ({ key }) => key === "assemble" || key === "overview";

/** @param {Stage<RotateData, RotateStep>} stage */
const walkedOf = ({ data, memory }) => walked(data.vectors[memory.vector], memory);

/**
 * The first step of a pair.
 *
 * @param {Stage<RotateData, RotateStep>} stage
 * @param {number} pair
 */
const firstOf = ({ steps }, pair) =>
  steps.findIndex((step) => step.pair === pair && !ONCE.has(step.key)) + 1;

/**
 * Walk through these pairs of a wide head.
 *
 * @param {Stage<RotateData, RotateStep>} stage
 * @param {number[]} pairs
 */
function choose(stage, pairs) {
  stage.memory.pairs = pairs.sort((a, b) => a - b);
  stage.redraw();
}

/**
 * All pairs of a head that is not wide; from one to another the same kind of step stays in view.
 *
 * @param {Stage<RotateData, RotateStep>} stage
 * @param {RotateStep} step
 */
function pairDials(stage, step) {
  const current = wholeVector(step) ? -1 : step.pair;
  /** @param {number} pair */
  const go = (pair) => {
    const same = stage.steps.findIndex((s) => s.pair === pair && s.key === step.key) + 1;
    stage.go(ONCE.has(step.key) ? firstOf(stage, pair) : same || firstOf(stage, pair));
    stage.focus(`pair-${pair}`);
  };
  return dials(stage.data.vectors[stage.memory.vector], {
    current,
    marks: (pair) => ({ "aria-current": pair === current ? "step" : null }),
    onClick: go,
    onKey: go,
  });
}

/**
 * All pairs of a wide head, each to be walked through or not.
 *
 * @param {Stage<RotateData, RotateStep>} stage
 */
function choosing(stage) {
  const chosen = walkedOf(stage);
  /** @param {number} pair */
  const toggle = (pair) => {
    const others = chosen.filter((other) => other !== pair);
    // One at least is walked through.
    if (others.length === chosen.length) choose(stage, [...chosen, pair]);
    else if (others.length) choose(stage, others);
    stage.focus(`pair-${pair}`);
  };
  return dials(stage.data.vectors[stage.memory.vector], {
    current: chosen[0],
    marks: (pair) => ({ "aria-pressed": String(chosen.includes(pair)) }),
    onClick: toggle,
    onKey: (pair) => stage.focus(`pair-${pair}`),
  });
}

/**
 * After the first example, one in which three different numbers stand.
 *
 * @param {Stage<RotateData, RotateStep>} stage
 */
function second({ data, memory, steps }) {
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
          // Where the three numbers stand.
          memory.step = steps.findIndex(({ key, pair }) => key === "angle" && pair === 1) + 1;
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

/** @param {Stage<RotateData, RotateStep>} stage */
function everything(stage) {
  const { data, memory } = stage;
  const vector = data.vectors[memory.vector];
  const ofPair = data.steps.filter((step) => !ONCE.has(step.key));
  return el(
    "div.everything",
    {},
    walkedOf(stage).map((index) => {
      const pair = vector.pairs[index];
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
