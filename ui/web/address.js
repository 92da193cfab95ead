// What the browser alone knows stands in the address, so that a copied link has it.

import { el } from "./dom.js";
import { firstView } from "./first_view.js";

/** @import { Child } from "./types.js" */
/** @typedef {Record<string, string | number | null | undefined>} Changes */

// WebKit lets a page change its address 100 times in 30 seconds, and raises an error at the next.
// So: 40 changes at once, then one a second.
const WINDOW = 30_000; // milliseconds
const AT_ONCE = 40;
const APART = 1000;

/** @type {number[]} when the address was changed, as far as the window goes back */
let times = [];
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/**
 * An address with some of its parameters changed; null takes one out.
 *
 * @param {string} href
 * @param {Changes} changes
 */
export function changed(href, changes) {
  const url = new URL(href);
  for (const [name, value] of Object.entries(changes)) {
    if (value == null) url.searchParams.delete(name);
    else url.searchParams.set(name, String(value));
  }
  // Commas are allowed in a query and keep a vector readable.
  url.search = url.search.replaceAll("%2C", ",");
  return url.href;
}

/** What was written here since Streamlit last read the address: until it does so again, it knows
 * the address without. Every version of the scripts has it from here. */
const own = () => (app().own ??= { page: "", changes: {} });
const app = () => (globalThis.ropeByHand ??= { waiting: [] });

/** Streamlit reads the address: it knows all that stands there. */
export function forgetOwn() {
  app().own = undefined;
}

/**
 * An address as Streamlit knows it, with what was written here.
 *
 * @param {string} href
 */
export const withOwn = (href) =>
  new URL(href).pathname === own().page ? changed(href, own().changes) : href;

export const address = {
  /**
   * A parameter, as it stands or is about to.
   *
   * @param {string} name
   * @returns {string | null}
   */
  get: (name) => searchHere().get(name),

  /**
   * Change parameters; where many changes come quickly, several in one go.
   *
   * @param {Changes} changes
   */
  set(changes) {
    if (own().page !== location.pathname) forgetOwn();
    own().page = location.pathname;
    Object.assign(own().changes, changes);
    const now = performance.now();
    times = times.filter((time) => now - time < WINDOW);
    if (times.length < AT_ONCE) flush();
    else timer ??= setTimeout(flush, Math.max(0, (times.at(-1) ?? 0) + APART - now));
  },
};

/** Write what is not written yet: also before the page is left. */
export function flush() {
  clearTimeout(timer);
  timer = undefined;
  const href = withOwn(location.href);
  if (href === location.href) return;
  times.push(performance.now());
  history.replaceState(history.state, "", href);
}

/**
 * Another problem, asked for as a link would ask for it but without loading the page anew: the step
 * stays, and "back" brings the old problem back.
 *
 * @param {Changes} changes
 */
export function visit(changes) {
  flush();
  const href = changed(location.href, changes);
  if (href !== location.href) goTo(href);
}

/**
 * A page with its problem, opened as going back in the history would open it: not loaded anew.
 *
 * @param {string} path
 * @param {string} query
 */
export function visitPage(path, query) {
  flush();
  goTo(new URL(query ? `${path}?${query}` : path, location.href).href);
}

/** @param {string} href */
function goTo(href) {
  if (firstView()) {
    location.assign(href); // nobody reads the address yet
    return;
  }
  forgetOwn();
  globalThis.ropeByHand.edited = true; // an entry of its own in the history: see history.js
  history.pushState(history.state, "", href);
  readAgain();
}

/** Have the server read the address again, as Streamlit does whenever somebody goes back or forth:
 * with any other run it may go by an older one. */
export function readAgain() {
  flush();
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

/**
 * A link that opens in place, and in another tab or copied like any other.
 *
 * @param {Changes} changes
 * @param {Child} text
 * @param {Record<string, any>} props
 */
export function visitLink(changes, text, props = {}) {
  const onclick = (/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    visit(changes);
  };
  return el(
    "a",
    { href: changed(withOwn(location.href), changes), target: "_self", onclick, ...props },
    text,
  );
}

/** The page's own name in the address; the first page has none at the app's root. */
export const pageHere = () => location.pathname.split("/").at(-1) || "start";

/** Its parameters, with those that are about to be written. */
export const searchHere = () => new URL(withOwn(location.href)).searchParams;

/** What an address says of who looks at it and how: it may have come after the page. */
const LOOKING = ["live", "student", "projector"];

/** @param {string} href */
const taken = (href) => {
  const params = searchHere();
  return new URL(
    changed(href, Object.fromEntries(LOOKING.map((name) => [name, params.get(name)]))),
  );
};

/** The menu that stands before the page is there was made with its address: what is said there of
 * who looks, and how, is what holds at the click. */
export function menuTakesAlong() {
  /** @param {Event} event */
  const take = ({ target }) => {
    const link = target instanceof Element && target.closest("nav > a");
    if (!(link instanceof HTMLAnchorElement)) return;
    // As it was written there, below wherever this app is.
    const [path] = (link.getAttribute("href") ?? "").split("?");
    link.setAttribute("href", path + taken(link.href).search);
  };
  for (const press of ["click", "auxclick", "contextmenu"])
    firstView()?.addEventListener(press, take, true);
}

/**
 * Another page of the course, as the menu opens it; without a menu, by its address.
 *
 * @param {string} path
 */
export function openPage(path) {
  /** @type {HTMLAnchorElement | null} */
  const link = (firstView() ?? document).querySelector(
    `[data-testid="stSidebarNavLink"][href$="/${path}"], nav > :is([href="./${path}"], [href^="./${path}?"])`,
  );
  if (link) link.click();
  else location.assign(taken(new URL(path, location.href).href));
}
