// What stands beside the picture at each of the three steps: words, the score, what to do, what
// was found.

import { openPage } from "../web/address.js";
import { el, tableOf } from "../web/dom.js";
import { fixed } from "./numbers.js";
import { MOVE, SAME, TURN } from "./steps.js";

/** @import { Child, ChoiceQuestion } from "../web/types.js" */

/** @typedef {ReturnType<typeof import("./start.js").show>} Discovery */

/** What the query of the one word may ask, and the key of the other answer. */
const ASKED = "who chases me?";
const ANSWERED = "I do";
/** What is asked before the sentence is moved. */
const BEFORE = {
  says:
    "Order counts now. With more words in front the sentence begins later, and both arrows turn " +
    "further.",
  asks: "What will the score do?",
};
/** What can be guessed, and the mistake that it stands for. @type {Record<string, string[]>} */
const GUESSES = {
  grow: ["It rises", "the place taken for the distance"],
  shrink: ["It falls", "the place taken for the distance"],
  stay: ["It stays", ""],
};

/** The same as a question. @returns {ChoiceQuestion} */
export const guessing = () => ({
  kind: "choice",
  text: `${BEFORE.says} ${BEFORE.asks}`,
  choices: Object.values(GUESSES).map(([text]) => text),
  correct: Object.keys(GUESSES).indexOf("stay"),
  because: "Each arrow turns by its own place; the angle between them knows only their distance.",
  stands: Object.values(GUESSES).map(([_text, mistake]) => mistake),
});

/** @param {Discovery} d */
const asks = (d) => el("b.of-query", {}, d.names.query);
/** @param {Discovery} d */
const answers = (d) => el("b.of-key", {}, d.names.key);

/**
 * @param {string} kind
 * @param {...Child} parts
 */
const p = (kind, ...parts) => el(`p${kind}`, {}, ...parts);

/**
 * @param {string} text
 * @param {string} focus
 * @param {() => void} onclick
 * @param {boolean} [primary]
 */
const button = (text, focus, onclick, primary = false) =>
  el(
    `button.control${primary ? ".primary" : ""}`,
    { type: "button", "data-focus": focus, onclick },
    text,
  );
/**
 * @param {Discovery} d
 * @param {boolean} [primary]
 */
const swapButton = (d, primary) => button("⇄ Swap the two words", "swap", () => d.swap(), primary);
/**
 * @param {Discovery} d
 * @param {string} text
 */
const onward = (d, text) => button(`${text}\u00a0→`, "onward", () => d.go(d.memory.step + 1), true);

/** @param {Discovery} d */
export function panels(d) {
  const at =
    /** @type {Record<number, (d: Discovery) => Record<"says" | "act", (Node | string)[]>>} */ ({
      [SAME]: same,
      [TURN]: d.memory.placed ? place : hand,
      [MOVE]: move,
    })[d.memory.step];
  return { tally: tally(d), ...at(d) };
}

/** Every state of the page that has words of its own. */
const STATES = [
  { step: SAME, done: {} },
  { step: SAME, done: { swap: true }, swapped: true },
  { step: TURN, done: {}, placed: false },
  { step: TURN, done: { hand: true }, placed: false },
  { step: TURN, done: {}, placed: true },
  { step: TURN, done: { swapPlaced: true }, placed: true },
  { step: MOVE, done: {}, guess: null },
  ...["turn", "add"].map((way) => ({ step: MOVE, done: { move: true }, guess: "grow", way })),
];

/**
 * What is said in every state, so that there is room for the longest and nothing below it moves.
 *
 * @param {Discovery} d
 */
export const allTexts = (d) =>
  STATES.map((state) => {
    const memory = { value: { ...d.memory, ...state } };
    return panels(/** @type {Discovery} */ (Object.create(d, { memory }))).says;
  });

// --- the score -----------------------------------------------------------------------

/** @param {string} text */
const bracketed = (text) => (text.startsWith("−") ? `(${text})` : text);

