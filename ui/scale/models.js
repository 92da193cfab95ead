// Models on Scale: one, or two beside each other; and all of them, to be searched.

import { visitLink } from "../web/address.js";
import { el, scrolling, tableOf } from "../web/dom.js";
import { bandsOf } from "./bands.js";

/** @import { Model, ModelsData } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {ModelsData} data
 */
export const show = (root, data) => {
  const compared = scrolling(
    "Settings",
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
                  sources.map((source) => el("p", {}, sourceLink(source))),
                ),
              ),
            )
          : null,
      ),
    ),
  );
  root.replaceChildren(el("div.scale-view", {}, bandsOf(data), compared, findModels(data)));
};

// --- all of them -------------------------------------------------------------------------

// What is searched, whether the list is open, and which model was taken from it.
const list = { text: "", open: false, taken: /** @type {string | null} */ (null) };

/**
 * A model is looked at by the link that shows it; nothing of the problem changes.
 *
 * @param {Model} model
 */
const modelLink = ([key]) => {
  const dropped = ["trained", "factor", "scalepair", "method", "step"];
  return { ...Object.fromEntries(dropped.map((name) => [name, null])), show: key };
};

/** @param {ModelsData} data */
const findModels = ({ all, shown: current }) => {
  const rows = all.map((model) => {
    const [key, text, cells, sources] = model;
    const link = visitLink(modelLink(model), cells[0], {
      "aria-current": key === current ? "true" : null,
    });
    link.addEventListener("click", () => (list.taken = key));
    const node = el(
      key === current ? "tr.here" : "tr",
      {},
      el("th", { scope: "row" }, link),
      cells.slice(1).map((cell) => el("td", {}, cell)),
      el(
        "td.sources",
        {},
        sources.map((source) => el("p", {}, sourceLink(source))),
      ),
    );
    return { key, link, node, found: `${text} ${cells.join(" ")}`.toLowerCase() };
  });
  const count = el("p.note", { role: "status" });
  /** @param {string} text */
  const search = (text) => {
    list.text = text;
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    for (const { node, found } of rows) node.hidden = !words.every((word) => found.includes(word));
    const left = rows.filter(({ node }) => !node.hidden);
    count.textContent = `${left.length} of ${all.length} models`;
    return left;
  };
  /** @type {HTMLInputElement} */
  const field = el("input.scale-search", {
    type: "search",
    placeholder: "llama, yarn, gemma …",
    "aria-label": "Find a model",
    oninput: () => search(field.value),
    onkeydown: (event) => {
      const [first] = search(field.value);
      if (event.key === "Enter" && first) first.link.click();
    },
  });
  field.value = list.text;
  search(list.text);
  const taken = rows.find(({ key }) => key === list.taken && key === current);
  if (taken) {
    count.textContent += `. ${taken.link.textContent} is shown now.`;
    // The list is drawn anew: who took a model by keyboard stays on it.
    queueMicrotask(() => taken.link.focus({ preventScroll: true }));
  }
  list.taken = null;
  const heads = ["model", "head_dim", "base", "pairing", "scaling", "trained → extended", "source"];
  return el(
    "details.scale-table",
    {
      open: list.open || Boolean(list.text),
      ontoggle: (event) => (list.open = event.target.open),
    },
    el("summary", {}, `All ${all.length} models, with sources`),
    el("p", {}, field),
    count,
    scrolling(
      "Models",
      tableOf(
        "table.scale-grid.scale-models",
        heads,
        rows.map(({ node }) => node),
      ),
    ),
  );
};

// --- sources -----------------------------------------------------------------------------

/**
 * A source names a file of a repository or a package; where that is so, it is a link.
 *
 * @param {string} text
 */
const sourceLink = (text) => {
  const href = sourceAddress(text.replace(/^pairing: /, ""));
  return href ? el("a", { href, target: "_blank", rel: "noopener" }, text) : text;
};

/** @param {string} text */
const sourceAddress = (text) => {
  const hub = "https://github.com/";
  const [, version, file] = /^transformers ([\d.]+)(?: (models\/\S+\.py))?/.exec(text) ?? [];
  if (file) return `${hub}huggingface/transformers/blob/v${version}/src/transformers/${file}`;
  if (version) return `${hub}huggingface/transformers/tree/v${version}`;
  const litgpt = /^litgpt ([\d.]+) (litgpt\/\S+\.py)/.exec(text);
  if (litgpt) return `${hub}Lightning-AI/litgpt/blob/v${litgpt[1]}/${litgpt[2]}`;
  if (text.startsWith("llama-models ")) return `${hub}meta-llama/llama-models`;
  if (text.startsWith("torchtune ")) return `${hub}pytorch/torchtune`;
  const [, repo, rest] = /github\.com\/([\w.-]+\/[\w.-]+)\s*(.*)/.exec(text) ?? [];
  if (!repo) return null;
  const [, kind, number] = /^(pull|issue)s? (\d+)/.exec(rest) ?? [];
  if (kind) return `${hub}${repo}/${kind === "issue" ? "issues" : "pull"}/${number}`;
  // "a/path @commit" or "a/folder @commit/and/file".
  const [, path, commit, more = ""] =
    /^([\w.:-]*[./][\w./:-]+)(?:\s+@([0-9a-f]{7,40})(\/[\w./-]+)?)?/.exec(rest) ?? [];
  return path ? `${hub}${repo}/blob/${commit ?? "HEAD"}/${path}${more}` : `${hub}${repo}`;
};
