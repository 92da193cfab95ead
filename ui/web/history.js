// One entry a page in the browser's history, and in each what the page itself wrote there.

import { forgetOwn, withOwn } from "./address.js";

/**
 * Streamlit enters a new page in the history first without and then with its problem; going back
 * would stop at the bare one. The second entry takes the place of the first.
 */
export function oneEntryAPage() {
  const app = globalThis.ropeByHand;
  if (app.oneEntryAPage) return;
  app.oneEntryAPage = true;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  const settling = 3000; // milliseconds after arriving
  let arrived = performance.now();
  // Streamlit makes the address of what it knows: what the page wrote since is not in that.
  /** @param {string | URL | null | undefined} url */
  const whole = (url) => withOwn(new URL(url ?? "", location.href).href);
  history.replaceState = (state, unused, url) => replace(state, unused, whole(url));
  history.pushState = (state, unused, url) => {
    const elsewhere = new URL(url ?? "", location.href).pathname !== location.pathname;
    if (elsewhere) forgetOwn();
    const href = whole(url);
    if (href === location.href) return;
    if (elsewhere) arrived = performance.now();
    else if (performance.now() - arrived < settling && !app.edited) {
      replace(state, unused, href);
      return;
    }
    app.edited = false;
    push(state, unused, href);
  };
  // Going back and forth it reads the address.
  addEventListener("popstate", forgetOwn);
  const edited = () => {
    app.edited = true;
  };
  addEventListener("input", edited, true);
  addEventListener("click", edited, true);
}
