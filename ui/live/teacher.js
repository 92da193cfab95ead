// The teacher's part of the page Class: who is here, where everyone is, the vote, the lesson.

import { copyButton } from "../web/clipboard.js";
import { drawn, el } from "../web/dom.js";
import { withCommas } from "../web/numbers.js";
import { qrCode } from "../web/qr.js";
import { firstAnswers, lessonPlan } from "./lesson.js";
import { Preview } from "./preview.js";
import { lineOf, redrawn, troubleLine } from "./redraw.js";
import { voteChart } from "./vote.js";
import { countText, DEEDS, doable, hereText, REACH, whereText } from "./words.js";

/** @import { LiveClassData } from "../web/types.js" */
/** @import { LivePlace, LiveState, LiveView } from "../web/types.js" */
/** @import { Deed } from "./words.js" */

/**
 * @typedef {object} Acts what a teacher does
 * @property {(deed: Deed) => void} act with the vote
 * @property {(place: LivePlace) => void} move
 * @property {(pace: "follow" | "free") => void} pace
 * @property {() => Promise<void>} end
 * @property {() => Promise<void>} table the class so far, as a file
 * @property {() => string} link for another device
 */

/**
 * @typedef {object} Shown
 * @property {LiveView} view
 * @property {LiveState} reach
 * @property {LiveClassData} data
 * @property {Record<string, { title: string }>} mistakes
 * @property {string} trouble what the server said of the last deed
 */

