// Write: an exercise, an editor, a verdict. The program runs in the sandbox, in this browser; what
// goes to the server is the numbers it gave. What a learner typed is only ever set as text.

import { address } from "../web/address.js";
import { copied } from "../web/clipboard.js";
import { el, reducedMotion } from "../web/dom.js";
import { codeBlock } from "../web/explanations.js";
import { Editor } from "./editor.js";
import { Blanks, Order } from "./given.js";
import { fragmentOf, keep, kept, sharedIn } from "./kept.js";
import { suspects } from "./lines.js";
import { answerOf, programOf } from "./program.js";
import { Sandbox } from "./sandbox.js";
import { verdictView } from "./verdict.js";

/** @import { Child, Component, WriteData, WriteExercise, WriteVerdict } from "../web/types.js" */

const MOST_SHOWN = 2000; // characters of what a program printed
const PATIENCE = 8000; // milliseconds until one may ask again
const sandbox = new Sandbox();

class Write {
  /**
   * @param {HTMLElement} root
   * @param {WriteData} data
   */
  constructor(root, data) {
    this.root = root;
    this.given = data.write;
    this.nav = el("nav.exercises", { "aria-label": "Exercises" });
    this.spec = el("div.spec", {});
    this.place = el("div.place", {});
    this.link = el("div.shared", { role: "status" });
    this.go = el(
      "button.control.primary.run",
      { type: "button", onclick: () => this.run() },
      "Run",
    );
    this.again = el(
      "button.control.quiet",
      { type: "button", onclick: () => this.restart() },
      "Start again",
    );
    this.share = el(
      "button.control.quiet",
      { type: "button", onclick: () => this.copyLink() },
      "Copy a link",
    );
    this.keys = el("p.note.keys", { id: "write-keys" });
    this.panel = el("div.panel", {});
    this.told = el("p.live", { role: "status", "aria-live": "polite" });
    root.replaceChildren(
      this.nav,
      this.spec,
      el(
        "div.bench",
        {},
        el(
          "div.writing",
          {},
          this.link,
          this.place,
          el("div.actions", {}, this.go, this.share, this.again),
          this.keys,
        ),
        el("section.aside", { "aria-label": "Verdict" }, this.panel),
      ),
      this.told,
    );
    sandbox.start();
    this.listens = { changed: () => this.changed(), run: () => this.run() };
    /** @type {Editor | Order | Blanks} */
    this.editor = new Order([], this.listens);
    /** @type {WriteVerdict | null} */
    this.verdict = null;
    /** @type {number[]} lines to look at */
    this.lines = [];
    this.hints = 0;
    this.printed = "";
    this.shared = false;
    this.busy = false;
    this.turn = 0;
    const shared = sharedIn(location.hash);
    /** @type {WriteExercise} */
    this.exercise = this.find(shared?.key ?? address.get("exercise"));
    this.open(this.exercise, shared?.text);
  }

  /**
   * @param {string | null | undefined} key
   * @returns {WriteExercise}
   */
  find(key) {
    const { exercises } = this.given;
    const solved = kept().solved;
    return (
      exercises.find((one) => one.key === key) ??
      exercises.find((one) => !solved.includes(one.key)) ??
      exercises[0]
    );
  }

  /**
   * @param {WriteExercise} exercise
   * @param {string} [shared] somebody's text, from a link
   */
  open(exercise, shared) {
    this.exercise = exercise;
    this.shared = shared !== undefined;
    if (!this.shared) forgetLink();
    this.verdict = null;
    this.hints = 0;
    this.printed = "";
    const told = this.listens;
    const { kind, lines, start, title } = exercise;
    this.editor =
      kind === "order"
        ? new Order(lines, told)
        : kind === "blanks"
          ? new Blanks(start, told)
          : new Editor(`Your program: ${title}`, told);
    this.editor.text = shared ?? kept().code[exercise.key] ?? this.begun();
    this.place.replaceChildren(this.editor.root);
    this.keys.textContent =
      kind === "code"
        ? "Ctrl + Enter runs. Escape, then Tab leaves the editor. It runs in your browser; only numbers are sent."
        : "It runs in your browser; only numbers are sent.";
    this.spec.replaceChildren(el("p", {}, exercise.spec[0]), el("p", {}, exercise.spec[1]));
    if (address.get("exercise") !== exercise.key) address.set({ exercise: exercise.key });
    this.drawNav();
    this.drawLink();
    this.draw();
  }

