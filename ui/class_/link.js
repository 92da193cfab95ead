// Class: the link and its QR code.

import { copyButton } from "../web/clipboard.js";
import { el } from "../web/dom.js";
import { qrCode } from "../web/qr.js";

/** @import { LinkData } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {LinkData} data
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
          data.code.length > 0 &&
            el(
              "button.control",
              { type: "button", onclick: () => large.showModal() },
              "Show the QR code large",
            ),
        ),
      ),
      data.code.length > 0
        ? qrCode(data.code)
        : el(
            "p.no-code",
            {},
            `${data.link.length.toLocaleString("en")} characters are too many for a QR code that a phone can read. Send the link, or choose a problem with fewer numbers: a worked example, a real model or random vectors by a seed.`,
          ),
    ),
    large,
  );
};
