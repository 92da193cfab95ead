// Before there is a view of the class: on the way to it, or told that there is none.

import { drawn, el } from "../web/dom.js";
import { codeForm, troubleText } from "../web/live.js";
import { redrawn } from "./redraw.js";
import { isMistyped } from "./teaching.js";

/** @import { LiveCode, LiveRole, LiveWrong } from "../web/types.js" */

/**
 * @typedef {object} Acts what somebody does who is not in it
 * @property {() => void} giveUp
 * @property {() => void} join as a student, not as the teacher
 * @property {(code: LiveCode) => void} joinAnother
 */

export class Arriving {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.strip = el("div.strip-row", { role: "status" });
    this.node = el("section.rope.live-foot", { "aria-label": "Live class" }, this.strip);
  }

  /**
   * @param {string} code
   * @param {LiveRole} role
   * @param {LiveWrong | null} wrong
   */
  show(code, role, wrong) {
    const { giveUp, join, joinAnother } = this.acts;
    redrawn(this.strip, [code, role, wrong], () =>
      drawn([
        el("b.live-letters", {}, code),
        el("span.state", {}, wrong ? refusedText(role, wrong) : "on the way to the class"),
        isMistyped(role, wrong) &&
          el("button.control", { type: "button", onclick: join }, "Join as a student"),
        wrong?.field === "code" &&
          codeForm("naming", joinAnother, {
            id: "live-meant",
            value: code,
            label: "The class’s code",
          }),
        el("button.control.quiet", { type: "button", onclick: giveUp }, "Give up"),
      ]),
    );
  }
}

/**
 * Why somebody is not in the class.
 *
 * @param {LiveRole} role
 * @param {LiveWrong} wrong
 */
export function refusedText(role, wrong) {
  if (wrong.field === "code") return "no class with this code is on now; it is tried again";
  if (isMistyped(role, wrong))
    return "this is not the link of the class’s teacher: copy it again, to its last letter";
  return troubleText(wrong);
}
