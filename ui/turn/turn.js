// Turn: positions as steps. The figure is Plotly's; a position moves its traces, in the browser.

import { address } from "../web/address.js";
import { el, pairClass, reducedMotion } from "../web/dom.js";
import { QUICK } from "../web/motion.js";
import { withCommas, withMinus } from "../web/numbers.js";
import { projector } from "../web/projector.js";
import { arrangementOf, domainsOf, namedOf } from "./arranged.js";
import { arrowsOf, arrowsSaid } from "./arrows.js";
import { paint } from "./colours.js";
import { keepRound } from "./round.js";

/** @import { Child, Json, TurnColumn, TurnData, TurnStep } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

/** @type {Steps<TurnData, TurnStep>} */
export const stage = {
  remember: () => ({ mode: address.get("move") === "one" ? "one" : "both" }),

  link: ({ memory }) => ({ move: memory.mode === "one" ? "one" : null }),

  prepare(stage) {
    const { data, memory } = stage;
    stop(stage);
    // Another position of the query is where to look now.
    if (memory.m !== undefined && memory.m !== data.m) memory.step = data.m - data.low + 1;
    memory.m = data.m;
  },

  steps: ({ data }) =>
    Array.from({ length: data.span + 1 }, (_, index) => ({
      position: data.low + index,
      index,
      onPaper: spreadOver(data.span).includes(index),
    })),

  // Sixteen positions at a time.
  chapters: ({ data, steps }) =>
    [0, 16, 32, 48].map((at) => {
      const first = data.low + at;
      const last = at === 48 ? data.low + steps.length - 1 : first + 15;
      return {
        title: `${first.toLocaleString("en")} to ${last.toLocaleString("en")}`,
        from: at + 1,
      };
    }),

  asks: (_, step) => String(Math.floor(Math.min(step.index, 63) / 16)),

  first: ({ data }) => data.m - data.low + 1,

  words(stage, step) {
    const key = keyAt(stage, step.position);
    return {
      title: `Query at ${withCommas(step.position)}`,
      says: `Key at ${withMinus(withCommas(key))}. Score ${stage.data.scores[stage.memory.mode][step.index]}.`,
      line: stage.data.columns
        .map(
          (column) => `Pair ${column.pair}: ${RELATIVE} ${betweenOf(stage, column, step)} radians`,
        )
        .join("; "),
    };
  },

  controls(stage) {
    const { memory } = stage;
    const play = el(
      "button.control",
      {
        type: "button",
        "data-focus": "play",
        onclick: () => (stage.local.playing ? stop(stage) : start(stage)),
      },
      "Play",
    );
    stage.local.playButton = play;
    /**
     * @param {string} mode
     * @param {string} text
     */
    const move = (mode, text) =>
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(memory.mode === mode),
          "data-focus": `move-${mode}`,
          onclick: () => {
            memory.mode = mode;
            stop(stage);
            stage.redraw();
          },
        },
        text,
      );
    return [
      play,
      el(
        "div.switch",
        { role: "group", "aria-label": "What moves" },
        move("both", "Move both"),
        move("one", "Move one"),
      ),
    ];
  },

  body(stage, step) {
    const { data, memory } = stage;
    const both = memory.mode === "both";
    const key = keyAt(stage, step.position);
    const columns = stage.data.columns;
    const arrows = arrowsSaid(columns, step.position, key);
    /**
     * @param {string} name
     * @param {string} text
     * @param {string} unit
     * @param {boolean} [strong]
     */
    const cell = (name, text, unit, strong) => [
      el("span.soft", {}, `${name} `),
      el(strong ? "b" : "span", {}, text),
      el("span.soft", {}, ` ${unit}`),
    ];
    /** @param {(column: TurnColumn) => Child} cellOf */
    const row = (cellOf) =>
      el(
        "tr",
        {},
        columns.map((column) => el("td", {}, cellOf(column))),
      );
    requestAnimationFrame(() => {
      glide(stage, step.position);
      keepTogether(stage);
    });
    return el(
      "div.turning",
      {},
      el(
        "p.says",
        {},
        el("b.of-query", {}, "q at ", placeOf(step.position)),
        " · ",
        el("b.of-key", {}, `k ${key < 0 ? "would be " : ""}at `, placeOf(key)),
        both
          ? bothMove(data.m - data.n)
          : ": only the query moves, so it turns and the key does not.",
        " Score ",
        el("b", {}, data.scores[memory.mode][step.index]),
      ),
      arrows ? el("p.note", {}, arrows) : null,
      el(
        "div.scroll",
        {
          tabindex: columns.length > 2 ? "0" : null,
          role: "group",
          "aria-label": "Angles at this position",
        },
        el(
          `table.turns${columns.length > 2 ? ".wide" : ""}`,
          {},
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              columns.map((column) =>
                el(
                  "th",
                  { scope: "col" },
                  el(`span.hue.${pairClass(column.pair)}`, {}, `pair ${column.pair}`),
                ),
              ),
            ),
          ),
          el("tbody", {}, [
            row((column) => cell("a full turn takes", column.wavelength, "tokens")),
            row((column) => cell("q has turned", column.angle[step.index], "rad")),
            row((column) => cell(RELATIVE, betweenOf(stage, column, step), "rad", true)),
          ]),
        ),
      ),
    );
  },

  below: () =>
    el(
      "p.note.turn-legend",
      {},
      "Circles: the arrows of q and k; the arc between them is where they started apart, and on " +
        "top of it what one has turned further. Curves: cos (line) and sin (dots) of what q has turned.",
    ),
};

