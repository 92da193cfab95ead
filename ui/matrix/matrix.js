// Matrix: the rotation as one matrix, walked row by row, entry by entry.

import { address } from "../web/address.js";
import { el, pairClass, reducedMotion, revealIn } from "../web/dom.js";
import { negated, withCommas } from "../web/numbers.js";
import { filledText, rows } from "../web/template.js";
import { linkedVector, vectorLink, vectorSwitch } from "../web/vectors.js";

/** @import { Belonging, Child, Json, MatrixData, MatrixStep, MatrixVector, Named } from "../web/types.js" */
/** @import { Stage, Steps } from "../web/stage.js" */

const WINDOW = 4;

/**
 * For each of d features: which pair it is of, and which place in it; {} where it is copied.
 *
 * @param {number[][]} places
 * @param {number} d
 */
function belongings(places, d) {
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

/** @type {Steps<MatrixData, MatrixStep>} */
export const stage = {
  remember: () => ({
    ...linkedVector(),
    row: Math.max(0, Number.parseInt(address.get("row") ?? "", 10) || 0),
    column: Math.max(0, Number.parseInt(address.get("column") ?? "", 10) || 0),
  }),

  link: ({ memory }) => ({
    ...vectorLink(memory),
    row: memory.row || null,
    column: memory.column || null,
  }),

  // Which pair, and which place in it, a row (or a column) belongs to; entries already on
  // screen are remembered where they stand, so that another pairing can move them.
  prepare(stage) {
    const vector = stage.data.vectors[stage.memory.vector];
    const d = vector.x.length;
    // A column meets the number that a pair is read from; a row makes the one it is written to.
    stage.local.places = belongings(vector.places, d);
    stage.local.outputs = belongings(vector.outputs, d);
    stage.local.size = d <= stage.data.whole ? d : WINDOW;
    const last = d - stage.local.size;
    stage.memory.row = Math.min(stage.memory.row, last);
    stage.memory.column = Math.min(stage.memory.column, last);
    stage.local.old = null;
    if (stage.local.pairing && stage.local.pairing !== stage.data.pairing) {
      stage.local.old = new Map(
        [.../** @type {NodeListOf<HTMLElement>} */ (stage.root.querySelectorAll("[data-key]"))].map(
          (node) => [node.dataset.key, node.getBoundingClientRect()],
        ),
      );
    }
    stage.local.pairing = stage.data.pairing;
  },

  settle({ root, local: { old } }) {
    if (!old || reducedMotion()) return;
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (
      root.querySelectorAll("[data-key]")
    )) {
      const from = old.get(node.dataset.key);
      if (!from) continue;
      const to = node.getBoundingClientRect();
      if (from.x === to.x && from.y === to.y) continue;
      node.animate(
        [
          { transform: `translate(${from.x - to.x}px, ${from.y - to.y}px)`, zIndex: 1 },
          { transform: "none", zIndex: 1 },
        ],
        { duration: 900, easing: "ease-in-out" },
      );
    }
  },

  // A row is a chapter.
  chapters: ({ steps, local: { size } }) => [
    { title: "Whole", from: 1 },
    ...Array.from({ length: size }, (_, row) => ({
      title: `Row ${steps[1 + row * size].r}`,
      from: 2 + row * size,
    })),
    { title: "Done", from: steps.length },
  ],

  // At the end of a row the next one is asked about.
  asks: ({ memory, local: { size } }, step) =>
    step.key === "start"
      ? `${memory.vector} ${memory.row}`
      : step.c === memory.column + size - 1
        ? `${memory.vector} ${step.r + 1}`
        : "",

  steps({ local: { size }, memory }) {
    const entries = [];
    for (let r = 0; r < size; r++) {
      for (let c = 0; c < size; c++)
        entries.push({ key: "entry", r: memory.row + r, c: memory.column + c });
    }
    return [{ key: "start" }, ...entries, { key: "done" }];
  },

  words,

  head(stage) {
    const { data, memory } = stage;
    const vector = data.vectors[memory.vector];
    if (vector.x.length <= data.whole) return vectorSwitch(stage);
    return [vectorSwitch(stage), blockMap(stage, vector)];
  },

  body(stage, step) {
    const { data } = stage;
    const entry = step.key === "entry" ? entryAt(stage, step.r, step.c) : null;
    const said = words(stage, step);
    return el(
      `div.work.matrix-work${entry ? `.${pairClass(entry.pairIndex)}` : ""}`,
      {},
      equation(stage, step),
      el(
        "div.step-text",
        {},
        el("h2", {}, said.title),
        el("p.says", {}, said.says),
        entry ? rows(rowsOf(stage, step, entry), entry.values) : null,
        entry?.note ? el("p.note", {}, entry.note) : null,
        entry?.outside ? el("p.note", {}, filledText(data.words.window, entry.values)) : null,
      ),
    );
  },

  // The entry and the number in its column come into the working, the sum goes into the result.
  flights({ root }, step) {
    if (step.key !== "entry") return [];
    const working = root.querySelector(".body .rows");
    const [, x, y] = root.querySelectorAll(".equation table");
    const sums = working?.querySelectorAll(".v-sum") ?? [];
    return [
      [root.querySelector(".entry.here > span"), working?.querySelector(".v-entry")],
      [x?.querySelector("td.here"), working?.querySelector(".v-x")],
      [sums[sums.length - 1], y?.querySelector("td.here")],
    ];
  },

  // On a phone the matrix is wider than the page: keep the entry in sight.
  shown({ root }) {
    /** @type {(HTMLElement | null)[]} */
    const [equation, here] = [".equation", ".entry.here"].map((name) => root.querySelector(name));
    if (equation && here) revealIn(equation, here);
  },

  below: (stage) => vectorised(stage),
};

