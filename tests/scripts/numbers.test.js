// Numbers are written by the same rules here and in ui/numbers.py: one table of cases for both.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import {
  fixed,
  inBrackets,
  negated,
  shownNumber,
  withCommas,
  withMinus,
} from "../../ui/web/numbers.js";

const cases = JSON.parse(readFileSync(new URL("number_cases.json", import.meta.url), "utf-8"));

test("brackets stand around what is negative or a power of ten", () => {
  for (const [text, wanted] of cases.in_brackets) assert.equal(inBrackets(text), wanted);
});

test("the number a text shows", () => {
  for (const [text, wanted] of cases.shown_number) assert.equal(shownNumber(text), wanted, text);
});

test("thousands are apart", () => {
  for (const [number, wanted] of cases.with_commas) assert.equal(withCommas(number), wanted);
});

test("so many places, thousands apart, and never a false 0", () => {
  for (const [number, digits, wanted] of cases.fixed) assert.equal(fixed(number, digits), wanted);
});

test("the other sign, which a zero does not have", () => {
  for (const [text, wanted] of cases.negated) assert.equal(negated(text), wanted);
});

test("every minus is a true one", () => {
  assert.equal(withMinus(-0.5), "−0.5");
  assert.equal(withMinus("-1.1 to -1.0"), "−1.1 to −1.0");
  assert.equal(withMinus(3), "3");
});
