import assert from "node:assert/strict";
import test from "node:test";
import { stepFor } from "../../ui/web/keyboard.js";

test("arrows step, Home and End jump", () => {
  assert.equal(stepFor("ArrowLeft", 3, 9, false), 2);
  assert.equal(stepFor("ArrowRight", 3, 9, false), 4);
  assert.equal(stepFor("Home", 3, 9, false), 1);
  assert.equal(stepFor("End", 3, 9, false), 9);
  assert.equal(stepFor("a", 3, 9, false), undefined);
});

test("page keys step on a projector only: elsewhere they scroll", () => {
  assert.equal(stepFor("PageDown", 3, 9, true), 4);
  assert.equal(stepFor("PageUp", 3, 9, true), 2);
  assert.equal(stepFor("PageDown", 3, 9, false), undefined);
  assert.equal(stepFor("PageUp", 3, 9, false), undefined);
});
