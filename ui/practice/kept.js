// What this browser keeps of Practice: what was done, a line a problem, for each homework and for
// problems of one's own choice. What is known of a skill follows from these, and when it is due.
// The server forgets all of it with the session.
//
// Two tabs write here. Nobody overwrites what they have not seen: a line that another tab wrote
// since stands beside the new one, until the server has joined both.

import { noteDue } from "../web/due.js";

/** @import { PracticeData } from "../web/types.js" */
/** @typedef {{ learner: string, lines: Record<string, string> }} Kept */

const ALL = "rope-by-hand.";
const WHOSE = `${ALL}name`;
const LEARNER = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;
// The server says which make room; this many are never there unless it was not heard.
const MOST_LINES = 400;

/** @param {string} record the homework's id, "" for problems of one's own choice */
const place = (record) => `${ALL}done.${record || "own"}`;

/** @param {string} key */
function read(key) {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return ""; // storage may be forbidden; then all of it lives as long as the page
  }
}

/**
 * @param {string} key
 * @param {string} text
 */
function write(key, text) {
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
  } catch {
    // as above, or full
  }
}

/**
 * @param {string} record
 * @returns {Kept}
 */
function done(record) {
  try {
    const { learner, lines } = JSON.parse(read(place(record)) || "{}");
    const texts = Object.entries(lines ?? {}).filter(([, line]) => typeof line === "string");
    if (LEARNER.test(learner)) return { learner, lines: Object.fromEntries(texts) };
  } catch {
    // not what this page wrote
  }
  return { learner: "", lines: {} };
}

export class Keeper {
  constructor() {
    /** What is known to stand there, by the key of a line. @type {Record<string, string>} */
    this.seen = {};
    this.record = "";
  }

  /**
   * What the server is told when it does not know it; null where nothing is kept.
   *
   * @param {string} record
   */
  all(record) {
    const { learner, lines } = done(record);
    this.record = record;
    this.seen = lines;
    if (!learner) return null;
    const told = Object.values(lines).flatMap((line) => line.split("\n"));
    return { record, learner, lines: told };
  }

  /**
   * Keep what the server sent. Gives back whether another tab wrote something it must hear of.
   *
   * @param {PracticeData} data
   */
  keep({ record, learner, kept, dropped, due }) {
    if (record !== this.record) {
      this.seen = {};
      this.record = record;
    }
    const there = done(record);
    if (there.learner && there.learner !== learner) return true;
    let behind = false;
    const lines = { ...there.lines };
    for (const [key, line] of Object.entries(kept)) {
      const other = lines[key];
      const foreign = other && other !== this.seen[key] && other !== line;
      delete lines[key]; // the latest come last
      lines[key] = foreign ? `${other}\n${line}` : line;
      this.seen[key] = line;
      behind ||= Boolean(foreign);
    }
    for (const old of dropped) if (lines[old] === this.seen[old]) delete lines[old];
    for (const old of Object.keys(lines).slice(0, -MOST_LINES)) delete lines[old];
    if (Object.keys(kept).length || dropped.length) {
      write(place(record), JSON.stringify({ learner, lines }));
    }
    // What a tab that is behind thinks of it would not count the other's answers.
    if (!(record || behind)) noteDue(due);
    return behind;
  }

  /** Who works here, if they said so. */
  get name() {
    return read(WHOSE);
  }

  /** @param {string} name */
  set name(name) {
    write(WHOSE, name);
  }

  /** Whether somebody left something here. */
  get any() {
    return Boolean(this.name || Object.keys(done(this.record).lines).length);
  }

  /** Somebody else works here from now on: nothing of the last one stays. */
  forget() {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(ALL)) localStorage.removeItem(key);
      }
    } catch {
      // forbidden: then nothing was kept
    }
  }

  /**
   * Hear what other tabs do here.
   *
   * @param {AbortSignal | undefined} signal
   * @param {{ wrote: () => void, forgot: () => void }} told
   */
  listen(signal, { wrote, forgot }) {
    addEventListener(
      "storage",
      ({ key, newValue }) => {
        const mine = key === place(this.record);
        if (key === null || (mine && newValue === null)) forgot();
        else if (mine) wrote();
      },
      { signal },
    );
  }
}
