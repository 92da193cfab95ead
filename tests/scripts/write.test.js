// Write's own scripts: programs made readable for MicroPython, suspects, links.

import assert from "node:assert/strict";
import test from "node:test";
import { exerciseFor, linesOf, startOf } from "../../ui/write/exercise.js";
import { fragmentOf, keep, kept, sharedIn } from "../../ui/write/kept.js";
import { suspects } from "../../ui/write/lines.js";
import { adapted, answerOf } from "../../ui/write/program.js";

test("types are left out, and every line stays where it was", () => {
  const text = "from __future__ import annotations\nfrom typing import (\n    List,\n)\nx = 1\n";
  assert.equal(adapted(text), "pass\npass\n\n\nx = 1\n");
});

test("slices with a step can be written to, and nothing else is changed", () => {
  assert.equal(adapted("    y[0::2] = a"), "    _stepped(y)[0::2] = a");
  assert.equal(adapted("y[::2], y[1::2] = a, b"), "_stepped(y)[::2], _stepped(y)[1::2] = a, b");
  for (const line of [
    "y = x[0::2]",
    "y[0:2] = x[::2]",
    "if x[::2] == y:",
    "for a in x[::2]: b = a",
    "f(x[::2], b=1)",
    "return x[::2]",
    "# y[0::2] = a",
    "s = 'y[0::2] = a'",
    "y[i] += x[::2][0]",
    "assert x[::2] != y",
  ])
    assert.equal(adapted(line), line);
});

test("an answer is what stands after the last mark, and printing is the learner's", () => {
  const run = { out: 'a\nmark {"values":[1]}\n', crashed: false, late: false, failed: "", took: 1 };
  assert.deepEqual(answerOf(run, "mark "), { printed: "a\n", answers: { values: [1] } });
  const type = (/** @type {object} */ other) =>
    answerOf({ ...run, ...other }, "mark ").answers.fault?.type;
  assert.equal(type({ late: true }), "TooSlow");
  assert.equal(type({ crashed: true }), "Crashed");
  assert.equal(type({ out: "nothing" }), "NoAnswer");
  assert.equal(type({ out: 'mark {"values' }), "NoAnswer");
});

test("lines to look at are those of the part, and none where there would be many", () => {
  const program = "from math import exp\ndef f(x):\n    # a ** b\n    a = b ** c\n    return a\n";
  assert.deepEqual(suspects(program, "exponent"), [4]);
  assert.deepEqual(suspects(program, "no such part"), []);
  assert.deepEqual(suspects("a = b ** c\n".repeat(9), "exponent"), []);
});

test("a solution goes into a link and comes back, and what is no solution does not", () => {
  const text = "def f():\n    return '≤ 😀 </script>'\n";
  const fragment = fragmentOf("rotate", text);
  assert.match(fragment, /^#code=[\w-]+$/);
  assert.deepEqual(sharedIn(fragment), { key: "rotate", text });
  for (const other of ["", "#code=", "#code=!!", "#code=_w", "#other", "#code=cm90YXRl"])
    assert.equal(sharedIn(other), null);
});

test("what is kept survives another tab, a full storage and nonsense in it", () => {
  /** @type {Map<string, string>} */
  const store = new Map();
  const storage = {
    getItem: (/** @type {string} */ name) => store.get(name) ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => store.set(name, text),
  };
  Object.assign(globalThis, { localStorage: storage });
  keep("rotate", "a");
  keep("score", "b", true);
  keep("rotate", null);
  assert.deepEqual(kept(), { code: { score: "b" }, solved: ["score"] });
  for (const nonsense of ["7", "null", "[", '{"code":[1],"solved":"x"}', '{"code":{"a":1}}']) {
    store.set("rope-by-hand.write", nonsense);
    assert.deepEqual(kept(), { code: {}, solved: [] });
  }
  Object.assign(globalThis, {
    localStorage: {
      ...storage,
      setItem: () => {
        throw new Error("full");
      },
    },
  });
  keep("rotate", "a");
});

test("the exercise that opens is the one asked for, else the first unsolved, else the first", () => {
  const all = /** @type {any[]} */ ([{ key: "a" }, { key: "b" }, { key: "c" }]);
  const key = (/** @type {string | null} */ asked, /** @type {string[]} */ solved) =>
    exerciseFor(all, asked, solved).key;
  assert.equal(key("c", ["a"]), "c");
  assert.equal(key(null, ["a"]), "b");
  assert.equal(key("none of them", []), "a");
  assert.equal(key(null, ["a", "b", "c"]), "a");
});

test("one begins with a program, or with the lines that are to be put in order", () => {
  const given = { lines: ["b", "a"], start: "def f():\n" };
  const start = (/** @type {string} */ kind) => startOf(/** @type {any} */ ({ kind, ...given }));
  assert.equal(start("order"), "b\na\n");
  assert.equal(start("code"), "def f():\n");
});

test("a verdict is about the line that failed, else about those where its slip may be", () => {
  const program = "def f(x):\n    a = b ** c\n    return a\n";
  const lines = (/** @type {object} */ verdict) => linesOf(/** @type {any} */ (verdict), program);
  assert.deepEqual(lines({ line: 3, part: "exponent" }), [{ line: 3, kind: "error" }]);
  assert.deepEqual(lines({ line: null, part: "exponent" }), [{ line: 2, kind: "suspect" }]);
  assert.deepEqual(lines({ line: null, part: null }), []);
});
