// Attend: one head of a model one can name, and which of its pairs make its habit.
// The shares come from the core; to leave some out, the browser adds the others and makes
// attention of them, for the picture.

import { visit } from "../web/address.js";
import { el, tableOf } from "../web/dom.js";
import { noteAsked } from "../web/question.js";
import { headLink } from "./subject.js";

/** @import { AttendData, Habit, Point, Shares, View } from "../web/types.js" */
/** @import { Memory, Stage } from "../web/stage.js" */

/** @param {string} text */
const decode = (text) =>
  new Float32Array(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer);

/**
 * Attention of every query with the pairs in off left out: softmax of what the others add up to.
 *
 * @param {Shares} habit
 * @param {Set<number>} off
 */
export function attentionWithout({ shares, pairs, tokens }, off) {
  let at = 0;
  return tokens.map((_, row) => {
    const scores = Array.from({ length: row + 1 }, () => {
      let sum = 0;
      for (let pair = 0; pair < pairs; pair++) if (!off.has(pair)) sum += shares[at + pair];
      at += pairs;
      return sum;
    });
    const largest = Math.max(...scores);
    const grown = scores.map((score) => Math.exp(score - largest));
    const whole = grown.reduce((sum, value) => sum + value, 0);
    return grown.map((value) => value / whole);
  });
}

/**
 * @param {number[][]} weights
 * @param {readonly Point[]} targets
 */
const meanOn = (weights, targets) =>
  targets.reduce((sum, [row, column]) => sum + weights[row][column], 0) / targets.length;

/** @param {number[]} pairs */
const listed = (pairs) =>
  pairs.length > 1
    ? `pairs ${pairs.slice(0, -1).join(", ")} and ${pairs.at(-1)}`
    : `pair ${pairs[0]}`;

/** @param {Stage<AttendData, View>} stage */
export function habitView(stage) {
  const { data, memory } = stage;
  const { habit } = data;
  const all = { shares: decode(habit.shares), pairs: habit.pairs, tokens: habit.tokens };
  const at = habit.which.join("-");
  if (memory.habitAt !== at) {
    Object.assign(memory, { habitAt: at, without: new Set(), guess: null });
  }
  const parts = {
    question: el("div.habit-question"),
    grid: el("div.habit-grid"),
    pairs: el("div.habit-pairs"),
    words: el("div.habit-words", { "aria-live": "polite" }),
  };
  if (habit.targets.length) {
    noteAsked(parts.question, {
      kind: "choice",
      text: `This head ${habit.does}. Which pairs make it do so?`,
      choices: habit.groups.map((/** @type {{ title: string }} */ { title }) => title),
      correct: habit.correct,
      because: contribution(habit),
    });
  }
  const draw = () => {
    const off = memory.without;
    const weights = attentionWithout(all, off);
    parts.grid.replaceChildren(gridOf(habit, weights));
    parts.words.replaceChildren(...wordsOf(habit, weights, off));
    parts.question.replaceChildren(...questionOf(habit, memory, draw));
    const shown = memory.guess !== null || !habit.targets.length;
    parts.pairs.replaceChildren(...(shown ? pairsOf(habit, memory, draw) : []));
  };
  draw();
  return [
    chooser(habit),
    el(
      "div.habit",
      {},
      parts.grid,
      el("div.habit-words", {}, parts.question, parts.words, parts.pairs),
    ),
  ];
}

/**
 * What was pressed is drawn anew: the focus stays on it.
 *
 * @param {string} name
 */
const focus = (name) => {
  /** @type {HTMLElement | null} */
  const node = document.querySelector(`[data-focus="${name}"]`);
  node?.focus();
};

