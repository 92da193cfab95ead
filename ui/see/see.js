// See: a sentence with a picture in it. Which patch answers is chosen by hand, in the browser.

import { el } from "../web/dom.js";
import { chaptersOf } from "../web/stage.js";

/** @import { Place, SeeData, SeeStep } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

/** @type {Steps<SeeData, SeeStep>} */
export const stage = {
  steps: ({ data }) => data.steps,

  chapters: ({ steps }) => chaptersOf(steps),

  words: (stage, step) => ({
    title: step.title,
    says: step.says,
    line: step.layout && step.key !== undefined ? spoken(stage, step, step.key) : "",
  }),

  body(stage, step) {
    const below = el("div.see-below");
    const sentence = el(`div.see-sentence${step.shows === "words" ? ".words-alone" : ""}`);
    /** @param {number} chosen the patch that is tapped */
    const draw = (chosen) => {
      sentence.replaceChildren(...sentenceOf(stage, step, chosen, draw));
      below.replaceChildren(...belowOf(stage, step, chosen));
      const focused = sentence.querySelector('[aria-pressed="true"]');
      if (tapped && focused instanceof HTMLElement) focused.focus();
      tapped = true;
    };
    let tapped = false;
    draw(step.key ?? 4);
    return el(
      "div.see",
      {},
      el(
        "div.see-words",
        {},
        el("h2", {}, step.title),
        el("p.says", {}, step.says),
        step.note ? el("p.note", {}, step.note, ".") : null,
      ),
      el("div.see-picture", {}, sentence, below),
    );
  },
};

/**
 * Words, patches, words, as far as the step shows them.
 *
 * @param {Stage<SeeData, SeeStep>} stage
 * @param {SeeStep} step
 * @param {number} chosen
 * @param {(patch: number) => void} choose
 */
function sentenceOf({ data }, step, chosen, choose) {
  const word = (/** @type {[string, Place]} */ [text, place]) =>
    el("div.see-word", {}, el("b", {}, text), el("span.place", {}, placeOf(place)));
  const [[, row, column]] = data.patches;
  // What sees the picture alone counts from its corner, and has no time.
  const labelOf = (/** @type {Place} */ place) =>
    step.shows === "axial" ? `(${place[1] - row}, ${place[2] - column})` : placeOf(place);
  const patch = (/** @type {Place} */ place, /** @type {number} */ index) =>
    el(
      "button.patch",
      {
        type: "button",
        "aria-pressed": String(index === chosen),
        "aria-label": `Patch ${index + 1}, at ${labelOf(place)}`,
        "data-asks": step.key !== undefined && index === data.query,
        onclick: () => choose(index),
      },
      index === chosen || (step.key !== undefined && index === data.query) ? labelOf(place) : "",
    );
  if (step.shows === "words") return data.plain.map(word);
  const picture = el(
    "div.patches",
    { role: "group", "aria-label": "A picture of a cat" },
    cat(),
    data.patches.map(patch),
  );
  if (step.layout || step.shows === "axial") return [picture];
  return [
    ...data.before.map(word),
    picture,
    ...(step.shows === "places" ? [] : data.after.map(word)),
  ];
}

/** The picture behind the patches. */
const cat = () =>
  el(
    "svg.cat",
    { viewBox: "0 0 96 96", "aria-hidden": "true" },
    el("path", {
      d: "M14 46 L16 10 L38 26 Q48 23 58 26 L80 10 L82 46 Q84 84 48 86 Q12 84 14 46 Z",
    }),
    el("circle.eye", { cx: 34, cy: 50, r: 5 }),
    el("circle.eye", { cx: 62, cy: 50, r: 5 }),
    el("path.nose", { d: "M44 62 h8 l-4 5 z" }),
    el("path.line", {
      d: "M48 67 q-5 7 -11 4 M48 67 q5 7 11 4 M24 63 h-18 M26 69 l-17 6 M72 63 h18 M70 69 l17 6",
    }),
  );

/**
 * What the chosen patch's place makes: its three numbers, the pairs, or the sums.
 *
 * @param {Stage<SeeData, SeeStep>} stage
 * @param {SeeStep} step
 * @param {number} chosen
 */
function belowOf({ data }, step, chosen) {
  const place = data.patches[chosen];
  if (step.shows === "places" || step.shows === "all") return [legend(data, place)];
  if (step.shows === "pairs" && step.layout) {
    return [strip(data, data.layouts[step.layout].follows), legend(data, undefined)];
  }
  if (step.shows === "axial") {
    return [sums(["row", "column"], [1, 2], data.axial[chosen], undefined)];
  }
  if (step.shows === "score" && step.layout) {
    const { follows, sums: all } = data.layouts[step.layout];
    const was = step.was === undefined ? undefined : all[step.was];
    const before = step.was === undefined ? undefined : data.patches[step.was];
    const stirs = before && data.axes.map((_, axis) => before[axis] !== place[axis]);
    return [strip(data, follows, stirs), sums(data.axes, [0, 1, 2], all[chosen], was)];
  }
  return [];
}

/**
 * A cell for every pair, in the colour of its axis; those that do not stir are pale.
 *
 * @param {SeeData} data
 * @param {number[]} follows
 * @param {boolean[]} [stirs]
 */
const strip = (data, follows, stirs) =>
  el(
    "div.pair-strip",
    {
      role: "img",
      "aria-label": data.axes
        .map((axis, at) => `${follows.filter((one) => one === at).length} pairs by the ${axis}`)
        .join(", "),
    },
    follows.map((axis) => el(`span.axis-${axis}`, { "data-still": stirs && !stirs[axis] })),
  );

/**
 * @param {SeeData} data
 * @param {Place | undefined} place
 */
const legend = ({ axes }, place) =>
  el(
    "ul.axes",
    { role: place ? "status" : null },
    axes.map((axis, at) =>
      el(`li.axis-${at}`, {}, el("b", {}, axis), place ? ` ${place[at]}` : ""),
    ),
  );

/**
 * A sum for each axis, and the score; what it was before beside what changed.
 *
 * @param {string[]} names
 * @param {number[]} colours
 * @param {string[]} values
 * @param {string[] | undefined} was
 */
const sums = (names, colours, values, was) =>
  el(
    "dl.axis-sums",
    { role: "status" },
    [...names, "together, the score"].map((name, at) =>
      el(
        at < colours.length ? `div.axis-${colours[at]}` : "div.total",
        {},
        el("dt", {}, name),
        el("dd", {}, values[at]),
        was && was[at] !== values[at] ? el("dd.was", {}, "was ", was[at]) : null,
      ),
    ),
  );

const placeOf = (/** @type {Place} */ place) => `(${place.join(", ")})`;

/**
 * @param {Stage<SeeData, SeeStep>} stage
 * @param {SeeStep} step
 * @param {number} key
 */
function spoken({ data }, step, key) {
  const values = data.layouts[step.layout ?? "blocks"].sums[key];
  return [...data.axes, "score"].map((name, at) => `${name} ${values[at]}`).join(", ");
}
