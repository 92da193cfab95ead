// What Streamlit sends with every stage: its data go to main.js, which may still be on its way.

/** @import { Component } from "./types.js" */

/** @param {Component} component */
export default function handOver(component) {
  globalThis.ropeByHand ??= { waiting: [] };
  const app = globalThis.ropeByHand;
  if (app.show) {
    app.show(component);
    return;
  }
  app.waiting.push(component);
  app.failed?.(component.parentElement.querySelector(".rope"));
}
