// The button of pages that can show all their steps at once.

import { el } from "./dom.js";

/** @import { Stage } from "./stage.js" */

/**
 * @param {Stage<any, any>} stage
 * @param {string} back what the button says while everything is open
 */
export const openEverything = (stage, back) =>
  el(
    "button.control.quiet",
    {
      type: "button",
      "aria-pressed": String(stage.memory.all),
      "data-focus": "all",
      onclick: () => {
        stage.memory.all = !stage.memory.all;
        stage.redraw();
      },
    },
    stage.memory.all ? back : "Open everything",
  );
