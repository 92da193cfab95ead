// What this browser keeps of Practice: the progress, and what was done, a line a problem, for each
// homework and for problems of one's own choice. The server forgets all of it with the session.
//
// Two tabs write here. Nobody overwrites what they have not seen: a line that another tab wrote
// since stands beside the new one, until the server has joined both.

/** @import { PracticeData } from "../web/types.js" */
/** @typedef {{ learner: string, lines: Record<string, string> }} Kept */

const ALL = "rope-by-hand.";
const PROGRESS = `${ALL}practice`;
const WHOSE = `${ALL}name`;
const LEARNER = /^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/;
const MOST_LINES = 200;

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
    this.seenProgress = "";
    this.record = "";
  }

  /**
   * What the server is told when it does not know it; null where nothing is kept.
   *
   * @param {string} record
   */
  all(record) {
    const { learner, lines } = done(record);
    const progress = read(PROGRESS);
    this.record = record;
    this.seen = lines;
    this.seenProgress = progress;
    if (!(learner || progress)) return null;
    const told = Object.values(lines).flatMap((line) => line.split("\n"));
    return { record, text: progress, ...(learner ? { learner } : {}), lines: told };
  }

  /**
   * Keep what the server sent. Gives back whether another tab wrote something it must hear of.
   *
   * @param {PracticeData} data
   */
  keep({ record, learner, kept, progress }) {
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
    for (const old of Object.keys(lines).slice(0, -MOST_LINES)) delete lines[old];
    if (Object.keys(kept).length) write(place(record), JSON.stringify({ learner, lines }));
    const before = read(PROGRESS);
    if (progress && progress !== before) {
      if (before && before !== this.seenProgress) behind = true;
      else write(PROGRESS, progress);
    }
    if (!behind) this.seenProgress = progress || before;
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
    return Boolean(read(PROGRESS) || this.name || Object.keys(done(this.record).lines).length);
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
        const mine = key === PROGRESS || key === place(this.record);
        if (key === null || (mine && newValue === null)) forgot();
        else if (mine) wrote();
      },
      { signal },
    );
  }
}
