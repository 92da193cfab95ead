// What a teacher's browser keeps of a class, and how it makes it anew on a server that has lost it.

import * as kept from "./kept.js";

/** @import { Json, LiveView } from "../web/types.js" */

/** Letters of a query that a message of everything has room for. */
const LONG = 2000;
/** First answers of Practice that are told in one message. */
const TOGETHER = 50;

/**
 * Remember the class as it is seen now.
 *
 * @param {string} code
 * @param {LiveView} view the teacher's
 */
export function keepClass(code, { pace, place, vote, picture, tried }) {
  const before = kept.keptState(code)?.vote;
  if (before && before.id !== vote?.id) kept.keepPastVote(code, before);
  const wrong = picture?.map((each) => ({ ...each, right: false })) ?? [];
  const right = (tried ?? [])
    .filter((each) => each.right > 0)
    .map(({ skill, right: count }) => ({ skill, right: true, mistake: null, count }));
  kept.keepState(code, { pace, place, vote, tried: [...wrong, ...right] });
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
  const { pace, vote, tried } = state;
  // A long query would not pass with the rest; the teacher's window tells its place anyway.
  const place = state.place?.query.length > LONG ? null : state.place;
  const past = kept.pastVotes(code).filter(({ id }) => id !== vote?.id);
  const recalls = past.reverse().map((each) => ({ do: "recall", vote: each }));
  const parts = [];
  for (let at = 0; at < (tried?.length ?? 0); at += TOGETHER)
    parts.push({ do: "recall", tried: tried.slice(at, at + TOGETHER) });
  const create = { do: "create", code, token, state: { pace, place, vote } };
  return { create, recalls: [...recalls, ...parts] };
}
