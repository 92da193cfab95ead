// The stage that every stepped page shares: controls, keyboard, address, words.
// A kind (rotate, matrix, ...) says which steps there are and how one looks.

const app = (globalThis.ropeByHand ??= { waiting: [] });
app.kinds = {}; // stages with steps
app.plain = {}; // what is shown at once: (root, data) => ...
app.kept ??= {}; // what is the same for every problem
app.memory ??= {}; // what is shown of a kind, kept while the person visits other pages

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "line", "circle", "path", "text", "rect", "tspan"]);

// el("div.note", {role: "status"}, "text", child): text is only ever set as text.
function el(tag, props = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const node = SVG_TAGS.has(name)
    ? document.createElementNS(SVG, name)
    : document.createElement(name);
  if (classes.length) node.setAttribute("class", classes.join(" "));
  for (const [key, value] of Object.entries(props)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, "");
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child != null && child !== ""));
  return node;
}

const inBrackets = (text) => (/^−|×/.test(text) ? `(${text})` : text);

// A template with {name}, {(name)} (in brackets if negative or a power of ten) and ^[raised] to nodes.
function write(template, values) {
  const nodes = [];
  let at = 0;
  for (const match of template.matchAll(/\{(\()?(\w+)\)?\}|\^\[([^\]]*)\]/g)) {
    if (match.index > at) nodes.push(template.slice(at, match.index));
    at = match.index + match[0].length;
    const [, bracket, name, raised] = match;
    if (raised !== undefined) nodes.push(el("sup", {}, write(raised, values)));
    else {
      const text = String(values[name] ?? "");
      nodes.push(el(`span.v.v-${name}`, {}, bracket ? inBrackets(text) : text));
    }
  }
  if (at < template.length) nodes.push(template.slice(at));
  return nodes;
}

const plain = (template, values) =>
  write(template, values)
    .map((node) => (typeof node === "string" ? node : node.textContent))
    .join("");

// "label | expression" rows, aligned at the bar.
function rows(templates, values) {
  return el(
    "div.rows",
    { role: "group", "aria-label": "Working" },
    // A template may be a value that is itself a row, and nothing where there is none.
    templates.map((given) => {
      const template = /^\{\w+\}$/.test(given) ? (values[given.slice(1, -1)] ?? "") : given;
      if (!template) return null;
      const [label, expression] = template.includes("|")
        ? template.split("|").map((part) => part.trim())
        : [null, template];
      return el(
        label === null ? "div.row.whole" : "div.row",
        {},
        label === null ? null : el("span.label", {}, write(label, values)),
        el("span.expr", {}, write(expression, values)),
      );
    }),
  );
}

// A table with heads. A row is a node, or its cells, the first of which is its head.
function tableOf(tag, heads, body) {
  return el(
    tag,
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
      body.map((row) => {
        if (!Array.isArray(row)) return row;
        const [first, ...rest] = row;
        return el(
          "tr",
          {},
          el("th", { scope: "row" }, first),
          rest.map((cell) => el("td", {}, cell)),
        );
      }),
    ),
  );
}

// What is too wide scrolls in itself, by keyboard as well.
const scrolling = (label, ...children) =>
  el("div.scroll", { tabindex: "0", role: "group", "aria-label": label }, ...children);

const pairClass = (index) => `pair-${index % 6}`;
const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

// What the browser alone knows stands in the address too, so that a copied link has it.
const address = {
  get: (name) => new URLSearchParams(location.search).get(name),
  set(values) {
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(values)) {
      if (value == null) url.searchParams.delete(name);
      else url.searchParams.set(name, value);
    }
    // Commas are allowed in a query and keep a vector readable.
    url.search = url.search.replaceAll("%2C", ",");
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  },
};

class Stage {
  constructor(root) {
    this.root = root;
  }

