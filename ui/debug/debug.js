// Debug: the verdict, and what it rests on. All texts are set as text.

import { copyButton } from "../web/clipboard.js";
import { el, reducedMotion, scrolling, tableOf } from "../web/dom.js";
import { codeBlock } from "../web/explanations.js";

/** @import { Angles, Bug, Child, DebugData } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {DebugData} data
 */
export const show = (root, data) => {
  root.classList.add("debug");
  root.replaceChildren(
    headOf(data),
    glanceOf(data),
    data.located.length ? locatedSection(data.located) : "",
    data.positions.length ? positionsSection(data) : "",
    data.weights ? weightsSection(data.weights) : "",
    ...data.bugs.map(bugSection),
    data.angles.points.length ? anglesSection(data.angles) : "",
    data.deciding.rows.length ? decidingSection(data.deciding) : "",
    data.hypotheses.length ? triedSection(data) : "",
    reportText(data),
  );
  watchVerdict(root);
};

/** @param {string[][]} places */
const locatedSection = (places) =>
  el(
    "section",
    {},
    el("h3", {}, "Where"),
    el("p.note", {}, "What is not like the rest; everything else was compared too, and agrees."),
    scrolling(
      "Where",
      tableOf("table.debug-table.words", ["place", "what is so there", "numbers"], places),
    ),
  );

/** @param {DebugData} data */
const positionsSection = (data) =>
  el(
    "section",
    {},
    el("h3", {}, "Positions used, beside those given"),
    el("p.note", {}, "Solved for in each row, from the angles it was turned by."),
    scrolling(
      "Positions",
      tableOf("table.debug-table.words", ["of", "tokens", "given", "used"], data.positions),
    ),
    data.morePositions ? el("p.note", {}, `And ${data.morePositions} runs of tokens more.`) : null,
  );

/** @param {string} code */
const weightsSection = (code) =>
  el(
    "section",
    {},
    el("h3", {}, "The weights' rows, both ways"),
    el("p.note", {}, "For the projections of q and of k. Those of v stay as they are."),
    codeBlock(code),
  );

/** @param {DebugData} data */
const headOf = (data) =>
  el(
    "div.verdict",
    { "data-status": data.status, role: "status" },
    el("p.state", {}, data.label),
    el("h2", {}, data.verdict),
    el("p", {}, data.sure),
    data.ask ? el("p.ask", {}, data.ask) : null,
    data.notes.map((note) => el("p.note", {}, note)),
    data.alternatives.length
      ? [
          el("p.also", {}, "As simple, and not ruled out:"),
          el(
            "ul",
            {},
            data.alternatives.map((words) => el("li", {}, words)),
          ),
        ]
      : null,
    el(
      "div.jumps",
      {},
      copyReport(data.report),
      data.learn
        ? el(
            "a.control",
            { href: data.learn, target: "_blank", rel: "noopener" },
            `Work it by hand on ${data.learnPage}`,
          )
        : null,
    ),
  );

/**
 * Where the fields fill the screen the verdict stands at its lower edge, until it is seen.
 *
 * @param {DebugData} data
 */
const glanceOf = (data) =>
  el(
    "button.glance",
    {
      type: "button",
      hidden: true,
      "data-status": data.status,
      onclick: () =>
        document
          .querySelector(".debug .verdict")
          ?.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth" }),
    },
    el("span.state", {}, data.label),
    el("span", {}, data.verdict),
  );

/** @type {IntersectionObserver | undefined} */
let observer;
/** @type {string | null} */
let lastVerdict = "";

/** @param {HTMLElement} root */
function watchVerdict(root) {
  const bar = /** @type {HTMLElement} */ (root.querySelector(".glance"));
  const verdict = /** @type {HTMLElement} */ (root.querySelector(".verdict h2"));
  // A new verdict above what is seen comes into view: nobody would look for it there.
  let fresh = verdict.textContent !== lastVerdict;
  lastVerdict = verdict.textContent;
  observer?.disconnect();
  observer = new IntersectionObserver(([entry]) => {
    if (fresh && entry.boundingClientRect.top < 0)
      verdict.scrollIntoView({ behavior: reducedMotion() ? "auto" : "smooth", block: "center" });
    fresh = false;
    bar.hidden = entry.isIntersecting || entry.boundingClientRect.top < innerHeight / 2;
  });
  observer.observe(verdict);
}

/** @param {string} text */
const copyReport = (text) =>
  copyButton(
    "button.control",
    "Copy the report",
    () => text,
    () => "Copy it from the end of the page",
  );

// What the reader chose and opened: the page is drawn anew with each verdict.
let language = "PyTorch";
/** @type {Set<string>} */
const opened = new Set();

/** @param {Bug} bug */
function bugSection(bug) {
  const code = el("div");
  const tabs = ["NumPy", "PyTorch"].map((name) =>
    el("button", { type: "button", "aria-pressed": "false", onclick: () => show(name) }, name),
  );
  /** @param {string} name */
  const show = (name) => {
    language = name;
    code.replaceChildren(codeBlock(name === "NumPy" ? bug.numpy : bug.torch));
    for (const tab of tabs) tab.setAttribute("aria-pressed", String(tab.textContent === name));
  };
  show(language);
  return el(
    "section.fix",
    {},
    el("h3", {}, bug.title),
    el("p", {}, bug.story),
    el("p.note", {}, `How it shows: ${bug.looks}`),
    el(
      "div.fix-head",
      {},
      el("h4", {}, "The smallest fix"),
      el("div.switch", { role: "group", "aria-label": "Language" }, tabs),
    ),
    code,
    bug.threads.length
      ? el(
          "p.threads",
          {},
          "Others met it: ",
          bug.threads.flatMap(({ url, text }, i) => [
            i ? ", " : "",
            el("a", { href: url, target: "_blank", rel: "noopener" }, text),
          ]),
        )
      : null,
  );
}

