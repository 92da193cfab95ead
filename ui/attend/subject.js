// Attend: which head of which model is looked at, and how to choose another.
// The choice is the problem's own: it is asked for by its link, and the sidebar says the same.

import { visit, visitLink } from "../web/address.js";
import { el } from "../web/dom.js";
import { toggleButton } from "./parts.js";

/** @import { AttendData, Json, View } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/** @param {Stage<AttendData, View>} stage */
export const subject = (stage) => {
  const { sentence, real, locked } = stage.data;
  if (real && !locked) return subjectChooser(stage);
  const [, layer, head] = sentence.which;
  return el(
    "div.attend-whose",
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
  const others = ["q", "k", "seed", "d", "stext", "shead", "model", "base", "pairing"];
  return [
    " Your problem has other vectors; to choose sentence, layer and head, ",
    visitLink(
      { ...Object.fromEntries(others.map((name) => [name, null])), text, layer, head, m, n },
      "take the real model's",
    ),
    ".",
  ];
};

/** @param {Stage<AttendData, View>} stage */
export const subjectChooser = ({ data }) => {
  const { choices } = data;
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
        visit({ text: sentences.value, m, n });
      },
    },
    choices.texts.map((words, index) =>
      el("option", { value: index, selected: index === text }, words),
    ),
  );
  return el(
    "div.attend-whose.attend-chooser",
    {},
    el("div.attend-choice", {}, el("span", {}, data.sentence.model), sentences),
    row("Layer", "layer", choices.layers, layer),
    row("Head", "head", choices.heads, head),
  );
};