/** @param {Discovery} d */
function tally(d) {
  const { query, key } = d.arrows();
  const shown = d.shown();
  const [q0, q1, k0, k1] = [...query, ...key].map(fixed);
  /**
   * Factors as they are shown: where these do not give what is shown, it is only about equal.
   *
   * @param {string} text
   */
  const read = (text) => Number(text.replace("−", "-"));
  const again = read(q0) * read(k0) + read(q1) * read(k1);
  const sign = Math.abs(again - read(shown)) <= 0.0005 ? "=" : "≈";
  const most = d.way().highest;
  // Turned arrows stay as long as they were; of added ones only the bounds are known.
  const ends = d.added() ? ["at least", "at most"] : ["opposite", "the same way"];
  const share = (d.score() / most) * 50 + 50;
  return [
    p(
      ".pairing",
      asks(d),
      el("span.soft", {}, " asks, "),
      answers(d),
      el("span.soft", {}, " answers: their score"),
    ),
    el(
      "div.fit",
      {},
      p(".score", shown),
      p(".apart.soft", el("span", {}, "the arrows are "), `${d.apart()} rad apart`, el("i.wedge")),
    ),
    p(
      ".working",
      el("span.of-query", {}, q0),
      "×",
      el("span.of-key", {}, bracketed(k0)),
      " + ",
      el("span.of-query", {}, bracketed(q1)),
      "×",
      el("span.of-key", {}, bracketed(k1)),
      ` ${sign} ${shown}`,
    ),
    el(
      "div.meter",
      {},
      el("i", { style: `left: ${share.toFixed(2)}%` }),
      el("span", {}, `${fixed(-most)} ${ends[0]}`),
      el("span", {}, "0 at a right angle"),
      el("span", {}, `${fixed(most)} ${ends[1]}`),
    ),
  ];
}

// --- 1 -------------------------------------------------------------------------------

/** @param {Discovery} d */
function same(d) {
  const { done, swapped } = d.memory;
  if (!done.swap) {
    return {
      says: [
        "Say ",
        asks(d),
        ` asks “${ASKED}” and `,
        answers(d),
        ` can answer “${ANSWERED}”: wrong here, right in “${d.claim(d.names.key, d.names.query)}”. `,
        "A model says both in numbers it learned: a word's ",
        el("i", {}, "query"),
        " asks, its ",
        el("i", {}, "key"),
        " answers. Two numbers make an arrow. How well they fit is the ",
        el("i", {}, "score"),
        ": number times number, added. The higher, the more ",
        asks(d),
        " listens (attends) to ",
        answers(d),
        ".",
      ],
      act: [swapButton(d, true), el("span.hint", {}, "or drag one onto the other")],
    };
  }
  return {
    says: [
      swapped
        ? `Now ${d.claim(d.names.key, d.names.query)}, the opposite. `
        : `Again ${d.claim(d.names.query, d.names.key)}. `,
      asks(d),
      " still asks and ",
      answers(d),
      " still answers, with the same numbers. ",
      el("b", {}, "The score is the same: "),
      "nothing in it says where a word stands. Multiplying alone cannot tell who chases whom.",
    ],
    act: [swapButton(d), onward(d, "Give them a place")],
  };
}

// --- 2 -------------------------------------------------------------------------------

/** @param {Discovery} d */
function hand(d) {
  const { hand: tried } = d.memory.done;
  return {
    says: tried
      ? [
          "The score follows the angle between the arrows, not where they point. Each stays as long ",
          `as it was, on its ring; the same way they reach the most, their lengths' product. `,
          el("b", {}, "But who says how far to turn? "),
          "A word's place in the sentence can.",
        ]
      : [
          `Once more ${d.claim(d.names.query, d.names.key)}. The closer two arrows point, the higher `,
          "their score. So turning one changes it: ",
          el("b.to-do", {}, "drag an arrow by its tip."),
        ],
    act: [
      el("span.hint.keys", {}, "or by ↑ and ↓ on a tip"),
      button("Let the place turn them", "given", () => d.letPlaceTurn(true), tried),
    ],
  };
}

/** @param {Discovery} d */
function place(d) {
  const { query, key } = d.data.at;
  const { done, swapped } = d.memory;
  const byHand = button("By hand again", "given", () => d.letPlaceTurn(false));
  if (!done.swapPlaced) {
    return {
      says: [
        "Every place further turns a word by one radian more, ",
        `about ${d.data.degrees}°: at place ${query} by ${query}, at place ${key} by ${key}. `,
        `After about ${d.data.round} places it is round once: for places further apart a real model gives `,
        "a word more arrows, slower ones. ",
        el("b.to-do", {}, "Swap the words once more."),
      ],
      act: [swapButton(d, true), byHand],
    };
  }
  /** @type {[string, number, boolean][]} */
  const rows = [
    [d.claim(d.names.query, d.names.key), d.scoreAt(query, key), !swapped],
    [d.claim(d.names.key, d.names.query), d.scoreAt(key, query), swapped],
  ];
  // Which one the numbers of the example favour is seen in them.
  const fitting = d.scoreAt(key, query) > d.scoreAt(query, key);
  return {
    says: [
      el("b", {}, "Two sentences, two scores: "),
      "now a model can tell who chases whom. ",
      fitting
        ? `“${ASKED[0].toUpperCase()}${ASKED.slice(1)}” fits better where ${d.names.key} chase, as it should: a model learns such numbers.`
        : "Which one is higher, the words' own numbers decide: a model learns those that fit.",
      el(
        "dl.both-ways",
        {},
        rows.map(([text, score, now]) =>
          el(`div${now ? ".now" : ""}`, {}, el("dt", {}, text), el("dd", {}, fixed(score))),
        ),
      ),
    ],
    act: [swapButton(d), onward(d, "Move the sentence")],
  };
}

