// What people type is read here by the rule of rope_core/reading/expression.py: one table of cases
// for both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { gradeTyped, readNumber } from "../../ui/web/graded.js";

const cases = JSON.parse(readFileSync(new URL("typed_cases.json", import.meta.url), "utf-8"));

test("a number as people type it and as pages write it", () => {
  for (const [text, wanted] of cases) {
    const read = readNumber(text);
    if (wanted === null) assert.ok(Number.isNaN(read), text);
    else assert.ok(Math.abs(read - wanted) <= 1e-12 * Math.abs(wanted), `${text}: ${read}`);
  }
});

/** @type {any} */
const QUESTION = {
  value: 1.234,
  shown: "1.234",
  share: false,
  right: 0.001,
  rounded: 0.015,
  match: 0.006,
  mistakes: [{ value: 0.432, title: "Sign", story: "A minus.", instead: "A plus." }],
};

test("a comma that may be either is said to be read as that of thousands", () => {
  assert.match(gradeTyped(QUESTION, "1,234").says ?? "", /^1,234 is read as 1234; .* 1\.234\./);
  assert.deepEqual(gradeTyped(QUESTION, "1,2340"), { good: true, title: "Right.", says: "" });
  assert.doesNotMatch(gradeTyped(QUESTION, "0,432").says ?? "", /read as/);
});
