// Scale: one pair's frequency worked out step by step, for every method of reaching further.

const scale = (app.scale = {});

app.kinds.scale = {
  remember: (link) => ({ method: link.get("method"), pair: link.get("scalepair"), linked: true }),

  prepare(stage) {
    const { data, memory } = stage;
    const usable = data.methods.filter(({ excuse }) => !excuse);
    const troubles = [];
    if (memory.method !== null && !usable.some(({ key }) => key === memory.method)) {
      const names = usable.map(({ key }) => key).join(", ");
      troubles.push(`method: received “${memory.method.slice(0, 60)}”; allowed: ${names}.`);
      memory.method = null;
    }
    if (memory.pair !== null && !(/^\d{1,4}$/.test(memory.pair) && memory.pair < data.pairs)) {
      troubles.push(
        `scalepair: received “${String(memory.pair).slice(0, 60)}”; allowed: a whole number from 0 to ${data.pairs - 1}.`,
      );
      memory.pair = null;
    }
    // What does not fit another model is no fault of the person.
    stage.linkTrouble = memory.linked ? troubles.join(" ") : "";
    memory.linked = false;
    stage.drawn = {};
    scale.choose(stage);
  },

  settle({ parts, linkTrouble }) {
    if (linkTrouble) parts.alert.textContent = `${parts.alert.textContent} ${linkTrouble}`.trim();
  },

  link: ({ data, memory }) => ({
    method: memory.method === null || memory.method === data.method ? null : memory.method,
    scalepair: memory.pair === null || Number(memory.pair) === data.pair ? null : memory.pair,
  }),

  steps({ method, pair }) {
    return method.paths[method.path[pair]].map((index, at) => ({ ...method.steps[index], at }));
  },

  tell(stage, step) {
    const values = scale.values(stage);
    return {
      title: `${step.title}, pair ${stage.pair}`,
      says: step.because,
      line: `${plain(step.formula, scale.names(step.formula))}: ${plain(step.formula, values)}, ${values[step.name]} ${step.unit}`,
    };
  },

  controls: (stage) => scale.pairPicker(stage),

  head: (stage) => (stage.drawn.head ??= scale.head(stage)),

  body(stage, step) {
    const values = scale.values(stage);
    const note =
      stage.method.rounded[stage.pair].includes(step.at) &&
      "The numbers are shown rounded; the result is worked out from the full ones.";
    return el(
      `div.work.scale-work.${pairClass(stage.pair)}`,
      {},
      el(
        "div.told",
        {},
        el("h2", {}, step.title, el("small", {}, ` pair ${stage.pair}`)),
        el("p.says", {}, step.because),
        scale.sum(step, values),
        note ? el("p.note", {}, note) : null,
      ),
      el("div.picture", {}, scale.picture(stage, step)),
    );
  },

  result: (stage, step) => scale.result(stage, step),

  below: (stage) => el("div", {}, scale.about(stage), scale.everyPair(stage)),
};

// The method and pair that are looked at, and what is folded under them.
scale.choose = (stage) => {
  const { data, memory } = stage;
  stage.method = data.methods.find(({ key }) => key === (memory.method ?? data.method));
  stage.pair = Number(memory.pair ?? data.pair);
  data.folded = [
    { title: "Why slow pairs down?", items: data.shared.why },
    { title: "In code", items: [{ code: stage.method.code }] },
    { title: "Sources", items: data.shared.sources },
  ];
};

scale.columns = (text) => text.split("|");

// All numbers of the chosen pair by name.
scale.values = ({ data, method, pair }) => {
  method.columns ??= method.values.map(scale.columns);
  const own = method.names.map((name, index) => [name, method.columns[index][pair]]);
  return {
    ...method.common,
    ...Object.fromEntries(own),
    i: String(pair),
    inv_freq_before: scale.columns(data.before.w)[pair],
    inv_freq: scale.columns(method.after.w)[pair],
  };
};

scale.names = (formula) =>
  Object.fromEntries([...formula.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, name]));

scale.sum = (step, values) => {
  const result = [el("b", {}, values[step.name]), step.unit ? ` ${step.unit}` : ""];
  const named = step.bare ? null : write(step.formula, scale.names(step.formula));
  const numbers = step.bare ? null : write(step.formula, values);
  if (step.asks) {
    return el(
      "div.scale-sum",
      {},
      el("p.in-names", {}, named, " ?"),
      el("p", {}, numbers, " ?"),
      el("p", {}, result),
    );
  }
  // "inv_freq_before" alone says it twice in numbers.
  const once = step.bare || numbers.length === 1;
  return el(
    "div.scale-sum",
    {},
    el("p.in-names", {}, el("span.scale-name", {}, step.name), named ? [" = ", named] : null),
    once ? null : el("p", {}, "= ", numbers),
    el("p", {}, "= ", result),
  );
};

// --- choosing ------------------------------------------------------------------------