/** @param {Habit} habit */
function chooser({ model, of, heads, texts, best, which }) {
  const [head, text] = which;
  /**
   * @param {string} label
   * @param {string[]} options
   * @param {number} chosen
   * @param {(index: number) => void} change
   */
  const select = (label, options, chosen, change) =>
    el(
      "select.attend-sentences",
      {
        "aria-label": label,
        "data-focus": label,
        onchange: (event) => change(Number(event.target.value)),
      },
      options.map((title, index) =>
        el("option", { value: index, selected: index === chosen }, title),
      ),
    );
  return el(
    "div.attend-subject.attend-chooser",
    {},
    el("span", {}, `${model}, ${of}:`),
    select(`Head of ${model}`, heads, head, (one) => visit({ habit: `${one}-${best[one]}` })),
    select(`Text for ${model}`, texts, text, (one) => visit({ habit: `${head}-${one}` })),
  );
}

/** @param {Habit} habit */
const contribution = ({ doers, doing, pairs, whole }) =>
  `${listed(doers).replace("p", "P")} ${doers.length > 1 ? "together add" : "adds"} ${doing} to the score of the place looked at, over the mean of its row; all ${pairs} pairs together ${whole}.`;

/**
 * Where its numbers begin in "The fast ones: pairs 0 to 7".
 *
 * @param {string} title
 */
const numbersOf = (title) => title.search(/\d/);

/**
 * @param {Habit} habit
 * @param {Memory} memory
 * @param {() => void} draw
 */
function questionOf(habit, memory, draw) {
  if (!habit.targets.length) {
    return [el("p", {}, "This head has no one place it looks at, so there is nothing to guess.")];
  }
  const { guess } = memory;
  const given = guess !== null;
  return [
    el("p.asked", {}, `This head ${habit.does}. Which pairs make it do so?`),
    el(
      `div.answers${given ? ".given" : ""}`,
      {},
      habit.groups.map(({ title, sum }, index) =>
        el(
          `button.choice${!given ? "" : index === habit.correct ? ".right" : index === guess ? ".wrong" : ".other"}`,
          {
            type: "button",
            "aria-pressed": String(guess === index),
            "data-focus": `guess-${index}`,
            onclick: () => {
              memory.guess ??= index;
              draw();
              focus(`guess-${index}`);
            },
          },
          el("span.group", {}, title.slice(0, numbersOf(title))),
          title.slice(numbersOf(title)),
          given ? ` (${sum})` : "",
        ),
      ),
    ),
    given
      ? el(
          `p.feedback.${guess === habit.correct ? "right" : "wrong"}`,
          {},
          el("strong", {}, guess === habit.correct ? "Right. " : guess < 0 ? "" : "Not so. "),
          `${contribution(habit)} Switch them off.`,
        )
      : null,
    given
      ? null
      : el(
          "button.control.quiet",
          {
            type: "button",
            onclick: () => {
              memory.guess = -1;
              draw();
            },
          },
          "Just show me",
        ),
  ].filter((part) => part !== null);
}

/**
 * A row a query, a column a key; outlined is what the habit would look at.
 *
 * @param {Habit} habit
 * @param {number[][]} weights
 */
function gridOf({ tokens, targets, which }, weights) {
  const aimed = new Set(targets.map((target) => target.join()));
  const table = tableOf(
    "table.habit-cells",
    ["", ...tokens.map((token) => el("span", {}, token))],
    tokens.map((token, row) =>
      el(
        "tr",
        {},
        el("th", { scope: "row" }, token),
        tokens.map((_, column) => {
          const weight = weights[row][column];
          if (weight === undefined) return el("td.later");
          return el(
            `td${aimed.has(`${row},${column}`) ? ".aimed" : ""}`,
            { style: `--tint: ${Math.round(weight * 100)}%`, title: weight.toFixed(2) },
            el("span.hidden", {}, weight.toFixed(2)),
          );
        }),
      ),
    ),
  );
  table.style.setProperty("--tokens", String(tokens.length));
  return el(
    "figure",
    {},
    table,
    el(
      "figcaption",
      {},
      "A row a query, a column a key. Strongest: 1. Outlined: the place it looks at. ",
      headLink(which[1], which[0], tokens.length, "Its scores, pair by pair", { step: null }),
    ),
  );
}

/**
 * @param {Habit} habit
 * @param {number[][]} weights
 * @param {Set<number>} off
 */
