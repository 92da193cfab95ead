// A student's part: a strip at the foot of every page, and the vote above it.

import { drawn, el } from "../web/dom.js";
import { troubleText } from "../web/live.js";
import { redrawn, troubleLine } from "./redraw.js";
import { stateText, voteStanding } from "./words.js";

/** @import { LiveState, LiveView } from "../web/types.js" */

/**
 * @typedef {object} Acts what a student does
 * @property {(following: boolean) => void} follow
 * @property {(nickname: string) => Promise<void>} rename rejects with why not
 * @property {() => void} leave
 * @property {(choice: number) => void} choose
 * @property {() => void} dismiss the vote is looked at
 */

/**
 * @typedef {object} Shown what is shown
 * @property {LiveView} view
 * @property {LiveState} reach
 * @property {(number | null)[]} choices by round, with what is still on its way
 * @property {boolean} dismissed
 * @property {string} trouble what the server said of the last deed
 */

export class StudentPart {
  /** @param {Acts} acts */
  constructor(acts) {
    this.acts = acts;
    this.strip = el("div.strip-row");
    this.sheet = el("section.live-sheet", { "aria-label": "The vote", hidden: true });
    this.trouble = troubleLine();
    this.spoken = el("div.live", { "aria-live": "polite" });
    this.node = el(
      "section.rope.live-foot",
      { "aria-label": "Live class" },
      this.sheet,
      this.trouble.node,
      this.strip,
      this.spoken,
    );
    this.renaming = false;
    this.said = "";
  }

  /** @param {Shown} shown */
  show(shown) {
    this.shown = shown;
    this.showStrip();
    this.showVote();
    this.trouble.say(shown.trouble);
  }

  showStrip() {
    const me = this.shown?.view.me;
    if (!this.shown || !me) return;
    const { view, reach } = this.shown;
    const { code, pace } = view;
    const { name, following } = me;
    const state = stateText(view, reach);
    const led = pace === "follow" && view.place !== null;
    // A name that is being typed stays, whatever the class does.
    const rest = this.renaming ? [] : [state, led, following];
    redrawn(this.strip, [code, name, this.renaming, ...rest], () =>
      drawn([
        el("b.live-letters", {}, code),
        this.renaming
          ? this.nameForm(name)
          : el(
              "button.name",
              {
                type: "button",
                "data-focus": "name",
                "aria-label": `You are ${name}: change the name, or leave the class`,
                onclick: () => this.rename(true),
              },
              name,
            ),
        !this.renaming && el("span.state", {}, state),
        !this.renaming &&
          led &&
          el(
            following ? "button.control.quiet" : "button.control.primary",
            {
              type: "button",
              "data-focus": "follow",
              onclick: () => this.acts.follow(!following),
            },
            following ? "Go alone" : "Follow again",
          ),
      ]),
    );
  }

  /** @param {boolean} on */
  rename(on) {
    this.renaming = on;
    this.showStrip();
    /** @type {HTMLElement | null} */ (
      this.strip.querySelector(on ? "input" : '[data-focus="name"]')
    )?.focus();
  }

  /** @param {string} name */
  nameForm(name) {
    const field = el("input.field", { value: name, maxlength: 24, "aria-label": "Your name here" });
    const trouble = el("span.trouble", { role: "alert" });
    const submit = async () => {
      try {
        await this.acts.rename(field.value);
        this.rename(false);
      } catch (error) {
        trouble.textContent = troubleText(error);
      }
    };
    return el(
      "form.naming",
      {
        onsubmit: (event) => {
          event.preventDefault();
          submit();
        },
        onkeydown: (event) => {
          if (event.key === "Escape") this.rename(false);
        },
      },
      field,
      el("button.control", { type: "submit" }, "Take this name"),
      el(
        "button.control.quiet",
        { type: "button", onclick: () => this.acts.leave() },
        "Leave the class",
      ),
      trouble,
    );
  }

  showVote() {
    if (!this.shown) return;
    const { view, reach, choices, dismissed } = this.shown;
    const { vote, me } = view;
    const there = vote !== null && !dismissed;
    const focused = this.sheet.contains(document.activeElement);
    this.sheet.hidden = !there;
    if (focused && !there) this.strip.querySelector("button")?.focus({ preventScroll: true });
    if (!vote) {
      this.say("");
      return;
    }
    const last = vote.round - 1;
    const waits = reach === "waiting" && choices[last] !== (me?.choices[last] ?? null);
    const standing = voteStanding(vote, choices, waits);
    // What others answer is not shown here, and takes no button away from under a finger.
    const { answered: _answered, bars: _bars, ...seen } = vote;
    redrawn(this.sheet, [seen, choices, waits], () =>
      drawn([
        el(
          "p.live-kind",
          {},
          vote.revealed ? "Result" : vote.round > 1 ? "A vote, once more" : "A vote",
        ),
        el("h2", {}, vote.text),
        el(
          "div.live-answers",
          { role: "group", "aria-label": "Answers" },
          vote.options.map(({ label, right }, at) => {
            const chosen = choices[vote.round - 1] === at;
            const tone = vote.revealed ? toneOf(right, chosen) : "";
            return el(
              `button.choice${tone}`,
              {
                type: "button",
                "aria-pressed": String(chosen),
                "aria-disabled": vote.open ? null : "true",
                "data-focus": `option-${at}`,
                onclick: () => vote.open && this.acts.choose(at),
              },
              vote.revealed && right ? "✓ " : "",
              vote.revealed && chosen && right === false ? "✗ " : "",
              label,
            );
          }),
        ),
        el("p.standing", {}, standing),
        !vote.open &&
          el(
            "button.control",
            { type: "button", "data-focus": "dismiss", onclick: () => this.acts.dismiss() },
            "Back to the page",
          ),
      ]),
    );
    this.say(vote.open && !dismissed ? `A vote is open. ${vote.text}` : there ? standing : "");
  }

  /** @param {string} text */
  say(text) {
    if (text === this.said) return;
    this.said = text;
    this.spoken.textContent = text;
  }
}

/**
 * Of what was asked aloud nobody's answer is wrong here.
 *
 * @param {boolean | null | undefined} right
 * @param {boolean} chosen
 */
function toneOf(right, chosen) {
  if (right) return ".right";
  if (!chosen) return ".other";
  return right === false ? ".wrong" : "";
}
