// The teacher's strip at the foot of a page: how many are here, and what can be done with the vote.

import { openPage } from "../web/address.js";
import { drawn, el } from "../web/dom.js";
import { lineOf, redrawn, troubleLine } from "./redraw.js";
import { countText, DEEDS, doable } from "./words.js";

/** @import { LiveState, LiveView } from "../web/types.js" */
/** @import { Deed } from "./words.js" */

export class LeadStrip {
  /** @param {(deed: Deed) => void} act */
  constructor(act) {
    this.act = act;
    this.strip = el("div.strip-row");
    this.counts = lineOf(el("span.counts"));
    this.trouble = troubleLine();
    this.node = el(
      "section.rope.live-foot.leads-class",
      { "aria-label": "Live class" },
      this.trouble.node,
      this.strip,
    );
  }

  /** @param {{ view: LiveView, reach: LiveState, trouble: string }} shown */
  show({ view, reach, trouble }) {
    const deeds = doable(view);
    this.counts.say(countText(view));
    this.trouble.say(trouble);
    redrawn(this.strip, [view.code, view.pace, reach, deeds], () =>
      drawn([
        el("b.live-letters", {}, view.code),
        el(
          "span.state",
          {},
          reach === "waiting"
            ? "the server is gone: what you do waits"
            : view.pace === "free"
              ? "you teach · they go at their own pace"
              : "you lead",
        ),
        this.counts.node,
        deeds.map((deed, at) =>
          el(
            at ? "button.control.quiet" : "button.control.primary",
            { type: "button", "data-focus": deed, onclick: () => this.act(deed) },
            DEEDS[deed],
          ),
        ),
        el(
          "button.control.quiet",
          { type: "button", "data-focus": "class", onclick: () => openPage("class") },
          "Class",
        ),
      ]),
    );
  }
}