function wordsOf({ targets, does, kept }, weights, off) {
  if (!targets.length) return [];
  const before = kept.all;
  if (!off.size)
    return [el("p.habit-kept", {}, el("b", {}, before), ` of its attention ${placed(does)}.`)];
  const mean = meanOn(weights, targets);
  const now = mean > 0 && mean < 0.005 ? "less than 0.01" : mean.toFixed(2);
  return [
    el(
      "p.habit-kept",
      {},
      el("b", {}, now),
      ` of its attention ${placed(does)}, `,
      `${off.size} ${off.size > 1 ? "pairs" : "pair"} off; ${before} with all.`,
    ),
  ];
}

/**
 * "looks at the token before" to "on the token before".
 *
 * @param {string} does
 */
const placed = (does) => `on ${does.replace(/^.*looks at /, "")}`;

/**
 * How high the bar of a gain is, and how high above the foot all bars begin: what is taken away
 * hangs from there.
 *
 * @param {readonly number[]} gains
 */
export function barsOf(gains) {
  const most = Math.max(0, ...gains);
  const least = Math.min(0, ...gains);
  const all = most - least || 1;
  /** @param {number} gain */
  const heightOf = (gain) => percent(Math.abs(gain) / all);
  return { heightOf, zero: percent(-least / all) };
}

/** @param {number} share */
const percent = (share) => `${(share * 100).toFixed(1)}%`;

/**
 * @param {Habit} habit
 * @param {Memory} memory
 * @param {() => void} draw
 */
function pairsOf(habit, memory, draw) {
  const { heightOf, zero } = barsOf(habit.gains ?? []);
  /** @param {number} pair */
  const toggle = (pair) => {
    if (!memory.without.delete(pair)) memory.without.add(pair);
    draw();
    focus(`habit-pair-${pair}`);
  };
  /**
   * @param {string} title
   * @param {string} name
   * @param {Iterable<number>} off
   */
  const take = (title, name, off) =>
    el(
      "button.control.attend-tool",
      {
        type: "button",
        "data-focus": name,
        onclick: () => {
          memory.without = new Set(off);
          draw();
          focus(name);
        },
      },
      title,
    );
  const every = Array.from({ length: habit.pairs }, (_, pair) => pair);
  const doers = new Set(habit.doers ?? []);
  return [
    el(
      "div.habit-bars",
      {
        role: "group",
        "aria-label": "Pairs that are on, from fast to slow",
        style: `--zero: ${zero}`,
      },
      every.map((pair) =>
        el(
          "button",
          {
            type: "button",
            "aria-pressed": String(!memory.without.has(pair)),
            "data-focus": `habit-pair-${pair}`,
            "aria-label": `Pair ${pair}, a turn in ${habit.waves[pair]} tokens${habit.adds ? `, adds ${habit.adds[pair]}` : ""}`,
            title: `pair ${pair}: a turn in ${habit.waves[pair]} tokens${habit.adds ? `; adds ${habit.adds[pair]}` : ""}`,
            onclick: () => toggle(pair),
          },
          el(
            "span.well",
            { "aria-hidden": "true" },
            el("i", {
              class: (habit.gains?.[pair] ?? 0) < 0 ? "less" : "",
              style: `height: ${heightOf(habit.gains?.[pair] ?? 0)}`,
            }),
          ),
          el(
            "span",
            { "aria-hidden": "true" },
            pair % 4 === 0 || pair === habit.pairs - 1 ? String(pair) : "",
          ),
        ),
      ),
    ),
    el(
      "div.attend-tools",
      {},
      doers.size ? take(`Without ${listed(habit.doers)}`, "habit-doers", doers) : null,
      doers.size
        ? take(
            "With those alone",
            "habit-alone",
            every.filter((pair) => !doers.has(pair)),
          )
        : null,
      take("All on", "habit-all", []),
    ),
    el(
      "p.note",
      {},
      `A bar: what the pair adds to the score of the place looked at, over the mean of its row${zero === "0.0%" ? "" : "; below the line, what it takes away"}. Press one to switch the pair off.`,
    ),
  ];
}
