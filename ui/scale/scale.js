// Scale: one pair's frequency worked out step by step, for every method of reaching further.

import { address } from "../web/address.js";
import { el, pairClass } from "../web/dom.js";
import { draw } from "../web/motion.js";
import { fill, filledText, namesIn } from "../web/template.js";
import { breakOf, othersOf } from "./breaks.js";
import { columnsOf, tableToOpen } from "./parts.js";
import { pictureOf } from "./picture.js";

/** @import { Json, Named, ScaleData, ScaleStep } from "../web/types.js" */
/** @import { Parts, Stage, Steps } from "../web/stage.js" */

/** @type {Steps<ScaleData, ScaleStep>} */
export const stage = {
  remember: () => ({
    method: address.get("method"),
    pair: address.get("scalepair"),
    linked: true,
  }),

  prepare(stage) {
    const { data, memory } = stage;
    Object.assign(data, data[data.sharedAs]);
    const usable = data.methods.filter(({ excuse }) => !excuse);
    const troubles = [];
    if (memory.method !== null && !usable.some(({ key }) => key === memory.method)) {
      const names = usable.map(({ key }) => key).join(", ");
      troubles.push(`method: received “${memory.method.slice(0, 60)}”; allowed: ${names}.`);
      memory.method = null;
    }
    if (memory.pair !== null && !(/^\d{1,4}$/.test(memory.pair) && memory.pair < data.pairs)) {
      troubles.push(
        `scalepair: received “${String(memory.pair).slice(0, 60)}”; allowed: a whole number from 0 to ${data.pairs - 1}.`,
      );
      memory.pair = null;
    }
    // What does not fit another model is no fault of the person.
    stage.local.linkTrouble = memory.linked ? troubles.join(" ") : "";
    memory.linked = false;
    stage.local.drawn = {};
    chooseMethod(stage);
  },

  settle({ parts, local: { linkTrouble } }) {
    if (linkTrouble)
      /** @type {Parts} */ (parts).alert.textContent =
        `${/** @type {Parts} */ (parts).alert.textContent} ${linkTrouble}`.trim();
  },

  link: ({ data, memory }) => ({
    method: memory.method === null || memory.method === data.method ? null : memory.method,
    scalepair: memory.pair === null || Number(memory.pair) === data.pair ? null : memory.pair,
  }),

  // What breaks, then one method; all of them beside each other stand below.
  steps: (stage) => [
    ...stage.data.breaks.steps.map((step, at) => ({ ...NOTHING, ...step, at })),
    ...stepsOf(stage),
  ],

  chapters: ({ data, local }) => [
    { title: "What breaks", from: 1 },
    { title: `One method: ${local.method.short}`, from: data.breaks.steps.length + 1 },
  ],

  // A method begins with the pair that is walked through: how much does it keep?
  asks({ local: { method, pair } }, step) {
    if (step.name === "beyond") return "beyond";
    if (step.name === "new") return `method ${method.key}`;
    return step.at === 0 ? `kept ${method.key} ${pair}` : "";
  },

  words(stage, step) {
    if (!step.formula) return { title: step.title, says: step.because };
    const values = valuesOf(stage);
    return {
      title: `${step.title}, pair ${stage.local.pair}`,
      says: step.because,
      line: `${filledText(step.formula, namesIn(step.formula))}: ${filledText(step.formula, values)}, ${values[step.name]} ${step.unit}`,
    };
  },

  controls: (stage) => pairPicker(stage),

  head(stage, step) {
    const { drawn } = stage.local;
    const name = step.formula ? "head" : "brief";
    drawn[name] ??= headOf(stage, name === "head");
    return drawn[name];
  },

  body(stage, step) {
    if (!step.formula) return breakOf(stage, step);
    const values = valuesOf(stage);
    const rounded = stage.local.method.rounded[stage.local.pair].includes(step.at);
    const note =
      rounded && "The numbers are shown rounded; the result is worked out from the full ones.";
    return el(
      `div.work.scale-work.${pairClass(stage.local.pair)}`,
      {},
      el(
        "div.step-text",
        {},
        el("h2", {}, step.title, el("small", {}, ` pair ${stage.local.pair}`)),
        el("p.says", {}, step.because),
        sumOf(step, values, rounded ? "≈" : "="),
        note ? el("p.note", {}, note) : null,
        el("div.asks-here"),
      ),
      el(
        "div.picture",
        {},
        pictureOf(stage, stepsOf(stage).slice(0, step.at + 1), (pair) => takePair(stage, pair)),
      ),
    );
  },

  result: (stage, step) => (step.formula ? resultOf(stage, step) : null),

  // Each pair goes from where it was to where the method puts it: on screen, not on paper.
  shown({ root, local: { drawn } }) {
    if (!drawn.fresh || !root.contains(drawn.svg)) return;
    drawn.fresh = false;
    draw(drawn.svg.querySelectorAll(".lines .moved"), true);
  },

  below: (stage) => el("div", {}, aboutMethod(stage), othersOf(stage), everyPair(stage)),
};

