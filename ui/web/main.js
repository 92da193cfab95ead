// Where the scripts begin: what the server sends is shown by the script of its page.
//
// A page has no entry anywhere: its script is ui/<folder>/<name>.js, which the server names in the
// data, and exports either `stage` (steps, see stage.js) or `show` (everything at once).

import { flush, menuTakesAlong } from "./address.js";
import { sayWhenLost } from "./connection.js";
import { sayKeyboards } from "./fields.js";
import { isEarly, takeOver } from "./first_view.js";
import { oneEntryAPage } from "./history.js";
import { stepByKey } from "./keyboard.js";
import { followLive, SHOWN, tell } from "./live.js";
import { closeMenuInSmallWindow } from "./menu.js";
import { whenPrinted } from "./print.js";
import { fit, projector, wayOut } from "./projector.js";
import { Stage } from "./stage.js";
import { followTheme } from "./theme.js";

/** @import { Component, Json, PageScript, Stepped } from "./types.js" */

/**
 * Take over the page.
 *
 * @param {Map<string, PageScript>} scripts of the page that is open, by their path below ui/, and
 *   soon of all
 * @param {Record<string, Json>} given what all problems share, by name
 */
export function start(scripts, given) {
  const app = globalThis.ropeByHand;
  app.memory ??= {};
  const memories = app.memory;
  const shared = { ...given };
  /** @type {WeakMap<HTMLElement, Stage>} */
  const stages = new WeakMap();
  /** @param {(stage: Stage) => void} act */
  const withEach = (act) => {
    for (const root of document.querySelectorAll(".rope")) {
      const stage = stages.get(/** @type {HTMLElement} */ (root));
      if (stage) act(stage);
    }
  };
  /** @type {Stepped | undefined} what is on screen */
  let current;
  /** The same, where it has its steps in a way of its own. */
  const ownWay = () => (current instanceof Stage ? undefined : current);

  // A newer version of the scripts takes the place of this one.
  app.listeners?.abort();
  app.listeners = new AbortController();
  const { signal } = app.listeners;
  addEventListener("keydown", (event) => stepByKey(event, current), { signal });
  addEventListener("pagehide", flush, { signal });
  projector.onChange(() => {
    current?.redraw();
    tell(SHOWN);
  });
  addEventListener("resize", () => withEach((stage) => fit(stage.root)), { signal });
  projector.start();
  whenPrinted(
    signal,
    () => {
      withEach((stage) => stage.print());
      ownWay()?.print?.();
    },
    () => {
      withEach((stage) => stage.printed());
      ownWay()?.printed?.();
    },
  );
  sayKeyboards(signal);
  closeMenuInSmallWindow(signal);
  oneEntryAPage();
  menuTakesAlong();
  sayWhenLost(signal);
  followLive({ signal, stepped: () => current, memories, shared });

  /** What the first view's stage was made of. @type {WeakMap<HTMLElement, string>} */
  const made = new WeakMap();
  let inApp = false;
  /** Streamlit's part of the page is there. */
  const arrive = () => {
    if (inApp) return;
    inApp = true;
    followTheme(signal);
    app.arrived?.();
  };

  /** @param {Component} component */
  const show = (component) => {
    const text = new TextDecoder().decode(component.data);
    const data = JSON.parse(text);
    /** @type {HTMLElement | null} */
    let root = component.parentElement.querySelector(".rope");
    const early = isEarly(component.parentElement);
    if (early && !root?.isConnected) return; // it came later than the page
    if (!early) arrive();
    if (data.kind === "share") {
      shared[data.name] = data.data;
      // Stages that came first have waited for it.
      app.waiting.splice(0).forEach(show);
      if (root && !early) root.dataset.shown = data.kind;
      return;
    }
    if (!root) return;
    if (data.needs.some((/** @type {string} */ name) => !(name in shared))) {
      app.waiting.push(component);
      return;
    }
    const page = scripts.get(data.script);
    if (!page && !app.whole) {
      // A page that was gone on to before all of them were there: see loader.js.
      app.waiting.push(component);
      app.failed?.(root);
      app.loadRest?.();
      return;
    }
    if (!early) root = takeOver(root, data.kind);
    // What was there before the page, and is the same, stays as it was left.
    if (made.get(root) !== text) draw(root, component, data, page);
    else current?.note?.();
    if (early) {
      made.set(root, text);
      root.dataset.early = data.kind;
    } else {
      made.delete(root);
      // For whoever waits until the page is there.
      root.dataset.shown = data.kind;
    }
    wayOut();
    tell(SHOWN);
  };

  /**
   * @param {HTMLElement} root
   * @param {Component} component
   * @param {Json} data
   * @param {PageScript | undefined} page
   */
  const draw = (root, component, data, page) => {
    if (page?.stage) {
      const stage = stages.get(root) ?? new Stage(root);
      stages.set(root, stage);
      current = stage;
      stage.update({ ...shared, ...data }, page.stage, memories);
    } else if (page?.show) {
      const shown = /** @type {Stepped | undefined} */ (
        page.show(root, { ...shared, ...data }, component)
      );
      if (shown) current = shown;
    } else throw new Error(`ui/${data.script} shows nothing`);
  };
  app.show = show;
  if (document.querySelector('[data-testid="stApp"]')) arrive();
  app.waiting.splice(0).forEach(show);
}
