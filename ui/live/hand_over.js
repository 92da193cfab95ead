// What Streamlit sends where it carries a live class: its data go to whoever polls, see carriers.js.

/** @import { Component } from "../web/types.js" */

/** @param {Component} component */
export default function handOver({ data, setTriggerValue }) {
  globalThis.ropeByHand ??= { waiting: [] };
  const app = globalThis.ropeByHand;
  const carried = {
    ...JSON.parse(new TextDecoder().decode(data)),
    say: (/** @type {unknown} */ said) => setTriggerValue("said", said),
  };
  app.carried = carried;
  app.carry?.(carried);
}
