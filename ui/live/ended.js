// The last that is said of a class, at the foot of the page, until it is closed.

import { drawn, el } from "../web/dom.js";

/** @import { LiveEnd, LiveRole } from "../web/types.js" */

const FOR_STUDENTS = "has ended. You can go on alone.";
const ENDED_HERE = "has ended for everyone. Its table is downloaded; all else is deleted.";
// The server says only that there is none of that code any more.
const ENDED = "is over: it was ended in another window, or a day went by. Nothing of it is kept.";

export class Ended {
  /** @param {() => void} close */
  constructor(close) {
    this.close = close;
    this.strip = el("div.strip-row", { role: "status" });
    this.node = el("section.rope.live-foot.class-over", { "aria-label": "Live class" }, this.strip);
  }

  /**
   * @param {string} code
   * @param {LiveRole} role
   * @param {LiveEnd} why
   */
  show(code, role, why) {
    this.say(code, role !== "teacher" ? FOR_STUDENTS : why === "ended" ? ENDED_HERE : ENDED);
  }

  /**
   * @param {string} code "" for what is of no class
   * @param {string} said
   */
  say(code, said) {
    this.strip.replaceChildren(
      ...drawn([
        code && el("b.live-letters", {}, code),
        el("span.state", {}, said),
        el("button.control.quiet", { type: "button", onclick: this.close }, "Close this line"),
      ]),
    );
  }
}
