// Cancel: the proof on three tracks that move together: symbols, the learner's numbers, picture.

import { address } from "../web/address.js";
import { el, pairClass, reducedMotion } from "../web/dom.js";
import { full, inBrackets } from "../web/numbers.js";
import { arc, arrow, line, point, tag } from "../web/svg.js";
import { arrowsOf } from "./picture.js";

/** @import { CancelData, CancelPair, CancelStep, Child, How, Shifted, Term } from "../web/types.js" */
/** @import { Parts, Stage, Steps } from "../web/stage.js" */

/** @type {Steps<CancelData, CancelStep>} */
export const stage = {
  remember: () => ({
    pair: Math.max(0, Number.parseInt(address.get("pair") ?? "", 10) || 0),
    track: address.get("track") === "numbers" ? "numbers" : "symbols",
    answers: {},
    way: 0,
    shift: 0,
  }),

  link: ({ memory }) => ({
    pair: memory.pair || null,
    track: memory.track === "numbers" ? "numbers" : null,
  }),

  prepare({ data, memory }) {
    memory.pair = Math.min(memory.pair, data.pairs.length - 1);
    // The questions are about these positions: other positions, other answers.
    const asked = `${data.m} ${data.n} ${data.total}`;
    if (memory.asked !== asked) memory.answers = {};
    memory.asked = asked;
    memory.way = Math.min(memory.way, data.trial.length - 1);
  },

  chapters: ({ steps }) =>
    [
      ["Turn and multiply", "rotate_query"],
      ["Only the distance", "cosine"],
      ["All pairs, and matrices", "pairs"],
    ].map(([title, key]) => ({ title, from: steps.findIndex((step) => step.key === key) + 1 })),

  // A question is a step of its own, before the step that answers it.
  steps({ data }) {
    return data.proof.flatMap((line, index) => {
      const step = { ...line, ...data.verdicts[index] };
      const question = data.questions[step.key];
      return question
        ? [
            { ...step, question, asks: true },
            { ...step, question },
          ]
        : [step];
    });
  },

  words(_stage, step) {
    if (step.asks) return { title: "Predict", says: step.question.question };
    return { title: step.title, says: step.says, line: `Rule: ${step.rule}.` };
  },

  head: (stage) => (stage.data.pairs.length > 1 ? pairPicker(stage) : ""),

  // On a projector there is room for one track in large type.
  controls: (stage) =>
    el(
      "div.switch.on-projector",
      { role: "group", "aria-label": "Track" },
      ["symbols", "numbers"].map((track) =>
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(stage.memory.track === track),
            "data-focus": `track-${track}`,
            onclick: () => {
              stage.memory.track = track;
              stage.redraw();
            },
          },
          track === "symbols" ? "Symbols" : "Numbers",
        ),
      ),
    ),

  body(stage, step, { onward }) {
    const { data, memory } = stage;
    const pair = data.pairs[memory.pair];
    return el(
      `div.work.proof.${pairClass(memory.pair)}`,
      {},
      el(
        "div.step-text",
        {},
        el(
          "h2",
          {},
          step.asks ? ["Predict ", el("small", {}, "before the next step")] : step.title,
        ),
        el("p.says", {}, step.asks ? step.question.question : step.says),
        step.asks ? question(stage, step) : null,
        tracks(stage, step, pair),
        step.asks ? null : verdict(step),
      ),
      el("div.picture", {}, proofPicture(stage, step, pair, onward)),
    );
  },

  below: (stage) => trial(stage),
};

/** @param {Stage<CancelData, CancelStep>} stage */
function pairPicker(stage) {
  const { data, memory } = stage;
  /** @param {number} pair */
  const choose = (pair) => {
    memory.pair = Math.max(0, Math.min(data.pairs.length - 1, pair));
    stage.redraw();
  };
  const count = data.pairs.length;
  const label = el(
    "span",
    {},
    `One pair at a time: pair ${memory.pair}, of pairs 0 to ${count - 1}`,
  );
  if (count <= 8) {
    return el(
      "div.pair-picker",
      {},
      label,
      el(
        "div.switch",
        { role: "group", "aria-label": "Pair" },
        data.pairs.map((_, index) =>
          el(
            `button.${pairClass(index)}`,
            {
              type: "button",
              "aria-pressed": String(index === memory.pair),
              "data-focus": `pair-${index}`,
              onclick: () => choose(index),
            },
            `pair ${index}`,
          ),
        ),
      ),
    );
  }
  return el(
    "label.pair-picker",
    {},
    label,
    el("input.bar", {
      type: "range",
      min: 0,
      max: count - 1,
      value: memory.pair,
      "aria-label": "Pair",
      "data-focus": "pair",
      style: `--done: ${(memory.pair / (count - 1)) * 100}%`,
      oninput: (event) => choose(Number(event.target.value)),
    }),
  );
}

