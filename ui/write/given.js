// Exercises in which most is given: lines to put in order, blanks to fill in.

import { el } from "../web/dom.js";

/** @typedef {import("./editor.js").Listener} Listener */
/** @typedef {{ line: number, kind: string }} Mark */

const BLANK = "___";

/** Lines that are moved up and down. */
export class Order {
  /**
   * @param {string[]} lines
   * @param {Listener} listener
   */
  constructor(lines, listener) {
    this.given = lines;
    this.lines = [...lines];
    this.listener = listener;
    /** @type {Mark[]} */
    this.marks = [];
    this.list = el("ol.order", {});
    this.said = el("p.live", { role: "status" });
    this.root = el("div.editor.given", {}, this.list, this.said);
    this.draw();
  }

  get text() {
    return `${this.lines.join("\n")}\n`;
  }

  /** A text with just these lines is their order; anything else is not taken. */
  set text(text) {
    const lines = text.replace(/\n$/, "").split("\n");
    const sorted = (/** @type {string[]} */ some) => [...some].sort().join("\n");
    this.lines = sorted(lines) === sorted(this.given) ? lines : [...this.given];
    this.marks = [];
    this.draw();
  }

  /** @param {string} text */
  replace(text) {
    this.text = text;
    this.listener.changed();
  }

  /** @param {Mark[]} marks */
  mark(marks) {
    this.marks = marks;
    this.draw();
  }

  draw() {
    this.list.replaceChildren(...this.lines.map((line, at) => this.item(line, at)));
  }

  /**
   * @param {string} line
   * @param {number} at
   */
  item(line, at) {
    const mark = this.marks.find((one) => one.line === at + 1);
    const button = (
      /** @type {number} */ by,
      /** @type {string} */ sign,
      /** @type {string} */ name,
    ) =>
      el(
        "button.move",
        {
          type: "button",
          disabled: at + by < 0 || at + by >= this.lines.length,
          "aria-label": `${name}: ${line.trim()}`,
          onclick: () => this.move(at, at + by, name),
        },
        sign,
      );
    return el(
      `li${mark ? `.${mark.kind}` : ""}`,
      {
        draggable: "true",
        ondragstart: (/** @type {DragEvent} */ event) => {
          this.dragged = at;
          event.dataTransfer?.setData("text/plain", line);
        },
        ondragover: (/** @type {DragEvent} */ event) => event.preventDefault(),
        ondrop: (/** @type {DragEvent} */ event) => {
          event.preventDefault();
          if (this.dragged !== undefined) this.move(this.dragged, at);
        },
      },
      // What is indented stays so where a line is too long and breaks.
      el("code", { style: `padding-left: ${line.search(/\S/) + 2}ch` }, line.trim()),
      button(-1, "↑", "Up"),
      button(1, "↓", "Down"),
    );
  }

  /**
   * @param {number} from
   * @param {number} to
   * @param {string} [name] the button that was pressed, which keeps the focus
   */
  move(from, to, name) {
    const [line] = this.lines.splice(from, 1);
    this.lines.splice(to, 0, line);
    this.marks = [];
    this.draw();
    this.said.textContent = `Line ${to + 1} of ${this.lines.length}: ${line.trim()}`;
    if (name) {
      const buttons = this.list.children[to].querySelectorAll("button");
      const same = buttons[name === "Up" ? 0 : 1];
      (same.disabled ? buttons[name === "Up" ? 1 : 0] : same).focus();
    }
    this.listener.changed();
  }
}

/** A text with fields for what is missing. */
export class Blanks {
  /**
   * @param {string} start
   * @param {Listener} listener
   */
  constructor(start, listener) {
    this.parts = start.split(BLANK);
    this.listener = listener;
    this.fields = this.parts.slice(1).map((_, index) =>
      el("input.blank", {
        type: "text",
        "aria-label": `Blank ${index + 1} of ${this.parts.length - 1}`,
        spellcheck: "false",
        autocomplete: "off",
        autocapitalize: "off",
        oninput: () => {
          this.draw();
          listener.changed();
        },
        onkeydown: (event) => {
          if (/** @type {KeyboardEvent} */ (event).key === "Enter") {
            event.preventDefault();
            listener.run();
          }
        },
      }),
    );
    const nodes = this.parts.flatMap((part, index) => [
      part.replace(/\n$/, ""),
      this.fields[index] ?? "",
    ]);
    this.code = el("pre.blanks", {}, nodes);
    this.root = el("div.editor.given", {}, this.code);
    this.draw();
  }

  /** With ___ where nothing is filled in, which is a name that Python does not know. */
  get text() {
    return this.parts
      .map((part, index) => {
        const field = this.fields[index];
        return field ? `${part}${field.value.trim() || BLANK}` : part;
      })
      .join("");
  }

  /** What is filled in, read back from a text around which all is as it was. */
  set text(text) {
    let rest = text.startsWith(this.parts[0]) ? text.slice(this.parts[0].length) : "";
    this.fields.forEach((field, index) => {
      const after = this.parts[index + 1];
      const at = rest.indexOf(after);
      const value = at < 0 ? "" : rest.slice(0, at);
      field.value = value === BLANK || value.includes("\n") ? "" : value;
      rest = at < 0 ? "" : rest.slice(at + after.length);
    });
    this.draw();
  }

  /** @param {string} text */
  replace(text) {
    this.text = text;
    this.listener.changed();
  }

  /** @param {Mark[]} marks */
  mark(marks) {
    const lines = new Set(marks.map((one) => one.line));
    let line = 1;
    this.fields.forEach((field, index) => {
      line += this.parts[index].split("\n").length - 1;
      field.classList.toggle("pointed", lines.has(line));
    });
  }

  draw() {
    for (const field of this.fields) {
      field.classList.remove("pointed");
      field.style.width = `${Math.max(field.value.length, 6) + 2}ch`;
    }
  }
}
