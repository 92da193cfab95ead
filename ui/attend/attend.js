// Attend: seven views of one problem, stepped through. The numbers come as texts; what is painted
// between them (tints, waves) is drawn from the plain data beside the texts.

import { address } from "../web/address.js";
import { el } from "../web/dom.js";
import { draw, inTurn } from "../web/motion.js";
import { openEverything } from "../web/open_everything.js";
import { projector } from "../web/projector.js";
import { distanceView } from "./distance.js";
import { attentionView, scoresView } from "./grid.js";
import { habitView } from "./habit.js";
import { pairsView } from "./pairs.js";
import { linkOf } from "./parts.js";
import { encodingsView, slideView } from "./slide.js";

/** @import { AttendData, Child, View } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

/**
 * The views by their keys, in no order: the server says that.
 *
 * @type {Record<string, (stage: Stage<AttendData, View>) => Child[] & { refresh?: () => void }>}
 */
const VIEWS = {
  scores: scoresView,
  attention: attentionView,
  habit: habitView,
  slide: slideView,
  encodings: encodingsView,
  distance: distanceView,
  pairs: pairsView,
};

/** @type {Steps<AttendData, View>} */
export const stage = {
  remember: () => ({
    all: address.get("all") === "1",
    linked: address.get("cell"),
    other: "sinusoidal",
    encoding: address.get("encoding") ?? "rope",
    shift: 0,
    ranges: { distance: 0, pairs: 0 },
    habit: address.get("habit"),
    off: new Set((address.get("off") ?? "").split(",").filter(Boolean).map(Number)),
  }),

  prepare(stage) {
    const { data, memory } = stage;
    const same = data[data.sharedAs];
    Object.assign(data, same, {
      folded: [same.why, { title: "In code", items: [{ code: data.code }] }, same.sources],
      views: same.views.map((/** @type {View} */ view) => ({ ...view, ...data.sayings[view.key] })),
      encodings: {
        ...data.encodings,
        encodings: data.encodings.encodings.map((one) => ({ ...same.words[one.name], ...one })),
      },
    });
    memory.cell ??= linkedCell(memory.linked, data.sentence.tokens.length);
    // Another sentence, or other tokens in the sidebar: that is the cell to look at now.
    const asked = `${data.sentence.which} ${data.cell}`;
    if (!memory.cell || (memory.asked && memory.asked !== asked)) memory.cell = [...data.cell];
    memory.asked = asked;
    // What shows the sentence alone is kept as long as the sentence stays.
    const sentence = `${data.sharedAs} ${data.real} ${data.locked}`;
    const { scores, attention, slide } = stage.local.drawn ?? {};
    stage.local.drawn = stage.local.sentence === sentence ? { scores, attention, slide } : {};
    stage.local.sentence = sentence;
    const { encodings, distance } = data;
    if (!encodings.encodings.some(({ name }) => name === memory.encoding)) memory.encoding = "rope";
    const problem = `${encodings.m} ${encodings.n} ${distance.waves.length}`;
    if (memory.problem !== problem) memory.stop = distance.start;
    memory.problem = problem;
    memory.stop = Math.min(memory.stop, distance.stops.length - 1);
    memory.off = new Set([...memory.off].filter((pair) => distance.waves[pair]));
    // The range holds the distance that is looked at.
    while (distance.stops[memory.stop] > distance.ranges[memory.ranges.distance])
      memory.ranges.distance += 1;
  },

  link: linkOf,

  steps: ({ data }) => data.views,

  asks: (_, view) => view.key,

  words: (_, view) => ({ title: view.title, says: view.says }),

  controls: (stage) => openEverything(stage, "One view at a time"),

  head: (stage, view) =>
    el(
      "nav.tabs.attend-nav",
      { "aria-label": "Views" },
      stage.steps.map((one, index) =>
        el(
          "button",
          {
            type: "button",
            "aria-current": one === view && !stage.memory.all ? "step" : null,
            "data-focus": `view-${index}`,
            onclick: () => {
              stage.local.wanted = `view-${index}`;
              stage.go(index + 1);
            },
          },
          one.short,
        ),
      ),
    ),

  body(stage, view, { onward }) {
    // The first step is there when the page is.
    stage.local.comes = onward && stage.memory.step > 1;
    return (stage.memory.all ? stage.steps : [view]).map((one) => sectionOf(stage, one));
  },

  // The row of views is drawn anew with every step: whoever pressed one stays on it.
  shown(stage) {
    if (stage.local.wanted)
      /** @type {HTMLElement | null} */ (
        stage.root.querySelector(`[data-focus="${stage.local.wanted}"]`)
      )?.focus();
    stage.local.wanted = null;
    if (stage.local.comes) comes(stage.root);
    stage.local.comes = false;
    drawAhead(stage);
  },
};

/**
 * What the next step brings: the rows of a grid, a query after the other, and the curves.
 *
 * @param {HTMLElement} root
 */
const comes = (root) => {
  for (const table of root.querySelectorAll(".attend-cells, .attend-compare, .habit-cells"))
    inTurn(table.querySelectorAll("tbody tr"));
  inTurn(root.querySelectorAll(".attend-triangle"));
  draw(root.querySelectorAll("svg path.total, svg path.wave"), true);
};

/**
 * A view is drawn once for a problem: a step shows what is there.
 *
 * @param {Stage<AttendData, View>} stage
 * @param {View} view
 */
const sectionOf = (stage, view) => {
  // Pictures fill the place there is: another on the projector.
  if (stage.local.projected !== projector.on()) stage.local.drawn = {};
  stage.local.projected = projector.on();
  const known = stage.local.drawn[view.key];
  if (known) {
    known.refresh?.();
    return known.node;
  }
  const parts = VIEWS[view.key](stage);
  const node = el(
    `section.attend.attend-${view.key}`,
    { "aria-label": view.title },
    el(
      "div.attend-said",
      {},
      el("div", {}, el("h2", {}, view.title), el("p.says", {}, view.says)),
      el("div.asks-here"),
    ),
    parts,
  );
  stage.local.drawn[view.key] = { node, refresh: parts.refresh };
  return node;
};

/**
 * The other views, one at a time, while nothing else is to do.
 *
 * @param {Stage<AttendData, View>} stage
 */
const drawAhead = (stage) => {
  clearTimeout(stage.local.ahead);
  stage.local.ahead = setTimeout(() => {
    const next = stage.root.isConnected && stage.steps.find(({ key }) => !stage.local.drawn[key]);
    if (!next) return;
    sectionOf(stage, next);
    drawAhead(stage);
  }, 150);
};

/**
 * @param {string | null} text
 * @param {number} count
 */
const linkedCell = (text, count) => {
  const match = /^(\d{1,3}),(\d{1,3})$/.exec(text ?? "");
  const cell = match && [Number(match[1]), Number(match[2])];
  return cell?.every((place) => place < count) ? cell : null;
};