// --- questions ---------------------------------------------------------------------

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 */
function question(stage, step) {
  const { answers } = stage.memory;
  const given = answers[step.key];
  const { choices, correct, because, numbers } = step.question;
  /** @param {number} index */
  const choose = (index) => {
    answers[step.key] ??= index;
    stage.go(stage.memory.step, { quiet: true });
    /** @type {HTMLElement | null} */ (
      stage.root.querySelector(`[data-focus="choice-${index}"]`)
    )?.focus();
    /** @type {Parts} */ (stage.parts).live.textContent =
      stage.root.querySelector(".feedback")?.textContent ?? "";
  };
  return el(
    "div.question",
    {},
    choices.map((choice, index) =>
      el(
        `button.choice${given === undefined ? "" : index === correct ? ".right" : index === given ? ".wrong" : ".other"}`,
        {
          type: "button",
          "data-focus": `choice-${index}`,
          "aria-pressed": String(given === index),
          onclick: () => choose(index),
        },
        given === undefined ? "" : index === correct ? "✓ " : index === given ? "✗ " : "",
        choice,
      ),
    ),
    given === undefined
      ? null
      : el(
          `p.feedback.${given === correct ? "right" : "wrong"}`,
          {},
          el("strong", {}, given === correct ? "Right. " : "Not so. "),
          because,
          numbers.length
            ? el(
                "span.numbers",
                {},
                numbers.map(([name, value]) => el("span", {}, `${name} ${value}`)),
              )
            : null,
        ),
  );
}

// --- the two tracks --------------------------------------------------------

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 */
function tracks(stage, step, pair) {
  /** @param {"before" | "after"} side */
  const numbers = (side) => writeLine(step[side], { pair, stage, marks: marksOf(step, side) });
  /** @param {"before" | "after"} side */
  const symbols = (side) => writeLine(step[side], { marks: marksOf(step, side) });
  /**
   * @param {string} name
   * @param {(side: "before" | "after") => Child} lineAt
   * @param {Child} extra
   */
  const track = (name, lineAt, extra) =>
    el(
      `section.track.${name.toLowerCase()}`,
      { "aria-label": name },
      el("h3", {}, name),
      el("div.old", {}, lineAt("before")),
      step.asks
        ? el("div.new.open", {}, el("span.equals", {}, "="), " ?")
        : el(
            "div.new",
            {},
            el("span.equals", {}, step.after.names?.length ? "" : "="),
            el("div", {}, lineAt("after")),
          ),
      extra,
    );
  return el(
    "div.tracks",
    { "data-projected": stage.memory.track },
    track(
      "Symbols",
      symbols,
      step.gone.length && !step.asks
        ? el(
            "p.gone",
            {},
            "Gone on the way: ",
            step.gone.map((trig) => el("s", {}, writeNode(trig, {}))),
          )
        : null,
    ),
    track("Numbers", numbers, step.asks ? null : value(stage, step, pair)),
  );
}

/**
 * What both lines come to at full precision, so that "equal" can be seen.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 */
function value(stage, step, pair) {
  if (step.after.t === "pairs")
    return el("p.note", {}, `Score of the whole vectors, at full precision: ${stage.data.total}.`);
  const before = pair.lines[`${step.key} before`];
  const after = pair.lines[`${step.key} after`];
  if (!after) return el("p.note", {}, "Shown rounded; computed at full precision.");
  const gap = pair.gaps[step.key];
  return el(
    "p.note",
    {},
    `Shown rounded. At full precision: ${before} before, ${after} after`,
    gap
      ? `; they differ by ${gap}, the rounding of the 64-bit arithmetic itself.`
      : ", the same to the last digit.",
  );
}

/**
 * @param {CancelStep} step
 * @param {"before" | "after"} side
 */