/** What a step that is no calculation has of one. */
const NOTHING = { formula: "", unit: "" };

/**
 * The steps of the chosen method for the chosen pair.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @returns {ScaleStep[]}
 */
const stepsOf = ({ local: { method, pair } }) =>
  method.paths[method.path[pair]].map((/** @type {number} */ index, /** @type {number} */ at) => ({
    ...method.steps[index],
    at,
  }));

/**
 * The method and pair that are looked at, and what is folded under them.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 */
const chooseMethod = (stage) => {
  const { data, memory } = stage;
  stage.local.method = data.methods.find(({ key }) => key === (memory.method ?? data.method));
  stage.local.pair = Number(memory.pair ?? data.pair);
  data.folded = [
    { title: "Why slow pairs down?", items: data.shared.why },
    { title: "In code", items: [{ code: stage.local.method.code }] },
    { title: "Sources", items: data.shared.sources },
  ];
};

/**
 * All numbers of the chosen pair by name.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 */
const valuesOf = ({ data, local: { method, pair } }) => {
  method.columns ??= method.values.map(columnsOf);
  const values = method.names.map((/** @type {string} */ name, /** @type {number} */ index) => [
    name,
    method.columns[index][pair],
  ]);
  return {
    ...method.common,
    ...Object.fromEntries(values),
    i: String(pair),
    inv_freq_before: columnsOf(data.before.w)[pair],
    inv_freq: columnsOf(method.after.w)[pair],
  };
};

/**
 * @param {ScaleStep} step
 * @param {Named} values
 * @param {string} sign before the result: ≈ where the numbers shown do not quite give it
 */
const sumOf = (step, values, sign) => {
  const result = [el("b", {}, values[step.name]), step.unit ? ` ${step.unit}` : ""];
  const named = step.bare ? [] : fill(step.formula, namesIn(step.formula));
  const numbers = step.bare ? [] : fill(step.formula, values);
  if (step.asks) {
    return el(
      "div.scale-sum",
      {},
      el("p.in-names", {}, named, " ?"),
      el("p", {}, numbers, " ?"),
      el("p", {}, result),
    );
  }
  // "inv_freq_before" alone says it twice in numbers.
  const once = step.bare || numbers.length === 1;
  return el(
    "div.scale-sum",
    {},
    el("p.in-names", {}, el("span.scale-name", {}, step.name), step.bare ? null : [" = ", named]),
    once ? null : el("p", {}, "= ", numbers),
    el("p", {}, `${sign} `, result),
  );
};

// --- choosing ------------------------------------------------------------------------

/**
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {boolean} inWords whether the method is told as well
 */
const headOf = (stage, inWords) =>
  el(
    "div.scale-head",
    {},
    el("p.scale-line", {}, stage.data.line),
    el(
      "nav.tabs.scale-tabs",
      { "aria-label": "Methods" },
      stage.data.methods.map((method) =>
        el(
          "button",
          {
            type: "button",
            "aria-current": method === stage.local.method ? "true" : null,
            "aria-disabled": method.excuse ? "true" : null,
            title: method.excuse || method.title,
            "data-focus": `method-${method.key}`,
            onclick: () => !method.excuse && takeMethod(stage, method.key),
          },
          method.short,
          method.unchanged ? el("small", {}, " its own") : null,
        ),
      ),
    ),
    methodField(stage),
    inWords ? el("p.scale-says", {}, stage.local.method.says) : null,
  );

/**
 * On a phone: the methods as a field, which takes one line.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 */
const methodField = (stage) => {
  /** @type {HTMLSelectElement} */
  const field = el(
    "select",
    {
      "aria-label": "Method",
      "data-focus": "method",
      onchange: () => takeMethod(stage, field.value),
    },
    stage.data.methods.map((method) =>
      el(
        "option",
        {
          value: method.key,
          selected: method === stage.local.method,
          disabled: Boolean(method.excuse),
        },
        method.short + (method.unchanged ? ", its own" : ""),
      ),
    ),
  );
  return el("label.scale-method", {}, el("span", {}, "Method"), field);
};

/**
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {string} key
 */
const takeMethod = (stage, key) => {
  const name = stage.steps[stage.memory.step - 1].name;
  stage.memory.method = key;
  stage.local.drawn = {};
  chooseMethod(stage);
  // Who looks at what all have in common goes on to this method's first step.
  stage.memory.step = sameStep(stage, name, stage.data.breaks.steps.length + 1);
  stage.redraw();
  /** @type {HTMLElement | null} */ (
    stage.root.querySelector(`[data-focus="method-${key}"]`)
  )?.focus();
};

/**
 * From one pair or method to another the same kind of step stays in view.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {string} name
 * @param {number} otherwise
 */