/** On paper few positions are enough, far enough from each other to see what differs. */
const ON_PAPER = 6;

/** @param {number} span */
const spreadOver = (span) =>
  Array.from({ length: ON_PAPER }, (_, at) => Math.round((at * span) / (ON_PAPER - 1)));

/**
 * A position, its thousands apart as the style has them: what is copied from here is what a field
 * of positions takes.
 *
 * @param {number} position
 */
const placeOf = (position) =>
  el(
    "span.thousands",
    {},
    withMinus(withCommas(position))
      .split(",")
      .map((digits) => el("span", {}, digits)),
  );

/** @param {number} distance */
const bothMove = (distance) =>
  distance
    ? `: both move ${withCommas(Math.abs(distance))} apart, so both turn alike and what one has turned further stays.`
    : ": both move at one position, so both turn alike and neither has turned further.";

/** What stays while both turn, and is negative where q has turned less. */
const RELATIVE = "seen from k, q has turned";

/**
 * @param {Stage<TurnData, TurnStep>} stage
 * @param {number} position
 */
const keyAt = ({ data, memory }, position) =>
  memory.mode === "both" ? position + data.n - data.m : data.n;

/**
 * @param {Stage<TurnData, TurnStep>} stage
 * @param {TurnColumn} column
 * @param {TurnStep} step
 */
const betweenOf = ({ memory }, column, step) =>
  memory.mode === "both" ? column.stays : column.between[step.index];

/**
 * On a phone the table and the figure are wider than the page: they scroll as one.
 *
 * @param {Stage<TurnData, TurnStep>} stage
 */
function keepTogether(stage) {
  /** @type {HTMLElement | null} */
  const table = stage.root.querySelector(".scroll");
  /** @type {HTMLElement | null} */
  const plot = document.querySelector("[class*=st-key-turn_plot]");
  if (!table || !plot) return;
  table.scrollLeft = plot.scrollLeft;
  table.onscroll = () => {
    plot.scrollLeft = table.scrollLeft;
  };
  plot.onscroll = () => {
    table.scrollLeft = plot.scrollLeft;
  };
}

/** @returns {Json} Plotly's element, with what Plotly hangs on it */
const figure = () => document.querySelector("[class*=st-key-turn_plot] .js-plotly-plot");

/** The size of a figure's type, and the least on a projector. */
const [TYPE, SMALLEST] = [12, 22];

/**
 * How large the figure's type is: on a projector as the page's. It is looked up once a mode.
 *
 * @param {Json} plot
 */
function typeOf(plot) {
  const mode = projector.on();
  if (plot.ropeType?.mode !== mode) {
    const page = Number.parseFloat(getComputedStyle(plot).fontSize);
    const size = mode ? Math.max(SMALLEST, page) : TYPE;
    plot.ropeType = { mode, size };
  }
  return plot.ropeType.size;
}

/**
 * How circle and curves stand. What is asked is the size of the whole figure: the room that Plotly
 * leaves for its axes depends on how they stand, and could answer now this, now that.
 *
 * @param {Json} plot
 * @param {TurnData} data
 */
function arranged(plot, { columns }) {
  const { width, height, margin } = plot._fullLayout;
  const room = { w: width - margin.l - margin.r, h: height - margin.t - 3 * typeOf(plot) };
  return arrangementOf(room, columns.length);
}

