// Start: three things to do with the hands. A word is an arrow; it is swapped, turned and moved.
// All arrows are the core's. Here one is picked and multiplied, once, for the score.

import { address } from "../web/address.js";
import { el } from "../web/dom.js";
import { joining, SHOWN, tell } from "../web/live.js";
import { stepsOnPaper } from "../web/print.js";
import { projector, projectorButton } from "../web/projector.js";
import { fixed } from "./numbers.js";
import { allTexts, guessing, panels } from "./panels.js";
import { onPaper } from "./paper.js";
import { angleOf, folded, Picture } from "./picture.js";
import { sentence, slideWords } from "./sentence.js";
import { MOVE, SAME, STEPS, TURN } from "./steps.js";
import { goal, wayThere } from "./way.js";

/** @import { Json, Point, Shown, Side, Sides, StartData } from "../web/types.js" */

/** @type {Side[]} */
const SIDES = ["query", "key"];

// What was done here stays while other pages are visited.
const memory = {
  step: 0,
  swapped: false,
  hand: { query: 0, key: 0 },
  placed: false,
  guess: /** @type {string | null} */ (null),
  begin: 0,
  way: "turn",
  done: /** @type {Record<string, boolean>} */ ({}),
};

/**
 * @param {HTMLElement} root
 * @param {StartData} data
 */
export const show = (root, data) => new Discovery(root, data);

class Discovery {
  steps = STEPS;
  /** How wide the texts were when room was made for them, pixels. */
  room = 0;
  memory = memory;

  /**
   * @param {HTMLElement} root
   * @param {StartData} data
   */
  constructor(root, data) {
    this.root = root;
    this.data = data;
    const { query, key } = data.at;
    this.names = { query: data.words[query], key: data.words[key] };
    this.parts = this.build();
    this.go(memory.step || linkedStep(), { quiet: true });
  }

  // --- what is the case ------------------------------------------------------------

  // The place of each of the two words in the sentence as it is said now.
  places() {
    const { query, key } = this.data.at;
    const [q, k] = this.memory.swapped ? [key, query] : [query, key];
    const begin = this.memory.step === MOVE ? this.memory.begin : 0;
    return { query: begin + q, key: begin + k };
  }

  // Whether the place turns the arrows by now.
  placed() {
    return this.memory.step === MOVE || (this.memory.step === TURN && this.memory.placed);
  }

  added() {
    return this.memory.step === MOVE && this.memory.way === "add";
  }

  turns() {
    if (this.placed()) return this.places();
    return this.memory.step === TURN ? this.memory.hand : { query: 0, key: 0 };
  }

  /** @returns {Sides<Point>} */
  arrows() {
    const { hand } = this.data;
    const turns = this.turns();
    return /** @type {Json} */ (
      Object.fromEntries(
        SIDES.map((side) => {
          if (this.placed()) return [side, this.way()[side][turns[side]]];
          return [side, hand[side][Math.round(turns[side] * 10) - hand.least]];
        }),
      )
    );
  }

  /** How a place is given. By hand an arrow turns, too. */
  way() {
    return this.data[this.added() ? "add" : "turn"];
  }

  score({ query, key } = this.arrows()) {
    return query[0] * key[0] + query[1] * key[1];
  }

  /**
   * The score of the sentence said the other way round, as the places turn it.
   *
   * @param {number} query
   * @param {number} key
   * @param {"turn" | "add"} [way]
   */
  scoreAt(query, key, way = "turn") {
    const arrows = this.data[way];
    return this.score({ query: arrows.query[query], key: arrows.key[key] });
  }

  words() {
    const { words, at } = this.data;
    const order = [...words];
    if (this.memory.swapped) [order[at.query], order[at.key]] = [order[at.key], order[at.query]];
    const begin = this.memory.step === MOVE ? this.memory.begin : 0;
    const turns = this.turns();
    const shows = this.memory.step !== SAME && !this.added();
    return order.map((word, index) => {
      const side = SIDES.find((one) => this.names[one] === word);
      return {
        word,
        side,
        place: begin + index,
        turned: !shows ? undefined : side ? `turned by ${turnText(turns[side])} rad` : "",
        round:
          this.memory.step === MOVE && shows ? (side ? roundText(turns[side]) : "") : undefined,
      };
    });
  }