/** @param {Angles} angles */
function anglesSection(angles) {
  return el(
    "section",
    {},
    el("h3", {}, angles.title),
    el("p.note", {}, angles.says),
    anglePicture(angles),
    el(
      "div.legend",
      { "aria-hidden": "true" },
      legendKey("meant", "as meant"),
      legendKey("got", angles.got),
      angles.points.some((point) => point.off)
        ? legendKey("got off", `${angles.got}, not as meant`)
        : null,
    ),
    openable("The same as a table", () =>
      debugTable(
        angles.title,
        angles.heads,
        angles.points.map((point) => [
          String(point.pair),
          ...point.shown,
          point.off ? "no" : "yes",
        ]),
      ),
    ),
  );
}

/**
 * @param {string} name
 * @param {string} text
 */
const legendKey = (name, text) =>
  el(
    "span",
    {},
    el(
      "svg",
      { viewBox: "0 0 14 14", width: 14, height: 14 },
      markAt(name, 7, 7, name === "meant" ? 5 : 3.5),
    ),
    text,
  );

/**
 * A ring, a dot, or a diamond: what is off is told by its shape as well.
 *
 * @param {string} name
 * @param {number} x
 * @param {number} y
 * @param {number} size
 */
const markAt = (name, x, y, size) =>
  name === "got off"
    ? el("path", {
        class: name,
        d: `M${x} ${y - size * 1.4}l${size * 1.4} ${size * 1.4}l${-size * 1.4} ${size * 1.4}l${-size * 1.4} ${-size * 1.4}z`,
      })
    : el("circle", { class: name, cx: x, cy: y, r: size });

/** @param {Angles} angles */
function anglePicture({ points, ticks, title }) {
  const wide = innerWidth < 700 ? 340 : 760;
  const high = innerWidth < 700 ? 190 : 230;
  const left = 14 + 8 * Math.max(...ticks.map(([, label]) => label.length));
  const room = wide - left - 32;
  /** @param {number} i */
  const x = (i) => left + 18 + (room * i) / Math.max(points.length - 1, 1);
  /** @param {number} height */
  const y = (height) => high - 14 - height * (high - 28);
  const size = Math.min(4.2, Math.max(1.6, room / points.length / 3));
  const every = Math.ceil(points.length / (wide / 48));
  const svg = el("svg.angle-picture", {
    viewBox: `0 0 ${wide} ${high + 30}`,
    role: "img",
    "aria-label": `${title}; the table below says the same.`,
  });
  for (const [at, label] of ticks) {
    svg.append(
      el("line.grid", { x1: left, x2: wide, y1: y(at), y2: y(at) }),
      el("text", { x: left - 8, y: y(at) + 5, "text-anchor": "end" }, label),
    );
  }
  points.forEach((point, i) => {
    const [got, meant] = point.heights.map(y);
    if (point.off) svg.append(el("line.apart", { x1: x(i), x2: x(i), y1: meant, y2: got }));
    svg.append(
      markAt("meant", x(i), meant, size + 2),
      markAt(point.off ? "got off" : "got", x(i), got, size),
    );
    if (i % every === 0)
      svg.append(
        el("text", { x: x(i), y: high + 16, "text-anchor": "middle" }, i ? String(i) : "pair 0"),
      );
  });
  return svg;
}

/** @param {DebugData["deciding"]} deciding */
const decidingSection = (deciding) =>
  el(
    "section",
    {},
    el("h3", {}, deciding.title),
    el("p.note", {}, deciding.says),
    debugTable(deciding.title, deciding.heads, deciding.rows),
  );

/** @param {DebugData} data */
function triedSection(data) {
  const heads = ["explanation", "bugs", "residual", "fits"];
  return el(
    "section",
    {},
    el("h3", {}, "What was tried"),
    el(
      "p.note",
      {},
      "How far each explanation is from what came out, relative to its size. Of those that fit, the one with the fewest bugs is believed.",
    ),
    debugTable("What was tried", heads, data.hypotheses, true),
    data.others.length
      ? openable(`${data.others.length} more that were tried`, () =>
          debugTable("Also tried", heads, data.others, true),
        )
      : null,
    data.hidden.length
      ? el("p.note", {}, `Would not show in these data: ${data.hidden.join(", ")}.`)
      : null,
  );
}

/** @param {DebugData} data */
const reportText = (data) => {
  const report = openable("The report as text", () => codeBlock(data.report));
  report.classList.add("report");
  return report;
};

/**
 * @param {string} title
 * @param {() => Child} content
 */
function openable(title, content) {
  const node = el(
    "details",
    { "data-title": title, open: opened.has(title) },
    el("summary", {}, title),
    content(),
  );
  node.addEventListener("toggle", () => opened[node.open ? "add" : "delete"](title));
  return node;
}

/**
 * @param {string} name
 * @param {string[]} heads
 * @param {string[][]} body
 * @param {boolean} [words]
 */
const debugTable = (name, heads, body, words = false) =>
  scrolling(name, tableOf(words ? "table.debug-table.words" : "table.debug-table", heads, body));
