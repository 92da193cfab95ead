// Matrix's entries: which kind each is, what the sum of its row has come to, where it stands.

import assert from "node:assert/strict";
import test from "node:test";
import { belongings, entryAt, rowsOf } from "../../ui/matrix/entry.js";
import { filledText } from "../../ui/web/template.js";

// Two pairs of a half_split head, (0, 2) and (1, 3), and a fifth number that is copied.
const PLACES = [
  [0, 2],
  [1, 3],
];
const pair = (/** @type {number} */ at) => ({
  cos: at ? "0.8" : "0.6",
  sin: at ? "−0.6" : "0.8",
  ...{ cx0: `cx0_${at}`, sx1: `9sx1_${at}`, sx0: `sx0_${at}`, cx1: `cx1_${at}` },
  ...{ y0: `y0_${at}`, y1: `y1_${at}`, first_is: "≈", note_first: "Rounded." },
});
const vector = {
  ...{ letter: "q", token: "", position: 5, whole: {}, pairs: [pair(0), pair(1)] },
  ...{ x: ["x0", "x1", "x2", "x3", "x4"], places: PLACES, outputs: PLACES },
  ...{ names: ["q₀", "q₁", "q₂", "q₃", "q₄"], turned_names: ["y0", "y1", "y2", "y3", "y4"] },
  subscripts: ["₀", "₁", "₂", "₃", "₄"],
};
const kinds = ["00", "01", "10", "11", "zero", "copied", "beside"];
const entries = Object.fromEntries(kinds.map((kind) => [kind, { entry: "{cos} of {(sin)}" }]));
const rows = { plain: "plain", where: "where", product: "product" };
const stage = (/** @type {object} */ memory = {}, size = 5) =>
  /** @type {any} */ ({
    data: {
      vectors: [vector],
      entries,
      rows: { ...rows, first_sum: "first", sum: "sum", last_sum: "last" },
    },
    memory: { vector: 0, row: 0, column: 0, ...memory },
    local: { places: belongings(PLACES, 5), outputs: belongings(PLACES, 5), size },
  });
const ALL = [0, 1, 2, 3, 4];

test("each feature knows its pair and its place in it, and a copied one has none", () => {
  assert.deepEqual(belongings(PLACES, 5), [
    { pair: 0, half: 0 },
    { pair: 1, half: 0 },
    { pair: 0, half: 1 },
    { pair: 1, half: 1 },
    {},
  ]);
});

test("an entry is of its pair, a zero between pairs, or beside what is copied", () => {
  const kind = ALL.map((r) => ALL.map((c) => entryAt(stage(), r, c).kind));
  assert.deepEqual(kind, [
    ["00", "zero", "01", "zero", "beside"],
    ["zero", "00", "zero", "01", "beside"],
    ["10", "zero", "11", "zero", "beside"],
    ["zero", "10", "zero", "11", "beside"],
    ["beside", "beside", "beside", "beside", "copied"],
  ]);
});

test("the rotation stands in the entries, the second of a row with the other sign", () => {
  const shown = ALL.map((r) => ALL.map((c) => entryAt(stage(), r, c).values.entry));
  assert.deepEqual(shown, [
    ["0.6", "0", "−0.8", "0", "0"],
    ["0", "0.8", "0", "0.6", "0"],
    ["0.8", "0", "0.6", "0", "0"],
    ["0", "−0.6", "0", "0.8", "0"],
    ["0", "0", "0", "0", "1"],
  ]);
});

test("a sum grows with the products of its row and is then the turned number", () => {
  const sums = (/** @type {number} */ r) => ALL.map((c) => entryAt(stage(), r, c).values.sum);
  assert.deepEqual(sums(0), ["cx0_0", "cx0_0", "y0_0", "y0_0", "y0_0"]);
  assert.deepEqual(sums(3), ["0", "sx0_1", "sx0_1", "y1_1", "y1_1"]);
  assert.deepEqual(sums(4), ["0", "0", "0", "0", "x4"]);
  const last = entryAt(stage(), 0, 2);
  assert.deepEqual([last.values.sum_before, last.values.product], ["cx0_0", "−9sx1_0"]);
  assert.deepEqual([last.completes, last.values.sum_is, last.note], [true, "≈", "Rounded."]);
  assert.equal(entryAt(stage(), 0, 0).completes, false);
});

