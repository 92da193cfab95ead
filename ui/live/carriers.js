// What carries messages: a WebSocket of our own, or Streamlit's connection where a proxy lets only
// that through.

import { changed, flush, readAgain } from "../web/address.js";
import { randomText } from "./kept.js";

/** @import { Carrier, CarrierEvents } from "../web/types.js" */

/** Milliseconds after which a connection that does not open is given up. */
const OPENS = 1800;
/** Of the other way: until it is there, without a sign of it, and between two sayings. */
const POLLS = 8000;
const SILENT = 10_000;
const TOGETHER = 100;

/**
 * A WebSocket to the live classes of this server.
 *
 * @param {CarrierEvents} events
 * @returns {Carrier}
 */
export function openSocket({ onopen, onframe, onlost }) {
  const url = new URL("live", document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.hash = "";
  url.search = "";
  const socket = new WebSocket(url.href);
  let opened = false;
  let over = false;
  const lose = () => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    socket.close();
    onlost(opened);
  };
  const timer = setTimeout(lose, OPENS);
  socket.onopen = () => {
    if (over) return;
    opened = true;
    clearTimeout(timer);
    onopen();
  };
  socket.onmessage = ({ data }) => {
    if (!over) onframe(data);
  };
  socket.onclose = lose;
  return {
    kind: "socket",
    send: (text) => socket.send(text),
    lose,
    close() {
      over = true;
      clearTimeout(timer);
      socket.close();
    },
  };
}

/**
 * Streamlit's connection, which carries the same messages every two seconds: see poll.py.
 *
 * @param {CarrierEvents} events
 * @returns {Carrier}
 */
export function openPolling({ onopen, onframe, onlost }) {
  const app = globalThis.ropeByHand;
  const line = randomText();
  /** Whether it carries at all, and the server has this line. */
  let opened = false;
  let known = false;
  let last = 0;
  let over = false;
  /** @type {string[]} */
  let texts = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let saying;
  const end = () => {
    over = true;
    app.carry = undefined;
    clearTimeout(timer);
    clearTimeout(saying);
  };
  const lose = () => {
    if (over) return;
    end();
    onlost(opened);
  };
  let timer = setTimeout(lose, POLLS);
  const say = () => {
    saying = undefined;
    app.carried?.say({ line, texts });
    texts = [];
  };
  /** @param {NonNullable<typeof app.carried>} carried */
  const take = (carried) => {
    if (over) return;
    clearTimeout(timer);
    timer = setTimeout(lose, SILENT);
    if (!opened) {
      opened = true;
      onopen();
    }
    if (carried.line !== line) {
      // Not yet this one; or not any more, after a silence.
      if (known) lose();
      return;
    }
    known = true;
    for (const [number, frame] of carried.frames) {
      if (number <= last || over) continue;
      last = number;
      onframe(frame);
    }
  };
  app.carry = take;
  askForPolling();
  return {
    kind: "polling",
    send(text) {
      texts.push(text);
      saying ??= setTimeout(say, TOGETHER);
    },
    lose,
    close: end,
  };
}

/** Have the server carry the messages: the address says so. */
function askForPolling() {
  flush();
  history.replaceState(history.state, "", changed(location.href, { poll: 1 }));
  readAgain();
}

/** Whether Streamlit itself is connected: then it is a proxy that stops the WebSocket. */
export const streamlitIsConnected = () =>
  document.querySelector('[data-testid="stApp"]')?.getAttribute("data-test-connection-state") ===
  "CONNECTED";
