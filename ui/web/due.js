// When each skill of Practice comes back, as the server worked it out: Start says how many are due.

const STORE = "rope-by-hand.due";

/** @param {Record<string, string>} due skill → the day, as 2026-09-01 */
export function noteDue(due) {
  try {
    localStorage.setItem(STORE, JSON.stringify(due));
  } catch {
    // storage may be forbidden; then nobody comes back to it
  }
}

/** How many skills are due today; days begin in UTC, as on the server. */
export function dueToday() {
  const last = new Date().toISOString().slice(0, 10);
  try {
    const days = Object.values(JSON.parse(localStorage.getItem(STORE) ?? "{}"));
    return days.filter((due) => /^\d{4}-\d\d-\d\d$/.test(due) && due <= last).length;
  } catch {
    return 0; // forbidden, or not what this app wrote
  }
}
