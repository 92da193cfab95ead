// A connection that opens by itself and comes back by itself, over whatever carries. What goes over
// it is the link's: see link.js.

import { openPolling, openSocket, streamlitIsConnected } from "./carriers.js";

/** @import { Carrier, LineEvents, LiveMessage } from "../web/types.js" */

/** Milliseconds between two tries: after the first ones come longer pauses. */
const WAITS = [300, 700, 1500, 3000, 5000, 8000];
/** Between two messages; the server takes ten a second. */
const APART = 110;
/** After which a page that was hidden takes a new connection. */
const SLEPT = 20_000;
/** After which a message without an answer means that the connection is dead. */
const DEAD = 8000;
/** So many connections in a row that do not open, and it is a proxy that stops them. */
const STOPPED = 2;
/** Between two tries of a better way than polling. */
const BETTER = 30_000;

export class Line {
  open = false;
  /** @type {LineEvents} */
  #events;
  /** @type {Carrier | null} */
  #carrier = null;
  #closed = false;
  #tries = 0;
  /** Connections of our own that did not open, in a row. */
  #stopped = 0;
  /** When something was sent last. */
  #last = 0;
  /** When the page was hidden; 0 while it is seen. */
  #hidden = 0;
  /** @type {Record<string, ReturnType<typeof setTimeout>>} */
  #timers = {};
  /** @type {() => void} */
  #wake;
  // Nothing else tells of it before a message has no answer for long.
  #offline = () => this.lose();

  /** @param {LineEvents} events */
  constructor(events) {
    this.#events = events;
    this.#wake = () => this.#lookAgain();
    addEventListener("online", this.#wake);
    addEventListener("offline", this.#offline);
    document.addEventListener("visibilitychange", this.#wake);
  }

  connect() {
    if (this.#closed || this.#carrier) return;
    clearTimeout(this.#timers.again);
    const open = this.#stopped >= STOPPED ? openPolling : openSocket;
    this.#carrier = open({
      onopen: () => {
        this.open = true;
        this.#events.onopen();
      },
      onframe: (text) => {
        if (!this.#closed) this.#events.onframe(JSON.parse(text));
      },
      onlost: (opened) => this.#lost(opened),
    });
  }

  /** For good. */
  close() {
    this.#closed = true;
    removeEventListener("online", this.#wake);
    removeEventListener("offline", this.#offline);
    document.removeEventListener("visibilitychange", this.#wake);
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.#carrier?.close();
    this.#carrier = null;
    this.open = false;
  }

  /** Give the connection up and take another. */
  lose() {
    this.#carrier?.lose();
  }

  /** @param {LiveMessage} message */
  send(message) {
    this.#carrier?.send(JSON.stringify(message));
    this.#last = Date.now();
    this.later("dead", DEAD, () => this.lose());
  }

  /** Milliseconds until the next message may be sent. */
  pause() {
    return Math.max(0, this.#last + APART - Date.now());
  }

  /** Nothing that was sent waits for an answer. */
  answered() {
    clearTimeout(this.#timers.dead);
  }

  /** The server knows who is here; over what. */
  entered() {
    this.#tries = 0;
    const kind = this.#carrier?.kind ?? "socket";
    if (kind === "polling") this.later("better", BETTER, () => this.#tryBetter());
    return kind;
  }

  /**
   * In the place of what was to be done under that name.
   *
   * @param {string} name
   * @param {number} wait milliseconds
   * @param {() => void} act
   */
  later(name, wait, act) {
    clearTimeout(this.#timers[name]);
    if (!this.#closed) this.#timers[name] = setTimeout(act, wait);
  }

  /** The page is seen again, or the network is back. */
  #lookAgain() {
    if (document.visibilityState === "hidden") {
      this.#hidden ||= Date.now();
      return;
    }
    // A phone that slept does not know yet that its connection is dead.
    if (this.#hidden && Date.now() - this.#hidden > SLEPT) this.lose();
    this.#hidden = 0;
    this.#tries = 0;
    this.connect();
  }

  /** @param {boolean} opened */
  #lost(opened) {
    if (this.#carrier?.kind === "socket") {
      if (opened) this.#stopped = 0;
      // Where nothing gets through, the server is gone.
      else if (streamlitIsConnected()) this.#stopped += 1;
    }
    this.#carrier = null;
    this.open = false;
    this.answered();
    this.#events.onlost();
    const wait = WAITS[Math.min(this.#tries, WAITS.length - 1)];
    this.#tries += 1;
    // A class of a hundred does not come back in one moment.
    this.later("again", wait * (0.7 + 0.6 * Math.random()), () => this.connect());
  }

  /** It may have been the crowd of the first minute that kept the WebSocket from opening. */
  #tryBetter() {
    const trial = openSocket({
      onopen: () => {
        trial.close();
        this.#stopped = 0;
        this.lose();
      },
      onframe: () => {},
      onlost: () => this.later("better", BETTER, () => this.#tryBetter()),
    });
  }
}