function marksOf(step, side) {
  const marks = new Map();
  if (step.asks) return marks;
  for (const change of step.changes) {
    for (const id of change[side]) marks.set(id, `${change.kind}-${side}`);
  }
  return marks;
}

const SUB = "₀₁";

/**
 * @param {Term} line
 * @param {How} how
 */
function writeLine(line, how) {
  if (line.t === "pairs")
    return [
      ...(how.pair
        ? shares(how.stage)
        : [
            el("span.sigma", {}, "Σ"),
            el("sub", {}, "pairs i"),
            " ",
            writeNode(line.of, how),
            el("span.soft", {}, ", each of pair i"),
          ]),
    ];
  if (line.t === "matrix") return writeMatrix(line, how);
  if (line.t === "matrices")
    return el(
      "span.matrices",
      {},
      line.of.map((/** @type {Term} */ matrix) => writeMatrix(matrix, how)),
    );
  return writeNode(line, how);
}

/**
 * What each pair adds to the score, up to a dozen of them.
 *
 * @param {Stage<CancelData, CancelStep>} stage
 */
function shares({ data }) {
  const some = data.shares.slice(0, 12);
  /** @param {string} share */
  const signed = (share) => (share.startsWith("−") ? ` − ${share.slice(1)}` : ` + ${share}`);
  return [
    some.map((share, index) => (index ? signed(share) : share)),
    data.shares.length > some.length ? ` + … (${data.shares.length} pairs)` : "",
    data.copied ? `${signed(data.copied)} (not rotated)` : "",
  ];
}

/**
 * @param {Term} matrix
 * @param {How} how
 */
function writeMatrix(matrix, how) {
  if (matrix.names.length) {
    return el(
      "div.equations",
      {},
      matrix.rows.map((/** @type {Term[]} */ [entry], /** @type {number} */ index) =>
        el(
          "div",
          {},
          el("b", {}, writeNode(matrix.names[index], {})),
          " = ",
          writeNode(entry, how),
          how.pair
            ? [" ≈ ", el("b", {}, writeNode(matrix.names[index], { ...how, first: true }))]
            : null,
        ),
      ),
    );
  }
  return el(
    "span.matrix-box",
    {},
    matrix.name ? el("span.matrix-name", {}, matrix.name) : null,
    el(
      "span.grid",
      { style: `--columns: ${matrix.rows[0].length}` },
      matrix.rows.flat().map((/** @type {Term} */ entry) => el("span", {}, writeNode(entry, how))),
    ),
  );
}

/**
 * One node as it is read: symbols, or the same node with the pair's numbers in it.
 *
 * @param {Term} node
 * @param {How} how
 */
function writeNode(node, how) {
  const mark = node.id && how.marks?.get(node.id);
  /**
   * @param {string} name
   * @param {...Child} children
   */
  const wrap = (name, ...children) =>
    el(`span.${name}${mark ? `.mark.${mark}` : ""}`, {}, children);
  const shown = how.pair?.shown;
  /**
   * A negative number stands in brackets unless it comes first, with no sign before it.
   *
   * @param {string} text
   */
  const number = (text) => (how.first ? text : inBrackets(text));
  if (node.t === "symbol") {
    const name = `${node.v}${node.r ? "′" : ""}`;
    return wrap(
      `symbol.of-${node.v}`,
      shown ? number(shown[`${name}${node.i}`]) : `${name}${SUB[node.i]}`,
    );
  }
  if (node.t === "trig") {
    const angle = node.a.length > 1 ? `(${node.a})ω` : `${node.a}ω`;
    return wrap(
      `trig.${node.a.length > 1 ? "relative" : "absolute"}`,
      shown
        ? number(shown[`${node.f} ${node.a}`])
        : `${node.f}(${angle.replace(/^\((.*)\)ω$/, "($1)ω")})`,
    );
  }
  if (node.t === "product") {
    const joint = shown ? "×" : " ";
    const parts = node.of.flatMap((/** @type {Term} */ part, /** @type {number} */ index) => [
      index ? (part.t === "sum" && !shown ? " " : joint) : "",
      part.t === "sum"
        ? ["(", writeNode(part, how), ")"]
        : writeNode(part, { ...how, first: how.first && index === 0 }),
    ]);
    return wrap("product", parts.flat());
  }
  return wrap(
    "terms",
    node.of.map((/** @type {Term} */ term, /** @type {number} */ index) => [
      index ? (term.s < 0 ? " − " : " + ") : term.s < 0 ? "−" : "",
      el("span.term", {}, writeNode(term, { ...how, first: index === 0 && term.s > 0 })),
    ]),
  );
}

