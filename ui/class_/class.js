// Class: the link, its QR code, and the lesson plan. Nothing here is stepped.

app.plain.class = (root, data) => {
  const input = el("input.link-field", {
    readonly: true,
    value: data.link,
    "aria-label": "Link for the students",
    onfocus: (event) => event.target.select(),
  });
  const large = el("dialog.qr-dialog", { "aria-label": "QR code of the link" });
  large.append(
    qrCode(data.code),
    el("p", {}, data.link),
    el("button.control", { type: "button", onclick: () => large.close() }, "Close"),
  );
  root.replaceChildren(
    el(
      "div.class-link",
      {},
      el(
        "div",
        {},
        input,
        el(
          "div.jumps",
          {},
          copyButton(data.link, input),
          el(
            "a.control",
            { href: data.link, target: "_blank", rel: "noopener" },
            "Open it as a student",
          ),
          el(
            "button.control",
            { type: "button", onclick: () => large.showModal() },
            "Show the QR code large",
          ),
        ),
      ),
      qrCode(data.code),
    ),
    large,
    el("h2.section", {}, `A lesson of ${data.total} minutes`),
    scrolling(
      "Lesson plan",
      tableOf(
        "table.lesson",
        ["Minutes", "Page", "What happens", "Ask"],
        data.lesson.map((part) =>
          el(
            "tr",
            {},
            el("td.minutes", {}, part.minutes),
            el(
              "td",
              {},
              el("a", { href: part.link, target: "_blank", rel: "noopener" }, part.title),
            ),
            el("td", {}, part.happens),
            el("td", {}, part.ask),
          ),
        ),
      ),
    ),
  );
};

function copyButton(text, field) {
  const button = el(
    "button.control.primary",
    {
      type: "button",
      onclick: async () => {
        try {
          await navigator.clipboard.writeText(text);
          button.textContent = "Copied";
        } catch {
          // Without a secure origin there is no clipboard: select the link instead.
          field.select();
          button.textContent = "Selected: press Ctrl+C";
        }
        setTimeout(() => (button.textContent = "Copy the link"), 2000);
      },
    },
    "Copy the link",
  );
  return button;
}

// Dark modules on white in every theme: phones read nothing else.
function qrCode(code) {
  const quiet = 3;
  const side = code.length + 2 * quiet;
  const path = code
    .flatMap((row, y) =>
      [...row].map((module, x) => (module === "1" ? `M${x + quiet},${y + quiet}h1v1h-1z` : "")),
    )
    .join("");
  return el(
    "svg.qr",
    { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": "QR code of the link" },
    el("rect", { width: side, height: side, fill: "#ffffff" }),
    el("path", { d: path, fill: "#000000" }),
  );
}
