// Write: an exercise, an editor, a verdict. The program runs in the sandbox, in this browser; what
// goes to the server is the numbers it gave. What a learner typed is only ever set as text.

import { address } from "../web/address.js";
import { copied } from "../web/clipboard.js";
import { el, reducedMotion } from "../web/dom.js";
import { Editor } from "./editor.js";
import { exampleView } from "./example.js";
import { exerciseFor, linesOf, startOf } from "./exercise.js";
import { Blanks, Order } from "./given.js";
import { fragmentOf, keep, kept, sharedIn } from "./kept.js";
import { exerciseNav } from "./nav.js";
import { answerOf, programOf } from "./program.js";
import { Sandbox } from "./sandbox.js";
import { NO_SANDBOX, NO_SERVER } from "./unanswered.js";
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
    this.live = el("p.live", { role: "status", "aria-live": "polite" });
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
      this.live,
    );
    sandbox.start();
    this.listener = { changed: () => this.changed(), run: () => this.run() };
    /** @type {Editor | Order | Blanks} */
    this.editor = new Order([], this.listener);
    /** @type {WriteVerdict | null} */
    this.verdict = null;
    /** @type {ReturnType<typeof linesOf>} */
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

  /** @param {string | null | undefined} key */
  find(key) {
    return exerciseFor(this.given.exercises, key, kept().solved);
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
    const { listener } = this;
    const { kind, lines, start, title } = exercise;
    this.editor =
      kind === "order"
        ? new Order(lines, listener)
        : kind === "blanks"
          ? new Blanks(start, listener)
          : new Editor(`Your program: ${title}`, listener);
    this.editor.text = shared ?? kept().code[exercise.key] ?? startOf(this.exercise);
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

  changed() {
    if (!this.shared) keep(this.exercise.key, this.editor.text);
    this.root.classList.add("changed");
  }

  restart() {
    this.editor.replace(startOf(this.exercise));
    if (!this.shared) keep(this.exercise.key, null);
    this.verdict = null;
    this.hints = 0;
    this.draw();
  }

  drawNav() {
    const { exercises } = this.given;
    this.nav.replaceChildren(
      ...exerciseNav(exercises, this.exercise.key, kept().solved, (one) => {
        this.open(one);
        /** @type {HTMLElement | null} */ (
          this.nav.querySelector(`[data-focus="exercise-${one.key}"]`)
        )?.focus();
      }),
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
    this.live.textContent = done
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
    this.lines = linesOf(verdict, this.editor.text);
    this.editor.mark(this.lines);
    this.draw();
    this.live.textContent = `${verdict.label}. ${verdict.title}`;
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
          lines: this.lines.filter(({ kind }) => kind === "suspect").map(({ line }) => line),
          printed: this.printed,
          next: exercises[exercises.indexOf(exercise) + 1],
          onHint: () => this.hint(),
          onNext: (key) => this.open(this.find(key)),
        })
      : exampleView(exercise, hints, () => this.hint());
    this.panel.replaceChildren(...view.flat(2).filter(isNode));
  }
}

/** The address without the program of a link, so that a reload shows what is one's own. */
function forgetLink() {
  if (sharedIn(location.hash))
    history.replaceState(history.state, "", location.pathname + location.search);
}

/** @param {unknown} one */
const isNode = (one) => one instanceof Node;

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
