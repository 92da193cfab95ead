// Class: the link, its QR code, and the lesson plan. Nothing here is stepped.

import { copyButton } from "../web/clipboard.js";
import { el, scrolling, tableOf } from "../web/dom.js";

/** @import { ClassData } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {ClassData} data
 */
export const show = (root, data) => {
  const input = el("input.link-field", {
    readonly: true,
    value: data.link,
    "aria-label": "Link for the students",
    onfocus: () => input.select(),
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
          copyButton(
            "button.control.primary",
            "Copy the link",
            () => data.link,
            () => {
              input.select();
              return "Selected: press Ctrl+C";
            },
          ),
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

/**
 * Dark modules on white in every theme: phones read nothing else.
 *
 * @param {string[]} code
 */
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
