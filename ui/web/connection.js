// What is said while the server cannot be reached: what works without it, and what does not.

import { el } from "./dom.js";

const APP = '[data-testid="stApp"]';
const STATE = "data-test-connection-state";
/** A connection that is back sooner was not missed, in ms. */
const NOTICED = 1000;
/** The first one of a page is waited for longer. */
const FIRST = 10_000;

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
  const follow = () => {
    clearTimeout(timer);
    if (app.getAttribute(STATE) === "CONNECTED") {
      grace = NOTICED;
      words.remove();
    } else timer = setTimeout(() => document.body.append(words), grace);
  };
  const observer = new MutationObserver(follow);
  observer.observe(app, { attributes: true, attributeFilter: [STATE] });
  // Streamlit says it in a dialog that takes the whole page away, the steps as well.
  const dialogs = new MutationObserver(() => {
    if (app.getAttribute(STATE) !== "CONNECTED") closeDialog();
  });
  dialogs.observe(document.body, { childList: true });
  signal.addEventListener("abort", () => {
    observer.disconnect();
    dialogs.disconnect();
    clearTimeout(timer);
    words.remove();
  });
  follow();
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
