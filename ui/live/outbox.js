// What was said and is not answered yet, in its order.

import * as kept from "./kept.js";

/** @import { Json, LiveAnswer, LiveMessage, LiveWrong } from "../web/types.js" */

/**
 * @typedef {object} Entry a message on its way
 * @property {LiveMessage} message
 * @property {boolean} sent on the carrier that is open now
 * @property {(answer: LiveAnswer) => void} resolve
 * @property {(wrong: LiveWrong) => void} reject
 */

export class Outbox {
  /** @type {Entry[]} */
  #entries = [];

  /**
   * @param {LiveMessage} message
   * @returns {Promise<LiveAnswer>} the server's answer, however late
   */
  put(message) {
    /** @type {Promise<LiveAnswer>} */
    const answered = new Promise((resolve, reject) => {
      this.#entries.push({ message, sent: false, resolve, reject });
    });
    answered.catch(() => {}); // of what waited over a reload nobody hears
    return answered;
  }

  /**
   * The first message that is still to be sent, of those that may be.
   *
   * @param {(message: LiveMessage) => boolean} may
   */
  next(may) {
    const entry = this.#entries.find(({ sent, message }) => !sent && may(message));
    if (entry) entry.sent = true;
    return entry?.message;
  }

  /** Whether something was sent and is not answered. */
  isAwaited() {
    return this.#entries.some(({ sent }) => sent);
  }

  /** @param {(message: LiveMessage) => boolean} like */
  holds(like) {
    return this.#entries.some(({ message }) => like(message));
  }

  /** The carrier is gone: all of it is to be sent again. */
  unsend() {
    for (const entry of this.#entries) entry.sent = false;
  }

  /**
   * Of a kind that was not sent yet only the last counts.
   *
   * @param {string} what
   */
  drop(what) {
    const earlier = this.#entries.filter(({ sent, message }) => !sent && message.do === what);
    this.#entries = this.#entries.filter((entry) => !earlier.includes(entry));
    for (const { resolve } of earlier) resolve({});
  }

  /**
   * The server's answer to one of them; one that came too fast is to be sent again.
   *
   * @param {string} code
   * @param {Json} frame
   * @returns {{ message?: LiveMessage, refused?: boolean, hasty?: boolean }}
   */
  settle(code, { re, error, ok: _ok, ...answer }) {
    const entry = this.#entries.find(({ message }) => message.id === re);
    if (!entry) return {};
    const { message } = entry;
    if (error?.field === "messages") {
      entry.sent = false;
      return { message, hasty: true };
    }
    this.#entries.splice(this.#entries.indexOf(entry), 1);
    kept.dropMessage(code, re);
    if (error) entry.reject(error);
    else entry.resolve(answer);
    return { message, refused: Boolean(error) };
  }

  /** The class is over. */
  end() {
    for (const { message, reject } of this.#entries.splice(0))
      reject({ field: "code", received: message.do, allowed: "in a class that is on" });
  }
}