/**
 * What the curves depend on, and where they stand.
 *
 * @param {Json} plot
 * @param {TurnData} data
 */
const curvesOf = (plot, data) => {
  const pairs = data.columns.map((column) => column.inv_freq);
  return [arranged(plot, data), ticksOf(plot, data), typeOf(plot), pairs].join(" ");
};

/**
 * The positions that the curves' axes name; these are all as wide as each other.
 *
 * @param {Json} plot
 * @param {TurnData} data
 */
function ticksOf(plot, data) {
  const { width, margin } = plot._fullLayout;
  const domains = domainsOf(arranged(plot, data), data.columns.length);
  const [from, to] = domains["xaxis2.domain"];
  return namedOf(data, (width - margin.l - margin.r) * (to - from), typeOf(plot));
}

/**
 * The curves of the positions played: again only for others, where the figure was made anew, or
 * where it got another height.
 *
 * @param {Json} plot
 * @param {TurnData} data
 */
function drawCurves(plot, data) {
  const { columns, traces, low, span } = data;
  const type = typeOf(plot);
  const drawn = curvesOf(plot, data);
  if (plot.ropeCurves?.drawn === drawn && plot.ropeCurves.x === plot.data[0].x) return;
  const fine = 8; // points between two positions, so that a fast curve is smooth
  const x = Array.from({ length: span * fine + 1 }, (_, at) => low + at / fine);
  /** @type {{ x: number[][], y: number[][] }} */
  const restyled = { x: [], y: [] };
  /** @type {number[]} */
  const which = [];
  const named = ticksOf(plot, data);
  /** @type {Record<string, number | number[]>} */
  const layout = {
    "margin.b": 3 * type,
    ...domainsOf(arranged(plot, data), columns.length),
  };
  columns.forEach((column, index) => {
    for (const [name, wave] of Object.entries({ cos: Math.cos, sin: Math.sin })) {
      restyled.x.push(x);
      restyled.y.push(x.map((at) => wave(at * column.inv_freq)));
      which.push(index * traces.length + traces.indexOf(name));
    }
    const axis = 2 * index + 2;
    layout[`xaxis${axis}.range`] = [low, low + span];
    layout[`xaxis${axis}.tickvals`] = named;
    layout[`xaxis${axis}.tickfont.size`] = type;
    layout[`xaxis${axis}.title.font.size`] = type;
    layout[`yaxis${axis}.tickfont.size`] = type;
  });
  plot.ropeCurves = null; // its own plotting is no other one
  globalThis.Plotly.update(plot, restyled, layout, which);
  plot.ropeCurves = { drawn, x: plot.data[0].x };
}

/**
 * Plotly takes its `emit` from a figure that goes, and may still have a frame to draw of it (in
 * WebKit one that was called off in the same frame): that would fail at `emit` in every frame from
 * then on. What it takes away leaves one that says nothing, and the frames end.
 *
 * @param {Json} plot
 */
function endsQuietly(plot) {
  const silent = { emit: { value: () => {}, writable: true } };
  Object.setPrototypeOf(plot, Object.create(Object.getPrototypeOf(plot), silent));
}

/**
 * Streamlit may plot its figure once more after what stands in it was drawn: then it is drawn again.
 *
 * @param {Stage<TurnData, TurnStep>} stage
 * @param {Json} plot
 */
function keepDrawn(stage, plot) {
  stage.local.plot = plot;
  if (plot.ropeKept) return;
  plot.ropeKept = true;
  endsQuietly(plot);
  plot.on("plotly_afterplot", () => {
    keepRound(plot);
    const here = stage.local.plot === plot && stage.root.isConnected;
    if (!here || !plot.ropeCurves) return;
    const same =
      plot.ropeCurves.x === plot.data[0].x && plot.ropeCurves.drawn === curvesOf(plot, stage.data);
    if (!same) draw(stage, stage.local.drawn);
  });
  keepRound(plot);
}

/**
 * Put every arrow, arc and marker where this position (whole or between two) has it.
 *
 * @param {Stage<TurnData, TurnStep>} stage
 * @param {number} position
 */