  /** The text one begins with. */
  begun() {
    const { kind, lines, start } = this.exercise;
    return kind === "order" ? `${lines.join("\n")}\n` : start;
  }

  changed() {
    if (!this.shared) keep(this.exercise.key, this.editor.text);
    this.root.classList.add("changed");
  }

  restart() {
    this.editor.replace(this.begun());
    if (!this.shared) keep(this.exercise.key, null);
    this.verdict = null;
    this.hints = 0;
    this.draw();
  }

  drawNav() {
    const solved = kept().solved;
    const done = this.given.exercises.filter((one) => solved.includes(one.key)).length;
    this.nav.replaceChildren(
      ...this.given.exercises.map((one) =>
        el(
          "button.exercise",
          {
            type: "button",
            "aria-current": one.key === this.exercise.key ? "true" : null,
            "data-focus": `exercise-${one.key}`,
            onclick: () => {
              this.open(one);
              /** @type {HTMLElement | null} */ (
                this.nav.querySelector(`[data-focus="exercise-${one.key}"]`)
              )?.focus();
            },
          },
          one.title,
          solved.includes(one.key) ? el("span.tick", {}, " ✓") : "",
        ),
      ),
      el(
        "span.done-bar",
        { role: "img", "aria-label": `${done} of ${this.given.exercises.length} solved` },
        el("span.done-part", { style: `width: ${(100 * done) / this.given.exercises.length}%` }),
      ),
    );
  }

  drawLink() {
    const mine = () => this.open(this.exercise);
    const take = () => {
      keep(this.exercise.key, this.editor.text);
      this.shared = false;
      forgetLink();
      this.drawLink();
    };
    this.link.replaceChildren(
      ...(this.shared
        ? [
            el("span", {}, "This is what the link brought; your own is kept."),
            el("button.control", { type: "button", onclick: mine }, "Back to my own"),
            el("button.control", { type: "button", onclick: take }, "Keep this one"),
          ]
        : []),
    );
  }

  async copyLink() {
    const url = new URL(location.href);
    url.hash = fragmentOf(this.exercise.key, this.editor.text);
    const done = await copied(url.href);
    if (!done) history.replaceState(history.state, "", url.href);
    this.told.textContent = done
      ? "The link is copied: it holds your program."
      : "The address now holds your program: copy it from there.";
    this.share.textContent = done ? "Copied" : "See the address";
    setTimeout(() => {
      this.share.textContent = "Copy a link";
    }, 2000);
  }

