// What a browser keeps of a class, so that a reload and another tab resume: under rope.live.CODE the
// member's token, under other endings what only this side knows.

/** @import { Json, LiveMessage, LiveVote } from "../web/types.js" */

const PREFIX = "rope.live.";
/** Of this tab alone, and gone with it: nobody knows yet whether it is any good. */
const BROUGHT = ".brought";
const ENDINGS = ["", ".teach", BROUGHT, ".name", ".outbox", ".mine", ".state", ".past"];
/** Votes of a class that are remembered, in case its server loses them. */
const MOST_PAST = 60;
const TOKEN_BYTES = 24;
/** What waited longer is not wanted any more, in milliseconds: a class lasts a day. */
const LONGEST = 86_400_000;

/** What storage did not take, forbidden or full: it lasts as long as the page. */
const memory = new Map();

/** @param {string} key */
const storageOf = (key) => (key.endsWith(BROUGHT) ? sessionStorage : localStorage);

/** @param {string} key */
function read(key) {
  try {
    return memory.get(key) ?? storageOf(key).getItem(key);
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {string | null} text null takes it away
 */
function write(key, text) {
  memory.delete(key);
  try {
    if (text === null) storageOf(key).removeItem(key);
    else storageOf(key).setItem(key, text);
  } catch {
    if (text !== null) memory.set(key, text);
  }
}

/** @param {string} key */
function readJson(key) {
  try {
    return JSON.parse(read(key) ?? "null");
  } catch {
    return null; // not what this page wrote
  }
}

/** A random text that nobody guesses: a token, or a message's id. */
export function randomText(bytes = TOKEN_BYTES) {
  const drawn = crypto.getRandomValues(new Uint8Array(bytes));
  return btoa(String.fromCharCode(...drawn))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** The token of the teacher of a class, if this browser has it. @param {string} code */
export const teachersToken = (code) => read(`${PREFIX}${code}.teach`);

/** The class has taken it. @param {string} code @param {string} token */
export function keepTeachersToken(code, token) {
  write(`${PREFIX}${code}.teach`, token);
  forgetBroughtToken(code);
}

/** What a teacher's link brought that no class has answered yet. @param {string} code */
export const broughtToken = (code) => read(PREFIX + code + BROUGHT);

/** @param {string} code @param {string} token */
export const keepBroughtToken = (code, token) => write(PREFIX + code + BROUGHT, token);

/** @param {string} code */
export const forgetBroughtToken = (code) => write(PREFIX + code + BROUGHT, null);

/** The class has refused it, wherever it is from. @param {string} code @param {string | null} token */
export function forgetTeachersToken(code, token) {
  if (broughtToken(code) === token) forgetBroughtToken(code);
  if (teachersToken(code) === token) write(`${PREFIX}${code}.teach`, null);
}

/** The member's token, if this browser was in the class before. @param {string} code */
export const membersToken = (code) => read(PREFIX + code);

/** @param {string} code @param {string} token */
export const keepMembersToken = (code, token) => write(PREFIX + code, token);

/** What a member is called. @param {string} code */
export const keptName = (code) => read(`${PREFIX}${code}.name`);

/** @param {string} code @param {string} name */
export const keepName = (code, name) => write(`${PREFIX}${code}.name`, name);

/** One's own ballots of the vote that was seen last. @param {string} code */
export function keptBallots(code) {
  const mine = readJson(`${PREFIX}${code}.mine`);
  const known = typeof mine?.vote === "string" && Array.isArray(mine.choices);
  return /** @type {{ vote: string, choices: (number | null)[] }} */ (
    known ? mine : { vote: "", choices: [] }
  );
}

/** @param {string} code @param {{ vote: string, choices: (number | null)[] }} mine */
export const keepBallots = (code, mine) => write(`${PREFIX}${code}.mine`, JSON.stringify(mine));

/** The class as its teacher saw it last, if that is not too long ago. @param {string} code */
export function keptState(code) {
  const state = readJson(`${PREFIX}${code}.state`);
  return Date.now() - state?.at < LONGEST ? state : null;
}

/** @param {string} code @param {Json} state */
export const keepState = (code, state) =>
  write(`${PREFIX}${code}.state`, JSON.stringify({ ...state, at: Date.now() }));

/** The votes that were put away, oldest first. @param {string} code @returns {LiveVote[]} */
export function pastVotes(code) {
  const past = readJson(`${PREFIX}${code}.past`);
  return Array.isArray(past) ? past.filter((vote) => typeof vote?.id === "string") : [];
}

/** @param {string} code @param {LiveVote} vote */
export function keepPastVote(code, vote) {
  const others = pastVotes(code).filter(({ id }) => id !== vote.id);
  write(`${PREFIX}${code}.past`, JSON.stringify([...others, vote].slice(-MOST_PAST)));
}

/** @param {string} code @returns {{ at: number, message: LiveMessage }[]} */
function keptEntries(code) {
  const kept = readJson(`${PREFIX}${code}.outbox`);
  if (!Array.isArray(kept)) return [];
  return kept.filter(
    (entry) => Date.now() - entry?.at < LONGEST && typeof entry.message?.id === "string",
  );
}

/** @param {string} code @param {{ at: number, message: LiveMessage }[]} entries */
const keepEntries = (code, entries) =>
  write(`${PREFIX}${code}.outbox`, entries.length ? JSON.stringify(entries) : null);

/** Messages that no answer came for, oldest first. @param {string} code @returns {LiveMessage[]} */
export const keptMessages = (code) => keptEntries(code).map(({ message }) => message);

/** @param {string} code @param {LiveMessage} message */
export const keepMessage = (code, message) =>
  keepEntries(code, [...keptEntries(code), { at: Date.now(), message }]);

/** It was answered. @param {string} code @param {string} id */
export const dropMessage = (code, id) =>
  keepEntries(
    code,
    keptEntries(code).filter(({ message }) => message.id !== id),
  );

/** The class is over, or was left: nothing of it stays. @param {string} code */
export function forgetClass(code) {
  for (const ending of ENDINGS) write(`${PREFIX}${code}${ending}`, null);
}
