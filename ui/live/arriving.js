// Before there is a view of the class: on the way to it, or told that there is none.

import { drawn, el } from "../web/dom.js";
import { troubleText } from "../web/live.js";
import { redrawn } from "./redraw.js";

/** @import { LiveWrong } from "../web/types.js" */

export class Arriving {
  /** @param {() => void} giveUp */
  constructor(giveUp) {
    this.giveUp = giveUp;
    this.strip = el("div.strip-row", { role: "status" });
    this.node = el("section.rope.live-foot", { "aria-label": "Live class" }, this.strip);
  }

  /**
   * @param {string} code
   * @param {LiveWrong | null} wrong
   */
  show(code, wrong) {
    redrawn(this.strip, [code, wrong], () =>
      drawn([
        el("b.live-letters", {}, code),
        el("span.state", {}, wrong ? troubled(wrong) : "on the way to the class"),
        el("button.control.quiet", { type: "button", onclick: () => this.giveUp() }, "Give up"),
      ]),
    );
  }
}

/** @param {LiveWrong} wrong */
const troubled = (wrong) =>
  wrong.field === "code"
    ? "no class with this code is on now; it is tried again"
    : troubleText(wrong);
