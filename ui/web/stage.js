// The stage that every stepped page shares: controls, address, words.
// A page says which steps there are and how one looks.

import { address, openPage } from "./address.js";
import { askedAt } from "./asking.js";
import { drawn, el, pairClass } from "./dom.js";
import { explanationsIn } from "./explanations.js";
import { SHOWN, tell } from "./live.js";
import { appear, carried, fly, places } from "./motion.js";
import { stepsOnPaper } from "./print.js";
import { noteVisit } from "./progress.js";
import { fit, projector, projectorButton } from "./projector.js";
import { ANSWERED } from "./question.js";
import { copyStep, stepPicture } from "./step_picture.js";
import { closeCard, glossary } from "./terms.js";
import { keepSumsWhole } from "./whole_sums.js";

/** @import { Child, Json, Sent } from "./types.js" */

/** @typedef {{ title: string, from: number, pair?: number }} Chapter its first step, and its pair's colour */
/** @typedef {{ title: string, says: string, line?: string }} Words */
/** @typedef {Record<string, any>} Memory what stays while other pages are visited */

/**
 * What a page says of its steps: of what the server sent it, and of what it makes each step of.
 *
 * @template {Sent} [Data=Json]
 * @template [Step=Json]
 * @typedef {object} Steps
 * @property {(stage: Stage<Data, Step>) => Step[]} steps all of them
 * @property {(stage: Stage<Data, Step>, step: Step) => Words} words what is read out
 * @property {(stage: Stage<Data, Step>, step: Step, how: { onward: boolean }) => Child} body what
 *   is shown; onward: it was reached from the step before
 * @property {(stage: Stage<Data, Step>) => Chapter[]} [chapters] what its steps are grouped in
 * @property {(stage: Stage<Data, Step>, step: Step) => string} [asks] the name, in its data, of
 *   what is asked at a step before the next one shows it
 * @property {(stage: Stage<Data, Step>, step: Step) => (readonly [Element | null | undefined, Element | null | undefined])[]} [flights]
 *   from where to where numbers fly when a step is reached from the one before
 * @property {(stage: Stage<Data, Step>, step: Step) => Child} [head] above it
 * @property {(stage: Stage<Data, Step>, step: Step) => Child} [result] under it
 * @property {(stage: Stage<Data, Step>) => Child} [below] what stays at every step
 * @property {(stage: Stage<Data, Step>) => Child} [controls] beside the buttons
 * @property {(data: Data) => Memory} [remember] what is remembered at first, from the address
 * @property {(stage: Stage<Data, Step>) => Record<string, string | number | null>} [link] what
 *   stands in the address
 * @property {(stage: Stage<Data, Step>) => void} [prepare] new data came
 * @property {(stage: Stage<Data, Step>) => void} [settle] new data are shown
 * @property {(stage: Stage<Data, Step>) => void} [shown] a step is shown
 * @property {(stage: Stage<Data, Step>) => number} [first] the step shown when nobody asked for one
 */

/**
 * @template {Sent} [Data=Json]
 * @template [Step=Json]
 */
