// Where a page is, and how another one is brought there: in the app, nothing is loaded anew.

import { address, pageHere, searchHere, visitPage } from "../web/address.js";
import { askedWithin } from "../web/question.js";
import { ballotOf } from "./ballot.js";

/** @import { PageNow } from "../web/types.js" */
/** @import { LivePlace } from "../web/types.js" */

/** What stands in the address of this window alone. */
const OWN = ["live", "student", "projector", "embed", "poll", "step"];

/**
 * What a query says of the problem and the page, in one order.
 *
 * @param {URLSearchParams} params
 */
export function sharedQuery(params) {
  const shared = new URLSearchParams(params);
  for (const name of OWN) shared.delete(name);
  shared.sort();
  return shared.toString().replaceAll("%2C", ",");
}

/**
 * Which parameters differ.
 *
 * @param {string} one
 * @param {string} other
 */
export function differing(one, other) {
  const [a, b] = [new URLSearchParams(one), new URLSearchParams(other)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((name) => a.get(name) !== b.get(name));
}

/**
 * Where this window is. A page without steps has one.
 *
 * @param {PageNow} page
 * @returns {LivePlace}
 */
export function placeHere({ stepped }) {
  const stage = stepped();
  const steps = stage?.root.isConnected ? stage.steps.length : 1;
  const title = document.querySelector('[data-testid="stMain"] h1')?.textContent ?? pageHere();
  return {
    path: pageHere(),
    query: sharedQuery(searchHere()),
    step: steps > 1 && stage ? stage.memory.step : 1,
    steps,
    title,
  };
}

/**
 * What is asked here, as it would be put to a vote.
 *
 * @param {PageNow} page
 */
export function askedHere({ stepped }) {
  const stage = stepped();
  const staged = stage?.root.isConnected ? stage : undefined;
  const root = staged?.root ?? document.querySelector('[data-testid="stMain"]');
  return ballotOf(staged?.asked?.() ?? (root && askedWithin(root)));
}

/**
 * Bring this window to a place; whether it was there already.
 *
 * @param {PageNow} page
 * @param {LivePlace} place
 * @returns {boolean}
 */
export function bringTo({ stepped, memories }, place) {
  const here = sharedQuery(searchHere());
  const others = differing(here, place.query);
  const stage = stepped();
  const there = pageHere() === place.path;
  if (there && stage?.root.isConnected) {
    const own = stage.own?.() ?? [];
    if (others.every((name) => own.includes(name))) {
      if (others.length && stage.readAgain) {
        const asked = new URLSearchParams(place.query);
        address.set({
          ...Object.fromEntries(others.map((name) => [name, asked.get(name)])),
          step: place.step,
        });
        stage.readAgain(memories);
        return false;
      }
      const already = stage.memory.step === place.step;
      if (!already) stage.go(place.step);
      return already;
    }
  } else if (there && !others.length) return true;
  // What the page remembers of an earlier visit gives way to what the address says.
  delete memories[place.path];
  const mine = searchHere();
  const asked = new URLSearchParams(place.query);
  for (const name of OWN) {
    const value = mine.get(name);
    if (value !== null) asked.set(name, value);
  }
  if (place.step > 1) asked.set("step", String(place.step));
  else asked.delete("step");
  visitPage(place.path, asked.toString().replaceAll("%2C", ","));
  return false;
}