scale.head = (stage) =>
  el(
    "div.scale-head",
    {},
    el("p.scale-line", {}, stage.data.line),
    el(
      "nav.tabs.scale-tabs",
      { "aria-label": "Methods" },
      stage.data.methods.map((method) =>
        el(
          "button",
          {
            type: "button",
            "aria-current": method === stage.method ? "true" : null,
            "aria-disabled": method.excuse ? "true" : null,
            title: method.excuse || method.title,
            "data-focus": `method-${method.key}`,
            onclick: () => !method.excuse && scale.take(stage, method.key),
          },
          method.short,
          method.own ? el("small", {}, " its own") : null,
        ),
      ),
    ),
    el("p.scale-says", {}, stage.method.says),
  );

scale.take = (stage, key) => {
  const name = stage.steps[stage.memory.step - 1].name;
  stage.memory.method = key;
  stage.drawn = {};
  scale.choose(stage);
  stage.memory.step = scale.sameStep(stage, name, 1);
  stage.redraw();
  stage.root.querySelector(`[data-focus="method-${key}"]`)?.focus();
};

// From one pair or method to another the same kind of step stays in view.
scale.sameStep = (stage, name, otherwise) => {
  const at = app.kinds.scale.steps(stage).findIndex((step) => step.name === name);
  return at < 0 ? otherwise : at + 1;
};

scale.pairPicker = (stage) => {
  const { data } = stage;
  const told = el("output", {});
  const field = el("input.bar", {
    type: "range",
    min: 0,
    max: data.pairs - 1,
    step: 1,
    "aria-label": "Pair",
    disabled: data.pairs === 1,
    "data-focus": "scale-pair",
    oninput: () => scale.takePair(stage, Number(field.value)),
  });
  stage.picker = { field, told };
  scale.tellPicker(stage);
  return el("label.scale-pair", {}, el("span", {}, "Pair"), field, told);
};

scale.tellPicker = ({ picker: { field, told }, pair, data }) => {
  field.value = pair;
  field.style.setProperty("--done", `${data.pairs > 1 ? (pair / (data.pairs - 1)) * 100 : 100}%`);
  field.setAttribute("aria-valuetext", `pair ${pair} of ${data.pairs}`);
  told.textContent = pair;
};

// The slider stays where it is while it is drawn along: only the step is shown anew.
scale.takePair = (stage, pair) => {
  if (pair === stage.pair) return;
  const name = stage.steps[stage.memory.step - 1].name;
  stage.memory.pair = String(pair);
  stage.pair = pair;
  stage.steps = app.kinds.scale.steps(stage);
  stage.parts.bar.max = stage.steps.length;
  scale.tellPicker(stage);
  stage.go(scale.sameStep(stage, name, Math.min(stage.memory.step, stage.steps.length)));
};

// --- the result, and what stands under it ----------------------------------------------

scale.result = (stage, step) => {
  const { data, method, pair } = stage;
  const [trained, extended] = data.lengths;
  const reached = stage.steps.slice(0, step.at + 1).some(({ name }) => name === "inv_freq");
  const column = (text) => scale.columns(text)[pair];
  const after = (text) =>
    reached ? el("b", {}, text) : el("span.unknown", { "aria-label": "not yet known" }, "·····");
  const cell = (name, before, then, unit) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, before, " → ", after(then), unit && ` ${unit}`));
  return el(
    `dl.scale-result.${pairClass(pair)}`,
    {},
    cell(`inv_freq of pair ${pair}`, column(data.before.w), column(method.after.w)),
    cell("one turn takes", column(data.before.wave), column(method.after.wave), "tokens"),
    cell(
      `turns in ${trained.tokens} → ${extended.tokens} tokens`,
      column(data.before.turns),
      column(method.after.turns),
    ),
    cell("cos and sin are multiplied by", "1", method.attention),
  );
};

scale.about = ({ method }) =>
  el(
    "div.scale-about",
    {},
    el("p", {}, el("b", {}, method.title), ". ", method.change),
    method.settings ? el("p", {}, `Settings: ${method.settings}.`) : null,
    method.standIn ? el("p", {}, method.standIn) : null,
    method.disagree.map((text) => el("p", {}, el("b", {}, "Libraries disagree. "), text)),
  );

// A table to open, filled when it is.
scale.table = (title, heads, body) => {
  const node = el(
    "details.scale-table",
    { "data-title": title },
    el("summary", {}, title),
    scrolling(title),
  );
  node.addEventListener("toggle", () => {
    const place = node.querySelector(".scroll");
    if (node.open && !place.firstChild) place.append(tableOf("table.scale-grid", heads, body()));
  });
  return node;
};

scale.everyPair = ({ data, method }) => {
  const [trained, extended] = data.lengths;
  const heads = [
    "pair",
    "inv_freq before",
    "after",
    "one turn takes, before",
    "after (tokens)",
    `turns in ${trained.tokens}, before`,
    `in ${extended.tokens}, after`,
  ];
  return scale.table(`Every pair in a table: before, and with ${method.short}`, heads, () => {
    const { before } = data;
    const columns = ["w", "wave", "turns"].flatMap((name) =>
      [before, method.after].map((table) => scale.columns(table[name])),
    );
    return data.before.x.map((_, pair) => [String(pair), ...columns.map((column) => column[pair])]);
  });
};
