// Attend: six views of one problem, stepped through. The numbers come as texts; what is painted
// between them (tints, waves) is drawn from the plain data beside the texts.

const attend = (app.attend = { views: {} });

app.kinds.attend = {
  remember: (link) => ({
    all: link.get("all") === "1",
    linked: link.get("cell"),
    other: "sinusoidal",
    encoding: link.get("encoding") ?? "rope",
    shift: 0,
    ranges: { distance: 0, pairs: 0 },
    off: new Set((link.get("off") ?? "").split(",").filter(Boolean).map(Number)),
  }),

  prepare(stage) {
    const { data, memory } = stage;
    const kept = data[data.keptAs];
    Object.assign(data, kept, {
      folded: [kept.why, { title: "In code", items: [{ code: data.code }] }, kept.sources],
      encodings: {
        ...data.encodings,
        encodings: data.encodings.encodings.map((one) => ({ ...kept.words[one.name], ...one })),
      },
    });
    memory.cell ??= attend.linkedCell(memory.linked, data.sentence.tokens.length);
    // Another sentence, or other tokens in the sidebar: that is the cell to look at now.
    const asked = `${data.sentence.which} ${data.cell}`;
    if (!memory.cell || (memory.asked && memory.asked !== asked)) memory.cell = [...data.cell];
    memory.asked = asked;
    // What shows the sentence alone is kept as long as the sentence stays.
    const sentence = `${data.keptAs} ${data.real} ${data.locked}`;
    const { scores, attention, slide } = stage.drawn ?? {};
    stage.drawn = stage.sentence === sentence ? { scores, attention, slide } : {};
    stage.sentence = sentence;
    const { encodings, distance } = data;
    if (!encodings.encodings.some(({ name }) => name === memory.encoding)) memory.encoding = "rope";
    const problem = `${encodings.m} ${encodings.n} ${distance.waves.length}`;
    if (memory.problem !== problem) memory.stop = distance.start;
    memory.problem = problem;
    memory.stop = Math.min(memory.stop, distance.stops.length - 1);
    memory.off = new Set([...memory.off].filter((pair) => distance.waves[pair]));
    // The range holds the distance that is looked at.
    while (distance.stops[memory.stop] > distance.ranges[memory.ranges.distance])
      memory.ranges.distance += 1;
  },

  link: ({ data, memory }) => ({
    all: memory.all ? 1 : null,
    cell: String(memory.cell) === String(data.cell) ? null : memory.cell.join(","),
    encoding: memory.encoding === "rope" ? null : memory.encoding,
    off: memory.off.size ? [...memory.off].sort((a, b) => a - b).join(",") : null,
  }),

  steps: ({ data }) => data.views,

  tell: (_, view) => ({ title: view.title, says: view.says }),

  controls(stage) {
    const { memory } = stage;
    return el(
      "button.control.quiet",
      {
        type: "button",
        "aria-pressed": String(memory.all),
        "data-focus": "all",
        onclick: () => {
          memory.all = !memory.all;
          stage.redraw();
        },
      },
      memory.all ? "One view at a time" : "Open everything",
    );
  },

  head: (stage, view) =>
    el(
      "nav.tabs.attend-nav",
      { "aria-label": "Views" },
      stage.steps.map((one, index) =>
        el(
          "button",
          {
            type: "button",
            "aria-current": one === view && !stage.memory.all ? "step" : null,
            "data-focus": `view-${index}`,
            onclick: () => {
              stage.wanted = `view-${index}`;
              stage.go(index + 1);
            },
          },
          one.short,
        ),
      ),
    ),

  body: (stage, view) =>
    (stage.memory.all ? stage.steps : [view]).map((one) => attend.section(stage, one)),

  // The row of views is drawn anew with every step: whoever pressed one stays on it.
  shown(stage) {
    if (stage.wanted) stage.root.querySelector(`[data-focus="${stage.wanted}"]`)?.focus();
    stage.wanted = null;
    attend.drawAhead(stage);
  },
};

// A view is drawn once for a problem: a step shows what is there.
attend.section = (stage, view) => {
  // Pictures fill the place there is: another on the projector.
  if (stage.projected !== projector.on()) stage.drawn = {};
  stage.projected = projector.on();
  const known = stage.drawn[view.key];
  if (known) {
    known.refresh?.();
    return known.node;
  }
  const parts = attend.views[view.key](stage);
  const node = el(
    `section.attend.attend-${view.key}`,
    { "aria-label": view.title },
    el("h3", {}, view.title),
    el("p.says", {}, view.says),
    parts,
  );
  stage.drawn[view.key] = { node, refresh: parts.refresh };
  return node;
};

// The other views, one at a time, while nothing else is to do.
attend.drawAhead = (stage) => {
  clearTimeout(stage.ahead);
  stage.ahead = setTimeout(() => {
    const next = stage.root.isConnected && stage.steps.find(({ key }) => !stage.drawn[key]);
    if (!next) return;
    attend.section(stage, next);
    attend.drawAhead(stage);
  }, 150);
};

attend.linkedCell = (text, count) => {
  const match = /^(\d{1,3}),(\d{1,3})$/.exec(text ?? "");
  const cell = match && [Number(match[1]), Number(match[2])];
  return cell?.every((place) => place < count) ? cell : null;
};

attend.remember = (stage) => address.set(app.kinds.attend.link(stage));

// The number that a text of the core shows, for lengths of bars.
attend.size = (text) => {
  const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const [digits, power = ""] = text.replaceAll("−", "-").split("×10");
  const exponent = [...power].map((c) => (c === "⁻" ? "-" : raised.indexOf(c))).join("");
  return Number(`${digits}${exponent ? `e${exponent}` : ""}`);
};

attend.count = (number) => number.toLocaleString("en");

attend.button = (pressed, text, onclick, props = {}) =>
  el("button", { type: "button", "aria-pressed": String(pressed), onclick, ...props }, text);

// A row of choices, one of which holds. change(index) is told; the row marks itself.
attend.choices = (label, titles, chosen, change) => {
  const group = el(
    "div.switch",
    { role: "group", "aria-label": label },
    titles.map((title, index) =>
      attend.button(index === chosen, title, () => {
        [...group.children].forEach((button, at) =>
          button.setAttribute("aria-pressed", String(at === index)),
        );
        change(index);
      }),
    ),
  );
  return group;
};

attend.slider = (label, last, value, change) => {
  const fill = (at) => slider.style.setProperty("--done", `${last ? (at / last) * 100 : 0}%`);
  const slider = el("input.bar", {
    type: "range",
    min: 0,
    max: last,
    value,
    "aria-label": label,
    oninput: (event) => {
      fill(Number(event.target.value));
      change(Number(event.target.value));
    },
  });
  slider.tell = (text) => slider.setAttribute("aria-valuetext", text);
  fill(value);
  return slider;
};

// What a picture says, as a table to open.
attend.table = (title, heads, body) =>
  el(
    "details.attend-table",
    {},
    el("summary", {}, title),
    scrolling(title, tableOf("table", heads, body)),
  );
