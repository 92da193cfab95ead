// What a teacher's browser keeps of a class, and how it makes it anew on a server that has lost it.

import * as kept from "./kept.js";

/** @import { Json, LiveView } from "../web/types.js" */

/** Bytes that a message has room for, beside its id. */
const ROOM = 8000;
/** First answers of Practice that are told in one message. */
const TOGETHER = 50;

/**
 * Remember the class as it is seen now.
 *
 * @param {string} code
 * @param {LiveView} view the teacher's
 */
export function keepClass(code, { pace, place, vote, picture, tried, started }) {
  const before = kept.keptState(code);
  if (before?.vote && before.vote.id !== vote?.id) kept.keepPastVote(code, before.vote);
  const wrong = picture?.map((each) => ({ ...each, right: false })) ?? [];
  const right = (tried ?? [])
    .filter((each) => each.right > 0)
    .map(({ skill, right: count }) => ({ skill, right: true, mistake: null, count }));
  kept.keepState(code, {
    pace,
    // No class goes back to before it began: one made anew is told its place a moment later.
    place: place ?? before?.place ?? null,
    vote,
    started,
    tried: [...wrong, ...right],
  });
}

/**
 * What is said to make it anew: first the class itself, then what was in it before.
 *
 * @param {string} code
 * @param {string | null} token
 * @returns {{ create: Json, recalls: { do: string, [field: string]: Json }[] } | null} nothing where
 *   nothing is remembered
 */
export function remembered(code, token) {
  const state = kept.keptState(code);
  if (!state) return null;
  const { pace, vote, place, started, tried } = state;
  const past = kept.pastVotes(code).filter(({ id }) => id !== vote?.id);
  const recalls = past.reverse().map((each) => ({ do: "recall", vote: each }));
  const parts = [];
  // By these names the server counts them once, though each window of the teacher's tells them.
  for (let at = 0; at < (tried?.length ?? 0); at += TOGETHER)
    parts.push({ id: `tried-${at}`, do: "recall", tried: tried.slice(at, at + TOGETHER) });
  const create = { do: "create", code, token, state: { pace, place, vote, started } };
  if (!place || fits(create)) return { create, recalls: [...recalls, ...parts] };
  // A long problem does not pass with the rest, and is where everybody looks first.
  create.state.place = null;
  return { create, recalls: [{ do: "recall", place }, ...recalls, ...parts] };
}

/** @param {Json} message */
const fits = (message) => new TextEncoder().encode(JSON.stringify(message)).length <= ROOM;