/**
 * Everything about entry (r, c), as text.
 *
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {number} r
 * @param {number} c
 */
function entryAt(stage, r, c) {
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
  // Every product of the row that is not with 0, in the order of its columns.
  const own = copied
    ? [{ index: r, text: vector.x[r] }]
    : vector.places[row.pair]
        .map((index, half) => ({ index, text: productOf(pair, row.half, half) }))
        .sort((a, b) => a.index - b.index);
  const whole = copied ? vector.x[r] : pair[`y${row.half}`];
  /** @param {number} last */
  const sumUpTo = (last) => {
    const met = own.filter(({ index }) => index <= last);
    return met.length === 0 ? "0" : met.length === own.length ? whole : met[0].text;
  };
  const here = own.find(({ index }) => index === c);
  const completes = own.length > 1 && c === /** @type {Json} */ (own.at(-1)).index;
  const value = {
    "00": pair.cos,
    "01": pair.sin && negated(pair.sin),
    10: pair.sin,
    11: pair.cos,
    copied: "1",
  }[kind];
  const outside = own.some(
    ({ index }) => index < memory.column || index >= memory.column + stage.local.size,
  );
  return {
    kind,
    outside,
    zero: value === undefined,
    completes,
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
 * @param {Stage<MatrixData, MatrixStep>} stage
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
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {MatrixStep} step
 * @param {ReturnType<typeof entryAt>} entry
 */
function rowsOf(stage, step, entry) {
  const { rows: all } = stage.data;
  const sum = step.c === 0 ? all.first_sum : entry.completes ? all.last_sum : all.sum;
  return [entry.zero || entry.kind === "copied" ? all.plain : all.where, all.product, sum];
}

/**
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {MatrixStep} step
 */
function words(stage, step) {
  const { data, memory } = stage;
  const whole = { ...data.vectors[memory.vector].whole, ...data.counts };
  if (step.key === "start")
    return { title: "Matrix times vector", says: filledText(data.words.start, whole) };
  if (step.key === "done")
    return { title: "The rotated vector", says: filledText(data.words.done, whole) };
  const entry = entryAt(stage, step.r, step.c);
  return {
    title: `Row ${step.r}, column ${step.c}: ${filledText(data.entries[entry.kind].title, entry.values)}`,
    says: filledText(data.entries[entry.kind].says, entry.values),
    line: rowsOf(stage, step, entry)
      .map((row) => filledText(row.replace("|", ""), entry.values))
      .join("; "),
  };
}

/**
 * [matrix] × [vector] = [result], the result as far as it is known.
 *
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {MatrixStep} step
 */
function equation(stage, step) {
  const { data, memory } = stage;
  const { size, places, outputs } = stage.local;
  const vector = data.vectors[memory.vector];
  /** @param {number} start */
  const at = (start) => Array.from({ length: size }, (_, offset) => start + offset);
  const [rowsShown, columnsShown] = [at(memory.row), at(memory.column)];
  const reached = stage.memory.step - 1; // entries walked so far
  const d = vector.x.length;
  /**
   * @param {number} r
   * @param {number} rowAt
   */
  const row = (r, rowAt) =>
    el(
      `tr${step.r === r ? ".now" : ""}`,
      {},
      el("th", { scope: "row" }, r),
      columnsShown.map((c) => {
        const entry = entryAt(stage, r, c);
        const { zero } = entry;
        const here = step.r === r && step.c === c;
        return el(
          `td.entry.${pairClass(entry.pairIndex)}${zero ? ".zero" : ""}${here ? ".here" : ""}`,
          {
            onclick: () => stage.go(2 + rowAt * size + (c - memory.column)),
            title: filledText(data.entries[entry.kind].entry, entry.values),
            "aria-current": here ? "step" : null,
          },
          el(
            "span",
            { "data-key": zero ? null : `${entry.pairIndex}-${entry.kind}` },
            entry.values.entry,
          ),
        );
      }),
    );
  /**
   * @param {string} label
   * @param {Child[]} cells
   */
  const column = (label, cells) =>
    el(
      "table",
      {},
      el("caption", {}, label),
      el(
        "tbody",
        {},
        cells.map((cell) => el("tr", {}, cell)),
      ),
    );
  const x = columnsShown.map((c) =>
    el(`td.${pairClass(places[c].pair)}${step.c === c ? ".here" : ""}`, {}, vector.x[c]),
  );
  const y = rowsShown.map((r, rowAt) => {
    const { pair } = outputs[r];
    const done = step.key === "done" || reached >= (rowAt + 1) * size;
    const inRow = step.r === r;
    const upTo = inRow ? step.c : done ? memory.column + size - 1 : null;
    const text = upTo === null ? "·····" : entryAt(stage, r, upTo).values.sum;
    return el(`td.${pairClass(pair)}${inRow ? ".here" : ""}${done ? "" : ".open"}`, {}, text);
  });
  /**
   * How many figures its widest numbers have, from which the style knows the size of type.
   *
   * @param {string[]} texts
   */
  const widest = (texts) => Math.max(...texts.map((text) => text.length));
  const figures = Math.max(
    widest(rowsShown.flatMap((r) => columnsShown.map((c) => entryAt(stage, r, c).values.entry))),
    widest([...x, ...y].map((cell) => cell.textContent)) / 2,
  );
  const part = d > size ? " (window)" : "";
  const soFar = d > size ? " so far" : "";
  return el(
    "div.equation",
    {
      style: `--size: ${size}; --figures: ${figures}`,
      role: "group",
      "aria-label": "Rotation matrix times vector",
      tabindex: "0",
    },
    el(
      "table.matrix",
      {},
      el("caption", {}, `R at ${withCommas(vector.position)}${part}`),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("td"),
          columnsShown.map((c) => el("th", { scope: "col" }, c)),
        ),
      ),
      el("tbody", {}, rowsShown.map(row)),
    ),
    el("span.sign", {}, "×"),
    column(vector.letter, x),
    el("span.sign", {}, "="),
    column(`${vector.letter}′${soFar}`, y),
  );
}