  /**
   * "dogs chase cats", whichever of the two asks.
   *
   * @param {string} first
   * @param {string} second
   */
  claim(first, second) {
    const [one, other] = [this.data.at.query, this.data.at.key].sort();
    return [first, ...this.data.words.slice(one + 1, other), second].join(" ");
  }

  said() {
    return this.words()
      .map(({ word }) => word)
      .join(" ");
  }

  /** What the step asks. */
  asked() {
    return this.memory.step === MOVE ? guessing() : null;
  }

  // --- what can be done ------------------------------------------------------------

  /** @param {number} number */
  go(number, { quiet = false } = {}) {
    const { memory } = this;
    const step = Math.min(Math.max(1, number), STEPS.length);
    if (step !== memory.step) {
      memory.step = step;
      memory.swapped = false;
    }
    address.set({ projector: projector.on() ? 1 : null, step: step > 1 ? step : null });
    this.panels();
    tell(SHOWN);
    if (!quiet) this.announce(`Step ${step} of ${STEPS.length}. ${STEPS[step - 1][0]}.`);
  }

  swap() {
    slideWords(this.parts.line, () => {
      this.memory.swapped = !this.memory.swapped;
      this.did(this.placed() ? "swapPlaced" : "swap");
    });
    this.announce(`${this.said()}. The score is ${this.shown()}.`);
  }

  /**
   * @param {Side} side
   * @param {number} turn
   */
  turnByHand(side, turn) {
    const bound = Math.min(3.1, Math.max(-3.1, Math.round(turn * 10) / 10));
    if (bound === this.memory.hand[side]) return;
    this.memory.hand = { ...this.memory.hand, [side]: bound };
    this.did("hand");
  }

  /** @param {boolean} placed */
  letPlaceTurn(placed) {
    this.memory.placed = placed;
    this.memory.swapped = false;
    this.did(placed ? "place" : "again");
    this.announce(
      `${placed ? "The places turn the arrows" : "By hand again"}. The score is ${this.shown()}.`,
    );
  }

  /** @param {string} choice */
  guess(choice) {
    this.memory.guess = choice;
    this.did("guess");
    /** @type {HTMLElement | null} */ (this.root.querySelector("[data-focus=begin]"))?.focus({
      preventScroll: true,
    });
  }

  /** @param {number} place */
  beginAt(place) {
    this.memory.begin = Math.min(this.data.farthest, Math.max(0, place));
    if (this.memory.begin) this.memory.done.move = true;
    this.did("begin");
    this.announce(`The score is ${this.shown()}.`);
  }

  /** @param {"turn" | "add"} way */
  choose(way) {
    this.memory.way = way;
    this.did(way);
    this.announce(`The score is ${this.shown()}.`);
  }

  /** @param {string} what */
  did(what) {
    this.memory.done[what] = true;
    this.panels();
  }

  redraw() {
    this.parts = this.build();
    this.panels();
  }

  // --- how it is shown -------------------------------------------------------------

  shown() {
    return fixed(this.score());
  }

  /** The angle between the arrows, whichever way round: radians, as shown. */
  apart() {
    const { query, key } = this.arrows();
    return fixed(Math.abs(folded(angleOf(key) - angleOf(query))));
  }

  /** @param {string} text */
  announce(text) {
    this.parts.live.textContent = text;
  }

