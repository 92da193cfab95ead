// The closer looks of Scale: nothing in them is stepped.

// --- models --------------------------------------------------------------------------

app.plain.scale_models = (root, data) => {
  const compared = el(
    "div.scroll",
    { tabindex: "0", role: "group", "aria-label": "Settings" },
    el(
      "table.scale-grid.scale-settings",
      {},
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("td", {}),
          data.names.map((name) => el("th", { scope: "col" }, name)),
        ),
      ),
      el(
        "tbody",
        {},
        data.rows.map(([name, ...values]) =>
          el(
            `tr${values.length > 1 && values[0] === values[1] ? ".same" : ""}`,
            {},
            el("th", { scope: "row" }, name),
            values.map((value) => el("td", {}, value)),
          ),
        ),
        data.sources.some((sources) => sources.length)
          ? el(
              "tr",
              {},
              el("th", { scope: "row" }, "sources"),
              data.sources.map((sources) =>
                el(
                  "td.sources",
                  {},
                  sources.map((source) => el("p", {}, source)),
                ),
              ),
            )
          : null,
      ),
    ),
  );
  root.replaceChildren(
    el("div.scale-view", {}, scale.bands(data), compared, scale.findModels(root, data.all)),
  );
};

// Where the pairs of one model, or two, lie on one axis of wavelengths.
scale.bands = (data) => {
  const place = scale.placer(data.axis);
  const rows = data.tables.map((table, index) => {
    const y = 52 + index * 78;
    const at = place(data.used[index].x);
    return [
      el("rect.zone", {
        x: scale.percent(at),
        width: scale.percent(Math.max(0, 100 - at)),
        y: y - 16,
        height: 32,
      }),
      table.x.map((x) => el("circle.pair-dot", { cx: scale.percent(place(x)), cy: y, r: 3 })),
      el("line.mark-line", {
        x1: scale.percent(at),
        x2: scale.percent(at),
        y1: y - 16,
        y2: y + 16,
      }),
      el("text.mark-text", { x: 0, y: y - 24 }, data.names[index]),
    ];
  });
  const foot = 52 + (data.tables.length - 1) * 78 + 44;
  const told = data.names.map(
    (name, index) =>
      `${name}: in ${data.used[index].tokens} tokens ${data.tables[index].turnless}.`,
  );
  const heads = [
    "pair",
    ...data.names.flatMap((name, index) => [
      `inv_freq, ${name}`,
      "one turn takes (tokens)",
      `turns in ${data.used[index].tokens}`,
    ]),
  ];
  const longest = Math.max(...data.tables.map((table) => table.x.length));
  return el(
    "figure.scale-figure",
    {},
    el(
      "svg.scale-spectrum.still",
      { role: "img", "aria-label": "Wavelength of every pair", height: foot + 20 },
      rows,
      el("line.axis", { x1: "0%", x2: "100%", y1: foot, y2: foot }),
      scale.ticks(data.axis, place, foot + 18),
    ),
    el(
      "figcaption",
      {},
      "Every dot is a pair, at the tokens it needs for a whole turn, as the model uses it; shaded: less than one turn in its longest context. ",
      told.join(" "),
    ),
    scale.table("Every pair in a table", heads, () =>
      Array.from({ length: longest }, (_, pair) => [
        String(pair),
        ...data.tables.flatMap((table) =>
          ["w", "wave", "turns"].map((name) => scale.columns(table[name])[pair] ?? ""),
        ),
      ]),
    ),
  );
};

scale.findModels = (root, models) => {
  const words = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
  const address = (name) => {
    const url = new URL(location.href);
    ["trained", "factor", "scalepair", "method", "step"].forEach((part) =>
      url.searchParams.delete(part),
    );
    url.searchParams.set("show", name);
    return url.href;
  };
  const rows = models.map(([name, text, cells, sources]) => ({
    found: text.toLowerCase(),
    node: el(
      "tr",
      {},
      el("th", { scope: "row" }, el("a", { href: address(name), target: "_self" }, cells[0])),
      cells.slice(1).map((cell) => el("td", {}, cell)),
      el("td.sources", {}, sources),
    ),
  }));
  const count = el("p.note", { role: "status" });
  const search = (text) => {
    const wanted = words(text);
    const shown = rows.filter(({ found, node }) => {
      node.hidden = !wanted.every((word) => found.includes(word));
      return !node.hidden;
    });
    count.textContent = `${shown.length} of ${models.length} models`;
    scale.searched = text;
  };
  const field = el("input.scale-search", {
    type: "search",
    placeholder: "llama, yarn, gemma …",
    "aria-label": "Find a model",
    oninput: () => search(field.value),
  });
  rows.forEach((row, index) => (row.found += ` ${models[index][2].join(" ").toLowerCase()}`));
  field.value = scale.searched ?? "";
  search(field.value);
  const heads = ["model", "head_dim", "base", "pairing", "scaling", "trained → extended", "source"];
  return el(
    "details.scale-table",
    { open: Boolean(field.value) },
    el("summary", {}, `All ${models.length} models, with sources`),
    el("p", {}, field),
    count,
    el(
      "div.scroll",
      { tabindex: "0", role: "group", "aria-label": "Models" },
      el(
        "table.scale-grid.scale-models",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            heads.map((head) => el("th", { scope: "col" }, head)),
          ),
        ),
        el(
          "tbody",
          {},
          rows.map(({ node }) => node),
        ),
      ),
    ),
  );
};

