// Which questions a text finds.

import assert from "node:assert/strict";
import test from "node:test";

import { matching } from "../../ui/questions/search.js";

const question = { asks: "Why 10,000?", says: "The base says how slow it is.", also: "rope_theta" };

test("a text finds a question by its words, its answer and what else it is called", () => {
  for (const text of ["", "why", "10000", "10,000", "SLOW base", "rope_theta"]) {
    assert.ok(matching(question, text), text);
  }
});

test("every word must be there", () => {
  assert.ok(!matching(question, "why cache"));
});
