// Debug: what was put in stays in this tab while it is open, so that a reload loses nothing.

/** @import { Component, Json } from "../web/types.js" */

const STORE = "rope-by-hand.debug";
let asked = false;

const remembered = () => {
  try {
    return sessionStorage.getItem(STORE) ?? "";
  } catch {
    return ""; // storage may be forbidden; then a reload begins anew
  }
};

const keep = (/** @type {string} */ text) => {
  try {
    sessionStorage.setItem(STORE, text);
  } catch {
    sessionStorage?.removeItem(STORE); // too large: rather nothing than what was there before
  }
};

/**
 * Give the server what this tab held before a reload, or hold what the server has.
 *
 * @param {HTMLElement} _root
 * @param {Json} data
 * @param {Component} component
 */
export const show = (_root, data, component) => {
  const before = !asked && data.empty ? remembered() : "";
  asked = true;
  if (before) component.setTriggerValue("event", { text: before });
  else keep(data.empty ? "" : JSON.stringify(data.fields));
};