/**
 * The whole matrix as a picture: a dot for every entry that is not zero, and the window.
 *
 * @param {Stage<MatrixData, MatrixStep>} stage
 * @param {MatrixVector} vector
 */
function blockMap(stage, vector) {
  const { memory } = stage;
  const { size } = stage.local;
  const d = vector.x.length;
  const last = d - size;
  /**
   * @param {number} row
   * @param {number} column
   */
  const move = (row, column) => {
    memory.row = Math.max(0, Math.min(last, Math.round(row)));
    memory.column = Math.max(0, Math.min(last, Math.round(column)));
    stage.redraw();
  };
  const dots = vector.places.flatMap((read, pair) =>
    vector.outputs[pair].flatMap((r) =>
      read.map((c) => el(`rect.${pairClass(pair)}`, { x: c, y: r, width: 1, height: 1 })),
    ),
  );
  stage.local.outputs.forEach((/** @type {Belonging} */ { pair }, /** @type {number} */ at) => {
    if (pair === undefined) dots.push(el("rect.copied", { x: at, y: at, width: 1, height: 1 }));
  });
  const map = el(
    "svg.map",
    {
      viewBox: `0 0 ${d} ${d}`,
      role: "img",
      "aria-label": `The ${d} by ${d} matrix: ${stage.data.counts.needed} entries may be other than zero. The window shows rows ${memory.row} to ${memory.row + size - 1}, columns ${memory.column} to ${memory.column + size - 1}.`,
    },
    el("rect.ground", { width: d, height: d }),
    dots,
    el("rect.window", {
      x: memory.column - 0.5,
      y: memory.row - 0.5,
      width: size + 1,
      height: size + 1,
      "vector-effect": "non-scaling-stroke",
    }),
  );
  /** @param {PointerEvent} event */
  const drag = (event) => {
    if (!event.buttons && event.type !== "pointerdown") return;
    const box = /** @type {Element} */ (stage.root.querySelector(".map")).getBoundingClientRect();
    move(
      ((event.clientY - box.y) / box.height) * d - size / 2,
      ((event.clientX - box.x) / box.width) * d - size / 2,
    );
  };
  map.addEventListener("pointerdown", drag);
  map.addEventListener("pointermove", drag);
  /**
   * @param {string} label
   * @param {"row" | "column"} name
   */
  const slider = (label, name) =>
    el(
      "label",
      {},
      el("span", {}, `${label} ${memory[name]} to ${memory[name] + size - 1}`),
      el("input.bar", {
        type: "range",
        min: 0,
        max: last,
        value: memory[name],
        "aria-label": `First ${name} of the window`,
        "data-focus": `window-${name}`,
        style: `--done: ${(memory[name] / last) * 100}%`,
        oninput: (event) => {
          const at = Number(event.target.value);
          move(name === "row" ? at : memory.row, name === "column" ? at : memory.column);
        },
      }),
    );
  const pair = stage.local.places[memory.row].pair;
  const [a, b] = vector.places[pair];
  /**
   * @param {string} text
   * @param {number} row
   * @param {number} column
   */
  const jump = (text, row, column) =>
    el(
      "button.control",
      { type: "button", "data-focus": `jump-${text}`, onclick: () => move(row, column) },
      text,
    );
  return el(
    "div.window-picker",
    {},
    map,
    el(
      "div",
      {},
      el(
        "p.says",
        {},
        `Of ${stage.data.counts.products} entries ${stage.data.counts.needed} may be other than zero. Drag the window over them, or move it here.`,
      ),
      slider("rows", "row"),
      slider("columns", "column"),
      el(
        "div.jumps",
        {},
        jump(
          "Previous pair",
          vector.places[Math.max(pair - 1, 0)][0],
          vector.places[Math.max(pair - 1, 0)][0],
        ),
        jump(
          "Next pair",
          vector.places[Math.min(pair + 1, vector.places.length - 1)][0],
          vector.places[Math.min(pair + 1, vector.places.length - 1)][0],
        ),
        b - a > 1
          ? [jump(`To −sin of pair ${pair}`, a, b), jump(`To sin of pair ${pair}`, b, a)]
          : null,
      ),
    ),
  );
}

