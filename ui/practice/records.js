// Under the exercise: the progress as text, and the result code.

import { copied } from "../web/clipboard.js";
import { el } from "../web/dom.js";

/** @import { Keeper } from "./kept.js" */
/** @import { FieldEvent, PracticeData } from "../web/types.js" */

// What is said when it went well, by what was copied.
const COPIED = {
  "Copy my progress": "Copied. Paste it here on another day or device.",
  "Copy my result code": "Copied. Give it to your teacher.",
};

export class Records {
  /**
   * @param {Keeper} keeper
   * @param {{ use: (text: string) => void, named: () => void }} told progress to go on with; the
   *   name was changed
   */
  constructor(keeper, { use, named }) {
    this.keeper = keeper;
    /** @type {PracticeData | undefined} */
    this.data = undefined;
    const box = el("input.paste", {
      type: "text",
      "aria-label": "Progress copied earlier",
      placeholder: "rope-by-hand 2 …",
      autocomplete: "off",
      spellcheck: "false",
    });
    const said = el("span.quoted", { role: "status" });
    this.copy = copyAs("Copy my progress", () => this.data?.progress ?? "", box, said);
    this.code = el("textarea.paste", { readonly: true, rows: 3, "aria-label": "Result code" });
    const told = el("span.quoted", { role: "status" });
    this.copyCode = copyAs("Copy my result code", () => this.code.value, this.code, told);
    this.says = el("p", {});
    this.counted = el("p", {});
    this.name = el("input.paste", {
      type: "text",
      maxlength: 80,
      autocomplete: "off",
      spellcheck: "false",
      value: keeper.name,
      onchange: (/** @type {FieldEvent} */ event) => {
        keeper.name = event.target.value.trim();
        this.fill();
        named();
      },
    });
    const paste = el(
      "form.pasting",
      {
        onsubmit: (event) => {
          event.preventDefault();
          if (box.value.trim()) use(box.value);
        },
      },
      box,
      el("button.control.quiet", { type: "submit" }, "Use this progress"),
    );
    this.node = el(
      "div.explanations",
      {},
      el(
        "details",
        {},
        el("summary", {}, "Progress and how it is counted"),
        el(
          "p",
          {},
          "What you answered stays in this browser; nothing is kept on the server. To go on elsewhere, copy it as text and paste it there: what is known is worked out from it.",
        ),
        el("div.row-of", {}, this.copy, said),
        paste,
        this.counted,
      ),
      el(
        "details",
        {},
        el("summary", {}, "Result code for a teacher"),
        this.says,
        el("label.named", {}, "Your name, in front of the code; it stays here ", this.name),
        this.code,
        el("div.row-of", {}, this.copyCode, told),
      ),
    );
  }

  /** @param {PracticeData} data */
  show(data) {
    this.data = data;
    this.copy.disabled = !data.progress;
    this.counted.textContent = data.counted;
    this.fill();
  }

  fill() {
    const { data } = this;
    if (!data) return;
    this.copyCode.disabled = !data.result;
    const name = this.keeper.name;
    this.code.value = data.result && name ? `${name}: ${data.result}` : data.result;
    const what = data.homework ? "What you did for this homework" : "Your last problems";
    const how = data.signed
      ? "signed by this app. It does not show who answered, or how often somebody began anew"
      : "not signed, so it shows typing errors, not honesty";
    this.says.textContent =
      data.trouble ||
      (data.result
        ? `${what}, as a code: ${how}. It can be made again here at any time.`
        : "There is a code as soon as you have answered one problem.");
  }
}

/**
 * A button that copies; without a clipboard the text is shown in the field, selected.
 *
 * @param {keyof typeof COPIED} name
 * @param {() => string} text
 * @param {HTMLInputElement | HTMLTextAreaElement} field
 * @param {HTMLElement} said
 */
function copyAs(name, text, field, said) {
  const onclick = async () => {
    if (await copied(text())) {
      said.textContent = COPIED[name];
      return;
    }
    field.value = text();
    field.select();
    said.textContent = "Selected: press Ctrl+C.";
  };
  return el("button.control.quiet", { type: "button", onclick }, name);
}
