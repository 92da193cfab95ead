// Short sums within a sentence stay on one line; longer ones may break.

import assert from "node:assert/strict";
import test from "node:test";
import { whole } from "../../ui/web/whole_sums.js";

/** @param {string} text */
const marked = (text) => whole(text).replaceAll("\u00a0", "~");

test("a sum of two short names does not break", () => {
  assert.equal(marked("(n − m here, m − n there)"), "(n~−~m here, m~−~n there)");
  assert.equal(marked("its places are 2i and 2i + 1."), "its places are 2i and 2i~+~1.");
  assert.equal(marked("Pair i has x[i] and i + d/2."), "Pair i has x[i] and i~+~d/2.");
  assert.equal(marked("q₀ × k₀ is added"), "q₀~×~k₀ is added");
});

test("words, long numbers and lists of numbers are left as they are", () => {
  for (const text of [
    "a dot product: number × number",
    "0.588×0.251 + 0.117×0.463 = 0.202",
    "turned by 1 radian − about 57°",
    "Step 3 · the score",
    "from 12,345 − 678",
  ])
    assert.equal(whole(text), text);
});