/**
 * What the full matrix would cost, of what is needed; a copied number needs one product.
 *
 * @param {MatrixData["counts"]} counts
 * @param {boolean} copied
 */
const meant = ({ products, needed, zeros }, copied) =>
  zeros === "0"
    ? `The matrix of one pair has no zeros: all its ${products} products matter, two for each number. A wider one has zeros between pairs.`
    : `The full matrix asks for ${products} products, and ${zeros} of them are with 0. Only ${needed} matter, two for each number${copied ? " that turns and one for each that is copied" : ""}.`;

/**
 * What libraries compute instead of the matrix: two products a number.
 *
 * @param {Stage<MatrixData, MatrixStep>} stage
 */
function vectorised(stage) {
  const { data, memory } = stage;
  const vector = data.vectors[memory.vector];
  const { letter } = vector;
  /**
   * @param {(pair: Named, half: number) => string} turned
   * @param {(index: number) => string} copied
   */
  const of = (turned, copied) =>
    stage.local.outputs.map(
      (/** @type {Belonging} */ { pair, half }, /** @type {number} */ index) =>
        pair === undefined ? copied(index) : turned(vector.pairs[pair], half),
    );
  /** @param {number} index */
  const unturned = (index) => vector.x[index];
  /**
   * @param {string} name
   * @param {Child[]} cells
   * @param {string} [extra]
   */
  const line = (name, cells, extra = "") =>
    el(
      `tr${extra}`,
      {},
      el("th", { scope: "row" }, name),
      cells.map((cell, index) => el(`td.${pairClass(stage.local.outputs[index].pair)}`, {}, cell)),
    );
  return el(
    "section.vectorised",
    {},
    el("h2", {}, "What the zeros mean"),
    el(
      "p",
      {},
      `${meant(data.counts, vector.places.length * 2 < vector.x.length)} So nobody builds the matrix: ` +
        `${letter}′ = ${letter} ⊙ cos + partner ⊙ sin, number by number, where partner is ${letter} with ${data.form}.`,
    ),
    el(
      "div.scroll",
      { tabindex: "0", role: "group", "aria-label": "The vectorised form" },
      el(
        "table",
        {},
        el("tbody", {}, [
          line(
            letter,
            of((pair, half) => (half ? pair.x1 : pair.x0), unturned),
          ),
          line(
            "⊙ cos",
            of(
              (pair) => pair.cos,
              () => "1",
            ),
          ),
          line(
            "+ partner",
            of(
              (pair, half) => (half ? pair.x0 : negated(pair.x1)),
              () => "0",
            ),
          ),
          line(
            "⊙ sin",
            of(
              (pair) => pair.sin,
              () => "0",
            ),
          ),
          line(
            `= ${letter}′`,
            of((pair, half) => pair[`y${half}`], unturned),
            ".sum-row",
          ),
        ]),
      ),
    ),
  );
}
