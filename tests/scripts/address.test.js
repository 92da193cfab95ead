// The address: what is written into it, and that WebKit's limit is kept however fast one steps.

import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";

// As much of a browser as the module asks for.
let now = 0;
/** @type {string[]} */
let writes = [];
/** @type {string[]} what "back" would bring back */
let entries = [];
/** @type {string[]} */
let heard = [];
/** @type {Record<string, () => void>} */
const listeners = {};
/** @type {string[]} what was loaded anew */
let loaded = [];
/** @type {object | null} what stands before the page is there */
let firstView = null;
const place = { href: "", assign: (/** @type {URL | string} */ to) => loaded.push(String(to)) };
Object.defineProperty(place, "pathname", { get: () => new URL(place.href).pathname });
Object.assign(globalThis, {
  location: place,
  history: {
    state: null,
    replaceState: (
      /** @type {unknown} */ _state,
      /** @type {string} */ _unused,
      /** @type {string} */ href,
    ) => {
      place.href = href;
      writes.push(href);
    },
    pushState: (
      /** @type {unknown} */ _state,
      /** @type {string} */ _unused,
      /** @type {string} */ href,
    ) => {
      place.href = href;
      entries.push(href);
    },
  },
  document: {
    getElementById: () => firstView,
    querySelector: () => null,
  },
  ropeByHand: {},
  PopStateEvent: class {
    /** @param {string} type */
    constructor(type) {
      this.type = type;
    }
  },
  dispatchEvent: (/** @type {{ type: string }} */ { type }) => heard.push(type),
  addEventListener: (/** @type {string} */ type, /** @type {() => void} */ hear) => {
    listeners[type] = hear;
  },
});
Object.defineProperty(globalThis, "performance", { value: { now: () => now } });
mock.timers.enable({ apis: ["setTimeout"] });

const { address, changed, flush, forgetOwn, openPage, visit, visitPage } = await import(
  "../../ui/web/address.js"
);
const { oneEntryAPage } = await import("../../ui/web/history.js");

/** @param {number} milliseconds */
function pass(milliseconds) {
  now += milliseconds;
  mock.timers.tick(milliseconds);
}

beforeEach(() => {
  forgetOwn();
  place.href = "https://example.org/~/+/rotate?q=1,2";
  flush();
  pass(60_000);
  writes = [];
  entries = [];
  heard = [];
  loaded = [];
  firstView = null;
});

test("another problem, and another page with its own, are entries of the history, heard as such", () => {
  visit({ q: "1,2" });
  assert.deepEqual([entries, heard], [[], []], "the same problem is no other");
  visit({ q: "3,4", step: null });
  visitPage("cancel", "m=5");
  visitPage("turn", "");
  assert.deepEqual(entries, [
    "https://example.org/~/+/rotate?q=3,4",
    "https://example.org/~/+/cancel?m=5",
    "https://example.org/~/+/turn",
  ]);
  assert.deepEqual(heard, ["popstate", "popstate", "popstate"]);
  assert.equal(globalThis.ropeByHand.edited, true);
});

test("before the page is there nobody hears of an address: it is loaded", () => {
  firstView = { querySelector: () => null };
  visit({ q: "3,4" });
  visitPage("cancel", "m=5");
  openPage("turn");
  assert.deepEqual(loaded, [
    "https://example.org/~/+/rotate?q=3,4",
    "https://example.org/~/+/cancel?m=5",
    "https://example.org/~/+/turn",
  ]);
  assert.deepEqual([entries, heard], [[], []]);
  place.href = "https://example.org/~/+/rotate?q=1,2&live=KMPRTW&student=1";
  openPage("turn");
  assert.equal(loaded.at(-1), "https://example.org/~/+/turn?live=KMPRTW&student=1");
  let clicks = 0;
  const link = { click: () => clicks++ };
  // The menu there: links that begin with the page's name, and the problem after it.
  const begins = /\[href\^="\.\/turn\?"\]/;
  firstView = { querySelector: (/** @type {string} */ one) => (begins.test(one) ? link : null) };
  openPage("turn");
  assert.deepEqual([clicks, loaded.length], [1, 4], "as the menu opens it, with the problem");
  openPage("scale");
  assert.deepEqual([clicks, loaded.length], [1, 5], "no link of another page");
});

test("a parameter is set, changed and taken out; commas stay readable", () => {
  const base = "https://example.org/rotate?q=1%2C2&step=3";
  assert.equal(changed(base, { step: 4 }), "https://example.org/rotate?q=1,2&step=4");
  assert.equal(changed(base, { step: null }), "https://example.org/rotate?q=1,2");
  assert.equal(changed(base, { all: 1 }), "https://example.org/rotate?q=1,2&step=3&all=1");
});

test("what is set is written at once, and read", () => {
  address.set({ step: 2 });
  assert.deepEqual(writes, ["https://example.org/~/+/rotate?q=1,2&step=2"]);
  assert.equal(address.get("step"), "2");
  assert.equal(address.get("pair"), null);
});

test("what stands there already is not written again", () => {
  address.set({ step: null });
  assert.deepEqual(writes, []);
});

test("a thousand steps in 30 seconds are fewer than 100 changes, and the last one is written", () => {
  for (let step = 1; step <= 1000; step += 1) {
    address.set({ step });
    assert.equal(address.get("step"), String(step), "what is about to be written is read");
    pass(29);
  }
  assert.ok(writes.length >= 40 && writes.length < 75, `${writes.length} changes`);
  pass(2000);
  assert.equal(new URL(place.href).searchParams.get("step"), "1000");
});

test("what is pending goes with the page it was meant for", () => {
  for (let step = 1; step <= 60; step += 1) address.set({ step });
  assert.notEqual(new URL(place.href).searchParams.get("step"), "60");
  place.href = "https://example.org/~/+/matrix?q=1,2";
  pass(5000);
  assert.equal(place.href, "https://example.org/~/+/matrix?q=1,2");
});

test("what a page wrote stays in the addresses that Streamlit makes of what it knows", () => {
  const { pushState, replaceState } = history;
  const to = (/** @type {string} */ query) => history.pushState({}, "", `/~/+/rotate?${query}`);
  oneEntryAPage();
  address.set({ step: 4, pair: null });
  listeners.click();
  to("q=3%2C4&step=2&pair=1");
  assert.equal(place.href, "https://example.org/~/+/rotate?q=3,4&step=4");
  to("q=3,4&step=2");
  assert.equal(entries.length, 1, "no entry twice");
  history.replaceState({}, "", "/~/+/rotate?q=5,6");
  assert.equal(place.href, "https://example.org/~/+/rotate?q=5,6&step=4");
  visit({ q: "7,8", step: null });
  assert.equal(place.href, "https://example.org/~/+/rotate?q=7,8", "asked for here");
  address.set({ step: 5 });
  listeners.popstate();
  listeners.click();
  to("q=1,2&step=3");
  assert.equal(place.href, "https://example.org/~/+/rotate?q=1,2&step=3", "it has read that");
  address.set({ step: 6 });
  history.pushState({}, "", "/~/+/matrix?q=1,2");
  history.pushState({}, "", "/~/+/rotate?q=1,2");
  assert.equal(place.href, "https://example.org/~/+/rotate?q=1,2", "another page begins anew");
  Object.assign(history, { pushState, replaceState });
});
