// Two keys beside a field: a phone's number pad may lack minus and has no letters.

import { el } from "../web/dom.js";

/**
 * @param {() => HTMLInputElement} field the field they write in
 * @param {() => HTMLInputElement[]} fields all that are there
 */
export function helpKeys(field, fields) {
  const letters = el(
    "button.helpkey",
    {
      type: "button",
      "aria-pressed": "false",
      "aria-label": "Keyboard with letters",
      onclick: () => {
        const on = letters.getAttribute("aria-pressed") !== "true";
        letters.setAttribute("aria-pressed", String(on));
        field().blur();
        for (const each of fields()) each.inputMode = on ? "text" : "decimal";
        field().focus();
      },
    },
    "abc",
  );
  const minus = el(
    "button.helpkey",
    {
      type: "button",
      "aria-label": "Change the sign",
      onclick: () => {
        const text = field().value;
        field().value = /^[-−]/.test(text) ? text.slice(1) : `-${text}`;
        field().focus();
      },
    },
    "±",
  );
  return el("span.helpkeys", {}, minus, letters);
}
