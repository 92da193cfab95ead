// How many skills Start says are due.

import assert from "node:assert/strict";
import { test } from "node:test";
import { dueToday, noteDue } from "../../ui/web/due.js";

/** @param {number} days */
const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** @type {Map<string, string>} */
const kept = new Map();
/** @type {any} */ (globalThis).localStorage = {
  getItem: (/** @type {string} */ key) => kept.get(key) ?? null,
  setItem: (/** @type {string} */ key, /** @type {string} */ text) => kept.set(key, text),
};

test("what was due before counts as well, and what comes later does not", () => {
  assert.equal(dueToday(), 0);
  noteDue({ pairs: inDays(-3), angle: inDays(0), score: inDays(1) });
  assert.equal(dueToday(), 2);
});

test("what this app did not write is nothing", () => {
  for (const text of ["", "null", "[1, 2]", '{"pairs": 7}', '{"pairs": "soon"}']) {
    kept.set([...kept.keys()][0], text);
    assert.equal(dueToday(), 0, text);
  }
});