  build() {
    const parts = {
      says: el("div.says"),
      tally: el("div.tally"),
      act: el("div.act"),
      line: el("div.line"),
      live: el("div.live", { "aria-live": "polite" }),
      paper: el("div.on-paper", { "aria-hidden": "true" }),
    };
    const picture = this.newPicture();
    const tabs = STEPS.map(([name, short], index) =>
      el(
        "button",
        {
          type: "button",
          "data-focus": `step-${index + 1}`,
          "aria-label": `${index + 1} ${name}`,
          onclick: () => this.go(index + 1),
        },
        el("span.number", {}, String(index + 1)),
        el("span.long", {}, name),
        el("span.short", {}, short),
      ),
    );
    const count = el("span.count");
    const way = wayThere(this.data);
    const { says, tally, act, line, live, paper } = parts;
    const join = joining();
    const toJoining = () => join.querySelector("input")?.focus();
    this.root.replaceChildren(
      el("h2.start-headline", {}, this.data.headline),
      el(
        "p.start-lead",
        {},
        `${this.data.lead} `,
        el("button.to-joining", { type: "button", onclick: toJoining }, "In a class?"),
      ),
      el(
        "div.discovery",
        {},
        el("nav.tabs.steps", { "aria-label": "Three steps" }, tabs, count, projectorButton()),
        el("div.seen", {}, picture.node, line),
        el("div.step-text", {}, says, tally, act),
        paper,
        live,
      ),
      way.node,
      join,
    );
    // The window and its text size decide how many lines a text has, and the fonts.
    this.room = 0;
    // In the next frame: what changes the height of what is observed within its turn is an error.
    new ResizeObserver(() => requestAnimationFrame(() => this.makeRoom())).observe(parts.says);
    document.fonts.ready.then(() => {
      this.room = 0;
      this.makeRoom();
    });
    return { ...parts, picture, tabs, count, goal: way.goal };
  }

  newPicture() {
    const zero = -this.data.hand.least;
    return new Picture({
      names: this.names,
      words: /** @type {Json} */ (
        Object.fromEntries(SIDES.map((side) => [side, this.data.hand[side][zero]]))
      ),
      onTurn: (side, turn) => this.turnByHand(side, turn),
    });
  }

  /** What the picture shows. @returns {Shown} */
  pictured() {
    const held = this.memory.step === TURN && !this.memory.placed;
    return {
      turns: this.turns(),
      arrows: this.arrows(),
      added: this.added(),
      held,
      about: this.about(),
      spoken: held && {
        query: `The arrow of ${this.names.query}`,
        key: `The arrow of ${this.names.key}`,
      },
    };
  }

  /** Every step, for paper. */
  print() {
    const { steps } = this;
    this.parts.paper.replaceChildren(
      ...stepsOnPaper(
        steps,
        [],
        (step) => onPaper(this, steps.indexOf(step) + 1),
        ([name]) => name,
      ),
    );
  }

  /** Back on screen. */
  printed() {
    this.parts.paper.replaceChildren();
  }

  /** Room for the longest text: what stands below it does not move under a finger. */
  makeRoom() {
    const { says } = this.parts;
    // Whole pixels would be wider than it is, and a text have fewer lines.
    const { width } = says.getBoundingClientRect();
    if (!width || width === this.room) return;
    this.room = width;
    const tried = el("div.says.tried", { "aria-hidden": "true" });
    tried.style.width = `${width}px`;
    says.before(tried);
    const heights = allTexts(this).map((text) => {
      tried.replaceChildren(...text);
      return Math.ceil(tried.getBoundingClientRect().height);
    });
    tried.remove();
    says.style.setProperty("--longest", `${Math.max(...heights)}px`);
  }