function draw(stage, position) {
  const plot = figure();
  if (!plot || !globalThis.Plotly || !plot._fullLayout) {
    // Plotly comes later than the page: try again until it is there.
    clearTimeout(stage.local.retry);
    if (stage.root.isConnected)
      stage.local.retry = setTimeout(() => draw(stage, stage.local.drawn ?? position), 120);
    stage.local.drawn = position;
    return;
  }
  stage.local.drawn = position;
  keepDrawn(stage, plot);
  paint(plot, stage.data.traces);
  drawCurves(plot, stage.data);
  const { data, memory } = stage;
  const keyPosition = memory.mode === "both" ? position + data.n - data.m : data.n;
  /** @type {{ x: (number | null)[], y: (number | null)[] }[]} */
  const frames = [];
  /** @type {number[]} */
  const traces = [];
  data.columns.forEach((column, index) => {
    const base = index * data.traces.length;
    const { angles, lengths, between } = arrowsOf(column, position, keyPosition);
    const arcAt = Array.from({ length: 25 }, (_, at) => angles[0] + ((between ?? 0) * at) / 24);
    const arc = between === null ? null : data.radius.arc;
    /** @param {number} which */
    const arrow = (which) =>
      [Math.cos, Math.sin].map((wave) =>
        // Without an arrow there is nothing to point with.
        lengths[which]
          ? [0, lengths[which] * data.radius.arrow * wave(angles[which])]
          : [null, null],
      );
    const turned = position * column.inv_freq;
    const places = {
      arc: [arcAt.map((a) => arc && arc * Math.cos(a)), arcAt.map((a) => arc && arc * Math.sin(a))],
      key: arrow(1),
      query: arrow(0),
      now: [
        [position, position],
        [-1.2, 1.2],
      ],
      marker: [
        [position, position],
        [Math.cos(turned), Math.sin(turned)],
      ],
    };
    for (const [name, [x, y]] of Object.entries(places)) {
      frames.push({ x, y });
      traces.push(base + data.traces.indexOf(name));
    }
  });
  globalThis.Plotly.animate(
    plot,
    { data: frames, traces },
    {
      mode: "immediate",
      transition: { duration: 0 },
      frame: { duration: 0, redraw: false },
    },
  ).catch((/** @type {unknown} */ error) => {
    // Plotly rejects, with nothing, a frame that the next one overtakes: that is no fault.
    if (error !== undefined) throw error;
  });
}

/** So many tokens at most are seen to pass at a step: more would be a blur. */
const GLIDE = 4;

/**
 * Turn to a position from where the arrows stand, unless they play, or motion is unwanted.
 *
 * @param {Stage<TurnData, TurnStep>} stage
 * @param {number} position
 */
function glide(stage, position) {
  const { local } = stage;
  cancelAnimationFrame(local.gliding);
  const way = Math.max(-GLIDE, Math.min(GLIDE, position - (local.drawn ?? position)));
  if (!way || local.playing || reducedMotion()) {
    draw(stage, position);
    return;
  }
  /** @type {number | undefined} */
  let began;
  /** @param {number} now */
  const frame = (now) => {
    began ??= now;
    const left = Math.max(0, 1 - (now - began) / QUICK);
    draw(stage, position - way * left * left);
    if (left && stage.root.isConnected) local.gliding = requestAnimationFrame(frame);
  };
  local.gliding = requestAnimationFrame(frame);
}

const TOKENS_A_SECOND = 4;

/** @param {Stage<TurnData, TurnStep>} stage */
function start(stage) {
  const { data, memory } = stage;
  cancelAnimationFrame(stage.local.gliding);
  if (memory.step >= stage.steps.length)
    stage.go(memory.mode === "both" ? Math.max(1, data.firstBoth - data.low + 1) : 1);
  stage.local.playing = true;
  stage.local.playButton.textContent = "Pause";
  let began;
  const from = stage.steps[memory.step - 1].position;
  const end = /** @type {TurnStep} */ (stage.steps.at(-1)).position;
  /** @param {number} now */
  const frame = (now) => {
    if (!stage.local.playing || !stage.root.isConnected) return;
    began ??= now;
    const position = Math.min(end, from + ((now - began) / 1000) * TOKENS_A_SECOND);
    const step = Math.floor(position) - data.low + 1;
    // The words follow at whole positions; the hands glide, unless motion is unwanted.
    if (step !== memory.step) stage.go(step, { quiet: true });
    if (!reducedMotion()) draw(stage, position);
    if (position >= end) stop(stage);
    else requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

/** @param {Stage<TurnData, TurnStep>} stage */
function stop(stage) {
  if (!stage.local.playing) return;
  stage.local.playing = false;
  if (stage.local.playButton) stage.local.playButton.textContent = "Play";
  draw(stage, stage.steps[stage.memory.step - 1].position);
}