export class TeacherPanel {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.ending = false;
    this.part = 0;
    const part = (/** @type {string} */ name) => el(`div.${name}`);
    this.parts = {
      head: part("live-head"),
      now: part("live-now"),
      vote: part("live-vote"),
      lesson: part("live-lesson"),
      picture: part("live-picture"),
      foot: part("live-end"),
    };
    // What is counted changes all the time, and takes no button away from under a finger.
    this.counts = lineOf(el("span.soft"));
    this.standing = part("live-standing");
    this.chart = part("live-chart");
    this.trouble = troubleLine();
    this.preview = new Preview();
    const { head, now, vote, lesson, picture, foot } = this.parts;
    const stage = el("div.live-stage", {}, vote, this.preview.node);
    this.node = el("div.live-class", {}, head, now, stage, lesson, picture, foot);
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    this.showHead();
    this.showNow();
    this.showVote();
    this.showLesson();
    this.showPicture();
    this.showEnd();
  }

  showHead() {
    if (!this.shown) return;
    const { view, data, reach } = this.shown;
    const ready = data.code === view.code;
    redrawn(this.parts.head, [view.code, data.code, data.link, reach], () =>
      drawn([
        el(
          "div.live-invitation",
          {},
          el("p.live-code", { "aria-label": `The code ${[...view.code].join(" ")}` }, view.code),
          ready && el("p.live-link", {}, data.link),
          el(
            "div.jumps",
            {},
            ready &&
              copyButton(
                "button.control",
                "Copy the students’ link",
                () => data.link,
                () => data.link,
              ),
            el(
              "a.control",
              { href: this.projectorLink(), target: "_blank", rel: "noopener" },
              "Open the projector’s window",
            ),
            copyButton(
              "button.control.quiet",
              "Copy your own link, for another device",
              () => this.acts.link(),
              () => this.acts.link(),
            ),
          ),
          el("p.live-reach", {}, `${REACH[reach]} ${data.kept}`),
        ),
        ready && data.qr.length > 0 && qrCode(data.qr),
      ]),
    );
  }

  projectorLink() {
    // It goes where the class is by itself.
    const url = new URL("start?projector=1", location.href);
    url.searchParams.set("live", this.shown?.view.code ?? "");
    return url.href;
  }

  showNow() {
    if (!this.shown) return;
    const { code, place, pace, here, following, started } = this.shown.view;
    this.preview.show(code, place);
    const by = (/** @type {number} */ steps) => () => {
      const now = this.shown?.view.place;
      if (now) this.acts.move({ ...now, step: now.step + steps });
    };
    const step = (
      /** @type {string} */ name,
      /** @type {number} */ steps,
      /** @type {boolean} */ can,
    ) =>
      el(
        "button.control",
        {
          type: "button",
          "aria-disabled": can ? null : "true",
          "data-focus": name,
          onclick: () => can && by(steps)(),
        },
        name,
      );
    const follow =
      pace === "follow"
        ? `${withCommas(following)} ${following === 1 ? "follows" : "follow"}`
        : "free pace";
    this.counts.say(`${hereText(here)} · ${follow} · since ${timeOf(started)}`);
    redrawn(this.parts.now, [place, pace], () =>
      drawn([
        el("div.live-where", {}, el("b", {}, whereText(place)), this.counts.node),
        el(
          "div.live-steps",
          {},
          step("‹ Previous", -1, Boolean(place && place.step > 1)),
          step("Next ›", 1, Boolean(place && place.step < place.steps)),
          el(
            "div.switch",
            { role: "group", "aria-label": "Pace" },
            [
              ["follow", "Everyone follows me"],
              ["free", "Free pace"],
            ].map(([key, name]) =>
              el(
                "button",
                {
                  type: "button",
                  "aria-pressed": String(pace === key),
                  "data-focus": `pace-${key}`,
                  onclick: () => this.acts.pace(/** @type {"follow" | "free"} */ (key)),
                },
                name,
              ),
            ),
          ),
        ),
      ]),
    );
  }

  showVote() {
    if (!this.shown) return;
    const { view, trouble } = this.shown;
    const { vote, asks } = view;
    const deeds = doable(view);
    this.trouble.say(trouble);
    redrawn(this.standing, [vote, asks, countText(view)], () => [
      vote
        ? el("p.soft", {}, `${countText(view)} · ${standingOf(vote)}`)
        : el("p", {}, asks ? `This step asks: ${asks.text}` : notAsked(view)),
    ]);
    this.chart.hidden = !vote;
    redrawn(this.chart, vote, () => (vote ? voteChart(vote, { leads: true }) : []));
    redrawn(this.parts.vote, deeds, () =>
      drawn([
        el("h3.live-title", {}, "Vote"),
        this.standing,
        el(
          "div.jumps",
          {},
          deeds.map((deed, at) =>
            el(
              at ? "button.control" : "button.control.primary",
              { type: "button", "data-focus": deed, onclick: () => this.acts.act(deed) },
              DEEDS[deed],
            ),
          ),
        ),
        this.trouble.node,
        this.chart,
      ]),
    );
  }

  showLesson() {
    if (!this.shown) return;
    const { data, view } = this.shown;
    const { lesson } = data;
    const isHere = (/** @type {{ path: string } | undefined} */ part) =>
      part !== undefined && part.path === view.place?.path;
    // A page may have several parts: the one that was chosen, else the first.
    const at = isHere(lesson[this.part]) ? this.part : lesson.findIndex(isHere);
    redrawn(this.parts.lesson, [lesson, at], () =>
      lessonPlan(data, at, (place, part) => {
        this.part = part;
        this.acts.move(place);
        this.showLesson();
      }),
    );
  }

  showPicture() {
    if (!this.shown) return;
    const { view, data, mistakes } = this.shown;
    redrawn(this.parts.picture, [view.tried, view.picture], () =>
      firstAnswers(view, data, mistakes),
    );
  }

  showEnd() {
    redrawn(this.parts.foot, this.ending, () =>
      drawn(
        this.ending
          ? [
              el(
                "p",
                {},
                "The class ends for everyone. You get its table as a file; then everything is deleted.",
              ),
              el(
                "div.jumps",
                {},
                el(
                  "button.control.primary",
                  { type: "button", "data-focus": "end", onclick: () => this.acts.end() },
                  "End it and download the table",
                ),
                this.endButton("Go on", false),
              ),
            ]
          : [
              el(
                "div.jumps",
                {},
                this.endButton("End the class", true),
                el(
                  "button.control.quiet",
                  { type: "button", "data-focus": "table", onclick: () => this.acts.table() },
                  "Download the table so far",
                ),
              ),
            ],
      ),
    );
  }

  /**
   * @param {string} name
   * @param {boolean} ending
   */
  endButton(name, ending) {
    return el(
      "button.control",
      {
        type: "button",
        "data-focus": "ask-end",
        onclick: () => {
          this.ending = ending;
          this.showEnd();
        },
      },
      name,
    );
  }
}

/** @param {NonNullable<LiveView["vote"]>} vote */
const standingOf = ({ open, revealed }) =>
  open ? "open; only you see the bars" : revealed ? "revealed" : "closed; only you see the bars";

/** @param {string | undefined} started as ISO */
const timeOf = (started) =>
  started ? new Date(started).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" }) : "";

/** @param {LiveView} view */
const notAsked = ({ place }) =>
  `${
    place?.path === "practice"
      ? "Practice is answered by each alone; first answers are counted below."
      : "Nothing is asked here."
  } What you ask aloud is answered with a letter.`;
