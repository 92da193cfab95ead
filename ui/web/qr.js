// A QR code, from the rows that the server made of a link.

import { el } from "./dom.js";

/**
 * Dark modules on white in every theme: phones read nothing else.
 *
 * @param {string[]} code rows of modules, 1 for dark
 */
export function qrCode(code) {
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
