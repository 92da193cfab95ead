// Whoever is in a class: by whose link, in which role, and what they say to the server.

import { address, readAgain } from "../web/address.js";
import { noCodeText, readCode, SHOWN, TRIED, troubleText } from "../web/live.js";
import { projector } from "../web/projector.js";
import { aloud } from "./ballot.js";
import { saveText } from "./files.js";
import { Following } from "./following.js";
import { forgetBroughtToken, forgetClass } from "./kept.js";
import { openLink } from "./link.js";
import { Screen } from "./screen.js";
import { isMistyped, takeTokenFromAddress, teachersLink, tokenFor } from "./teaching.js";
import { LATE } from "./words.js";

/** @import { Json, LiveAnswer, LiveCode, LiveEnd, LivePanel, LiveRole, LiveRoom, LiveState, LiveView, LiveWrong, PageNow } from "../web/types.js" */
/** @import { Deed } from "./words.js" */

/**
 * @param {PageNow} page
 * @param {LivePanel | null} panel
 * @returns {LiveRoom}
 */
export const open = (page, panel) => new Live(page, panel);

const STYLES = ["frame", "strip", "vote", "projector", "teacher"];

/** @implements {LiveRoom} */
class Live {
  /** @type {LiveCode | null} */
  code = null;
  /** @type {ReturnType<typeof openLink> | null} */
  link = null;
  /** @type {LiveRole} */
  role = "student";
  /** @type {string | null} the teacher's */
  token = null;
  /** @type {LiveView | null} */
  view = null;
  /** @type {LiveState} */
  reach = "waiting";
  /** @type {LiveWrong | null} why the class is not entered */
  refused = null;
  /** The vote that a student has looked at. */
  dismissed = "";
  trouble = "";
  /** The round in which a ballot of one's own was told to have come too late. */
  late = "";
  /** @type {{ vote: string, choice: number } | null} a choice that is on its way */
  choosing = null;

  /**
   * @param {PageNow} page
   * @param {LivePanel | null} panel
   */
  constructor(page, panel) {
    this.following = new Following(page, (message) => this.deed(message));
    this.screen = new Screen(
      page,
      {
        follow: (following) => this.follow(following),
        rename: async (nickname) => {
          await this.send({ do: "rename", nickname });
        },
        leave: () => {
          this.deed({ do: "leave" });
        },
        choose: (choice) => this.choose(choice),
        dismiss: () => {
          this.dismissed = this.voteKey();
          this.draw();
        },
      },
      {
        act: (deed) => this.act(deed),
        move: (place) => this.following.move(place),
        pace: (pace) => {
          this.deed({ do: "pace", pace });
        },
        end: () => this.save("end"),
        table: () => this.save("table"),
        link: () => teachersLink(this.code ?? "", this.token ?? ""),
      },
      {
        giveUp: () => this.over(),
        join: () => this.joinWithout(),
        joinAnother: (code) => {
          // There was no class of the code that was meant otherwise.
          if (this.code) forgetClass(this.code);
          address.set({ live: code });
          this.enter();
        },
      },
    );
    this.screen.panel = panel;
    const { signal } = page;
    document.addEventListener(SHOWN, () => this.look(), { signal });
    const tried = (/** @type {Event} */ event) => this.tried(/** @type {CustomEvent} */ (event));
    document.addEventListener(TRIED, tried, { signal });
    signal.addEventListener("abort", () => this.close());
    const again = () => takeTokenFromAddress() && this.enter();
    addEventListener("hashchange", again, { signal });
    takeTokenFromAddress();
    styled();
    this.enter();
  }

  // --- in and out ------------------------------------------------------------------------

  /** As the address says: into this class, in that role. */
  enter() {
    const text = address.get("live") ?? "";
    const code = readCode(text);
    if (!code) {
      if (text) this.isNone(text);
      return;
    }
    const token = tokenFor(code);
    // Who opened a link that is no teacher's may copy it again, or choose to be a student.
    if (!token && this.code === code && isMistyped(this.role, this.refused)) return;
    /** @type {LiveRole} */
    const role = token ? "teacher" : projector.on() ? "projector" : "student";
    const same = this.code === code && this.role === role && this.token === token;
    if (this.link && same) return;
    this.take(code, role, token, openLink({ code, role, ...(token && { token }) }));
  }

  /** Not as the teacher, whose link it was not. */
  joinWithout() {
    this.refused = null;
    this.enter();
  }

  /** A new class, led from this window. */
  async begin() {
    const link = openLink({ role: "teacher" });
    const { code, token } = await link.send({ do: "create" }).catch((wrong) => {
      link.close();
      throw wrong;
    });
    address.set({ live: code });
    this.take(code, "teacher", token, link);
    // The server makes what the browser cannot: the QR code of this class.
    readAgain();
  }

  /**
   * @param {LiveCode} code
   * @param {LiveRole} role
   * @param {string | null} token
   * @param {ReturnType<typeof openLink>} link
   */
  take(code, role, token, link) {
    this.close();
    Object.assign(this, { code, role, token, link, refused: null });
    Object.assign(this, { dismissed: "", trouble: "", late: "", choosing: null });
    this.following.begin(role);
    /** @param {(heard: any) => void} hear */
    const whileHere = (hear) => (/** @type {Json} */ heard) => {
      if (this.link === link) hear(heard);
    };
    link.onrefused(
      whileHere((refused) => {
        this.refused = refused;
        // What was kept from before may be right.
        if (isMistyped(role, refused) && tokenFor(code)) this.enter();
        else this.draw();
      }),
    );
    link.onview(
      whileHere((view) => ("ended" in view ? this.hasEnded(view.ended) : this.seen(view))),
    );
    const late = whileHere(() => {
      Object.assign(this, { late: this.roundKey(), choosing: null });
      this.draw();
    });
    link.onlate(() => late(null));
    link.onstate(
      whileHere((reach) => {
        this.reach = reach;
        this.draw();
      }),
    );
  }

