// Attend's pictures in words: one height has one name, one pair is not many, and a picture says of
// the distances that look alike what stands below it.

import assert from "node:assert/strict";
import test from "node:test";
import { FakeNode, fakeDocument } from "./elements.js";

const documentElement = { classList: { contains: () => false } };
Object.assign(globalThis, {
  document: { ...fakeDocument, documentElement },
  Node: FakeNode,
  innerHeight: 800,
});
const { endsOf, spanOf } = await import("../../ui/attend/distance.js");
const { drawLikeness } = await import("../../ui/attend/pairs.js");

test("one height has one name", () => {
  assert.deepEqual(endsOf(["0", "0"]), ["0"]);
  assert.deepEqual(endsOf(["−1.000", "2.000"]), ["−1.000", "2.000"]);
});

test("what is drawn is told of as many pairs as there are", () => {
  const extent = { lowText: "−1.000", highText: "2.000" };
  assert.equal(
    spanOf(extent, 1, true),
    "between −1.000 and 2.000, with the share of its only pair",
  );
  assert.equal(spanOf(extent, 4, true), "between −1.000 and 2.000, with the shares of its pairs");
  assert.equal(spanOf(extent, 4, false), "between −1.000 and 2.000");
  assert.equal(spanOf({ lowText: "0", highText: "0" }, 4, false), "all at 0");
});

test("the picture of likeness says what the words below it say", () => {
  for (const [speeds, target] of /** @type {[number[], number][]} */ ([
    [[1], 20],
    [[1, 0.01], 20],
    [[1, 0.1, 0.01], 3],
    [[0.001], 7],
  ])) {
    const data = /** @type {any} */ ({
      waves: speeds.map((speed) => [1, 0, speed]),
      ranges: [64],
      alike: 0.99,
    });
    const memory = /** @type {any} */ ({ off: new Set(), target, ranges: { pairs: 0 } });
    const stage = /** @type {any} */ ({ root: { clientWidth: 900 } });
    const { svg, words } = drawLikeness(stage, data, memory);
    const said = /** @type {any} */ (svg).attributes["aria-label"];
    assert.ok(said.endsWith(words), said);
    assert.doesNotMatch(said, /of them look/);
  }
});
