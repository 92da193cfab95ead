// Debug: what was put in stays in this tab while it is open, so that a reload loses nothing.
// Texts go back to the server; files go back into the fields they were chosen in.

import { forgetFiles, keepFile, keptFile } from "./kept_files.js";

/** @import { Component, Json } from "../web/types.js" */
/** @typedef {Record<string, string>} Names of files, by field */

const STORE = "rope-by-hand.debug";
const UPLOADER = '[data-testid="stFileUploader"]';
/** The container of a field for files, by Streamlit's class for its key. */
const FIELD = /\bst-key-debug_([a-z_]+?)_file_\d+\b/;
/** Milliseconds that a field of the kind that was chosen may take to be drawn after a reload. */
const DRAWN = 20_000;
/** Milliseconds that Streamlit may take to show a file that was put into a field. */
const TAKEN = 700;
/** Milliseconds after which the server has heard of a file that was chosen. */
const HEARD = 60_000;

let asked = false;
/** While what was kept is looked for, nothing of it is thrown away. */
let looking = false;
/** Files that are on their way back. @type {Map<string, File>} */
const returning = new Map();

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

// --- files ----------------------------------------------------------------------------------

const fieldOf = (/** @type {Element} */ node) =>
  FIELD.exec(node.closest('[class*="st-key-debug_"]')?.className ?? "")?.[1];

/** @returns {Map<string, HTMLInputElement>} */
const inputs = () => {
  const found = new Map();
  /** @type {NodeListOf<HTMLInputElement>} */
  const all = document.querySelectorAll(`${UPLOADER} input[type="file"]`);
  for (const input of all) found.set(fieldOf(input), input);
  return found;
};

/** A file was chosen or dropped: keep it, if its field is one of these. */
const chosen = (/** @type {Event} */ event) => {
  const { target } = event;
  if (!(target instanceof Element)) return;
  const field = fieldOf(target);
  const files = event instanceof DragEvent ? event.dataTransfer?.files : filesOf(target);
  if (!field || !files?.length || files[0] === returning.get(field)) return;
  returning.delete(field);
  // A browser may forbid it, or have no room: the file is then named after a reload.
  keepFile(field, files[0]).catch(() => null);
};

const filesOf = (/** @type {Element} */ target) =>
  target instanceof HTMLInputElement ? target.files : null;

document.addEventListener("change", chosen, true);
document.addEventListener("drop", chosen, true);

/** A run of the server redraws the fields: what is put into one meanwhile may be passed over. */
const running = () => document.querySelector('[data-test-script-state="running"]') !== null;

/** Put the files into their fields once these are drawn, as a person would, until they are taken. */
const handBack = () => {
  const put = () => {
    for (const [field, input] of inputs()) {
      const file = returning.get(field);
      if (!file) continue;
      if (input.closest(UPLOADER)?.querySelector('[data-testid="stFileChip"]')) {
        returning.delete(field);
        continue;
      }
      const hand = new DataTransfer();
      hand.items.add(file);
      input.files = hand.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const until = Date.now() + DRAWN;
  const again = setInterval(() => {
    if (!running()) put();
    if (Date.now() > until) returning.clear();
    if (!returning.size) clearInterval(again);
  }, TAKEN);
};

/**
 * Look for what was kept; the names of files that were not.
 *
 * @param {Names} names
 * @returns {Promise<Names>}
 */
const look = async (names) => {
  /** @type {Names} */
  const lost = {};
  for (const [field, name] of Object.entries(names)) {
    const file = await keptFile(field, name).catch(() => null);
    if (file) returning.set(field, file);
    else lost[field] = name;
  }
  return lost;
};

// --- the component --------------------------------------------------------------------------

/** @param {string} before */
const namesIn = (before) => {
  try {
    /** @type {Names} */
    const { files } = JSON.parse(before);
    return files && typeof files === "object" ? files : {};
  } catch {
    return {};
  }
};

/**
 * @param {string} before
 * @param {Component} component
 */
const giveBack = async (before, component) => {
  looking = true;
  const lost = await look(namesIn(before));
  component.setTriggerValue("event", { text: before, lost });
  looking = false;
  if (returning.size) handBack();
};

/**
 * Give the server what this tab held before a reload, or hold what the server has.
 *
 * @param {HTMLElement} _root
 * @param {Json} data
 * @param {Component} component
 */
export const show = (_root, data, component) => {
  // What the server has heard of need not be put in again: it may be taken out at once.
  for (const field of Object.keys(data.fields.files)) returning.delete(field);
  const before = !asked && data.empty ? remembered() : "";
  asked = true;
  if (before) {
    giveBack(before, component);
    return;
  }
  if (looking || returning.size) return; // what is on its way is not gone
  keep(data.empty ? "" : JSON.stringify(data.fields));
  forgetFiles((field) => field in data.fields.files, HEARD).catch(() => null);
};
