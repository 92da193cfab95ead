// Scale: every pair before and after a method, on one axis of lengths.

// Places are percents of the width, so that text keeps its size on a phone.
scale.placer =
  ({ low, high }) =>
  (x) =>
    x === null ? 99.5 : 3 + (94 * (x - low)) / (high - low);

scale.percent = (number) => `${number.toFixed(2)}%`;
scale.y = { before: 66, after: 190, foot: 306, bars: 62, ticks: 326, unit: 346, speeds: 367 };

scale.picture = (stage, step) => {
  const { data, method, pair } = stage;
  const place = scale.placer(data.axis);
  const svg = (stage.drawn.svg ??= scale.spectrum(stage, place));
  svg.querySelectorAll(".scale-now").forEach((node) => node.remove());
  const known = stage.steps.slice(0, step.at + 1);
  const reached = known.some(({ name }) => name === "inv_freq");
  const [from, to] = [data.before.x[pair], method.after.x[pair]].map((x) =>
    scale.percent(place(x)),
  );
  const spots = known.flatMap(({ name, title }) => {
    const spot = method.spots[name];
    const x = Array.isArray(spot) ? spot[pair] : spot;
    return x === undefined || x === null || name === "wavelength" ? [] : [{ x: place(x), title }];
  });
  spots.sort((one, other) => one.x - other.x);
  svg.append(
    el(
      `g.scale-now.${pairClass(pair)}`,
      {},
      spots.map(({ x, title: text }, at) => scale.spot(x, text.toLowerCase(), at)),
      el("circle", { cx: from, cy: scale.y.before, r: 5.5 }),
      reached
        ? [
            el("line.chosen", { x1: from, y1: scale.y.before, x2: to, y2: scale.y.after }),
            el("circle", { cx: to, cy: scale.y.after, r: 5.5 }),
            el("line.bar-now", {
              x1: from,
              x2: from,
              y1: scale.y.foot,
              y2: scale.y.foot - scale.y.bars * method.share[pair],
            }),
          ]
        : null,
    ),
  );
  const [trained, extended] = data.lengths;
  const about =
    `Every line is a pair: above, the tokens it needs for a whole turn before; below, with ${method.short}. ` +
    `Shaded: less than one turn. Before, in ${trained.tokens} tokens, ${data.before.turnless}; ` +
    `now, in ${extended.tokens}, ${method.after.turnless}. Bars: the share of its speed that each pair keeps.`;
  return el("figure", {}, svg, el("figcaption", {}, about));
};

// Two thresholds may lie close together: the first is named at its left, the next at its right.
scale.spot = (x, label, at) => {
  const left = x > 55 || (at === 0 && x > 24);
  return [
    el("line.spot", {
      x1: scale.percent(x),
      x2: scale.percent(x),
      y1: scale.y.before - 14,
      y2: scale.y.after + 14,
    }),
    el(
      "text.spot-text",
      {
        x: scale.percent(x),
        y: scale.y.before + 44 + 34 * (at % 2),
        dx: left ? -6 : 6,
        "text-anchor": left ? "end" : "start",
      },
      label,
    ),
  ];
};

// What stays as long as model and method do.
scale.spectrum = (stage, place) => {
  const { data, method } = stage;
  const [trained, extended] = data.lengths.map(({ x }) => place(x));
  const pairs = data.before.x.map((x, index) => {
    const [from, to] = [place(x), place(method.after.x[index])].map(scale.percent);
    const moved = method.share[index] !== 1;
    return [
      el(`line${moved ? ".moved" : ".kept"}`, {
        x1: from,
        y1: scale.y.before,
        x2: to,
        y2: scale.y.after,
      }),
      el("circle", { cx: from, cy: scale.y.before, r: 2.2 }),
      method.after.x[index] === null ? null : el("circle", { cx: to, cy: scale.y.after, r: 2.2 }),
      el("line.share", {
        x1: from,
        x2: from,
        y1: scale.y.foot,
        y2: scale.y.foot - scale.y.bars * method.share[index],
      }),
    ];
  });
  const zone = (x, y, height) =>
    el("rect.zone", { x: scale.percent(x), y, width: scale.percent(Math.max(0, 100 - x)), height });
  const row = (y, text) => el("text.row-name", { x: 0, y }, text);
  const half = (scale.y.before + scale.y.after) / 2;
  const svg = el(
    "svg.scale-spectrum",
    { role: "img", "aria-label": "Wavelength of every pair before and after", height: 373 },
    zone(trained, scale.y.before - 24, half - scale.y.before + 24),
    zone(extended, half, scale.y.after - half + 12),
    scale.mark(trained, scale.y.before - 24, half, `trained ${data.lengths[0].tokens}`, 14, "end"),
    scale.mark(extended, half, scale.y.after + 12, `extended ${data.lengths[1].tokens}`, 32),
    el("line.lead", { x1: scale.percent(extended), x2: scale.percent(extended), y1: 38, y2: half }),
    el("g.lines", {}, pairs),
    row(scale.y.before - 12, "before"),
    row(scale.y.after + 26, `with ${method.short}`),
    row(scale.y.foot - scale.y.bars - 8, "speed kept"),
    el("line.axis", { x1: "0%", x2: "100%", y1: scale.y.foot, y2: scale.y.foot }),
    scale.ticks(data.axis.ticks, place, scale.y.ticks),
    el(
      "text.unit",
      { x: "50%", y: scale.y.unit, "text-anchor": "middle" },
      "↑ tokens a whole turn takes · inv_freq, radians a token ↓",
    ),
    scale.ticks(data.axis.speeds, place, scale.y.speeds),
  );
  svg.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * 100;
    const low = event.clientY - box.top > half && event.clientY - box.top < scale.y.after + 20;
    const places = (low ? method.after.x : data.before.x).map((at) => Math.abs(place(at) - x));
    scale.takePair(stage, places.indexOf(Math.min(...places)));
  });
  return svg;
};

scale.mark = (x, y1, y2, text, y, anchor = x > 60 ? "end" : "start") => [
  el("line.mark-line", { x1: scale.percent(x), x2: scale.percent(x), y1, y2 }),
  el(
    "text.mark-text",
    { x: scale.percent(x), y, "text-anchor": anchor === "end" && x < 25 ? "start" : anchor },
    text,
  ),
];

scale.ticks = (ticks, place, y) =>
  ticks.map(({ x, label }) => {
    const [, digits, raised] = /^(\d[\d,]*)(?:\^\[(-?\d+)\])?$/.exec(label);
    const at = place(x);
    return el(
      "text.tick",
      { x: scale.percent(at), y, "text-anchor": at < 6 ? "start" : at > 94 ? "end" : "middle" },
      digits,
      raised ? el("tspan", { dy: -5, "font-size": "0.75em" }, raised.replace("-", "−")) : "",
    );
  });