test("that a pair is shown with other digits is said wherever its digits are", () => {
  const told = stage();
  told.data.vectors = [{ ...vector, pairs: [{ ...pair(0), note_places: "More." }, pair(1)] }];
  const notes = (/** @type {number} */ r) => ALL.map((c) => entryAt(told, r, c).note);
  assert.deepEqual(notes(0), ["More.", "More.", "More. Rounded.", "More.", "More."]);
  assert.deepEqual(notes(1).join("").includes("More."), false);
  // Row 2 is of pair 0 as well; no row of pair 1 and no copied number says it.
  assert.equal(notes(2)[0], "More.");
  assert.deepEqual(notes(4), ["", "", "", "", ""]);
});

test("the working has the lines that its place in the row needs", () => {
  const lines = (/** @type {number} */ r, /** @type {number} */ c) =>
    rowsOf(stage(), { key: "entry", r, c }, entryAt(stage(), r, c));
  assert.deepEqual(lines(0, 0), ["where", "product", "first"]);
  assert.deepEqual(lines(0, 1), ["plain", "product", "sum"]);
  assert.deepEqual(lines(0, 2), ["where", "product", "sum"]);
  assert.deepEqual(lines(4, 4), ["plain", "product", "last"]);
});

test("a row's number has its plain name at the row's last column, and none so far after it", () => {
  const sums = (/** @type {any} */ shown, /** @type {number} */ r, /** @type {number[]} */ at) =>
    at.map((c) => rowsOf(shown, { key: "entry", r, c }, entryAt(shown, r, c))[2]);
  for (const r of ALL)
    assert.deepEqual(sums(stage(), r, ALL), ["first", "sum", "sum", "sum", "last"], `row ${r}`);
  // In a window: only where no product of the row stands right of it.
  assert.deepEqual(sums(stage({}, 3), 0, [0, 1, 2]), ["first", "sum", "last"]);
  assert.deepEqual(sums(stage({}, 3), 1, [0, 1, 2]), ["first", "sum", "sum"]);
  assert.deepEqual(sums(stage({ column: 1 }, 4), 1, [1, 2, 3, 4]), ["sum", "sum", "sum", "last"]);
});

test("where an entry stands is counted, also where the sine is not next to the cosine", () => {
  const at = (/** @type {number} */ r, /** @type {number} */ c) => entryAt(stage(), r, c).values;
  assert.equal(at(0, 0).at_cos, "on the diagonal");
  assert.equal(at(0, 2).at_minus_sin, "2 columns from its row's cosine");
  assert.equal(at(2, 0).at_sin, "2 rows under its column's cosine");
  assert.equal(at(0, 1).at_cos, undefined);
});

test("a row that has a product outside the window says so", () => {
  assert.equal(entryAt(stage({}, 2), 0, 0).outside, "window right");
  assert.equal(entryAt(stage({}, 3), 0, 0).outside, false);
  assert.equal(entryAt(stage({ column: 1 }, 4), 0, 1).outside, "window left");
});

test("a filled text has brackets where they are asked for and needed, and says powers", () => {
  assert.equal(filledText("{a}×{(b)} + {(c)}", { a: "−1", b: "−2", c: "3" }), "−1×(−2) + 3");
  assert.equal(filledText("10^[−{i}/{d}] {none}", { i: 2, d: 8 }), "10 to the power −2/8 ");
});

test("on which side of the window entries that count stand is told", () => {
  const told = (/** @type {number} */ r, /** @type {number} */ column) =>
    entryAt(stage({ column }, 1), r, column).outside;
  assert.equal(told(0, 0), "window right");
  assert.equal(told(0, 1), "window left right");
  assert.equal(told(0, 2), "window left");
  assert.equal(told(0, 3), "window 2 left");
  assert.equal(told(1, 0), "window 2 right");
  assert.equal(told(4, 0), "window copied right");
  assert.equal(told(4, 4), false);
  assert.equal(entryAt(stage(), 0, 0).outside, false);
});
