// Sections to open under what is shown, and the code in them.

// Those that are open in the root stay so.
function foldsOf(root, folds) {
  const open = new Set(
    [...root.querySelectorAll("details[open]")].map((node) => node.dataset.title),
  );
  return el(
    "div.folds",
    {},
    folds.map((fold) => folded(fold, open)),
  );
}

app.plain.folds = (root, { folded: folds }) => root.replaceChildren(foldsOf(root, folds));

function folded({ title, items }, open) {
  return el(
    "details",
    { "data-title": title, open: open.has(title) },
    el("summary", {}, title),
    items.map((item) => {
      if (item.code) return codeBlock(item.code);
      if (item.link) {
        return el(
          "p",
          {},
          el("a", { href: item.link, target: "_blank", rel: "noopener" }, item.text),
          item.after ?? "",
        );
      }
      return el("p", {}, item.text);
    }),
  );
}

function codeBlock(code) {
  const button = el(
    "button.copy",
    {
      type: "button",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(code);
          button.textContent = "Copied";
        } catch {
          // Without a secure origin there is no clipboard: select the code instead.
          getSelection().selectAllChildren(block);
          button.textContent = "Selected: press Ctrl+C";
        }
        setTimeout(() => (button.textContent = "Copy"), 2000);
      },
    },
    "Copy",
  );
  const block = el("pre", { tabindex: "0", "aria-label": "Code" }, el("code", {}, code));
  return el("div.code", {}, button, block);
}
