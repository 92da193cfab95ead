// Class: a live class. Until one is on there is a button; then ui/live shows the teacher's part.

import { address } from "../web/address.js";
import { el } from "../web/dom.js";
import { beginLive, readCode, showLive, troubleText } from "../web/live.js";

/** @import { LiveClassData } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {LiveClassData} data
 */
export function show(root, data) {
  const on = readCode(address.get("live") ?? "");
  root.replaceChildren(...(on ? [el("p", {}, `Class ${on}: it is being opened.`)] : invitation()));
  showLive({ root, data });
}

function invitation() {
  const trouble = el("p.trouble", { role: "alert" });
  const start = el(
    "button.control.primary",
    {
      type: "button",
      onclick: async () => {
        start.disabled = true;
        try {
          await beginLive();
        } catch (error) {
          trouble.textContent = troubleText(error);
        } finally {
          start.disabled = false;
        }
      },
    },
    "Start a live class",
  );
  return [
    el(
      "p.live-about",
      {},
      "Students join by a code, on their own devices: no account, nothing personal. They see the page and the step that you show, and questions become votes. Lead it from here, from the projector’s window or from another device. At the end you get a table; then everything is deleted, at the latest 24 hours after the last word.",
    ),
    el("div.jumps", {}, start),
    trouble,
  ];
}
