// The projector's part: where the class is and its code at the top; a vote over the stage.

import { drawn, el } from "../web/dom.js";
import { redrawn } from "./redraw.js";
import { voteChart } from "./vote.js";
import { countText, DEEDS, doable, whereText } from "./words.js";

/** @import { LiveState, LiveView } from "../web/types.js" */
/** @import { Deed } from "./words.js" */

export class ProjectorPart {
  /** @param {(deed: Deed) => void} act for who leads from here: what comes next */
  constructor(act) {
    this.act = act;
    this.strip = el("div.live-head-row");
    this.cover = el("section.live-cover", { "aria-label": "The vote", hidden: true });
    this.node = el("div.rope.live-projector", {}, this.strip, this.cover);
  }

  /** @param {{ view: LiveView, reach: LiveState, leads: boolean, join: string }} shown */
  show({ view, reach, leads, join }) {
    const { vote, place, code } = view;
    const next = leads
      ? doable(view)
          .slice(0, 1)
          .filter((deed) => deed !== "aloud")
      : [];
    redrawn(this.strip, [place, countText(view), reach, code, next], () =>
      drawn([
        el(
          "span.where",
          {},
          reach === "waiting" ? "the server is gone for the moment" : whereText(place),
        ),
        el("span.counts", {}, countText(view)),
        next.map((deed) =>
          el(
            "button.control",
            { type: "button", "data-focus": "deed", onclick: () => this.act(deed) },
            DEEDS[deed],
          ),
        ),
        el("span.join", {}, "join: ", el("b.live-letters", {}, code)),
      ]),
    );
    const covers = vote !== null || !place;
    this.cover.hidden = !covers;
    redrawn(this.cover, [vote, place === null, join], () =>
      vote
        ? voteChart(vote)
        : drawn([el("p.live-joining-at", {}, join), el("p.live-code", {}, code)]),
    );
  }
}