/** @param {CancelStep} step */
function verdict(step) {
  return el(
    "div.verdict",
    {},
    el("p", {}, el("span.soft", {}, "Rule  "), step.rule, "."),
    el(
      `details.check.${step.holds ? "right" : "wrong"}`,
      {},
      el("summary", {}, step.holds ? "✓ SymPy: equal." : "✗ SymPy: not equal."),
      el("p.soft", {}, `Difference ${step.difference}, by ${step.method.replace("SymPy: ", "")}.`),
    ),
    step.absolute === null
      ? null
      : el(
          "p.soft",
          {},
          "Cosines and sines of an absolute position in this line: ",
          el("b", {}, step.absolute),
          ".",
        ),
  );
}

// --- the picture: both arrows, and the angle between them ---------------------------

/**
 * @param {Stage<CancelData, CancelStep>} stage
 * @param {CancelStep} step
 * @param {CancelPair} pair
 * @param {boolean} onward
 */
function proofPicture(stage, step, pair, onward) {
  const { data } = stage;
  const qTurn = pair.picture[4];
  const kTurn = pair.picture[5];
  /** @param {string} key */
  const place = (key) => data.proof.findIndex((one) => one.key === key);
  /** @param {string} key */
  const reached = (key) => place(step.key) >= place(key);
  // From there on the whole picture is turned back by m; not before its question is answered.
  const relative = reached("collect") && !(step.asks && step.key === "collect");
  const showKey = reached("rotate_key");
  const arrowsHere = arrowsOf(pair.picture, relative);
  const { q: ql, k: kl, between } = arrowsHere;
  const [[qa, ka], [qEnd, kEnd]] = [arrowsHere.before, arrowsHere.after];
  const R = 128;
  const s = R / Math.max(ql, kl, 1e-300);
  const arrows = [
    arrow("before", qa, ql * s),
    showKey ? arrow("before key", ka, kl * s) : null,
    el("g.turned", {}, arrow("after", qEnd, ql * s), showKey ? arrow("key", kEnd, kl * s) : null),
  ];
  /**
   * @param {string} name
   * @param {number} angle
   * @param {number} length
   * @param {string} text
   */
  const label = (name, angle, length, text) => {
    const [x, y] = point(angle, length + 18);
    return tag(name, x, y, text, "middle");
  };
  const parts = [
    line("axis", -165, 0, 165, 0),
    line("axis", 0, -165, 0, 165),
    el("circle.orbit", { r: ql * s }),
    showKey ? el("circle.orbit", { r: kl * s }) : null,
    arrows,
    !showKey ? arc("sweep", qa, qTurn, 50) : null,
    step.key === "rotate_key" ? arc("sweep", ka, kTurn, 50) : null,
    reached("dot") ? arc("sweep wide", qEnd, between, 44) : null,
    label("after-text", qEnd, ql * s, relative ? "q" : "q′"),
    showKey ? label("key-text", kEnd, kl * s, relative ? "k" : "k′") : null,
  ];
  const about =
    [
      `The query's pair turns by mω (position times inverse frequency) = ${pair.shown["angle m"]} rad, m = ${data.m}.`,
      `The key's pair turns by nω = ${pair.shown["angle n"]} rad, n = ${data.n}.`,
    ][place(step.key)] ??
    (relative
      ? `Turn the whole picture back by mω: q stands where it stood, k is turned by (n−m)ω = ${pair.shown["angle n−m"]} rad only. The angle between them is what it was.`
      : "The dot product asks only for the two lengths and the angle between the arrows.");
  const figure = el(
    "figure",
    {},
    el(
      "svg.plane",
      { viewBox: "-200 -180 400 360", role: "img", "aria-label": about },
      parts.flat().filter(Boolean),
    ),
    el("figcaption", {}, about),
  );
  if (onward && step.key === "collect" && !step.asks && !reducedMotion()) {
    figure
      .querySelector(".turned")
      ?.animate(
        [{ transform: `rotate(${-(qTurn % (2 * Math.PI))}rad)` }, { transform: "rotate(0rad)" }],
        { duration: 1200, easing: "ease-in-out" },
      );
  }
  return figure;
}

// --- try it, and break it ------------------------------------------------------------

