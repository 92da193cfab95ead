// A browser's link to its class. It resumes by itself, and loses nothing: what is said meanwhile
// waits, a student's words also over a reload, and each arrives once by its id.

import { completeChoices, dropChoice, noteChoice } from "./choices.js";
import * as kept from "./kept.js";
import { Line } from "./line.js";
import { Outbox } from "./outbox.js";
import { keepClass, remembered } from "./restore.js";

/** @import { Json, LinkOptions, LiveAnswer, LiveMessage, LiveEnd, LiveRole, LiveState, LiveView, LiveWrong } from "../web/types.js" */

/** Milliseconds after which a server that does not know the class is believed; after a restart the
 * teacher's browser makes it anew within seconds. */
const MISSED = 180_000;
/** What waits over a reload. */
const STAYS = ["vote", "tried", "rename", "following"];
/** Of what only the last counts. */
const LATEST = ["place", "asks"];
/** Of what an entry is refused for a while only. */
const CROWDED = ["joins", "connections"];
const ID_BYTES = 18;

/**
 * A link to a class; without a code, a teacher's who says {do: "create"} first.
 *
 * @param {LinkOptions} options
 */
export const openLink = (options) => new Link(options);

export class Link {
  /** @type {LiveState} */
  state = "waiting";
  /** @type {LiveView | null} the last that came */
  view = null;
  /** @type {((view: LiveView | { ended: LiveEnd }) => void)[]} */
  #viewers = [];
  /** @type {((state: LiveState) => void)[]} */
  #followers = [];
  /** Why the class is not entered, as long as it is not. @type {LiveWrong | null} */
  refused = null;
  /** @type {((refused: LiveWrong | null) => void)[]} */
  #deniers = [];
  /** @type {(() => void)[]} */
  #hearLate = [];
  #outbox = new Outbox();
  #line = new Line({
    onopen: () => this.#opened(),
    onframe: (frame) => this.#take(frame),
    onlost: () => this.#lost(),
  });
  #inside = false;
  /** Since when the server does not know the class; 0 while it does. */
  #missing = 0;
  /** Whether the class is being ended from here, its table already received. */
  #ending = false;
  /** Ids of the messages that the link itself sends. */
  #entering = "";
  #restoring = "";
  /** What is told of a class that was made anew. @type {{ do: string, [field: string]: Json }[]} */
  #recalls = [];

  /** @param {LinkOptions} options */
  constructor({ code = "", role, token, nickname }) {
    this.code = code.trim().toUpperCase();
    /** @type {LiveRole} */
    this.role = role;
    /** @type {string | null} */
    this.token = token ?? null;
    if (this.code && role === "teacher") this.token ??= kept.teachersToken(this.code);
    if (this.code && role === "student") {
      this.token ??= kept.membersToken(this.code);
      if (nickname) kept.keepName(this.code, nickname);
      for (const message of kept.keptMessages(this.code)) this.#put(message);
    }
    this.#line.connect();
  }

  /**
   * Say something; the promise is kept when the server has answered, however late that is.
   *
   * @param {{ do: string, [field: string]: Json }} said
   * @returns {Promise<LiveAnswer>} rejected with {field, received, allowed}
   */
  async send(said) {
    const message = { id: kept.randomText(ID_BYTES), ...said };
    if (said.do === "create") {
      // With a token of its own it is the same class, should the answer get lost.
      const answer = await this.#put({ token: kept.randomText(), ...message });
      this.code = answer.code;
      this.token = answer.token;
      kept.keepTeachersToken(this.code, answer.token);
      this.#enter();
      return answer;
    }
    if (said.do === "end") {
      // The table first: should the last answer get lost, the class is gone but not its table.
      const { csv } = await this.send({ do: "table" });
      this.#ending = true;
      try {
        const answer = await this.#put(message);
        this.#over();
        return { csv, ...answer };
      } catch (wrong) {
        // The answer got lost, or somebody else was quicker: it has ended.
        if (this.state === "over") return { csv };
        this.#ending = false;
        throw wrong;
      }
    }
    if (LATEST.includes(said.do)) this.#outbox.drop(said.do);
    if (this.role === "student" && STAYS.includes(said.do)) kept.keepMessage(this.code, message);
    if (said.do === "vote") noteChoice(this.code, said.vote, said.round, said.choice);
    const answer = await this.#put(message);
    if (said.do === "leave") this.#over("left");
    return answer;
  }

  /** @param {(view: LiveView | { ended: LiveEnd }) => void} viewer */
  onview(viewer) {
    this.#viewers.push(viewer);
    if (this.view) viewer(this.view);
  }

  /** @param {(state: LiveState) => void} follower */
  onstate(follower) {
    this.#followers.push(follower);
    follower(this.state);
  }

  /** @param {(refused: LiveWrong | null) => void} denier */
  onrefused(denier) {
    this.#deniers.push(denier);
    denier(this.refused);
  }

  /** @param {() => void} hear that a ballot of one's own came too late */
  onlate(hear) {
    this.#hearLate.push(hear);
  }

  /** No more of it, here; the class and one's place in it stay. */
  close() {
    this.#line.close();
    this.#inside = false;
  }

  // --- the line --------------------------------------------------------------------------------

  #opened() {
    if (this.#missing && this.role === "teacher") this.#restore();
    else if (this.code) this.#enter();
    else this.#pump();
  }

  #lost() {
    this.#inside = false;
    this.#outbox.unsend();
    this.#say("waiting");
  }

  #enter() {
    if (!this.#line.open || this.#inside) return;
    if (this.role === "student") {
      this.token ??= kept.randomText();
      kept.keepMembersToken(this.code, this.token);
    }
    this.#entering = kept.randomText(ID_BYTES);
    const name = this.role === "student" ? kept.keptName(this.code) : null;
    const entry = { do: "enter", code: this.code, role: this.role };
    this.#line.send({
      id: this.#entering,
      ...entry,
      ...(this.token ? { token: this.token } : {}),
      ...(name ? { nickname: name } : {}),
    });
  }

  /** Send what waits, in its order and not too fast. */
  #pump() {
    if (!this.#line.open) return;
    const pause = this.#line.pause();
    if (pause) {
      this.#line.later("pump", pause, () => this.#pump());
      return;
    }
    // A class that is not there yet can only be created.
    const next = this.#outbox.next(
      (message) => this.#inside || (!this.code && message.do === "create"),
    );
    if (!next) return;
    this.#line.send(next);
    this.#pump();
  }

  /** @param {LiveMessage} message */
  #put(message) {
    const answered = this.#outbox.put(message);
    this.#pump();
    return answered;
  }

  // --- what comes ------------------------------------------------------------------------------

  /** @param {Json} frame */
  #take(frame) {
    if (frame.view) this.#show(frame.view);
    else if (frame.ended) this.#missed();
    else if (frame.re === this.#entering) this.#answered(frame);
    else if (frame.re === this.#restoring) this.#restored(frame);
    else this.#settle(frame);
  }

  /** @param {Json} frame the answer to enter */
  #answered({ error, re: _re, ok: _ok, ...answer }) {
    this.#line.answered();
    if (error && CROWDED.includes(error.field)) {
      // Everybody came at once: nobody is told. Too many windows of one person: they are.
      if (error.field !== "joins") this.#refuse(error);
      this.#line.later("enter", 500 + 2000 * Math.random(), () => this.#enter());
      return;
    }
    const { role, token } = this;
    if (error) {
      if (error.field === "token" && role === "teacher") kept.forgetTeachersToken(this.code, token);
      this.#refuse(error);
      if (error.field !== "code") this.close();
      return;
    }
    this.#refuse(null);
    this.#inside = true;
    this.#missing = 0;
    this.#restoring = "";
    if (role === "teacher" && token) kept.keepTeachersToken(this.code, token);
    if (answer.name) kept.keepName(this.code, answer.name);
    this.#say(this.#line.entered());
    this.#pump();
  }

  /** @param {Json} frame the answer to what was said */
  #settle(frame) {
    const { message, refused, hasty } = this.#outbox.settle(this.code, frame);
    if (!this.#outbox.isAwaited()) this.#line.answered();
    if (hasty) this.#line.later("pump", 1000, () => this.#pump());
    if (refused && message?.do === "vote") this.#notCounted(message);
  }

  /** @param {LiveMessage} message a ballot that came too late: what was seen since shows it still */
  #notCounted({ vote, round, choice }) {
    dropChoice(this.code, vote, round);
    const { view } = this;
    if (view?.me && view.vote?.id === vote && view.me.choices[round - 1] === choice)
      view.me.choices[round - 1] = null;
    for (const hear of this.#hearLate) hear();
  }

  /** @param {LiveView} view */
  #show(view) {
    if (view.me) {
      kept.keepName(this.code, view.me.name);
      this.#castAgain(completeChoices(this.code, view));
    }
    if (this.role === "teacher") keepClass(this.code, view);
    this.view = view;
    for (const viewer of this.#viewers) viewer(view);
  }

  /** @param {{ vote: string, round: number, choice: number } | null} ballot that the server has not */
  #castAgain(ballot) {
    if (!ballot) return;
    const waits = this.#outbox.holds(
      (message) =>
        message.do === "vote" && message.vote === ballot.vote && message.round === ballot.round,
    );
    if (!waits) this.send({ do: "vote", ...ballot }).catch(() => {});
  }

  /** The server says that there is no such class. */
  #missed() {
    // It was there a moment ago: somebody ended it.
    if (this.#inside) {
      this.#over();
      return;
    }
    this.#missing ||= Date.now();
    if (Date.now() - this.#missing > MISSED || this.#restoring) this.#over();
    // On the next line it is tried again.
    else this.#line.lose();
  }

  /** Make the class anew, as it was seen last, on a server that has lost it. */
  #restore() {
    const before = remembered(this.code, this.token);
    if (!before) {
      this.#enter();
      return;
    }
    this.#restoring = kept.randomText(ID_BYTES);
    this.#recalls = before.recalls;
    this.#line.send({ id: this.#restoring, ...before.create });
  }

  /** @param {Json} frame the answer to create */
  #restored({ error }) {
    if (error) {
      this.#over();
      return;
    }
    for (const recall of this.#recalls.splice(0)) this.send(recall).catch(() => {});
    this.#enter();
  }

  /** @param {LiveEnd} why */
  #over(why = this.#ending ? "ended" : "over") {
    if (this.state === "over") return;
    this.close();
    // Whoever waits for an answer learns that there will be none, and why.
    this.#say("over");
    this.#outbox.end();
    kept.forgetClass(this.code);
    for (const viewer of this.#viewers) viewer({ ended: why });
  }

  // --- what this side knows --------------------------------------------------------------------

  /** @param {LiveWrong | null} refused */
  #refuse(refused) {
    if (!refused && !this.refused) return;
    this.refused = refused;
    for (const denier of this.#deniers) denier(refused);
  }

  /** @param {LiveState} state */
  #say(state) {
    if (state === this.state) return;
    this.state = state;
    for (const follower of this.#followers) follower(state);
  }
}
