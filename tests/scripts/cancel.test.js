// Cancel: the words of the proof name the places that the chosen pair has.

import assert from "node:assert/strict";
import test from "node:test";
import { placed } from "../../ui/cancel/pairs.js";

test("the numbers of a pair are named by their places in the vectors", () => {
  const data = { pairs: [{ places: ["₀", "₆₄"] }, { places: ["₁", "₆₅"] }] };
  const said = (/** @type {number} */ pair) =>
    placed(/** @type {any} */ ({ data, memory: { pair } }), "q₀k₁ − q₁k₀ of q and x₀");
  assert.equal(said(0), "q₀k₆₄ − q₆₄k₀ of q and x₀");
  assert.equal(said(1), "q₁k₆₅ − q₆₅k₁ of q and x₀");
});