/** @param {Stage<CancelData, CancelStep>} stage */
function trial(stage) {
  const { data, memory } = stage;
  const chart = el("div.chart");
  const readout = el("div.readout", { "aria-live": "polite" });
  const slider = el("input.bar", {
    type: "range",
    min: 0,
    max: data.trial[0].scores.length - 1,
    value: memory.shift,
    "aria-label": "Shift in tokens",
    oninput: (event) => {
      memory.shift = Number(event.target.value);
      show();
    },
  });
  const ways = el(
    "div.ways",
    { role: "group", "aria-label": "What is shifted, and how" },
    data.trial.map((way, index) =>
      el(
        "button.choice",
        {
          type: "button",
          "aria-pressed": String(index === memory.way),
          onclick: () => {
            memory.way = index;
            ways.querySelectorAll("button").forEach((button, at) => {
              button.setAttribute("aria-pressed", String(at === index));
            });
            show();
          },
        },
        way.title,
      ),
    ),
  );
  const show = () => {
    const way = data.trial[memory.way];
    const [still, now] = [way.scores[0], way.scores[memory.shift]];
    const key = way.moved === "both" ? data.n + memory.shift : data.n;
    slider.style.setProperty("--done", `${(memory.shift / Number(slider.max)) * 100}%`);
    slider.setAttribute("aria-valuetext", `${memory.shift} tokens`);
    readout.replaceChildren(
      el(
        "p",
        {},
        el("span.soft", {}, "Shift "),
        `${memory.shift}: query at ${data.m + memory.shift}, key at ${key}`,
      ),
      el("p.score", {}, el("span.soft", {}, "score "), full(now)),
      el(
        "p",
        {},
        el("span.soft", {}, "unshifted "),
        full(still),
        el("span.soft", {}, "  difference "),
        full(now - still),
      ),
      el("p.note", {}, way.says),
      el(
        "p.note",
        {},
        `Largest difference over shifts 0 to ${slider.max}: ${way.largest}.`,
        way.far
          ? ` Shifted by 1,000,000 tokens: ${way.far}${way.far !== "0" ? ", because the angle itself is rounded" : ""}.`
          : "",
      ),
    );
    chart.replaceChildren(scoreChart(way, data.trial, memory.shift));
  };
  show();
  return el(
    "section.trial",
    {},
    el("h2", {}, "Try it, then break it"),
    ways,
    el("label.shift", {}, el("span", {}, "Shift"), slider),
    el("div.trial-work", {}, readout, chart),
  );
}

/**
 * Score over shift. All ways share one scale, so that standing still looks like it.
 *
 * @param {Shifted} way
 * @param {Shifted[]} all
 * @param {number} shift
 */
function scoreChart(way, all, shift) {
  const values = all.flatMap((one) => one.scores);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [w, hgt, pad] = [460, 190, 34];
  const count = way.scores.length;
  /** @param {number} index */
  const x = (index) => pad + (index / (count - 1)) * (w - pad - 12);
  /** @param {number} value */
  const y = (value) => 12 + (1 - (value - low) / (high - low || 1)) * (hgt - 44);
  /** @param {number[]} scores */
  const path = (scores) =>
    `M${scores.map((score, index) => `${x(index).toFixed(1)},${y(score).toFixed(1)}`).join(" L")}`;
  const about = `Score over shift, 0 to ${count - 1} tokens: it goes from ${Math.min(...way.scores).toPrecision(4)} to ${Math.max(...way.scores).toPrecision(4)}.`;
  return el(
    "svg.scores",
    { viewBox: `0 0 ${w} ${hgt}`, role: "img", "aria-label": about },
    el("line.axis", { x1: pad, y1: hgt - 26, x2: w - 12, y2: hgt - 26 }),
    el("path.ghost-line", { d: path(all[0].scores) }),
    el("path.score-line", { d: path(way.scores) }),
    el("line.drop", { x1: x(shift), x2: x(shift), y1: 8, y2: hgt - 26 }),
    el("circle.dot", { cx: x(shift), cy: y(way.scores[shift]), r: 6 }),
    tag("", pad, hgt - 10, "0", "middle"),
    tag("", w - 12, hgt - 10, String(count - 1), "end"),
    tag("", (w + pad) / 2, hgt - 10, "shift in tokens", "middle"),
    tag("", pad + 4, 10, "score", "start"),
  );
}
