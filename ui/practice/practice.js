// Practice: one exercise, one field, one verdict. The server knows the answers; here is only
// what it sent. What a learner typed is only ever set as text.

import { EDITABLE, el } from "../web/dom.js";
import { TRIED, tell } from "../web/live.js";
import { keepSumsWhole } from "../web/whole_sums.js";
import { deviceNote, homeworkHead } from "./homework.js";
import { Keeper } from "./kept.js";
import { helpKeys } from "./keys.js";
import { Records } from "./records.js";
import { raised, sheet } from "./sheet.js";
import { bar, ending } from "./sitting.js";
import { drawLevels, drawSkills } from "./skills.js";

/** @import { Component, Json, PracticeData } from "../web/types.js" */

const wide = matchMedia("(min-width: 48em)");

class Practice {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    /**
     * @param {string} tag
     * @param {Record<string, any>} [props]
     */
    const part = (tag, props) => el(tag, props ?? {});
    this.strip = part("nav.mastery", { "aria-label": "Skills" });
    this.levels = part("div.fading", { role: "group", "aria-label": "How much is asked" });
    this.bar = part("div.sitting");
    this.sheet = part("div.sheet");
    this.field = lineField("practice-answer", "");
    this.name = el("label.asked", { for: "practice-answer" });
    /** Fields of the lines below that one. @type {HTMLInputElement[]} */
    this.below = [];
    this.lastField = this.field;
    this.others = part("div.below");
    this.exact = el("p.exact", { id: "practice-exact" });
    this.check = el("button.control.primary", { type: "submit" }, "Check");
    this.keys = helpKeys(
      () => this.lastField,
      () => [this.field, ...this.below],
    );
    this.form = el(
      "form.answering",
      {
        onsubmit: (event) => {
          event.preventDefault();
          this.submit();
        },
      },
      this.name,
      this.field,
      this.keys,
      this.check,
      this.others,
    );
    this.form.addEventListener("focusin", (/** @type {FocusEvent} */ { target }) => {
      if (target instanceof HTMLInputElement) this.lastField = target;
    });
    this.verdict = part("div.reply", { role: "status", "aria-live": "polite" });
    this.hints = part("div.hinted", { "aria-live": "polite" });
    this.next = el("button.control", { type: "button", onclick: () => this.send("next") });
    this.hint = el("button.control.quiet", { type: "button", onclick: () => this.send("hint") });
    this.actions = el("div.actions", {}, this.next, this.hint);
    // The answer and what is said to it stay in view, and the question above them.
    this.dock = el(
      "div.dock",
      {},
      el("div.yours", {}, this.form, this.exact, this.actions),
      this.verdict,
    );
    this.head = part("div.homework");
    this.where = part("summary");
    this.course = el("details.course", {}, this.where, this.strip, this.levels);
    this.fold();
    this.device = part("div.device");
    this.keeper = new Keeper();
    this.records = new Records(this.keeper, {
      use: (text) => this.send("paste", { text }),
      named: () => this.drawDevice(),
    });
    root.replaceChildren(
      this.head,
      this.bar,
      this.course,
      this.sheet,
      this.hints,
      this.dock,
      this.device,
      this.records.node,
    );
    const signal = globalThis.ropeByHand.listeners?.signal;
    wide.addEventListener("change", () => this.fold(), { signal });
    addEventListener("keydown", (event) => this.key(/** @type {Json} */ (event)), { signal });
    this.keeper.listen(signal, {
      wrote: () => this.root.isConnected && this.restore(),
      forgot: () => location.reload(),
    });
  }

  /** On a phone the skills would push the question off the screen. */
  fold() {
    this.course.open = wide.matches;
  }

  /**
   * One thing at a time; what comes while kept progress is on its way waits for it.
   *
   * @param {string} type
   * @param {Record<string, Json>} [extra]
   */
  send(type, extra = {}) {
    if (this.waiting) {
      if (type === "restore") this.behind = true;
      else if (this.waiting === "restore") this.queued = [type, extra];
      return;
    }
    this.wait(type);
    this.answered = ["answer", "choose", "step", "hint", "next"].includes(type);
    // Should no answer come (a lost connection), the learner may try again.
    clearTimeout(this.patience);
    this.patience = setTimeout(() => this.wait(null), 3000);
    this.trigger("event", { type, id: this.data.id, turn: this.data.turn, ...extra });
  }

  /** The server hears what this browser keeps: after a reload, or when another tab wrote. */
  restore() {
    const all = this.keeper.all(this.data.record);
    if (all) this.send("restore", all);
  }

  /**
   * What was sent and is not answered yet; whoever listens to the page is told.
   *
   * @param {string | null} type
   */
  wait(type) {
    this.waiting = type;
    if (type) this.root.setAttribute("aria-busy", "true");
    else this.root.removeAttribute("aria-busy");
  }

  submit() {
    if (this.data.done) this.send("next");
    else if ([this.field, ...this.below].some(({ value }) => value.trim())) {
      this.send("answer", { text: this.field.value, below: this.below.map(({ value }) => value) });
    }
  }

  /**
   * Digits choose, wherever the focus is (but not while a field is being filled in).
   *
   * @param {KeyboardEvent & { target: Element }} event
   */
  key(event) {
    if (!this.root.isConnected || event.defaultPrevented || event.repeat) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.(EDITABLE)) return;
    const at = Number(event.key) - 1;
    /** @type {NodeListOf<HTMLElement>} */
    const choices = this.sheet.querySelectorAll("[data-choice]:not([disabled])");
    /** @type {HTMLElement | undefined} */
    const chosen = [...choices].find((node) => Number(node.dataset.choice) === at);
    if (/^[1-9]$/.test(event.key) && chosen) {
      event.preventDefault();
      chosen.click();
    }
  }

  /**
   * @param {PracticeData} data
   * @param {Component["setTriggerValue"]} trigger
   */
  show(data, trigger) {
    const before = /** @type {Partial<Practice>} */ (this).data;
    /** @type {PracticeData} */
    this.data = data;
    /** @type {Component["setTriggerValue"]} */
    this.trigger = trigger;
    const queued = this.queued;
    this.queued = null;
    this.wait(null);
    const unheard = data.restore && this.keeper.all(data.record);
    if (unheard) this.send("restore", unheard);
    else if (this.keeper.keep(data)) this.restore();

    if (this.answered && data.tried) tell(TRIED, data.tried);
    const fresh = before?.id !== data.id || before?.record !== data.record;
    const focus = this.focused();
    this.drawHead();
    this.drawDevice();
    this.drawStrip();
    this.drawSheet();
    this.drawForm(fresh || before?.ask?.blank !== data.ask?.blank);
    this.drawVerdict();
    this.drawHints();
    keepSumsWhole(this.root);
    this.next.replaceChildren(data.next, data.done ? el("kbd", {}, "Enter") : "");
    this.next.classList.toggle("primary", data.done);
    this.hint.hidden = !data.more_hints;
    this.hint.textContent = ["Hint", "Show the step", "Another hint", "Hint"][data.more_hints];
    this.records.show(data);
    this.refocus(fresh, focus);
    this.intoView(fresh);
    if (queued) this.send(.../** @type {[string, Json]} */ (queued));
    else if (this.behind && !this.waiting) {
      this.behind = false;
      this.restore();
    }
  }

  focused() {
    const node = /** @type {HTMLElement | null} */ (document.activeElement);
    return node && this.root.contains(node) ? (node.dataset.focus ?? "here") : null;
  }

  /**
   * Type, Enter, read, Enter, next: the focus is always where the next key is wanted.
   *
   * @param {boolean} fresh
   * @param {string | null} focus
   */
  refocus(fresh, focus) {
    const { data } = this;
    /** @type {HTMLElement | "" | null} */
    const same = focus && this.root.querySelector(`[data-focus="${focus}"]:not([disabled])`);
    const idle = document.activeElement === document.body && matchMedia("(pointer: fine)").matches;
    /** @param {HTMLElement | "" | null} node */
    const into = (node) => /** @type {HTMLElement | null} */ (node)?.focus({ preventScroll: true });
    if (this.usedStrip) into(same);
    else if (data.ask && (focus !== null || idle)) {
      into(this.field);
      if (!fresh && !data.done) this.field.select();
    } else if (data.done) into(this.next);
    else if (focus !== null) into(same ?? this.sheet.querySelector("button:not([disabled])"));
    this.usedStrip = false;
  }

  /**
   * What was answered stands with its question and the reply on one screen, where the sheet is
   * longer than what is left of it: the sheet goes up to the top.
   *
   * @param {boolean} fresh
   */
  intoView(fresh) {
    const { top, bottom } = this.sheet.getBoundingClientRect();
    const cut = bottom > this.dock.getBoundingClientRect().top;
    if (this.answered && (cut || (fresh && top < 0))) this.sheet.scrollIntoView();
    this.answered = false;
  }

  drawHead() {
    const { homework } = this.data;
    this.head.hidden = !homework;
    this.course.hidden = this.bar.hidden = Boolean(homework);
    if (!homework) return;
    const open = (/** @type {number} */ place) => {
      this.usedStrip = true;
      this.send("open", { index: place });
    };
    this.head.replaceChildren(...homeworkHead(homework, open, () => this.send("leave")));
  }

  drawDevice() {
    if (this.device.querySelector("dialog[open]")) return;
    this.device.hidden = !this.keeper.any;
    const forget = () => {
      this.keeper.forget();
      location.reload();
    };
    this.device.replaceChildren(...deviceNote(this.keeper.name, forget));
  }

  drawStrip() {
    const { data } = this;
    if (data.homework) return;
    const go = (/** @type {string} */ skill, /** @type {number | null} */ level) => {
      this.usedStrip = true;
      this.send("go", { text: skill, index: level });
    };
    drawSkills(this.strip, data, go);
    drawLevels(this.levels, data, go);
    const level = data.levels.find(({ here }) => here);
    this.where.textContent = `${data.title} · ${level?.title}`;
    if (data.sitting) this.bar.replaceChildren(...bar(data.sitting));
  }

  drawSheet() {
    const { data } = this;
    const end = data.sitting?.end;
    this.sheet.replaceChildren(
      ...(end
        ? ending(end)
        : sheet(data, {
            step: (index) => this.send("step", { index }),
            choose: (index) => this.send("choose", { index }),
          })),
    );
  }

  /** @param {boolean} fresh */
  drawForm(fresh) {
    const { ask, done } = this.data;
    this.form.hidden = this.exact.hidden = !ask;
    if (!ask) return;
    const [first, ...rest] = ask.fields;
    this.name.textContent = `${first.label} =`;
    this.exact.textContent = ask.exact;
    if (fresh) this.field.value = first.typed;
    if (fresh || rest.length !== this.below.length) {
      this.lastField = this.field;
      this.below = rest.map(({ typed }, at) =>
        lineField(`practice-answer-${at + 1}`, typed, this.field.inputMode),
      );
      this.others.replaceChildren(
        ...rest.map(({ label }, at) =>
          el(
            "span.one-line",
            {},
            el("label", { for: this.below[at].id }, `${label} =`),
            this.below[at],
          ),
        ),
      );
    }
    this.others.hidden = !rest.length;
    this.field.readOnly = done;
    this.check.hidden = this.keys.hidden = done;
    this.exact.hidden = done;
  }

  drawVerdict() {
    const { verdict } = this.data;
    this.verdict.className = `reply ${verdict?.tone ?? ""}`;
    this.verdict.replaceChildren(
      ...(verdict
        ? [
            el("p.headline", {}, verdict.title),
            ...verdict.parts.map(({ text, line, verbatim }) =>
              el(line ? "p.quoted" : "p", {}, verbatim ? text : raised(text)),
            ),
          ]
        : []),
    );
  }

  drawHints() {
    this.hints.replaceChildren(
      ...this.data.hints.map((hint, at) =>
        el("p", {}, el("span.kind", {}, at === 2 ? "Worked: " : "Hint: "), raised(hint)),
      ),
    );
  }
}

/**
 * @param {string} id
 * @param {string} value
 * @param {string} [inputmode]
 */
function lineField(id, value, inputmode = "decimal") {
  return el("input.field", {
    id,
    value,
    type: "text",
    inputmode,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "go",
    "aria-describedby": "practice-exact",
  });
}

/** @type {WeakMap<HTMLElement, Practice>} */
const shown = new WeakMap();

/**
 * @param {HTMLElement} root
 * @param {PracticeData} data
 * @param {Component} component
 */
export function show(root, data, component) {
  const practice = shown.get(root) ?? new Practice(root);
  shown.set(root, practice);
  practice.show(data, component.setTriggerValue);
}
