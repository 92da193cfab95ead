// Attend: which head of which model is looked at, and how to choose another.
// The choice is the problem's own: it is asked for by its link, and the sidebar says the same.

import { visit, visitLink } from "../web/address.js";
import { el } from "../web/dom.js";
import { toggleButton } from "./parts.js";

/** @import { AttendData, Child, Json, View } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * What is shown of a sentence, with which one it is: to choose above it, to read below.
 *
 * @param {Stage<AttendData, View>} stage
 * @param {...Child} shown
 */
export const ofSubject = (stage, ...shown) => {
  const { real, locked } = stage.data;
  return real && !locked ? [subjectChooser(stage), ...shown] : [...shown, subject(stage)];
};

/** @param {Stage<AttendData, View>} stage */
const subject = (stage) => {
  const { sentence, locked } = stage.data;
  const [layer, head] = sentence.place;
  return el(
    "div.attend-subject",
    {},
    el(
      "p",
      {},
      `${sentence.model}, layer ${layer}, head ${head}: `,
      el("q", {}, sentence.text),
      locked ? "" : takeReal(stage),
    ),
  );
};

/**
 * With other vectors in the problem, the sentence stands in: its own cell is linked.
 *
 * @param {Stage<AttendData, View>} stage
 */
export const takeReal = ({ data }) => {
  const [text, layer, head] = data.sentence.which;
  const [m, n] = data.cell;
  return [
    " Your problem has other vectors; to choose sentence, layer and head, ",
    visitLink({ ...NOBODYS, text, layer, head, m, n }, "take the real model's"),
    ", or those of ",
    headLink(1, 0, data.choices.smollm2.lengths[1], "SmolLM2, which has 64 numbers a head"),
    ".",
  ];
};

/** A link's vectors, and how they are turned: none of them. */
const NOBODYS = Object.fromEntries(
  [
    "q",
    "k",
    "seed",
    "d",
    "text",
    "layer",
    "head",
    "stext",
    "shead",
    "model",
    "base",
    "pairing",
  ].map((name) => [name, null]),
);

/**
 * A head of SmolLM2 over one of its texts becomes the problem: the last token asks the one before.
 *
 * @param {number} text
 * @param {number} head
 * @param {number} tokens so many the text has
 * @param {string} words
 * @param {Record<string, null>} [more]
 */
export const headLink = (text, head, tokens, words, more = {}) =>
  visitLink(
    {
      ...NOBODYS,
      ...more,
      stext: text,
      shead: head,
      m: tokens - 1,
      n: tokens - 2,
      base: 100000,
      pairing: "half_split",
    },
    words,
  );

/** @param {Stage<AttendData, View>} stage */
export const subjectChooser = ({ data }) => {
  const { source } = data.sentence;
  /** @type {Json} */
  const choices = data.choices[source];
  const named = source === "smollm2";
  const [text, layer, head] = data.sentence.which;
  /**
   * @param {string} label
   * @param {string} name
   * @param {number} count
   * @param {number} chosen
   */
  const row = (label, name, count, chosen) =>
    el(
      "div.attend-choice",
      {},
      el("span", { "aria-hidden": "true" }, label),
      el(
        "div.switch",
        { role: "group", "aria-label": `${label} of the model` },
        Array.from({ length: count }, (_, index) =>
          toggleButton(index === chosen, String(index), () => visit({ [name]: index }), {
            "aria-label": `${label} ${index}`,
            "data-focus": `${name}-${index}`,
          }),
        ),
      ),
    );
  const sentences = el(
    "select.attend-sentences",
    {
      "aria-label": "Words shown",
      "data-focus": "sentences",
      onchange: () => {
        // A shorter sentence has fewer places.
        const last = choices.lengths[/** @type {Json} */ (sentences.value)] - 1;
        const [m, n] = data.cell.map((place) => Math.min(place, last));
        visit({ [named ? "stext" : "text"]: sentences.value, m, n });
      },
    },
    choices.texts.map((/** @type {string} */ words, /** @type {number} */ index) =>
      el("option", { value: index, selected: index === text }, words),
    ),
  );
  return el(
    "div.attend-subject.attend-chooser",
    {},
    el("div.attend-choice", {}, el("span", {}, data.sentence.model), sentences),
    named
      ? namedHeads(choices.heads, layer)
      : [row("Layer", "layer", choices.layers, layer), row("Head", "head", choices.heads, head)],
  );
};

/**
 * Heads that are known by what they do.
 *
 * @param {string[]} heads
 * @param {number} chosen
 */
const namedHeads = (heads, chosen) => {
  /** @type {HTMLSelectElement} */
  const field = el(
    "select.attend-sentences",
    {
      "aria-label": "Head of the model",
      "data-focus": "heads",
      onchange: () => visit({ shead: field.value }),
    },
    heads.map((title, index) => el("option", { value: index, selected: index === chosen }, title)),
  );
  return el("div.attend-choice", {}, el("span", {}, "Head"), field);
};