  async run() {
    if (this.busy) return;
    this.wait(true);
    const { exercise } = this;
    const source = this.editor.text;
    const mark = `answer ${crypto.getRandomValues(new Uint32Array(4)).join("-")} `;
    const ran = await sandbox.run(programOf(this.given.harness, exercise, source, mark));
    if (this.exercise !== exercise) {
      this.wait(false);
      return;
    }
    if (ran.failed) {
      this.wait(false);
      this.show({ ...NO_SANDBOX, says: ran.failed });
      return;
    }
    const { printed, answers } = answerOf(ran, mark);
    this.printed = printed.length > MOST_SHOWN ? `${printed.slice(0, MOST_SHOWN)}\n…` : printed;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => {
      this.wait(false);
      this.show({ ...NO_SERVER });
    }, PATIENCE);
    this.trigger?.("event", { exercise: exercise.key, answers });
  }

  /** @param {boolean} on */
  wait(on) {
    this.busy = on;
    if (on) this.root.setAttribute("aria-busy", "true");
    else this.root.removeAttribute("aria-busy");
    this.go.textContent = on ? "Running …" : "Run";
  }

  /**
   * What the server says, if it is about what is on screen.
   *
   * @param {WriteData} data
   * @param {Component["setTriggerValue"]} trigger
   */
  update({ verdict, turn }, trigger) {
    this.trigger = trigger;
    if (turn === this.turn) return;
    this.turn = turn;
    if (!verdict || verdict.exercise !== this.exercise.key || !this.busy) return;
    clearTimeout(this.patience);
    this.wait(false);
    if (verdict.status === "right" && !this.shared) {
      keep(this.exercise.key, this.editor.text, true);
      this.drawNav();
    }
    this.show(verdict);
  }

  /** @param {WriteVerdict} verdict */
  show(verdict) {
    this.verdict = verdict;
    this.root.classList.remove("changed");
    this.hints = verdict.hints.length ? 1 : 0;
    this.lines = verdict.line
      ? [verdict.line]
      : verdict.part
        ? suspects(this.editor.text, verdict.part)
        : [];
    this.editor.mark(
      this.lines.map((line) => ({ line, kind: verdict.line ? "error" : "suspect" })),
    );
    this.draw();
    this.told.textContent = `${verdict.label}. ${verdict.title}`;
    this.reveal();
  }

  /** The verdict comes into view where the page is one column. */
  reveal() {
    const box = this.panel.getBoundingClientRect();
    if (box.top < innerHeight - 120 && box.top >= 0) return;
    this.panel.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth", block: "start" });
  }

  hint() {
    this.hints += 1;
    const focused = document.activeElement?.getAttribute("data-focus") === "hint";
    this.draw();
    if (!focused) return;
    /** @type {HTMLElement | null} */
    const button = this.panel.querySelector('[data-focus="hint"]');
    (button ?? this.go).focus({ preventScroll: true });
  }

  draw() {
    const { verdict, exercise, hints } = this;
    const { exercises } = this.given;
    this.panel.dataset.status = verdict?.status ?? "";
    /** @type {Child[]} */
    const view = verdict
      ? verdictView(verdict, {
          hints,
          lines: verdict.line ? [] : this.lines,
          printed: this.printed,
          next: exercises[exercises.indexOf(exercise) + 1],
          onHint: () => this.hint(),
          onNext: (key) => this.open(this.find(key)),
        })
      : this.before();
    this.panel.replaceChildren(...view.flat(2).filter(isNode));
  }

  /** Before the first run: an example, and hints that are asked for. */
  before() {
    const { example, hints } = this.exercise;
    return [
      el("p.state", {}, "For example"),
      el("p.call", {}, el("code", {}, example.call)),
      el("p.gives", {}, "gives ", el("code", {}, example.gives)),
      example.says ? el("p.note", {}, example.says) : null,
      hints
        .slice(0, this.hints)
        .map(({ text, code }) => (code ? codeBlock(code) : el("p.hint", {}, text))),
      this.hints < hints.length
        ? el(
            "button.control",
            { type: "button", "data-focus": "hint", onclick: () => this.hint() },
            this.hints ? "Another hint" : "Hint",
          )
        : null,
    ];
  }
}

/** The address without the program of a link, so that a reload shows what is one's own. */
function forgetLink() {
  if (sharedIn(location.hash))
    history.replaceState(history.state, "", location.pathname + location.search);
}

/** @param {unknown} one */
const isNode = (one) => one instanceof Node;

/** @type {WriteVerdict} */
const NOTHING = {
  exercise: "",
  status: "error",
  label: "Not run",
  title: "",
  call: "",
  at: "",
  rows: [],
  says: "",
  hints: [],
  known: "",
  line: null,
  part: null,
  threads: [],
  remarks: [],
  learn: "",
};
const NO_SANDBOX = {
  ...NOTHING,
  title: "The Python of this page could not be loaded. Run tries it again.",
};
const NO_SERVER = {
  ...NOTHING,
  title: "No answer from the server. Your program is kept; run it again.",
};

/** @type {WeakMap<HTMLElement, Write>} */
const pages = new WeakMap();

/**
 * @param {HTMLElement} root
 * @param {WriteData} data
 * @param {Component} component
 */
export const show = (root, data, component) => {
  let page = pages.get(root);
  if (!page) {
    page = new Write(root, data);
    pages.set(root, page);
  }
  page.update(data, component.setTriggerValue);
};
