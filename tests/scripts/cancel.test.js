// Cancel: the words of the proof name the places that the chosen pair has.

import assert from "node:assert/strict";
import test from "node:test";
import { stripSays } from "../../ui/cancel/beyond.js";
import { placed } from "../../ui/cancel/pairs.js";

test("the numbers of a pair are named by their places in the vectors", () => {
  const data = { pairs: [{ places: ["₀", "₆₄"] }, { places: ["₁", "₆₅"] }] };
  const said = (/** @type {number} */ pair) =>
    placed(/** @type {any} */ ({ data, memory: { pair } }), "q₀k₁ − q₁k₀ of q and x₀");
  assert.equal(said(0), "q₀k₆₄ − q₆₄k₀ of q and x₀");
  assert.equal(said(1), "q₁k₆₅ − q₆₅k₁ of q and x₀");
});

test("a strip says who turns with whom, and how many stand still", () => {
  assert.equal(
    stripSays("partial", [0, 1, 0, 1, null, null]),
    "partial: 0 with 2, 1 with 3; 2 of 6 stand still",
  );
});
