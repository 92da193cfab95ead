// The QR code of a link, as a picture.

import { el } from "./dom.js";
import { qrRows } from "./qr_code.js";

/**
 * Dark modules on white in every theme: phones read nothing else. None where the link is too long
 * for a code that a phone reads.
 *
 * @param {string} link
 */
export function qrCode(link) {
  const code = qrRows(link);
  if (!code.length) return null;
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
