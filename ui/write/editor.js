// A text area for programs: line numbers, indentation, lines that are marked. It is a text area
// underneath, so that undo, a phone's keyboard and a screen reader have what they know.

import { el } from "../web/dom.js";

const INDENT = "    ";

/**
 * @typedef {object} Listener what the editor tells
 * @property {() => void} changed the text is another one
 * @property {() => void} run Ctrl + Enter
 */

export class Editor {
  /**
   * @param {string} label
   * @param {Listener} listener
   */
  constructor(label, listener) {
    this.listener = listener;
    /** @type {{ line: number, kind: string }[]} */
    this.marks = [];
    // Escape lets the next Tab leave, as in other editors.
    this.leaving = false;
    this.numbers = el("div.numbers", { "aria-hidden": "true" });
    this.behind = el("div.behind", { "aria-hidden": "true" });
    this.field = el("textarea.program", {
      "aria-label": label,
      "aria-describedby": "write-keys",
      spellcheck: "false",
      autocomplete: "off",
      autocapitalize: "off",
      autocorrect: "off",
      wrap: "off",
      rows: "1",
      oninput: () => {
        this.marks = [];
        this.draw();
        listener.changed();
      },
      onkeydown: (event) => this.key(/** @type {KeyboardEvent} */ (event)),
      onscroll: () => this.field.scrollTop && this.field.scrollTo({ top: 0 }),
      onblur: () => {
        this.leaving = false;
      },
    });
    this.root = el("div.editor", {}, this.numbers, el("div.page", {}, this.behind, this.field));
  }

  get text() {
    return this.field.value;
  }

  /**
   * Another text: a new one, which undo does not know.
   *
   * @param {string} text
   */
  set text(text) {
    this.field.value = text;
    this.marks = [];
    this.draw();
  }

  /**
   * All of the text changed as if it were typed, so that undo brings it back.
   *
   * @param {string} text
   */
  replace(text) {
    this.field.focus();
    this.field.select();
    this.type(text);
  }

  /**
   * Lines that are pointed at; until the text changes.
   *
   * @param {{ line: number, kind: string }[]} marks
   */
  mark(marks) {
    this.marks = marks;
    this.draw();
  }

  draw() {
    const count = this.text.split("\n").length;
    this.field.rows = Math.max(count, 6);
    const of = (/** @type {number} */ line) => this.marks.find((one) => one.line === line);
    const lines = Array.from({ length: count }, (_, index) => index + 1);
    this.numbers.replaceChildren(
      ...lines.map((line) => el(`div${of(line) ? ".pointed" : ""}`, {}, String(line))),
    );
    this.behind.replaceChildren(
      ...lines.map((line) => el(`div${of(line) ? `.${of(line)?.kind}` : ""}`, {}, "\u200b")),
    );
  }

  /**
   * In the place of what is selected, so that undo knows it.
   *
   * @param {string} text
   */
  type(text) {
    // The only way to write into a field that its undo remembers; an old name, but everywhere.
    const done = text
      ? document.execCommand("insertText", false, text)
      : document.execCommand("delete");
    if (done) return;
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.field.dispatchEvent(new Event("input"));
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const leaving = this.leaving;
    this.leaving = event.key === "Escape";
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.listener.run();
    } else if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    else if (event.key === "Tab" && !leaving) {
      event.preventDefault();
      this.indent(event.shiftKey);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      const before = this.before();
      const deeper = /:\s*(?:#.*)?$/.test(before) ? INDENT : "";
      const indent = /^ */.exec(before)?.[0] ?? "";
      this.type(`\n${indent}${deeper}`);
    } else if (event.key === "Backspace") this.backspace(event);
  }

  /** The line up to the caret. */
  before() {
    return this.text.slice(0, this.field.selectionStart).split("\n").at(-1) ?? "";
  }

  /** @param {KeyboardEvent} event */
  backspace(event) {
    const { selectionStart: at, selectionEnd: to } = this.field;
    const before = this.before();
    if (at !== to || !before || before.trim() || before.length % INDENT.length) return;
    event.preventDefault();
    this.field.setSelectionRange(at - INDENT.length, at);
    this.type("");
  }

  /**
   * The lines of the selection one step in or out; without one, spaces up to the next stop.
   *
   * @param {boolean} out
   */
  indent(out) {
    const { selectionStart: from, selectionEnd: to } = this.field;
    if (from === to && !out) {
      this.type(" ".repeat(INDENT.length - (this.before().length % INDENT.length)));
      return;
    }
    const first = this.text.lastIndexOf("\n", from - 1) + 1;
    // A selection that ends at the beginning of a line does not mean that line.
    const last = to > from && this.text[to - 1] === "\n" ? to - 1 : to;
    const end =
      this.text.indexOf("\n", last) < 0 ? this.text.length : this.text.indexOf("\n", last);
    const lines = this.text.slice(first, end).split("\n");
    const moved = lines.map((line) =>
      out ? line.replace(/^ {1,4}/, "") : line.trim() ? INDENT + line : line,
    );
    if (moved.join("\n") === lines.join("\n")) return;
    this.field.setSelectionRange(first, end);
    this.type(moved.join("\n"));
    if (from === to) {
      const shift = moved[0].length - lines[0].length;
      const caret = Math.max(first, from + shift);
      this.field.setSelectionRange(caret, caret);
    } else this.field.setSelectionRange(first, first + moved.join("\n").length);
  }
}