  close() {
    this.link?.close();
    this.link = this.view = null;
    this.following.begin(this.role);
    this.screen.clear();
  }

  /** The class is over, or was left, or there is none of that code. */
  over() {
    if (this.code) forgetBroughtToken(this.code);
    this.close();
    this.code = null;
    address.set({ live: null });
    // With the next problem the server would write it there again.
    readAgain();
  }

  /** The address names what cannot be a class. @param {string} text */
  isNone(text) {
    this.over();
    this.screen.showNone(noCodeText("live", text));
  }

  /** @param {LiveEnd} why */
  hasEnded(why) {
    const { code, role } = this;
    this.over();
    if (why !== "left") this.screen.showEnded(code ?? "", role, why);
  }

  // --- what comes ------------------------------------------------------------------------

  /** @param {LiveView} view */
  seen(view) {
    this.view = view;
    if (this.choosing?.vote !== this.voteKey()) this.choosing = null;
    if (this.late !== this.roundKey()) this.late = "";
    this.draw();
    this.following.seen(view);
  }

  /** A page or a step is shown. */
  look() {
    if (!this.code) return;
    if (!readCode(address.get("live") ?? "")) address.set({ live: this.code });
    this.enter();
    this.draw();
    this.following.shown();
  }

  /** @param {LivePanel} panel */
  panel(panel) {
    this.screen.panel = panel;
    this.draw();
  }

  draw() {
    const { code, role, view, reach, refused } = this;
    if (!code) return;
    const trouble = this.late ? LATE : this.trouble;
    const dismissed = this.dismissed === this.voteKey();
    const choices = this.choices();
    this.screen.show({ code, role, view, reach, refused, choices, dismissed, trouble });
  }

  // --- what is done ----------------------------------------------------------------------

  /** @param {boolean} following */
  follow(following) {
    if (!this.view?.me) return;
    this.view.me.following = following;
    this.deed({ do: "following", following });
    this.draw();
    if (following) this.following.goBack();
  }

  voteKey() {
    return `${this.roundKey()} ${this.view?.vote?.revealed}`;
  }

  roundKey() {
    const vote = this.view?.vote;
    return vote ? `${vote.id} ${vote.round}` : "none";
  }

  /** @param {Deed} deed */
  act(deed) {
    if (deed === "open" || deed === "aloud") {
      const question = deed === "aloud" ? aloud() : this.view?.asks;
      if (question) this.deed({ do: "open", question });
    } else this.deed({ do: deed === "away" ? "close" : deed });
  }

  /** @param {number} choice */
  async choose(choice) {
    const vote = this.view?.vote;
    if (!vote) return;
    const choosing = { vote: this.voteKey(), choice };
    this.choosing = choosing;
    const answered = this.deed({ do: "vote", vote: vote.id, round: vote.round, choice });
    this.draw();
    await answered;
    if (this.choosing !== choosing) return;
    // The server has it: what it says from here on may be another tab's.
    if (this.view?.me) this.view.me.choices[vote.round - 1] = choice;
    this.choosing = null;
  }

  choices() {
    const vote = this.view?.vote;
    const choices = [...(this.view?.me?.choices ?? [])];
    if (vote && this.choosing) choices[vote.round - 1] = this.choosing.choice;
    return choices;
  }

  /** @param {CustomEvent} event */
  tried({ detail }) {
    if (this.role === "student" && this.link) this.deed({ do: "tried", ...detail });
  }

  /**
   * @param {{ do: string, [field: string]: Json }} message
   * @returns {Promise<LiveAnswer>}
   */
  async send(message) {
    if (!this.link) throw new Error("a message to no class");
    return this.link.send(message);
  }

  /**
   * Send it; what is wrong with it is said on the strip, on Class beside the vote.
   *
   * @param {{ do: string, [field: string]: Json }} message
   * @returns {Promise<LiveAnswer | undefined>} what the server answers to what it takes
   */
  async deed(message) {
    let answer;
    try {
      answer = await this.send(message);
      this.trouble = "";
    } catch (error) {
      // Of a ballot that came too late the link tells.
      this.trouble = message.do === "vote" ? "" : troubleText(error);
      this.choosing = null;
    }
    this.draw();
    return answer;
  }

  /**
   * The class as a file; with its end all is deleted.
   *
   * @param {"table" | "end"} what
   */
  async save(what) {
    const { code } = this;
    try {
      const { csv } = await this.send({ do: what });
      saveText(`class-${code}.csv`, csv);
      this.trouble = "";
    } catch (error) {
      this.trouble = troubleText(error);
    }
    this.draw();
  }
}

/** The class's own styles, once. */
function styled() {
  // What dresses Streamlit is in no layer, as everywhere: see loader.js.
  const rules = STYLES.map((name) => {
    const layer = name === "frame" ? "" : " layer(page)";
    return `@import url("${new URL(`${name}.css`, import.meta.url).href}")${layer};`;
  }).join(" ");
  const there = document.querySelector("style.live-style");
  if (there?.textContent === rules) return;
  const style = document.createElement("style");
  style.className = "live-style";
  style.textContent = rules;
  // There is less room for what is shown already.
  style.onload = () => dispatchEvent(new Event("resize"));
  document.head.append(style);
  there?.remove();
}
