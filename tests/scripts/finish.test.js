// Finish's picture: what is seen of it goes with the lines, and a line that is open is not answered.

import assert from "node:assert/strict";
import test from "node:test";

const { nameAngle, seenAt } = await import("../../ui/finish/picture.js");

const LINES = ["place", "angle", "q_first", "q_second", "k_first", "k_second", "share"];

/** @param {string} open */
const at = (open) => seenAt(LINES.slice(0, LINES.indexOf(open)), open);

test("an arrow turns when its angle is known, and the key's when its numbers are asked for", () => {
  assert.deepEqual(at("angle").turned, { query: false, key: false });
  assert.deepEqual(at("q_first").turned, { query: true, key: false });
  assert.deepEqual(at("k_first").turned, { query: true, key: true });
  assert.deepEqual(seenAt(LINES, undefined).turned, { query: true, key: true });
});

test("numbers are drawn of one arrow at a time, from the one that is asked for", () => {
  assert.deepEqual(
    LINES.map((line) => at(line).numbers),
    [[], [], ["q_first"], ["q_first", "q_second"], ["k_first"], ["k_first", "k_second"], []],
  );
});

test("names of arrows that are close stand apart, whichever side of half a turn they are", () => {
  assert.equal(nameAngle(1, 2, true), 1);
  assert.equal(nameAngle(1, 1.1, false), 1);
  for (const [own, other] of [
    [1, 1.1],
    [1.1, 1],
    [Math.PI, 0.1 - Math.PI],
    [-3.1, 3.1],
  ]) {
    const apart = nameAngle(own, other, true) - other;
    assert.ok(Math.abs(Math.atan2(Math.sin(apart), Math.cos(apart))) > 0.499, `${own}, ${other}`);
  }
});