export class Stage {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    root.addEventListener(ANSWERED, () => this.answered());
    /** @type {Data} */
    this.data = /** @type {Json} */ ({});
    /** @type {Memory} */
    this.memory = {};
    /** @type {Step[]} */
    this.steps = [];
    /** The step that is shown, from 1; 0 before anything is. */
    this.shown = 0;
    /** @type {string | null} */
    this.trouble = null;
    /** @type {string | null | undefined} */
    this.focused = null;
    /** @type {ReturnType<typeof glossary> | undefined} */
    this.glossary = undefined;
    /** What its page keeps while it is shown. @type {Json} */
    this.local = {};
  }

  /**
   * New data: the same step of the new problem.
   *
   * @param {Data} data
   * @param {Steps<Data, Step>} page
   * @param {Record<string, Memory>} memories of all pages
   */
  update(data, page, memories) {
    closeCard();
    this.data = data;
    this.page = page;
    this.glossary = data.here && glossary(data.terms, data.here);
    memories[data.kind] ??= { ...page.remember?.(data) };
    this.memory = memories[data.kind];
    page.prepare?.(this);
    this.steps = page.steps(this);
    this.trouble = null;
    if (this.memory.step === undefined) this.memory.step = this.linkedStep();
    this.build();
    this.go(this.memory.step);
    page.settle?.(this);
  }

  linkedStep() {
    const text = address.get("step");
    const first = this.first();
    if (text === null) return first;
    const step = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (step >= 1 && step <= this.steps.length) return step;
    this.trouble = `step: received “${text.slice(0, 60)}”; allowed: a whole number from 1 to ${this.steps.length}. Step ${first} is shown.`;
    return first;
  }

  // The step that is shown when nobody asked for one, and needs no mention in the address.
  first() {
    return this.page?.first?.(this) ?? 1;
  }

  build() {
    // A page may keep what it has drawn, and with it what stands in it.
    this.parts?.ask.remove();
    const previous = el(
      "button.control",
      {
        type: "button",
        "data-focus": "previous",
        onclick: () => this.go(this.memory.step - 1),
      },
      el("span", { "aria-hidden": "true" }, "← "),
      "Previous step",
    );
    const next = el(
      "button.control.primary",
      { type: "button", "data-focus": "next", onclick: () => this.go(this.memory.step + 1) },
      "Next step",
      el("span", { "aria-hidden": "true" }, " →"),
    );
    const { onward: page } = /** @type {Json} */ (this.data);
    const onward = el(
      "button.control.primary",
      { type: "button", hidden: true, onclick: () => openPage(page.path) },
      el("span.go-on", {}, "Go on to "),
      page?.title ?? "",
      el("span", { "aria-hidden": "true" }, " →"),
    );
    /** @type {HTMLInputElement} */
    const bar = el("input.bar", {
      type: "range",
      min: 1,
      max: this.steps.length,
      step: 1,
      "aria-label": "Step",
      "data-focus": "bar",
      oninput: () => this.go(Number(bar.value)),
    });
    const count = el("span.count");
    const alert = el("div.alert", { role: "alert" });
    const head = el("div.head");
    const body = el("div.body");
    const chapters = el("nav.chapters", { "aria-label": "Chapters" });
    const ask = el("div.asking");
    const result = el("div.result");
    const paper = el("div.on-paper", { "aria-hidden": "true" });
    const live = el("div.live", { "aria-live": "polite" });
    this.parts = {
      previous,
      next,
      onward,
      bar,
      count,
      alert,
      head,
      chapters,
      body,
      ask,
      result,
      paper,
      live,
    };
    const active = /** @type {HTMLElement | null} */ (document.activeElement);
    this.focused = this.root.contains(active) ? active?.dataset.focus : null;
    this.root.replaceChildren(
      alert,
      head,
      el(
        "div.controls",
        {},
        previous,
        next,
        onward,
        bar,
        count,
        this.page?.controls?.(this),
        projectorButton(),
      ),
      chapters,
      body,
      ask,
      result,
      paper,
      copyStep(() => this.picture()),
      ...drawnIn(this.page?.below?.(this)),
      explanationsIn(this.root, this.data.folded ?? []),
      this.data.folded ? closing(this.data, this.glossary) : "",
      live,
    );
  }

  /** The step that is shown, for slides. */
  picture() {
    const { page, parts } = this;
    if (!page || !parts) return "";
    return stepPicture(parts.body, page.words(this, this.steps[this.shown - 1]).title);
  }

  /**
   * Show one step. Everything it needs is here already: nothing is sent.
   *
   * @param {number} number
   * @param {{ quiet?: boolean }} how quiet: nothing is read out
   * @returns {void}
   */
  go(number, { quiet = false } = {}) {
    const { page, parts } = this;
    if (!page || !parts) return;
    const step = Math.min(Math.max(1, number), this.steps.length);
    const before = this.shown;
    if (this.memory.all && before && step !== before) {
      // Everything was open; who steps wants one step again.
      this.memory.all = false;
      this.memory.step = this.shown = step;
      this.redraw();
      return;
    }
    const forward = step === before + 1;
    this.memory.step = this.shown = step;
    const { previous, next, onward, bar, count, alert, head, body, ask, result, live } = parts;
    const all = this.steps.length;
    previous.setAttribute("aria-disabled", String(step === 1));
    next.setAttribute("aria-disabled", String(step === all));
    onward.hidden = step < all || !this.data.onward;
    onward.parentElement?.classList.toggle("ending", !onward.hidden);
    bar.value = String(step);
    bar.style.setProperty("--done", `${all > 1 ? ((step - 1) / (all - 1)) * 100 : 100}%`);
    count.textContent = `${step} of ${all}`;
    const current = this.steps[step - 1];
    const words = page.words(this, current);
    bar.setAttribute("aria-valuetext", `${step} of ${all}: ${words.title}`);
    const stood = forward && !quiet ? places(body) : null;
    head.replaceChildren(...drawnIn(page.head?.(this, current)));
    body.replaceChildren(...drawnIn(page.body(this, current, { onward: forward })));
    result.replaceChildren(...drawnIn(page.result?.(this, current)));
    parts.chapters.replaceChildren(...drawnIn(this.chaptersAt(step)));
    const place = this.memory.all ? undefined : page.asks?.(this, current);
    const announce = (/** @type {string} */ text) => {
      live.textContent = text;
    };
    ask.replaceChildren(...drawnIn(place && askedAt(this.data, place, announce)));
    this.root.classList.toggle("asks", Boolean(ask.firstChild));
    // Under the picture, where a page leaves room there: so a step is in one view with its question.
    const beside = ask.firstChild && body.querySelector(".asks-here");
    if (beside) beside.append(ask);
    else body.after(ask);
    this.uncover();
    alert.textContent = this.trouble ?? "";
    if (before && !quiet) {
      this.trouble = null;
      const title = words.title.endsWith("?") ? words.title : `${words.title}.`;
      live.textContent = `Step ${step} of ${all}. ${title} ${words.says} ${words.line ?? ""}`;
    }
    this.note();
    noteVisit(this.data.kind, step);
    head.querySelector("[data-current]")?.dispatchEvent(new Event("reveal"));
    page.shown?.(this);
    keepSumsWhole(this.root);
    fit(this.root);
    if (stood) fly([...(page.flights?.(this, current) ?? []), ...carried(stood, body)]);
    this.glossary?.mark(this.root);
    // What scrolls inside itself must be reachable without a mouse.
    /** @type {NodeListOf<HTMLElement>} */
    const strips = this.root.querySelectorAll(".rows, .cells");
    for (const node of strips) {
      node.dispatchEvent(new Event("measure"));
      if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
      else node.removeAttribute("tabindex");
    }
    if (this.focused) this.focus(this.focused);
    this.focused = null;
    tell(SHOWN);
  }

  /** What was covered comes into sight. */
  answered() {
    const covered = this.root.classList.contains("unanswered");
    this.uncover();
    if (covered) appear(this.root.querySelectorAll(".until-answered"));
  }

  /** What an open question asks for is covered; nothing is where none is open. */
  uncover() {
    const open = this.parts?.ask.querySelector("[data-open]");
    const asked = open && this.root.querySelector(".until-answered");
    this.root.classList.toggle("unanswered", Boolean(asked));
  }

  /** Say in the address what is shown. */
  note() {
    address.set({
      projector: projector.on() ? 1 : null,
      step: this.shown === this.first() ? null : this.shown,
      ...this.page?.link?.(this),
    });
  }

  /**
   * What the address says of this page, and not what is remembered of it.
   *
   * @param {Record<string, Memory>} memories
   */
  readAgain(memories) {
    const { data, page } = this;
    if (!page) return;
    delete memories[data.kind];
    this.update(data, page, memories);
  }

  /** What the address says beside the problem: whatever of it changes asks the server nothing. */
  own() {
    return Object.keys(this.page?.link?.(this) ?? {});
  }

  /** Every step, for paper. */
  print() {
    const { page, parts } = this;
    // Where everything is open it is all there.
    if (!page || !parts || this.memory.all) return;
    const bodyOf = (/** @type {Step} */ step) => drawnIn(page.body(this, step, { onward: false }));
    const titleOf = (/** @type {Step} */ step) => page.words(this, step).title;
    const begins = (page.chapters?.(this) ?? []).map(({ from }) => from);
    const comeTo = page.result?.(this, this.steps[this.steps.length - 1]);
    parts.paper.replaceChildren(
      ...stepsOnPaper(this.steps, begins, bodyOf, titleOf),
      // What they all come to. An empty place would have the columns above it as long as each other.
      ...(comeTo ? [el("div.paper-result", {}, comeTo)] : []),
    );
  }

  /** Back on screen: the step as it was. */
  printed() {
    this.parts?.paper.replaceChildren();
    this.go(this.memory.step, { quiet: true });
  }

  /**
   * The chapters, to see and to jump to; nothing where there is only one.
   *
   * @param {number} step
   */
  chaptersAt(step) {
    const all = this.page?.chapters?.(this) ?? [];
    if (all.length < 2) return null;
    const here = all.filter(({ from }) => from <= step).length - 1;
    return all.map(({ title, from, pair }, index) =>
      el(
        pair === undefined ? "button.chapter" : `button.chapter.${pairClass(pair)}`,
        {
          type: "button",
          "aria-current": index === here ? "true" : null,
          "data-focus": `chapter-${index}`,
          onclick: () => {
            this.go(from);
            this.focus(`chapter-${index}`);
          },
        },
        title,
      ),
    );
  }

  /**
   * Set the focus on what has that name.
   *
   * @param {string} name
   */
  focus(name) {
    /** @type {HTMLElement | null} */
    const node = this.root.querySelector(`[data-focus="${name}"]`);
    node?.focus();
  }

  // Draw again what is shown (after a switch of this page's own).
  redraw() {
    this.steps = this.page?.steps(this) ?? [];
    this.build();
    this.go(this.memory.step);
  }
}

/** @typedef {NonNullable<Stage["parts"]>} Parts its elements, which are there once it is built */

/**
 * The chapters of steps that say which one they are of.
 *
 * @param {{ chapter: string }[]} steps
 * @returns {Chapter[]}
 */
export const chaptersOf = (steps) =>
  steps.flatMap(({ chapter }, index) =>
    index === 0 || steps[index - 1].chapter !== chapter
      ? [{ title: chapter, from: index + 1 }]
      : [],
  );

/** @param {Child} child */
const drawnIn = (child) => drawn([child]);

/**
 * What ends a page: its words, and the sentence that leads on.
 *
 * @param {Json} data
 * @param {ReturnType<typeof glossary> | undefined} words
 */
export const closing = ({ leads, onward }, words) =>
  el(
    "div.closing",
    {},
    words?.row(),
    leads
      ? el(
          "p.leads",
          {},
          leads,
          " ",
          onward &&
            el(
              "button.onward-link",
              { type: "button", onclick: () => openPage(onward.path) },
              `${onward.title} →`,
            ),
        )
      : null,
  );
