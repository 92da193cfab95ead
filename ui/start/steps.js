// The three things to do, by their places: a step counts from 1, as in the address.

/** The words change places. */
export const SAME = 1;
/** The arrows are turned: by hand, then by the place. */
export const TURN = 2;
/** The whole sentence moves. */
export const MOVE = 3;

/** In full, and as it fits on a phone. */
export const STEPS = [
  ["Same words, same score", "Same score"],
  ["Turn by the place", "Turn"],
  ["Move the whole sentence", "Move all"],
];
