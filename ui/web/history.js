// One entry a page in the browser's history.

/**
 * Streamlit enters a new page in the history first without and then with its problem; going back
 * would stop at the bare one. The second entry takes the place of the first.
 */
export function oneEntryAPage() {
  const app = globalThis.ropeByHand;
  if (app.oneEntryAPage) return;
  app.oneEntryAPage = true;
  const push = history.pushState.bind(history);
  const settling = 3000; // milliseconds after arriving
  let arrived = performance.now();
  history.pushState = (state, unused, url) => {
    const to = new URL(url ?? "", location.href);
    if (to.pathname !== location.pathname) arrived = performance.now();
    else if (performance.now() - arrived < settling && !app.edited) {
      history.replaceState(state, unused, url);
      return;
    }
    app.edited = false;
    push(state, unused, url);
  };
  const edited = () => {
    app.edited = true;
  };
  addEventListener("input", edited, true);
  addEventListener("click", edited, true);
}