  // New data: the same step of the new problem.
  update(data) {
    this.data = data;
    this.kind = app.kinds[data.kind];
    this.memory = app.memory[data.kind] ??= { ...this.kind.remember?.(address, data) };
    this.kind.prepare?.(this);
    this.steps = this.kind.steps(this);
    this.trouble = null;
    if (this.memory.step === undefined) this.memory.step = this.linkedStep();
    this.build();
    this.go(this.memory.step);
    this.kind.settle?.(this);
  }

  linkedStep() {
    const text = address.get("step");
    const first = this.first();
    if (text === null) return first;
    const step = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
    if (step >= 1 && step <= this.steps.length) return step;
    this.trouble = `step: received “${text.slice(0, 60)}”; allowed: a whole number from 1 to ${this.steps.length}. Step ${first} is shown.`;
    return first;
  }

  // The step that is shown when nobody asked for one, and needs no mention in the address.
  first() {
    return this.kind.first?.(this) ?? 1;
  }

  build() {
    const previous = el(
      "button.control",
      { type: "button", onclick: () => this.go(this.memory.step - 1) },
      el("span", { "aria-hidden": "true" }, "← "),
      "Previous step",
    );
    const next = el(
      "button.control.primary",
      { type: "button", onclick: () => this.go(this.memory.step + 1) },
      "Next step",
      el("span", { "aria-hidden": "true" }, " →"),
    );
    const { onward: page } = this.data;
    const onward = el(
      "button.control.primary",
      { type: "button", hidden: true, onclick: () => openPage(page.path) },
      `Go on to ${page?.title ?? ""}`,
      el("span", { "aria-hidden": "true" }, " →"),
    );
    const bar = el("input.bar", {
      type: "range",
      min: 1,
      max: this.steps.length,
      step: 1,
      "aria-label": "Step",
      oninput: (event) => this.go(Number(event.target.value)),
    });
    const count = el("span.count");
    this.parts = { previous, next, onward, bar, count };
    for (const name of ["alert", "head", "body", "result", "live"])
      this.parts[name] = el(`div.${name}`);
    const { alert, head, body, result, live } = this.parts;
    alert.setAttribute("role", "alert");
    live.setAttribute("aria-live", "polite");
    const focused = this.root.contains(document.activeElement)
      ? document.activeElement.dataset.focus
      : null;
    const buttons = this.kind.controls?.(this) ?? [];
    for (const [node, name] of [
      [previous, "previous"],
      [next, "next"],
      [bar, "bar"],
    ]) {
      node.dataset.focus = name;
    }
    this.root.replaceChildren(
      alert,
      head,
      el("div.controls", {}, previous, next, onward, bar, count, buttons, projectorButton()),
      body,
      result,
      this.kind.below?.(this) ?? "",
      foldsOf(this.root, this.data.folded ?? []),
      live,
    );
    this.focused = focused;
  }

  // Show one step. Everything it needs is here already: nothing is sent.
  go(number, { quiet = false } = {}) {
    const step = Math.min(Math.max(1, number), this.steps.length);
    const before = this.shown ?? 0;
    if (this.memory.all && before && step !== before) {
      // Everything was open; who steps wants one step again.
      this.memory.all = false;
      this.memory.step = this.shown = step;
      return this.redraw();
    }
    const forward = step === before + 1;
    this.memory.step = this.shown = step;
    const { previous, next, onward, bar, count, alert, head, body, result, live } = this.parts;
    const all = this.steps.length;
    previous.setAttribute("aria-disabled", step === 1);
    next.setAttribute("aria-disabled", step === all);
    onward.hidden = step < all || !this.data.onward;
    bar.value = step;
    bar.style.setProperty("--done", `${all > 1 ? ((step - 1) / (all - 1)) * 100 : 100}%`);
    count.textContent = `${step} of ${all}`;
    const current = this.steps[step - 1];
    const told = this.kind.tell(this, current);
    bar.setAttribute("aria-valuetext", `${step} of ${all}: ${told.title}`);
    head.replaceChildren(...[this.kind.head?.(this, current) ?? ""].flat());
    body.replaceChildren(...[this.kind.body(this, current, { onward: forward })].flat());
    result.replaceChildren(...[this.kind.result?.(this, current) ?? ""].flat());
    alert.textContent = this.trouble ?? "";
    if (before && !quiet) {
      this.trouble = null;
      live.textContent = `Step ${step} of ${all}. ${told.title}. ${told.says} ${told.line ?? ""}`;
    }
    address.set({
      projector: projector.on() ? 1 : null,
      step: step === this.first() ? null : step,
      ...this.kind.link?.(this),
    });
    head.querySelector("[data-current]")?.dispatchEvent(new Event("reveal"));
    this.kind.shown?.(this);
    // What scrolls inside itself must be reachable without a mouse.
    for (const node of this.root.querySelectorAll(".rows, .cells")) {
      if (node.scrollWidth > node.clientWidth) node.tabIndex = 0;
      else node.removeAttribute("tabindex");
    }
    if (this.focused) this.root.querySelector(`[data-focus="${this.focused}"]`)?.focus();
    this.focused = null;
    return undefined;
  }

