// What the browser remembers of a learner from one visit to the next: where one left off, and what
// was answered.

const STORE = "rope-by-hand.progress";
const MOST_ANSWERS = 200;

/**
 * @typedef {string | number | null} Answer null: the question was passed over
 *
 * @typedef {object} Visit
 * @property {string} path the page
 * @property {number} step
 * @property {string} search the problem, and what else stood in the address
 *
 * @typedef {{ last: Visit | null, answers: Record<string, Answer> }} Progress
 */

/** @type {Progress | undefined} */
let held;

/** @returns {Progress} */
function progress() {
  held ??= stored() ?? { last: null, answers: {} };
  return held;
}

/** @returns {Progress | null} */
function stored() {
  let text;
  try {
    text = localStorage.getItem(STORE);
  } catch {
    return null; // storage may be forbidden; then progress lives as long as the page
  }
  try {
    const { last, answers } = JSON.parse(text ?? "{}");
    const known = typeof last?.path === "string" && Number.isInteger(last.step);
    return { last: known ? last : null, answers: { ...answers } };
  } catch {
    return null; // not what this page wrote
  }
}

function save() {
  try {
    localStorage.setItem(STORE, JSON.stringify(progress()));
  } catch {
    // as above: forbidden, or full
  }
}

/** The page and step looked at last, if any. */
export const lastVisited = () => progress().last;

/**
 * @param {string} path
 * @param {number} step
 */
export function noteVisit(path, step) {
  progress().last = { path, step, search: location.search };
  save();
}

export const answers = {
  /** @param {string} key */
  get: (key) => progress().answers[key],

  /**
   * @param {string} key
   * @param {Answer} value
   */
  set(key, value) {
    const all = progress().answers;
    delete all[key];
    all[key] = value;
    // The oldest make room.
    for (const old of Object.keys(all).slice(0, -MOST_ANSWERS)) delete all[old];
    save();
  },

  /** @param {string} key */
  drop(key) {
    delete progress().answers[key];
    save();
  },
};
