// Copying, and what happens where there is no clipboard (it wants a secure origin).

import { el } from "./dom.js";

const SHOWN_FOR = 2000; // milliseconds

/**
 * Copy a text; tell whether that went well.
 *
 * @param {string} text
 */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard here, or it was refused: the caller shows the text instead.
    return false;
  }
}

/**
 * A button that copies a text and says how it went.
 *
 * @param {string} tag
 * @param {string} name
 * @param {() => string} text
 * @param {() => string} otherwise what to do without a clipboard; returns what the button then says
 */
export function copyButton(tag, name, text, otherwise) {
  const button = el(
    tag,
    {
      type: "button",
      onclick: async () => {
        button.textContent = (await copied(text())) ? "Copied" : otherwise();
        setTimeout(() => {
          button.textContent = name;
        }, SHOWN_FOR);
      },
    },
    name,
  );
  return button;
}