// --- config.json -----------------------------------------------------------------------

app.plain.scale_config = (root, data) => {
  const kinds = data.kinds.map((kind) =>
    el(
      "section.scale-kind",
      {},
      el("h2", {}, kind.name === "all" ? "All layers" : kind.name),
      kind.layers ? el("p.note", {}, kind.layers) : null,
      el("p", {}, kind.line),
      kind.w
        ? [
            el(
              "p",
              {},
              `In ${data.length} tokens${data.assumed ? " (assumed: the config names no length)" : ""} ${kind.turnless}.`,
            ),
            scale.table(
              `The table it means, ${kind.name === "all" ? "all layers" : kind.name}`,
              ["pair", "inv_freq", "one turn takes (tokens)", `turns in ${data.length}`],
              () => {
                const columns = ["w", "wave", "turns"].map((name) => scale.columns(kind[name]));
                return columns[0].map((_, pair) => [
                  String(pair),
                  ...columns.map((column) => column[pair]),
                ]);
              },
            ),
          ]
        : null,
    ),
  );
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      kinds,
      el("h2", {}, "What became of every key"),
      el("p.note", {}, data.count),
      el(
        "div.scroll",
        { tabindex: "0", role: "group", "aria-label": "Keys" },
        el(
          "table.scale-grid.scale-keys",
          {},
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              ["key", "value", "verdict", "why"].map((head) => el("th", { scope: "col" }, head)),
            ),
          ),
          el(
            "tbody",
            {},
            data.notes.map(([key, value, verdict, remark]) =>
              el(
                `tr.verdict-${verdict}`,
                {},
                el("th", { scope: "row" }, key),
                el("td", {}, value),
                el("td.is", {}, verdict),
                el("td", {}, remark),
              ),
            ),
          ),
        ),
      ),
    ),
  );
};

// --- precision ---------------------------------------------------------------------------

