// The projector's part: where the class is and its code at the top; a vote over the stage.

import { drawn, el } from "../web/dom.js";
import { qrCode } from "../web/qr.js";
import { lineOf, redrawn, troubleLine } from "./redraw.js";
import { voteChart } from "./vote.js";
import { countText, DEEDS, doable, whereText } from "./words.js";

/** @import { Invitation, LiveState, LiveView } from "../web/types.js" */
/** @import { Deed } from "./words.js" */

/** Keys that step on the stage. */
const NEXT = ["ArrowRight", "PageDown"];
const STEPS = [...NEXT, "ArrowLeft", "PageUp", "Home", "End"];

export class ProjectorPart {
  /** @type {LiveView | null} what is shown, where it is led from here */
  led = null;

  /**
   * @param {(deed: Deed) => void} act for who leads from here: what comes next
   * @param {AbortSignal} signal ends it
   */
  constructor(act, signal) {
    this.act = act;
    addEventListener("keydown", (event) => this.key(event), { signal, capture: true });
    this.strip = el("div.live-head-row");
    this.counts = lineOf(el("span.counts"));
    this.trouble = troubleLine();
    this.cover = el("section.live-cover", { "aria-label": "The vote", hidden: true });
    this.node = el(
      "section.rope.live-projector",
      { "aria-label": "Live class" },
      this.strip,
      this.cover,
    );
  }

  /**
   * While a vote covers the stage nobody steps unseen: "next" closes it, then reveals; with the one
   * after that the class goes on.
   *
   * @param {KeyboardEvent} event
   */
  key(event) {
    const { led } = this;
    const { key, repeat, ctrlKey, metaKey, altKey, shiftKey } = event;
    if (!this.node.isConnected || !led?.vote || led.vote.revealed) return;
    if (ctrlKey || metaKey || altKey || shiftKey || !STEPS.includes(key)) return;
    event.preventDefault();
    if (NEXT.includes(key) && !repeat) this.act(doable(led)[0]);
  }

  /**
   * @param {{
   *   view: LiveView, reach: LiveState, leads: boolean, trouble: string, invitation?: Invitation
   * }} shown
   */
  show({ view, reach, leads, trouble, invitation }) {
    this.led = leads ? view : null;
    const { vote, place, code } = view;
    const next = leads
      ? doable(view)
          .slice(0, 1)
          .filter((deed) => deed !== "aloud")
      : [];
    this.counts.say(countText(view));
    this.trouble.say(trouble);
    redrawn(this.strip, [place, reach, code, next], () =>
      drawn([
        el(
          "span.where",
          {},
          reach === "waiting" ? "the server is gone for the moment" : whereText(place),
        ),
        this.counts.node,
        this.trouble.node,
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
