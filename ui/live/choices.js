// One's own ballots of the vote that was seen last, where the server has none: on their way to it, or
// lost with a class that was made anew.

import { keepBallots, keptBallots } from "./kept.js";

/** @import { LiveView } from "../web/types.js" */

/**
 * @param {string} code
 * @param {string} vote
 * @param {number} round
 * @param {number | null} choice
 */
export function noteChoice(code, vote, round, choice) {
  const mine = keptBallots(code);
  const choices = mine.vote === vote ? mine.choices : [];
  while (choices.length < round) choices.push(null);
  choices[round - 1] = choice;
  keepBallots(code, { vote, choices });
}

/**
 * A ballot came too late, and is none.
 *
 * @param {string} code
 * @param {string} vote
 * @param {number} round
 */
export function dropChoice(code, vote, round) {
  if (keptBallots(code).vote === vote) noteChoice(code, vote, round, null);
}

/**
 * Put one's own choices where the view has none.
 *
 * @param {string} code
 * @param {LiveView} view
 * @returns {{ vote: string, round: number, choice: number } | null} one of the open round that the
 *   server has not, to be told again
 */
export function completeChoices(code, { vote, me }) {
  const mine = keptBallots(code);
  if (!vote || !me || mine.vote !== vote.id) return null;
  let missing = null;
  me.choices.forEach((choice, at) => {
    const own = mine.choices[at];
    if (choice !== null || own == null) return;
    me.choices[at] = own;
    const round = at + 1;
    if (vote.open && vote.round === round) missing = { vote: vote.id, round, choice: own };
  });
  return missing;
}