app.plain.scale_precision = (root, data) => {
  const pair = Math.min(scale.precisePair ?? 0, data.pairs - 1);
  scale.precisePair = pair;
  const told = el("output", {});
  const place = el("div.scroll", { tabindex: "0", role: "group", "aria-label": "Roundings" });
  const heads = [
    "rounded",
    "position",
    "angle",
    "off by",
    "cos",
    "first number of q′",
    "score",
    "off by",
    `the score moves by, at ${data.far}`,
  ];
  const draw = () => {
    const at = (text) => scale.columns(text)[scale.precisePair];
    told.textContent = scale.precisePair;
    place.replaceChildren(
      el(
        "table.scale-grid.scale-precise",
        {},
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            heads.map((head) => el("th", { scope: "col" }, head)),
          ),
        ),
        el(
          "tbody",
          {},
          data.rows.map((row) =>
            el(
              "tr",
              {},
              el("th", { scope: "row" }, row.title, el("small", {}, row.who)),
              [row.position, at(row.angle), at(row.off), at(row.cos), at(row.first)].map((text) =>
                el("td", {}, text),
              ),
              el("td", {}, el("b", {}, row.score)),
              el("td", {}, row.scoreOff),
              el("td", {}, row.drift),
            ),
          ),
        ),
      ),
    );
    slider.style.setProperty(
      "--done",
      `${data.pairs > 1 ? (scale.precisePair / (data.pairs - 1)) * 100 : 100}%`,
    );
  };
  const slider = el("input.bar", {
    type: "range",
    min: 0,
    max: data.pairs - 1,
    value: pair,
    disabled: data.pairs === 1,
    "aria-label": "Pair whose angle is shown",
    oninput: () => {
      scale.precisePair = Number(slider.value);
      draw();
    },
  });
  draw();
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      el("h2", {}, `Position ${data.at} in four types of number`),
      el(
        "div.scroll",
        { tabindex: "0", role: "group", "aria-label": "Bits" },
        el(
          "table.scale-grid.scale-bits",
          {},
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              ["type", "held as", "whole numbers here, every", "sign, exponent, fraction"].map(
                (head) => el("th", { scope: "col" }, head),
              ),
            ),
          ),
          el(
            "tbody",
            {},
            data.types.map((type) =>
              el(
                `tr${type.right ? "" : ".lost"}`,
                {},
                el("th", { scope: "row" }, type.name),
                el("td", {}, type.held, type.right ? "" : el("small", {}, " not exact")),
                el("td", {}, type.gap),
                el(
                  "td.bits",
                  {},
                  el("span.sign-bit", {}, type.sign),
                  " ",
                  el("span.exponent-bits", {}, type.exponent),
                  " ",
                  el("span", {}, type.fraction),
                ),
              ),
            ),
          ),
        ),
      ),
      el("p.scale-why", {}, data.why),
      el("h2", {}, `q at ${data.at}, k at ${data.key}: angle and score`),
      el(
        "p.scale-why",
        {},
        `The vectors of the problem, ${data.distance} apart. The last column moves both to about ${data.far}: the score should stand still.`,
      ),
      data.pairs > 1
        ? el("label.scale-pair", {}, el("span", {}, "Angle of pair"), slider, told)
        : null,
      place,
      data.beyond ? el("p.note", {}, data.beyond) : null,
    ),
  );
};

// --- extrapolation ---------------------------------------------------------------------

scale.verdicts = {
  whole: "every angle seen in training",
  within: "stays within the angles seen",
  new4: "reaches angles never seen; the paler, the nearer to what was",
  still: "stands still",
};

app.plain.scale_reach = (root, data) => {
  const part = (count) => scale.percent((100 * count) / data.pairs);
  const strips = data.rows.map((row) =>
    el(
      "div.reach-row",
      {},
      el("span.reach-name", {}, row.title, row.own ? el("small", {}, " its own") : ""),
      el(
        "svg",
        {
          height: 22,
          role: "img",
          "aria-label": `${row.title}: ${row.new} reach angles never seen`,
        },
        row.runs.map(([verdict, first, count]) =>
          el(`rect.reach-${verdict}`, { x: part(first), width: part(count), y: 1, height: 20 }),
        ),
      ),
      el(
        "span.reach-told",
        {},
        row.new === "no pair"
          ? "no new angles"
          : [row.new, el("small", {}, `at most ${row.furthest}`)],
      ),
    ),
  );
  const legend = el(
    "ul.reach-legend",
    {},
    Object.entries(scale.verdicts).map(([verdict, text]) =>
      el(
        "li",
        {},
        el(
          "svg",
          { width: 22, height: 14, "aria-hidden": "true" },
          el(`rect.reach-${verdict}`, { width: "100%", height: 14 }),
        ),
        text,
      ),
    ),
  );
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      el("h2", {}, "“RoPE extrapolates to longer sequences”"),
      el(
        "p.scale-why",
        {},
        `The formula has a value at every position; that is all it promises. ${data.name}, trained on ${data.trained} tokens, in a text of ${data.extended}: without scaling ${data.bare} turn to angles that no training text has shown. The slowest, pair ${data.slowest.pair}, reached ${data.slowest.trained} rad in training and now reaches ${data.slowest.now}.`,
      ),
      el(
        "figure.scale-figure",
        {},
        strips,
        legend,
        el(
          "figcaption",
          {},
          `A row is a method, from pair 0 at the left to pair ${data.pairs - 1} at the right.`,
        ),
      ),
      scale.table(
        "The same in a table",
        [
          "method",
          "pairs with angles never seen",
          "furthest, against training",
          `slowest pair at ${data.extended}`,
          "fastest pair, from one token to the next",
        ],
        () => data.rows.map((row) => [row.title, row.new, row.furthest, row.slowest, row.step]),
      ),
      el(
        "p.scale-why",
        {},
        "Where no angle is new the model need not be good: a slowed pair puts neighbours closer together than any it saw in training, and softmax spreads over ",
        `${data.times} times as many tokens. How well a model reads longer texts is measured, not proved.`,
      ),
    ),
  );
};
