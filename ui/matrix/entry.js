// One entry of the rotation matrix as texts: its value, its product, the sum of its row so far.

import { negated } from "../web/numbers.js";
import { filledText } from "../web/template.js";

/** @import { Json, MatrixData, MatrixStep, MatrixVector, Named } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/** @typedef {Pick<Stage<MatrixData, MatrixStep>, "data" | "memory" | "local">} Shown */

/**
 * For each of d features: which pair it is of, and which place in it; {} where it is copied.
 *
 * @param {number[][]} places
 * @param {number} d
 */
export function belongings(places, d) {
  const of = Array.from({ length: d }, () => ({}));
  for (const [pair, place] of places.entries())
    for (const [half, index] of place.entries()) of[index] = { pair, half };
  return of;
}

// By its place in the pair: how a record names the product of an entry.
/** @type {Record<string, string>} */
const PRODUCTS = { "00": "cx0", "01": "sx1", 10: "sx0", 11: "cx1" };
// And the sign before the entry itself: ≈ where the angle as shown gives another cosine or sine.
/** @type {Record<string, string>} */
const VALUES = { "00": "cos_is", "01": "sin_is", 10: "sin_is", 11: "cos_is" };

/**
 * @param {Named} pair
 * @param {number} rowHalf
 * @param {number} columnHalf
 */
const productOf = (pair, rowHalf, columnHalf) =>
  [
    [pair.cx0, negated(pair.sx1)],
    [pair.sx0, pair.cx1],
  ][rowHalf][columnHalf];

/**
 * Everything about entry (r, c), as text.
 *
 * @param {Shown} stage
 * @param {number} r
 * @param {number} c
 */
export function entryAt(stage, r, c) {
  const { data, memory } = stage;
  const vector = data.vectors[memory.vector];
  const [row, column] = [stage.local.outputs[r], stage.local.places[c]];
  const pair = vector.pairs[row.pair] ?? {};
  const copied = row.pair === undefined;
  const kind = copied
    ? r === c
      ? "copied"
      : "beside"
    : row.pair === column.pair
      ? `${row.half}${column.half}`
      : column.pair === undefined
        ? "beside"
        : "zero";
  // Those of the row that are not with 0, in the order of its columns.
  const products = copied
    ? [{ index: r, text: vector.x[r] }]
    : vector.places[row.pair]
        .map((index, half) => ({ index, text: productOf(pair, row.half, half) }))
        .sort((a, b) => a.index - b.index);
  const whole = copied ? vector.x[r] : pair[`y${row.half}`];
  /** @param {number} last */
  const sumUpTo = (last) => {
    const met = products.filter(({ index }) => index <= last);
    return met.length === 0 ? "0" : met.length === products.length ? whole : met[0].text;
  };
  const here = products.find(({ index }) => index === c);
  const last = /** @type {Json} */ (products.at(-1)).index;
  const completes = products.length > 1 && c === last;
  const value = {
    "00": pair.cos,
    "01": pair.sin && negated(pair.sin),
    10: pair.sin,
    11: pair.cos,
    copied: "1",
  }[kind];
  const sides = products
    .map(({ index }) =>
      index < memory.column ? "left" : index < memory.column + stage.local.size ? "" : "right",
    )
    .filter(Boolean);
  // Where entries that count stand outside of the window, as the words of the page are named.
  const both = sides.length === 2 && sides[0] === sides[1];
  const outside = [copied ? "copied" : "", ...(both ? ["2", sides[0]] : sides)]
    .filter(Boolean)
    .join(" ");
  return {
    kind,
    outside: sides.length > 0 && `window ${outside}`,
    zero: value === undefined,
    completes,
    // Until the last column that is walked there is more to come, be it times 0.
    ends: c >= last && c === memory.column + stage.local.size - 1,
    pairIndex: row.pair,
    values: {
      ...vector.whole,
      ...pair,
      r,
      c,
      i: row.pair,
      j: column.pair,
      ...standing(stage, vector, r, c),
      entry: value ?? "0",
      entry_is: pair[VALUES[kind]] ?? "=",
      entry_from: filledText(data.entries[kind].entry, pair),
      x: vector.x[c],
      xn: vector.names[c],
      yn: vector.turned_names[r],
      product: here ? here.text : "0",
      product_is: pair[`${PRODUCTS[kind]}_is`] ?? "=",
      sum_is: (completes && pair[["first_is", "second_is"][row.half]]) || "=",
      sum: sumUpTo(c),
      sum_before: sumUpTo(c - 1),
      cell:
        vector.x.length > 10 ? `R[${r}, ${c}]` : `R${vector.subscripts[r]}${vector.subscripts[c]}`,
    },
    note: [
      // Not where a 0 is all there is of the pair.
      (value !== undefined || sumUpTo(c) !== "0") && pair.note_places,
      pair[VALUES[kind]] && pair.note_cos_sin,
      pair[`note_${PRODUCTS[kind]}`],
      completes ? [pair.note_first, pair.note_second][row.half] : "",
    ]
      .filter(Boolean)
      .join(" "),
  };
}

/**
 * Where the entry (r, c) of a pair stands: to the diagonal, and to the cosine of its row or column.
 *
 * @param {Shown} stage
 * @param {MatrixVector} vector
 * @param {number} r
 * @param {number} c
 */
function standing({ local }, vector, r, c) {
  const pair = local.outputs[r].pair;
  if (pair === undefined || local.places[c].pair !== pair) return {};
  const aside = Math.abs(c - vector.places[pair][local.outputs[r].half]);
  const under = Math.abs(r - vector.outputs[pair][local.places[c].half]);
  return {
    at_cos: r === c ? "on the diagonal" : "off the diagonal, as the number changes its place",
    at_minus_sin:
      aside === 1 ? "next to its row's cosine" : `${aside} columns from its row's cosine`,
    at_sin:
      under === 1 ? "right under its column's cosine" : `${under} rows under its column's cosine`,
  };
}

/**
 * @param {Shown} stage
 * @param {MatrixStep} step
 * @param {ReturnType<typeof entryAt>} entry
 */
export function rowsOf(stage, step, entry) {
  const { rows: all } = stage.data;
  const sum = step.c === 0 ? all.first_sum : entry.ends ? all.last_sum : all.sum;
  return [entry.zero || entry.kind === "copied" ? all.plain : all.where, all.product, sum];
}
