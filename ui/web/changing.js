// A slider with one line to each of its places: what is changed, and what it makes.

import { el } from "./dom.js";

/**
 * @param {object} asked
 * @param {string} asked.change what is changed, in words
 * @param {readonly (readonly [string, string, ...unknown[]])[]} asked.lines each place's name and what it says
 * @param {number} asked.begin the place at first
 * @param {{ node: Node, show: (index: number) => void } | null} [picture] what moves with it
 */
export function changing({ change, lines, begin }, picture) {
  const at = el("b.at");
  const line = el("p.line", { role: "status" });
  /** @type {HTMLInputElement} */
  const slider = el("input.bar.change", {
    type: "range",
    min: 0,
    max: lines.length - 1,
    step: 1,
    value: begin,
    "aria-label": `Change ${change}`,
    oninput: () => show(Number(slider.value)),
  });
  /** @param {number} index */
  const show = (index) => {
    const [name, text] = lines[index];
    at.textContent = name;
    line.textContent = text;
    slider.setAttribute("aria-valuetext", `${name}: ${text}`);
    slider.style.setProperty("--done", `${(index / Math.max(1, lines.length - 1)) * 100}%`);
    picture?.show(index);
  };
  show(begin);
  return el(
    "div.changing",
    {},
    el("p.what", {}, `Change ${change}: `, at),
    slider,
    line,
    picture?.node,
  );
}
