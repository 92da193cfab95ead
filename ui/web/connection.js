// What is said while the server cannot be reached: what works without it, and what does not.

import { el } from "./dom.js";
import { tell } from "./live.js";

const APP = '[data-testid="stApp"]';
const STATE = "data-test-connection-state";
const SCRIPT = "data-test-script-state";
const STREAM = /\/_stcore\/stream(\?|$)/;
/** What is told of Streamlit's connection: something was said to the server, something came. */
const SAID = "rope-said";
const HEARD = "rope-heard";
/** A connection that is back sooner was not missed, in ms. */
const NOTICED = 1000;
/** The first one of a page is waited for longer. */
const FIRST = 10_000;
/** What was said and has no answer by then, in ms: the line may be cut without a word. */
const UNANSWERED = 4000;
/** By then it is cut, in ms, though on a new line the server answers. */
const CUT = 8000;
/** How long the server has to answer, and until it is asked again, in ms. */
const ANSWER = 3000;
const AGAIN = 2000;

/**
 * Say it as long as it lasts.
 *
 * @param {AbortSignal} signal ends it
 */
export function sayWhenLost(signal) {
  tellOfLine();
  const app = document.querySelector(APP);
  if (!app) {
    whenThere(signal, () => sayWhenLost(signal));
    return;
  }
  const words = el(
    "div.rope.lost",
    { role: "status" },
    el("p", {}, "The connection is lost: stepping still works, changes wait until it is back."),
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let grace = FIRST;
  let silent = false;
  const say = () => document.body.append(words);
  const follow = () => {
    if (app.getAttribute(STATE) !== "CONNECTED") {
      // Every try of Streamlit's is another state: it is timed from the first.
      timer ??= setTimeout(say, grace);
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    grace = NOTICED;
    if (silent) say();
    else words.remove();
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let asking;
  /** Since when what was said has no answer; null where nothing waits for one. @type {number | null} */
  let since = null;
  const cut = () =>
    since !== null && performance.now() - since >= CUT && app.getAttribute(SCRIPT) !== "running";
  const ask = async () => {
    clearTimeout(asking);
    const there = await answers();
    if (signal.aborted) return;
    // Who is said not to answer has to.
    silent = !there || cut() || (silent && since !== null);
    follow();
    clearTimeout(asking);
    // What a browser says of its network may come before it is so.
    if (silent || since !== null || !navigator.onLine) asking = setTimeout(ask, AGAIN);
  };
  const said = () => {
    if (since !== null) return;
    since = performance.now();
    if (!silent) asking = setTimeout(ask, UNANSWERED);
  };
  const heard = () => {
    if (since === null) return;
    clearTimeout(asking);
    since = null;
    if (silent) ask();
  };
  document.addEventListener(SAID, said, { signal });
  document.addEventListener(HEARD, heard, { signal });
  const observer = new MutationObserver(follow);
  observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  addEventListener("offline", ask, { signal });
  addEventListener("online", ask, { signal });
  // Streamlit says it in a dialog that takes the whole page away, the steps as well.
  const dialogs = new MutationObserver(() => {
    if (app.getAttribute(STATE) !== "CONNECTED") closeDialog();
  });
  dialogs.observe(document.body, { childList: true });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    dialogs.disconnect();
    clearTimeout(timer);
    clearTimeout(asking);
    words.remove();
  });
  follow();
}

/**
 * Streamlit does not say what it sends. Every page of ours goes by one connection, which is told of
 * here: whatever is said over it begins a run, and a run begins with an answer.
 */
function tellOfLine() {
  const app = globalThis.ropeByHand;
  if (app.toldOfLine) return;
  app.toldOfLine = true;
  const { send } = WebSocket.prototype;
  /** @type {WeakSet<WebSocket>} */
  const heard = new WeakSet();
  /** @param {Parameters<WebSocket["send"]>[0]} data */
  WebSocket.prototype.send = function (data) {
    if (STREAM.test(this.url)) {
      if (!heard.has(this)) this.addEventListener("message", () => tell(HEARD));
      heard.add(this);
      tell(SAID);
    }
    send.call(this, data);
  };
}

/** Whether the server is there, whatever the open connection says. */
async function answers() {
  const health = new URL("_stcore/health", document.baseURI);
  try {
    return (await fetch(health, { cache: "no-store", signal: AbortSignal.timeout(ANSWER) })).ok;
  } catch {
    return false;
  }
}

/**
 * @param {AbortSignal} signal ends the waiting
 * @param {() => void} act once Streamlit's part of the page is there
 */
function whenThere(signal, act) {
  const observer = new MutationObserver(() => {
    if (!document.querySelector(APP)) return;
    observer.disconnect();
    act();
  });
  observer.observe(document.body, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
}

function closeDialog() {
  for (const dialog of document.querySelectorAll('[role="dialog"]')) {
    if (!dialog.textContent?.includes("Connection error")) continue;
    /** @type {HTMLElement | null} */
    const close = dialog.querySelector('button[aria-label="Close"]');
    close?.click();
  }
}
