// What stands beside a program before its first run: an example, and hints that are asked for.

import { el } from "../web/dom.js";
import { codeBlock } from "../web/explanations.js";

/** @import { WriteExercise } from "../web/types.js" */

/**
 * @param {WriteExercise} exercise
 * @param {number} shown how many hints are
 * @param {() => void} onHint
 */
export function exampleView({ example, hints }, shown, onHint) {
  return [
    el("p.state", {}, "For example"),
    el("p.call", {}, el("code", {}, example.call)),
    el("p.gives", {}, "gives ", el("code", {}, example.gives)),
    example.says ? el("p.note", {}, example.says) : null,
    hints
      .slice(0, shown)
      .map(({ text, code }) => (code ? codeBlock(code) : el("p.hint", {}, text))),
    shown < hints.length
      ? el(
          "button.control",
          { type: "button", "data-focus": "hint", onclick: onHint },
          shown ? "Another hint" : "Hint",
        )
      : null,
  ];
}