const sameStep = (stage, name, otherwise) => {
  const at = stepsOf(stage).findIndex((step) => step.name === name);
  return at < 0 ? otherwise : stage.data.breaks.steps.length + at + 1;
};

/** @param {Stage<ScaleData, ScaleStep>} stage */
const pairPicker = (stage) => {
  const { data } = stage;
  const label = el("output", {});
  /** @type {HTMLInputElement} */
  const field = el("input.bar", {
    type: "range",
    min: 0,
    max: data.pairs - 1,
    step: 1,
    "aria-label": "Pair",
    disabled: data.pairs === 1,
    "data-focus": "scale-pair",
    oninput: () => takePair(stage, Number(field.value)),
  });
  stage.local.picker = { field, label };
  showPicker(stage);
  return el("label.scale-pair", {}, el("span", {}, "Pair"), field, label);
};

/** @param {Stage<ScaleData, ScaleStep>} stage */
const showPicker = ({ local: { picker, pair }, data }) => {
  const { field, label } = picker;
  field.value = pair;
  field.style.setProperty("--done", `${data.pairs > 1 ? (pair / (data.pairs - 1)) * 100 : 100}%`);
  field.setAttribute("aria-valuetext", `pair ${pair} of ${data.pairs}`);
  label.textContent = pair;
};

/**
 * The slider stays where it is while it is drawn along: only the step is shown anew.
 *
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {number} pair
 */
const takePair = (stage, pair) => {
  if (pair === stage.local.pair) return;
  const name = stage.steps[stage.memory.step - 1].name;
  stage.memory.pair = String(pair);
  stage.local.pair = pair;
  stage.steps = stage.page?.steps(stage) ?? [];
  /** @type {Parts} */ (stage.parts).bar.max = /** @type {Json} */ (stage.steps.length);
  showPicker(stage);
  stage.go(sameStep(stage, name, Math.min(stage.memory.step, stage.steps.length)));
};

// --- the result, and what stands under it ----------------------------------------------

/**
 * @param {Stage<ScaleData, ScaleStep>} stage
 * @param {ScaleStep} step
 */
const resultOf = (stage, step) => {
  const { data, local } = stage;
  const { method, pair } = local;
  const [trained, extended] = data.lengths;
  const reached = stepsOf(stage)
    .slice(0, step.at + 1)
    .some(({ name }) => name === "inv_freq");
  /** @param {string} text */
  const column = (text) => columnsOf(text)[pair];
  /** @param {string} text */
  const after = (text) =>
    reached ? el("b", {}, text) : el("span.unknown", { "aria-label": "not yet known" }, "·····");
  /**
   * @param {string} name
   * @param {string} before
   * @param {string} then
   * @param {string} [unit]
   */
  const cell = (name, before, then, unit) => {
    // A pair that stands still takes no number of tokens.
    const [from, to] = [before, then].map((text) => (text === "never" ? "" : ` ${unit ?? ""}`));
    const same = from === to;
    return el(
      "div",
      {},
      el("dt", {}, name),
      el("dd", {}, before, same ? "" : from, " → ", after(then), to.trimEnd()),
    );
  };
  return el(
    `dl.scale-result.${pairClass(pair)}`,
    {},
    cell(`inv_freq of pair ${pair}`, column(data.before.w), column(method.after.w)),
    cell("one turn takes", column(data.before.wave), column(method.after.wave), "tokens"),
    cell(
      `turns in ${trained.tokens} → ${extended.tokens} tokens`,
      column(data.before.turns),
      column(method.after.turns),
    ),
    cell("cos and sin are multiplied by", "1", method.attention),
  );
};

/** @param {Stage<ScaleData, ScaleStep>} stage */
const aboutMethod = ({ local: { method } }) =>
  el(
    "div.scale-about",
    {},
    el("p", {}, el("b", {}, method.title), ". ", el("span.until-answered", {}, method.change)),
    method.settings ? el("p", {}, `Settings: ${method.settings}.`) : null,
    method.standIn ? el("p", {}, method.standIn) : null,
    method.disagree.map((/** @type {string} */ text) =>
      el("p", {}, el("b", {}, "Libraries disagree. "), text),
    ),
  );

/** @param {Stage<ScaleData, ScaleStep>} stage */
const everyPair = ({ data, local: { method } }) => {
  const [trained, extended] = data.lengths;
  const heads = [
    "pair",
    "inv_freq before",
    "after",
    "one turn takes, before",
    "after (tokens)",
    `turns in ${trained.tokens}, before`,
    `in ${extended.tokens}, after`,
  ];
  return tableToOpen(`Every pair in a table: before, and with ${method.short}`, heads, () => {
    const { before } = data;
    const columns = /** @type {const} */ (["w", "wave", "turns"]).flatMap((name) =>
      [before, method.after].map((table) => columnsOf(table[name])),
    );
    return data.before.x.map((_, pair) => [String(pair), ...columns.map((column) => column[pair])]);
  });
};
