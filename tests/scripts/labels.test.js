// Labels of Rotate's picture: whatever is turned, none lies on an arrow, a bar or another label.

import assert from "node:assert/strict";
import test from "node:test";

import {
  besideAcross,
  besideArc,
  besideUp,
  boxOf,
  crossed,
  freePlace,
  meet,
} from "../../ui/rotate/labels.js";

const R = 128;

/** @param {number} angle @returns {[number, number]} */
const tip = (angle) => [R * Math.cos(angle), -R * Math.sin(angle)];

/** @param {number} start @param {number} sweep @param {"across" | "up"} way */
function picture(start, sweep, way) {
  const [before, after] = [tip(start), tip(start + sweep)];
  /** @type {[number, number, number, number][]} */
  const lines = [
    [0, 0, ...before],
    [0, 0, ...after],
  ];
  // The sum, and its two shares beside it.
  if (way === "across") {
    const first = R * Math.cos(start) * Math.cos(sweep);
    lines.push([0, 0, after[0], 0], [0, 9, first, 9], [first, 18, after[0], 18]);
  } else {
    const first = -R * Math.cos(start) * Math.sin(sweep);
    lines.push([0, 0, 0, after[1]], [-9, 0, -9, first], [-18, first, -18, after[1]]);
  }
  const named = [
    [before, "before"],
    [after, "after"],
  ].map(([at, text]) => {
    const [x, y] = /** @type {[number, number]} */ (at).map((one) => one * 1.13);
    const anchor = x > 40 ? "start" : x < -40 ? "end" : "middle";
    return boxOf(/** @type {string} */ (text), { x, y, anchor });
  });
  const sums = way === "across" ? besideAcross(after[0], after[1]) : besideUp(after[1], after[0]);
  const sum = boxOf("q′₀ = −0.511", freePlace("q′₀ = −0.511", sums, named, lines));
  const places = besideArc(start, sweep);
  const angle = boxOf("1.000 rad", freePlace("1.000 rad", places, [...named, sum], lines));
  return { lines, boxes: [...named, sum, angle] };
}

for (const way of /** @type {const} */ (["across", "up"])) {
  test(`no label of a sum that goes ${way} lies on anything`, () => {
    /** @type {string[]} */
    const bad = [];
    let tried = 0;
    for (let start = 0; start < 6.28; start += 0.13) {
      for (let sweep = -6.2; sweep < 6.28; sweep += 0.17) {
        const [before, after] = [tip(start), tip(start + sweep)];
        // Where both arrows stand nearly alike, one label speaks of both.
        if (Math.hypot(before[0] - after[0], before[1] - after[1]) < 46) continue;
        tried++;
        const { lines, boxes } = picture(start, sweep, way);
        const [sum, angle] = boxes.slice(2);
        const named = boxes.slice(0, 2);
        const meets =
          meet(sum, angle) ||
          named.some((one) => meet(one, sum) || meet(one, angle)) ||
          lines.some((line) => crossed(line, sum) || crossed(line, angle));
        if (meets) bad.push(`${start.toFixed(2)} ${sweep.toFixed(2)}`);
      }
    }
    assert.ok(tried > 2000);
    assert.deepEqual(bad, []);
  });
}

test("a text takes the first place that is free, or the one where it meets least", () => {
  const at = (/** @type {number} */ y) => ({ x: 0, y, anchor: /** @type {const} */ ("middle") });
  const taken = [boxOf("before", at(0))];
  assert.deepEqual(freePlace("sum", [at(0), at(10), at(60)], taken, []), at(60));
  assert.deepEqual(freePlace("sum", [at(0), at(10)], taken, [[0, -11, 0, -4]]), at(10));
});
