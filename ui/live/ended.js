// The last that is said of a class, at the foot of the page, until it is closed.

import { drawn, el } from "../web/dom.js";

/** @import { LiveRole } from "../web/types.js" */

const SAID = {
  teacher:
    "has ended for everyone. Its table was downloaded where it was ended; all else is deleted.",
  student: "has ended. You can go on alone.",
};

export class Ended {
  constructor() {
    this.strip = el("div.strip-row", { role: "status" });
    this.node = el("section.rope.live-foot", { "aria-label": "Live class" }, this.strip);
  }

  /**
   * @param {string} code
   * @param {LiveRole} role
   */
  show(code, role) {
    if (role === "projector") return; // a wall says nothing
    this.strip.replaceChildren(
      ...drawn([
        el("b.live-letters", {}, code),
        el("span.state", {}, SAID[role]),
        el(
          "button.control.quiet",
          { type: "button", onclick: () => this.node.remove() },
          "Close this line",
        ),
      ]),
    );
    document.body.append(this.node);
  }
}
