// What is said while the server cannot be reached: what works without it, and what does not.

import { el } from "./dom.js";

const APP = '[data-testid="stApp"]';
const STATE = "data-test-connection-state";
const SCRIPT = "data-test-script-state";
/** A connection that is back sooner was not missed, in ms. */
const NOTICED = 1000;
/** The first one of a page is waited for longer. */
const FIRST = 10_000;
/** What was asked for and has not begun by then, in ms: the line may be cut without a word. */
const UNANSWERED = 4000;
/** How long the server has to answer, and until it is asked again, in ms. */
const ANSWER = 3000;
const AGAIN = 2000;

/**
 * Say it as long as it lasts.
 *
 * @param {AbortSignal} signal ends it
 */
export function sayWhenLost(signal) {
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
    clearTimeout(timer);
    const connected = app.getAttribute(STATE) === "CONNECTED";
    if (connected) grace = NOTICED;
    if (connected && silent) say();
    else if (connected) words.remove();
    else timer = setTimeout(say, grace);
  };
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let asking;
  const ask = async () => {
    clearTimeout(asking);
    silent = !(await answers());
    if (signal.aborted) return;
    follow();
    if (silent) asking = setTimeout(ask, AGAIN);
  };
  const observer = new MutationObserver(() => {
    follow();
    if (silent) return;
    clearTimeout(asking);
    if (app.getAttribute(SCRIPT) === "rerunRequested") asking = setTimeout(ask, UNANSWERED);
  });
  observer.observe(app, { attributes: true, attributeFilter: [STATE, SCRIPT] });
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
