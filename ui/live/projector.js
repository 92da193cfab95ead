// The projector's part: where the class is and its code at the top; a vote over the stage.

import { drawn, el } from "../web/dom.js";
import { qrCode } from "../web/qr.js";
import { redrawn } from "./redraw.js";
import { voteChart } from "./vote.js";
import { countText, DEEDS, doable, whereText } from "./words.js";

/** @import { Invitation, LiveState, LiveView } from "../web/types.js" */
/** @import { Deed } from "./words.js" */

export class ProjectorPart {
  /** @param {(deed: Deed) => void} act for who leads from here: what comes next */
  constructor(act) {
    this.act = act;
    this.strip = el("div.live-head-row");
    this.cover = el("section.live-cover", { "aria-label": "The vote", hidden: true });
    this.node = el(
      "section.rope.live-projector",
      { "aria-label": "Live class" },
      this.strip,
      this.cover,
    );
  }

  /** @param {{ view: LiveView, reach: LiveState, leads: boolean, invitation?: Invitation }} shown */
  show({ view, reach, leads, invitation }) {
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
    const qr = invitation?.code === code ? invitation.qr : [];
    redrawn(this.cover, [vote, place === null, qr.length], () =>
      vote ? voteChart(vote) : howToJoin(code, qr),
    );
  }
}

/**
 * @param {string} code
 * @param {string[]} qr
 */
const howToJoin = (code, qr) =>
  drawn([
    el(
      "div.live-join",
      {},
      el(
        "div",
        {},
        el("p", {}, "Join with your phone: scan, or open"),
        el("p.live-address", {}, joinAt()),
        el("p", {}, "and type the code"),
        el("p.live-code", {}, code),
      ),
      qr.length > 0 && qrCode(qr),
    ),
  ]);

/** Where students type the code, as short as it can be read out. */
const joinAt = () => new URL(".", location.href).href.replace(/^https?:\/\//, "");
