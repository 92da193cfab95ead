// A browser's line to its class. It opens by itself, resumes by itself, and loses nothing: what is
// said meanwhile waits, a student's words also over a reload, and each arrives once by its id.

import { openPolling, openSocket, streamlitIsConnected } from "./carriers.js";
import { completeChoices, dropChoice, noteChoice } from "./choices.js";
import * as kept from "./kept.js";
import { Outbox } from "./outbox.js";
import { keepClass, remembered } from "./restore.js";

/** @import { Carrier, Json, LinkOptions, LiveAnswer, LiveMessage, LiveRole, LiveState, LiveView, LiveWrong } from "../web/types.js" */

/** Milliseconds between two tries: after the first ones come longer pauses. */
const WAITS = [300, 700, 1500, 3000, 5000, 8000];
/** Between two messages; the server takes ten a second. */
const APART = 110;
/** After which a page that was hidden takes a new line. */
const SLEPT = 20_000;
/** After which a message without an answer means that the line is dead. */
const DEAD = 8000;
/** After which a server that does not know the class is believed; after a restart the teacher's
 * browser makes it anew within seconds. */
const MISSED = 180_000;
/** So many connections in a row that do not open, and it is a proxy that stops them. */
const STOPPED = 2;
/** Between two tries of a better way than polling. */
const BETTER = 30_000;
/** What waits over a reload. */
const STAYS = ["vote", "tried", "rename", "following"];
/** Of what only the last counts. */
const LATEST = ["place", "asks"];
/** Of what an entry is refused for a while only. */
const CROWDED = ["joins", "connections"];
const ID_BYTES = 18;

/**
 * A line to a class; without a code, a teacher's who says {do: "create"} first.
 *
 * @param {LinkOptions} options
 */
export const openLink = (options) => new Link(options);

export class Link {
  /** @type {LiveState} */
  state = "waiting";
  /** @type {LiveView | null} the last that came */
  view = null;
  /** @type {((view: LiveView | { ended: true }) => void)[]} */
  #viewers = [];
  /** @type {((state: LiveState) => void)[]} */
  #followers = [];
  /** Why the class is not entered, as long as it is not. @type {LiveWrong | null} */
  refused = null;
  /** @type {((refused: LiveWrong | null) => void)[]} */
  #deniers = [];
  #outbox = new Outbox();
  /** @type {Carrier | null} */
  #carrier = null;
  #open = false;
  #inside = false;
  #closed = false;
  #tries = 0;
  /** Since when the server does not know the class; 0 while it does. */
  #missing = 0;
  /** Connections of our own that did not open, in a row. */
  #stopped = 0;
  #last = 0;
  /** Ids of the messages that the line itself sends. */
  #entering = "";
  #restoring = "";
  /** What is told of a class that was made anew. @type {{ do: string, [field: string]: Json }[]} */
  #recalls = [];
  /** @type {Record<string, ReturnType<typeof setTimeout>>} */
  #timers = {};
  /** @type {() => void} */
  #wake;
  /** When the page was hidden; 0 while it is seen. */
  #hidden = 0;

