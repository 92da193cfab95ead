// What a view of a class says, in words and lengths. No elements here, so that Node can check it.

import { withCommas } from "../web/numbers.js";

/** @import { LivePlace, LiveState, LiveView, LiveVote } from "../web/types.js" */

/**
 * Where the class is.
 *
 * @param {LivePlace | null} place
 */
export function whereText(place) {
  if (!place) return "Not begun";
  return place.steps > 1 ? `${place.title} · step ${place.step} of ${place.steps}` : place.title;
}

/** How many are here. @param {number} here */
export const hereText = (here) => `${withCommas(here)} here`;

/**
 * How many are here, and how many answered in the round that counts now.
 *
 * @param {LiveView} view
 */
export function countText({ here, vote }) {
  const counts = [hereText(here)];
  if (vote) {
    const again = vote.round > 1 ? " again" : "";
    counts.push(`${withCommas(vote.answered[vote.round - 1] ?? 0)} answered${again}`);
  }
  return counts.join(" · ");
}

/**
 * The options of a vote with what was chosen: counts and shares by round; none before they are known.
 *
 * @param {LiveVote} vote
 */
export function rowsOf({ options, bars }) {
  return options.map(({ label, says, right }, at) => {
    const counts = (bars ?? []).map((round) => round[at] ?? 0);
    const all = (bars ?? []).map((round) => round.reduce((sum, count) => sum + count, 0));
    return {
      label,
      says: says ?? "",
      right: Boolean(right),
      counts,
      shares: counts.map((count, round) => (all[round] ? count / all[round] : 0)),
      spoken: countsText(counts),
    };
  });
}

/**
 * @param {number[]} counts by round
 */
function countsText(counts) {
  if (!counts.length) return "";
  const first = `${withCommas(counts[0])} chose it`;
  return counts.length > 1 ? `${first} at first, ${withCommas(counts[1])} again` : first;
}

/** Rounds of a vote: alone, and again after talking. */
const ROUNDS = 2;

/**
 * What the teacher can do with the vote now; the first is what comes next.
 *
 * @param {LiveView} view
 * @returns {Deed[]}
 */
export function doable({ vote, asks }) {
  if (!vote) return asks ? ["open", "aloud"] : ["aloud"];
  if (vote.open) return ["close", "reveal"];
  /** @type {Deed[]} */
  const again = vote.round < ROUNDS ? ["again"] : [];
  return vote.revealed ? ["away", ...again] : ["reveal", ...again];
}

/** @typedef {"open" | "aloud" | "close" | "reveal" | "again" | "away"} Deed */
/** @type {Record<Deed, string>} */
export const DEEDS = {
  open: "Open a vote",
  aloud: "A to D, asked aloud",
  close: "Close the vote",
  reveal: "Reveal",
  again: "Vote again",
  away: "Put it away",
};

/** What a student hears of an answer that the class did not wait for. */
export const LATE = "Your answer reached the class after its vote was over: it is not counted.";

/**
 * What a student hears of the vote.
 *
 * @param {LiveVote} vote
 * @param {(number | null)[]} choices
 * @param {boolean} [waits] the last of them, for a connection
 */
export function voteStanding(vote, choices, waits = false) {
  const chosen = choices[vote.round - 1] ?? null;
  if (vote.revealed) return resultText(vote, chosen ?? choices[0] ?? null);
  if (!vote.open) {
    return chosen === null
      ? "This round is closed."
      : `Closed. You chose: ${vote.options[chosen].label}`;
  }
  if (waits) return "It waits for the connection; it counts until the answers are revealed.";
  if (chosen !== null) return "Noted. You can change it until the vote is closed.";
  return vote.round > 1
    ? "Once more: talk about it, then answer again."
    : "Choose; nobody sees who chose what.";
}

/**
 * @param {LiveVote} vote
 * @param {number | null} chosen
 */
function resultText({ options }, chosen) {
  const right = options.find((option) => option.right);
  const given = chosen === null ? null : options[chosen];
  // Asked aloud, nothing is known to be right.
  if (!right) return given ? `You chose ${given.label}.` : "";
  const because = right.says ? `: ${right.says}` : "";
  if (given?.right) return `Right${because || "."}`;
  if (!given) return `Right is “${right.label}”${because}`;
  return given.says
    ? `Not so. “${given.label}” stands for: ${given.says}`
    : `Not so. Right is “${right.label}”${because}`;
}

/**
 * What holds for a student now, in a few words.
 *
 * @param {LiveView} view
 * @param {LiveState} reach
 */
export function stateText({ pace, place, me }, reach) {
  if (reach === "waiting") return "the server is gone: you go on stepping, answers wait";
  const slow = reach === "polling" ? ", by a slower way" : "";
  if (!place) return `here, it has not begun${slow}`;
  if (pace === "free") return `at your own pace${slow}`;
  return `${me?.following ? "following" : "on your own"}${slow}`;
}

/** How the server is reached, as the page says it. */
export const REACH = {
  over: "The class is over.",
  socket: "Live: a connection of the class’s own, no page is run for it.",
  polling: "Slower: only the app’s own connection gets through here, and is asked again and again.",
  waiting: "The server is gone for the moment. What you do waits and is sent when it is back.",
};

/**
 * First answers as a table: skills, most tried first, with the mistakes of each, most made first.
 *
 * @param {LiveView} view
 */
export function tallied({ tried = [], picture = [] }) {
  return tried
    .map(({ skill, tries, right }) => ({
      skill,
      tries,
      right,
      mistakes: picture
        .filter((one) => one.skill === skill)
        .map(({ mistake, count }) => ({ mistake, count }))
        .sort((a, b) => b.count - a.count),
    }))
    .sort((a, b) => b.tries - a.tries);
}