  // Draw again what is shown (after a switch of this page's own).
  redraw() {
    this.steps = this.kind.steps(this);
    this.build();
    this.go(this.memory.step);
  }
}

// Query or key: which of the two vectors a page is about.
const linkedVector = (link) => ({ vector: link.get("vector") === "k" ? 1 : 0 });
const vectorLink = (memory) => ({ vector: memory.vector ? "k" : null });

function vectorSwitch(stage) {
  return el(
    "div.switch",
    { role: "group", "aria-label": "Vector" },
    stage.data.vectors.map((vector, index) =>
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(index === stage.memory.vector),
          "data-focus": `vector-${index}`,
          onclick: () => {
            stage.memory.vector = index;
            stage.redraw();
          },
        },
        `${vector.letter} at position ${vector.position}`,
        vector.token ? ` “${vector.token}”` : "",
      ),
    ),
  );
}

// Scroll a long strip so that its current part is seen, without moving the page.
function revealIn(strip, node) {
  const left = node.offsetLeft - strip.offsetLeft;
  if (left < strip.scrollLeft || left + node.offsetWidth > strip.scrollLeft + strip.clientWidth) {
    strip.scrollLeft = left - strip.clientWidth / 2 + node.offsetWidth / 2;
  }
}

// Another page of the course, as the menu opens it; without a menu, by its address.
function openPage(path) {
  const link = document.querySelector(`[data-testid="stSidebarNavLink"][href$="/${path}"]`);
  if (link) link.click();
  else location.assign(new URL(path, location.href));
}

// Projector mode is the browser's alone: larger type, and nothing but the stage.
const projector = {
  on: () => document.documentElement.classList.contains("projector"),
  set(on) {
    document.documentElement.classList.toggle("projector", on);
    address.set({ projector: on ? 1 : null });
    app.current?.redraw();
  },
};

function projectorButton() {
  return el(
    "button.control.quiet.projector-button",
    { type: "button", "data-focus": "projector", onclick: () => projector.set(!projector.on()) },
    projector.on() ? "Leave" : "Projector",
  );
}

const EDITABLE =
  "input, textarea, select, [contenteditable], [role=radio], [role=slider], [role=combobox], [role=option], [data-keys]";

function onKey(event) {
  const stage = app.current;
  if (!stage?.root.isConnected || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest?.(EDITABLE)) return;
  const move = {
    ArrowLeft: () => stage.memory.step - 1,
    ArrowRight: () => stage.memory.step + 1,
    // Presenter remotes send page keys; elsewhere these belong to the page.
    ...(projector.on() && {
      PageUp: () => stage.memory.step - 1,
      PageDown: () => stage.memory.step + 1,
    }),
    Home: () => 1,
    End: () => stage.steps.length,
  }[event.key];
  if (event.key === "Escape" && projector.on()) projector.set(false);
  if (!move) return;
  event.preventDefault();
  stage.go(move());
}