  /** @param {LinkOptions} options */
  constructor({ code = "", role, token, nickname }) {
    this.code = code.trim().toUpperCase();
    /** @type {LiveRole} */
    this.role = role;
    /** @type {string | null} */
    this.token = token ?? null;
    if (this.code && role === "teacher") this.#teach(this.token ?? kept.teachersToken(this.code));
    if (this.code && role === "student") {
      this.token ??= kept.membersToken(this.code);
      if (nickname) kept.keepName(this.code, nickname);
      for (const message of kept.keptMessages(this.code)) this.#put(message);
    }
    this.#wake = () => this.#lookAgain();
    addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#connect();
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
      this.#teach(answer.token);
      this.#enter();
      return answer;
    }
    if (said.do === "end") {
      // The table first: should the last answer get lost, the class is gone but not its table.
      const { csv } = await this.send({ do: "table" });
      try {
        const answer = await this.#put(message);
        this.#over();
        return { csv, ...answer };
      } catch (wrong) {
        // The answer got lost, or somebody else was quicker: it has ended.
        if (this.state !== "over") throw wrong;
        return { csv };
      }
    }
    if (LATEST.includes(said.do)) this.#outbox.drop(said.do);
    if (this.role === "student" && STAYS.includes(said.do)) kept.keepMessage(this.code, message);
    if (said.do === "vote") noteChoice(this.code, said.vote, said.round, said.choice);
    const answer = await this.#put(message);
    if (said.do === "leave") this.#over();
    return answer;
  }

  /** @param {(view: LiveView | { ended: true }) => void} viewer */
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

  /** No more of it, here; the class and one's place in it stay. */
  close() {
    this.#closed = true;
    removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#carrier?.close();
    this.#carrier = null;
    this.#open = this.#inside = false;
  }

  // --- the line --------------------------------------------------------------------------------

  #connect() {
    if (this.#closed || this.#carrier) return;
    clearTimeout(this.#timers.again);
    const open = this.#stopped >= STOPPED ? openPolling : openSocket;
    this.#carrier = open({
      onopen: () => {
        this.#open = true;
        if (this.#missing && this.role === "teacher") this.#restore();
        else if (this.code) this.#enter();
        else this.#pump();
      },
      onframe: (text) => this.#take(JSON.parse(text)),
      onlost: (opened) => this.#lost(opened),
    });
  }

  /** The page is seen again, or the network is back. */
  #lookAgain() {
    if (document.visibilityState === "hidden") {
      this.#hidden ||= Date.now();
      return;
    }
    // A phone that slept does not know yet that its line is dead.
    if (this.#hidden && Date.now() - this.#hidden > SLEPT) this.#carrier?.lose();
    this.#hidden = 0;
    this.#tries = 0;
    this.#connect();
  }

  /** @param {boolean} opened */
  #lost(opened) {
    if (this.#carrier?.kind === "socket") {
      if (opened) this.#stopped = 0;
      // Where nothing gets through, the server is gone.
      else if (streamlitIsConnected()) this.#stopped += 1;
    }
    this.#carrier = null;
    this.#open = this.#inside = false;
    this.#outbox.unsend();
    clearTimeout(this.#timers.dead);
    if (this.#closed) return;
    this.#say("waiting");
    const wait = WAITS[Math.min(this.#tries, WAITS.length - 1)];
    this.#tries += 1;
    // A class of a hundred does not come back in one moment.
    this.#later("again", wait * (0.7 + 0.6 * Math.random()), () => this.#connect());
  }

  /** It may have been the crowd of the first minute that kept the WebSocket from opening. */
  #tryBetter() {
    const trial = openSocket({
      onopen: () => {
        trial.close();
        this.#stopped = 0;
        if (!this.#closed) this.#carrier?.lose();
      },
      onframe: () => {},
      onlost: () => this.#later("better", BETTER, () => this.#tryBetter()),
    });
  }

  /**
   * @param {string} name
   * @param {number} wait milliseconds
   * @param {() => void} act
   */
  #later(name, wait, act) {
    clearTimeout(this.#timers[name]);
    if (!this.#closed) this.#timers[name] = setTimeout(act, wait);
  }

  #enter() {
    if (!this.#open || this.#inside) return;
    if (this.role === "student") {
      this.token ??= kept.randomText();
      kept.keepMembersToken(this.code, this.token);
    }
    this.#entering = kept.randomText(ID_BYTES);
    const name = this.role === "student" ? kept.keptName(this.code) : null;
    const entry = { do: "enter", code: this.code, role: this.role };
    this.#transmit({
      id: this.#entering,
      ...entry,
      ...(this.token ? { token: this.token } : {}),
      ...(name ? { nickname: name } : {}),
    });
  }

  /** @param {LiveMessage} message */
  #transmit(message) {
    this.#carrier?.send(JSON.stringify(message));
    this.#last = Date.now();
    this.#later("dead", DEAD, () => this.#carrier?.lose());
  }

  /** Send what waits, in its order and not too fast. */
  #pump() {
    clearTimeout(this.#timers.pump);
    if (!this.#open) return;
    const wait = this.#last + APART - Date.now();
    if (wait > 0) {
      this.#later("pump", wait, () => this.#pump());
      return;
    }
    // A class that is not there yet can only be created.
    const next = this.#outbox.next(
      (message) => this.#inside || (!this.code && message.do === "create"),
    );
    if (!next) return;
    this.#transmit(next);
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
    if (this.#closed) return;
    if (frame.view) this.#show(frame.view);
    else if (frame.ended) this.#missed();
    else if (frame.re === this.#entering) this.#answered(frame);
    else if (frame.re === this.#restoring) this.#restored(frame);
    else this.#settle(frame);
  }

  /** @param {Json} frame the answer to enter */
  #answered({ error, re: _re, ok: _ok, ...answer }) {
    clearTimeout(this.#timers.dead);
    if (error && CROWDED.includes(error.field)) {
      // Everybody came at once: nobody is told. Too many windows of one person: they are.
      if (error.field !== "joins") this.#refuse(error);
      this.#later("enter", 500 + 2000 * Math.random(), () => this.#enter());
      return;
    }
    if (error) {
      this.#refuse(error);
      if (error.field !== "code") this.close();
      return;
    }
    this.#refuse(null);
    this.#inside = true;
    this.#tries = this.#missing = 0;
    this.#restoring = "";
    if (answer.name) kept.keepName(this.code, answer.name);
    this.#say(this.#carrier?.kind ?? "socket");
    if (this.state === "polling") this.#later("better", BETTER, () => this.#tryBetter());
    this.#pump();
  }

  /** @param {Json} frame the answer to what was said */
  #settle(frame) {
    const { message, refused, hasty } = this.#outbox.settle(this.code, frame);
    if (!this.#outbox.isAwaited()) clearTimeout(this.#timers.dead);
    if (hasty) this.#later("pump", 1000, () => this.#pump());
    if (refused && message?.do === "vote") dropChoice(this.code, message.vote, message.round);
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
    else this.#carrier?.lose();
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
    this.#transmit({ id: this.#restoring, ...before.create });
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

  #over() {
    if (this.state === "over") return;
    this.close();
    // Whoever waits for an answer learns that there will be none, and why.
    this.#say("over");
    this.#outbox.end();
    kept.forgetClass(this.code);
    for (const viewer of this.#viewers) viewer({ ended: true });
  }

  // --- what this side knows --------------------------------------------------------------------

  /** @param {string | null} token */
  #teach(token) {
    this.token = token;
    if (token) kept.keepTeachersToken(this.code, token);
  }

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