// --- 3 -------------------------------------------------------------------------------

/** @param {Discovery} d */
function move(d) {
  const { guess, done, way } = d.memory;
  if (!guess) {
    return {
      says: [
        `Once more ${d.claim(d.names.query, d.names.key)}. ${BEFORE.says} `,
        el("b", {}, BEFORE.asks),
      ],
      act: [
        ...Object.entries(GUESSES).map(([key, [text]]) =>
          button(text, `guess-${key}`, () => d.guess(key)),
        ),
        el(
          "button.control.quiet",
          { type: "button", "data-focus": "guess-none", onclick: () => d.guess("none") },
          "Skip the guess",
        ),
      ],
    };
  }
  if (!done.move) {
    return {
      says: [
        guess === "none" ? "" : `You say: ${GUESSES[guess][0].toLowerCase()}. `,
        el("b", {}, "Drag the sentence "),
        "to the right, or the slider under it.",
      ],
      act: [],
    };
  }
  return { says: way === "add" ? addition(d) : cancelled(d), act: buttons(d) };
}

/** @param {Discovery} d */
function cancelled(d) {
  const { turn, at, farthest } = d.data;
  const guess = /** @type {string} */ (d.memory.guess);
  const verdict = { stay: "As you said, it stays. ", none: "It stays. " }[guess];
  return [
    el("b", {}, verdict ?? `You said: ${GUESSES[guess][0].toLowerCase()}. But it stays! `),
    "So the words fit as well, or as badly, at the end of a book. Both arrows turn alike; the angle ",
    `between them stays ${turn.between[d.memory.begin]} rad: ${turn.own} of the words' own, and `,
    `${at.key - at.query} for the ${at.key - at.query} places from ${d.names.query} to `,
    `${d.names.key}. Only the distance counts, and which word is ahead. `,
    el(
      "span.soft",
      {},
      `Wherever it begins, place 0 to ${farthest}, the scores differ by ${turn.apart} at most: rounding.`,
    ),
  ];
}

/**
 * What was done before turning, and why that is given up: the two beside each other.
 *
 * @param {Discovery} d
 */
function addition(d) {
  const ways = [d.data.add, d.data.turn];
  /** @param {string[]} bounds */
  const span = ([least, most]) => (least === most ? least : `${least} to ${most}`);
  // What that does to two words is seen in the numbers.
  const { least, most } = d.data.add;
  const fickle = least.startsWith("−") && !most.startsWith("−");
  return [
    "Each place has a thin arrow, 1 long. ",
    el("b", {}, "Added"),
    " to the word's faint one it gives the bold one. Order counts, too. But ",
    fickle
      ? "two words that fit at one place do not at another; each place is to be learned anew:"
      : "lengths and angle change on the way:",
    tableOf(
      "table.both-ways",
      [`from place 0 to ${d.data.farthest}`, "added", "turned"],
      [
        ["the score", ...ways.map(({ least, most }) => span([least, most]))],
        [`length of ${d.names.query}`, ...ways.map(({ lengths: [query] }) => span(query))],
      ],
    ),
    el("span.soft", {}, "Early models added it to the word itself."),
  ];
}

/**
 * Why one turns is seen when something else was tried: that comes first.
 *
 * @param {Discovery} d
 */
function buttons(d) {
  const { add: tried } = d.memory.done;
  const added = d.memory.way === "add";
  return [
    button(
      added ? "Turn them again" : "Add instead of turning",
      "way",
      () => d.choose(added ? "turn" : "add"),
      !tried,
    ),
    button("Why? On to Rotate →", "rotate", () => openPage("rotate"), tried),
  ];
}
