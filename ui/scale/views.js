// The closer looks of Scale: nothing in them is stepped.

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
      scrolling(
        "Keys",
        tableOf(
          "table.scale-grid.scale-keys",
          ["key", "value", "verdict", "why"],
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
  );
};

// --- precision ---------------------------------------------------------------------------

app.plain.scale_precision = (root, data) => {
  const pair = Math.min(scale.precisePair ?? 0, data.pairs - 1);
  scale.precisePair = pair;
  const told = el("output", {});
  const place = scrolling("Roundings");
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
      tableOf(
        "table.scale-grid.scale-precise",
        heads,
        data.rows.map((row) => [
          [row.title, el("small", {}, row.who)],
          ...[row.position, at(row.angle), at(row.off), at(row.cos), at(row.first)],
          el("b", {}, row.score),
          row.scoreOff,
          row.drift,
        ]),
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
      scrolling(
        "Bits",
        tableOf(
          "table.scale-grid.scale-bits",
          ["type", "held as", "whole numbers here, every", "sign, exponent, fraction"],
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