  panels() {
    const { memory, parts } = this;
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    const focused = this.root.contains(active) ? active?.dataset.focus : null;
    parts.tabs.forEach((tab, index) => {
      if (index + 1 === memory.step) tab.setAttribute("aria-current", "step");
      else tab.removeAttribute("aria-current");
    });
    parts.count.textContent = `${memory.step} of ${STEPS.length}`;
    this.root.dataset.step = /** @type {Json} */ (memory.step);
    this.root.dataset.guessed = memory.guess ?? "";
    const moving = memory.step === MOVE && memory.guess;
    this.showLine(moving);
    const { says, tally, act } = panels(this);
    parts.says.replaceChildren(...says);
    parts.tally.replaceChildren(...tally);
    parts.act.replaceChildren(...act);
    parts.goal.textContent = goal(this.data, Boolean(memory.done.move));
    parts.picture.show(this.pictured());
    if (!focused) return;
    // What is gone leaves the keyboard at the step it led to.
    const next = [focused, `step-${memory.step}`]
      .map((name) => this.root.querySelector(`[data-focus="${name}"]`))
      .find(Boolean);
    /** @type {HTMLElement | null | undefined} */ (next)?.focus({ preventScroll: true });
  }

  /**
   * The sentence; while it is dragged, the slider under the hand stays the one it is.
   *
   * @param {string | false | null} moving
   */
  showLine(moving) {
    const { memory, parts, data } = this;
    const line = sentence({
      words: this.words(),
      swap:
        memory.step === SAME || (memory.step === TURN && memory.placed) ? () => this.swap() : null,
      by: moving ? (places) => this.beginAt(memory.begin + places) : null,
    });
    /** @type {HTMLElement | null} */
    const old = parts.line.querySelector(".line-of-words");
    const slider = parts.line.querySelector("input");
    // A finger that drags must not lose what it holds.
    if (moving && slider && old?.dataset.moving) {
      old.querySelectorAll("li").forEach((item, index) => {
        const fresh = line.querySelectorAll("li")[index];
        for (const name of [".place", ".turned", ".round"]) {
          const [to, from] = [item.querySelector(name), fresh.querySelector(name)];
          if (to && from) to.replaceChildren(...from.childNodes);
          else if (to) to.textContent = "\u00a0";
        }
      });
      slider.value = String(memory.begin);
      slider.style.setProperty("--done", `${(memory.begin / data.farthest) * 100}%`);
      slider.setAttribute("aria-valuetext", `begins at place ${memory.begin}`);
      slider.nextElementSibling?.replaceChildren(this.inFront());
      return;
    }
    line.dataset.moving = moving ? "1" : "";
    const slides = this.slider();
    slides.classList.toggle("later", !moving);
    parts.line.replaceChildren(line, memory.step === MOVE ? slides : "");
  }

  slider() {
    const { memory, data } = this;
    const input = el("input.bar", {
      type: "range",
      min: 0,
      max: data.farthest,
      step: 1,
      value: memory.begin,
      "data-focus": "begin",
      style: `--done: ${(memory.begin / data.farthest) * 100}%`,
      "aria-label": "Where the sentence begins",
      "aria-valuetext": `begins at place ${memory.begin}`,
      oninput: (event) => this.beginAt(Number(event.target.value)),
    });
    return el("label.begin", {}, input, el("span", { "aria-hidden": "true" }, this.inFront()));
  }

  inFront() {
    const { begin } = this.memory;
    if (!begin) return "drag the sentence, or this";
    return begin === 1 ? "1 word in front" : `${begin} words in front`;
  }

  about() {
    const { query, key } = this.names;
    if (this.added()) {
      return `Two arrows from one point, each the sum of a word's arrow and its place's: ${query} and ${key}. Score ${this.shown()}.`;
    }
    const turns = this.turns();
    return `Two arrows from one point: ${query} turned by ${turnText(turns.query)}, ${key} by ${turnText(turns.key)} radians. Score ${this.shown()}.`;
  }
}

const linkedStep = () => {
  const step = Number(address.get("step"));
  return Number.isInteger(step) && step >= 1 && step <= STEPS.length ? step : 1;
};

/**
 * How often it came round, where that cannot be seen.
 *
 * @param {number} turn radians
 */
const roundText = (turn) => {
  const times = turn / (2 * Math.PI);
  return times < 1 ? "" : `${times.toFixed(1)} times round`;
};

/** @param {number} turn */
const turnText = (turn) =>
  (Number.isInteger(turn) ? String(turn) : turn.toFixed(1)).replace("-", "−");
