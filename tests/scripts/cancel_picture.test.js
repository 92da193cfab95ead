// Cancel's picture: no arrow, name or arc of what has no length; no name on the other or on an axis.

import assert from "node:assert/strict";
import test from "node:test";

import { FakeNode, fakeDocument } from "./elements.js";

const documentElement = { classList: { contains: () => false } };
Object.assign(globalThis, {
  document: { ...fakeDocument, documentElement },
  Node: FakeNode,
  matchMedia: () => ({ matches: true }),
});
const { proofPicture } = await import("../../ui/cancel/picture.js");
const { spanOf } = await import("../../ui/cancel/trial.js");

const KEYS = ["rotate_query", "rotate_key", "dot", "collect", "pairs", "meet"];

/** @param {number[]} picture @param {string} key @param {number} [pairs] */
function drawn(picture, key, pairs = 2) {
  const shown = { "angle m": "1", "angle n": "2", "angle n−m": "1" };
  const pair = { picture, shown };
  const data = {
    proof: KEYS.map((one) => ({ key: one })),
    pairs: Array(pairs).fill(pair),
    m: 1,
    n: 2,
    backwards: "",
  };
  const stage = /** @type {any} */ ({ data, memory: { pair: 0 } });
  const figure = proofPicture(
    stage,
    /** @type {any} */ ({ key }),
    /** @type {any} */ (pair),
    false,
  );
  const nodes = /** @type {any} */ (figure).below();
  const classed = (/** @type {string} */ name) =>
    nodes.filter((/** @type {FakeNode} */ node) =>
      (node.attributes.class ?? "").split(" ").includes(name),
    );
  return {
    arrows: classed("arrow"),
    arcs: classed("sweep"),
    names: nodes.filter((/** @type {FakeNode} */ node) => node.name === "text"),
    about: nodes.find((/** @type {FakeNode} */ node) => node.name === "figcaption").textContent,
  };
}

test("what has no length has no arrow, no name and no angle, and that is said", () => {
  for (const key of KEYS) {
    const { arrows, arcs, names, about } = drawn([0, 0, 1, -2, 4, 9], key);
    assert.equal(arcs.length, key === "rotate_key" ? 1 : 0, key);
    assert.equal(arrows.length, key === "rotate_query" ? 0 : 2, key);
    assert.ok(!names.some((/** @type {FakeNode} */ one) => one.textContent.startsWith("q")), key);
    if (!["rotate_key", "pairs"].includes(key)) assert.match(about, /no direction/, key);
    assert.doesNotMatch(about, /angle between them is|angle between the arrows/, key);
  }
  assert.deepEqual(drawn([0, 0, 0, 0, 4, 9], "dot").arrows, []);
});

test("no name lies on an axis' middle or on the other name", () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 48271) % 2147483647;
    return seed / 2147483647;
  };
  for (let round = 0; round < 400; round++) {
    const size = 10 ** (12 * random() - 9);
    const same = round % 4 === 0;
    const q = [random() - 0.5, random() - 0.5];
    const k = same ? q : [(random() - 0.5) * size, (random() - 0.5) * size];
    const turns = same ? [5, 5] : [30 * random(), 30 * random()];
    for (const key of KEYS) {
      const { names } = drawn([...q, ...k, ...turns], key);
      const places = names.map(({ attributes: { x, y } }) => [Number(x), Number(y)]);
      for (const [x, y] of places) assert.ok(Math.hypot(x, y) > 25, `${key} ${q} ${k}`);
      if (places.length > 1) {
        const [[x, y], [u, v]] = places;
        assert.ok(Math.hypot(x - u, y - v) >= 26, `${key} ${q} ${k}: ${places}`);
      }
    }
  }
});

test("where all pairs are added up the picture is of one of them", () => {
  assert.match(drawn([1, 2, 3, 4, 5, 9], "pairs").about, /^Pair 0 of pairs 0 to 1/);
  assert.match(drawn([1, 2, 3, 4, 5, 9], "pairs", 1).about, /^There is only this pair/);
});

test("the chart's words have the numbers of the page, and say where nothing moves", () => {
  assert.equal(spanOf([-2.8617, -2.8617], 3), "it stays at −2.862");
  assert.equal(spanOf([0, 0], 3), "it stays at 0");
  assert.equal(spanOf([1, -2.76264, 3], 4), "it moves between −2.7626 and 3.0000");
});
