// Labels of Rotate's picture, as it is drawn: whatever is turned and however long its numbers are,
// none lies on an arrow, a bar or another label, and none leaves the picture.

import assert from "node:assert/strict";
import test from "node:test";

import { boxOf, freePlace, LARGE as ON_PROJECTOR, USUAL } from "../../ui/rotate/labels.js";
import { FakeNode, fakeDocument } from "./elements.js";

/** @typedef {{ text: string, left: number, right: number, top: number, bottom: number }} Seen */

let onProjector = false;
const documentElement = { classList: { contains: () => onProjector } };
Object.assign(globalThis, { document: { ...fakeDocument, documentElement }, Node: FakeNode });
const { turnPicture } = await import("../../ui/rotate/turns.js");

/** The largest type that a stylesheet gives them, and how wide its signs are at most, in em. */
const type = () => (onProjector ? 23.6 : 21);
const wide = (/** @type {string} */ sign) =>
  /[.,′₀₁₂⁻¹² ]/.test(sign) ? 0.33 : /[a-z]/.test(sign) ? 0.5 : 0.54;

/** @param {FakeNode} node @param {string[]} names */
const numbers = (node, ...names) => names.map((name) => Number(node.attributes[name] ?? 0));

/** @param {FakeNode} node @returns {Seen} */
function seen(node) {
  const text = node.textContent;
  const width = [...text].reduce((sum, sign) => sum + wide(sign), 0) * type();
  const [x, y] = numbers(node, "x", "y");
  const left = x - { start: 0, middle: width / 2, end: width }[node.attributes["text-anchor"]];
  return { text, left, right: left + width, top: y - type() / 2, bottom: y + type() / 2 };
}

/** @param {FakeNode} picture @returns {{ name: string, ends: number[] }[]} what no label may lie on */
function drawnLines(picture) {
  return picture.below().flatMap((node) => {
    const name = node.attributes.class ?? "";
    if (/^(share|sum|across|up)\b/.test(name) && node.name === "line")
      return [{ name, ends: numbers(node, "x1", "y1", "x2", "y2") }];
    if (!name.startsWith("arrow")) return [];
    const turn = Number(/rotate\((.*)rad\)/.exec(node.attributes.style)?.[1]);
    return [{ name, ends: [0, 0, 128 * Math.cos(turn), 128 * Math.sin(turn)] }];
  });
}

/** @param {number[]} ends @param {Seen} box */
function crosses([x0, y0, x1, y1], { left, right, top, bottom }) {
  // Between which parts of the line it is within both sides, and within top and bottom.
  let [from, to] = [0, 1];
  for (const [at, way, low, high] of [
    [x0, x1 - x0, left, right],
    [y0, y1 - y0, top, bottom],
  ]) {
    if (way === 0) {
      if (at <= low || at >= high) return false;
      continue;
    }
    const [one, other] = [(low - at) / way, (high - at) / way];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  return to - from > 0.03;
}

/** @param {FakeNode} picture */
function faults(picture) {
  const texts = picture.below().filter((node) => node.name === "text");
  const boxes = texts.map(seen);
  const lines = drawnLines(picture);
  const room = onProjector ? ON_PROJECTOR : USUAL;
  return boxes.flatMap((box, index) => [
    ...boxes
      .slice(index + 1)
      .filter(
        (other) =>
          box.left < other.right &&
          other.left < box.right &&
          box.top < other.bottom &&
          other.top < box.bottom,
      )
      .map((other) => `${box.text} on ${other.text}`),
    ...lines.filter(({ ends }) => crosses(ends, box)).map(({ name }) => `${box.text} on ${name}`),
    ...(Math.max(-box.left, box.right) > room.x || Math.max(-box.top, box.bottom) > room.y
      ? [`${box.text} outside`]
      : []),
  ]);
}

const SHORT = { y: "−0.511", angle: "1.000", cos: "−0.540", af: "" };
const LARGE = { y: "−12,345.678", angle: "123,456.000", cos: "−0.540", af: "1.153×" };
const MANY = { y: "−12,345.67812345", angle: "98,765.12345678", cos: "−0.54030231", af: "" };
const SMALL = {
  y: "−0.0000012345678",
  angle: "1.2345678×10⁻¹²",
  cos: "0.99999999",
  af: "1.15327123×",
};

/**
 * @param {string} key
 * @param {number} start
 * @param {number} sweep
 * @param {typeof SHORT} texts
 * @param {number} length
 */
function picture(key, start, sweep, { y, angle, cos, af }, length = 1) {
  const values = {
    ...{ raw: `${length * Math.cos(start)},${length * Math.sin(start)}`, rad: `${sweep}` },
    ...{ raw_inv_freq: `${sweep}`, angle, cos, sin: cos, af, radius: "1", yn0: "q′₀", yn1: "q′₁" },
    ...{ y0: y, y1: y, x0: y, x1: y, cx0: y, sx1: y, sx0: y, cx1: y },
  };
  const stage = /** @type {any} */ ({});
  const step = /** @type {any} */ ({ key, pair: 0 });
  return /** @type {any} */ (turnPicture(stage, step, values, false));
}

const NUMBERS = Object.entries({ SHORT, LARGE, MANY, SMALL });
for (const [length, texts, projected] of [false, true].flatMap((on) =>
  NUMBERS.map(([name, one]) => /** @type {const} */ ([name, one, on])),
)) {
  for (const key of ["inv_freq", "angle", "cos_sin", "products", "line", "second", "turn"]) {
    const where = projected ? " on a projector" : "";
    test(`no label of ${key} with ${length.toLowerCase()} numbers lies on anything${where}`, (t) => {
      onProjector = projected;
      t.after(() => {
        onProjector = false;
      });
      /** @type {string[]} */
      const bad = [];
      let tried = 0;
      for (let start = 0; start < 6.28; start += key === "cos_sin" ? 9 : 0.41) {
        for (let sweep = -6.2; sweep < 6.28; sweep += 0.29) {
          tried++;
          for (const fault of faults(picture(key, start, sweep, texts)))
            bad.push(`${start.toFixed(2)} ${sweep.toFixed(2)}: ${fault}`);
        }
      }
      assert.ok(tried > 40);
      assert.deepEqual(bad, []);
    });
  }
}

test("how long the vector is, and how often it goes round, moves no label", () => {
  const texts = (/** @type {FakeNode} */ node) =>
    node
      .below()
      .filter((one) => one.name === "text")
      .map(({ attributes: { x, y } }) => [Number(x).toFixed(6), Number(y).toFixed(6)]);
  const plain = texts(picture("line", 0.4, 2, MANY));
  assert.equal(plain.length, 4);
  for (const length of [1e-9, 12345.678])
    assert.deepEqual(texts(picture("line", 0.4, 2, MANY, length)), plain);
  assert.deepEqual(texts(picture("line", 0.4, 2 + 2 * Math.PI, MANY)), plain);
});

test("a text takes the first place that is free, or the nearest to it that is", () => {
  const at = (/** @type {number} */ y) => ({ x: 0, y, anchor: /** @type {const} */ ("middle") });
  const taken = [boxOf("before", at(0))];
  assert.deepEqual(freePlace("sum", [at(0), at(10), at(60)], taken, []), at(60));
  const near = freePlace("sum", [at(0), at(10)], taken, []);
  assert.equal(Math.hypot(near.x, near.y) < 40, true);
  // Nowhere: the one where it meets least.
  const all = [{ left: -200, right: 200, top: -200, bottom: 200 }];
  assert.deepEqual(freePlace("sum", [at(0), at(10)], all, [[0, -11, 0, -4]]), at(10));
});
