// A live class: what is said of a view, and how a question becomes a vote.

import assert from "node:assert/strict";
import test from "node:test";
import { aloud, ballotOf } from "../../ui/live/ballot.js";
import { differing, sharedQuery } from "../../ui/live/place.js";
import {
  countText,
  doable,
  rowsOf,
  stateText,
  tallied,
  voteStanding,
  whereText,
} from "../../ui/live/words.js";

/** @import { LiveView, LiveVote } from "../../ui/web/types.js" */

const OPTIONS = [
  { label: "It stays", says: "only the distance counts", right: true },
  { label: "It shrinks", says: "the place taken for the distance", right: false },
];

/** @param {Partial<LiveVote>} changes @returns {LiveVote} */
const vote = (changes = {}) => ({
  id: "v1",
  round: 1,
  open: true,
  revealed: false,
  text: "What does the score do?",
  options: OPTIONS.map(({ label }) => ({ label })),
  answered: [0],
  bars: null,
  ...changes,
});

/** @param {Partial<LiveView>} changes @returns {LiveView} */
const view = (changes = {}) => ({
  version: 1,
  code: "KMPRTW",
  pace: "follow",
  place: null,
  here: 1278,
  following: 3,
  vote: null,
  ...changes,
});

test("where the class is, and how many answered", () => {
  const place = { path: "cancel", query: "", step: 9, steps: 16, title: "Cancel" };
  assert.equal(whereText(place), "Cancel · step 9 of 16");
  assert.equal(
    whereText({ ...place, path: "practice", title: "Practice", step: 1, steps: 1 }),
    "Practice",
  );
  assert.equal(whereText(null), "Not begun");
  assert.equal(countText(view()), "1,278 here");
  assert.equal(countText(view({ vote: vote({ answered: [74] }) })), "1,278 here · 74 answered");
  const again = vote({ round: 2, answered: [74, 60] });
  assert.equal(countText(view({ vote: again })), "1,278 here · 60 answered again");
});

test("bars are shares of those who answered in that round", () => {
  const rows = rowsOf(
    vote({
      round: 2,
      revealed: true,
      options: OPTIONS,
      bars: [
        [30, 10],
        [9, 0],
      ],
    }),
  );
  assert.deepEqual(rows[0].shares, [0.75, 1]);
  assert.deepEqual(rows[1].shares, [0.25, 0]);
  assert.deepEqual(rows[0].counts, [30, 9]);
  assert.equal(rows[1].spoken, "10 chose it at first, 0 again");
});

test("nobody answered: no bar, and nothing is divided by zero", () => {
  const [row] = rowsOf(vote({ revealed: true, options: OPTIONS, bars: [[0, 0]] }));
  assert.deepEqual(row.shares, [0]);
});

test("nothing is known of the bars before they are there", () => {
  const [row] = rowsOf(vote());
  assert.deepEqual(row.counts, []);
  assert.equal(row.says, "");
  assert.equal(row.right, false);
});

test("what comes next: open, close, again or reveal, put away", () => {
  const asks = { text: "?", options: OPTIONS };
  assert.deepEqual(doable(view()), ["aloud"]);
  assert.deepEqual(doable(view({ asks })), ["open", "aloud"]);
  assert.deepEqual(doable(view({ asks, vote: vote() })), ["close", "reveal"]);
  assert.deepEqual(doable(view({ vote: vote({ open: false }) })), ["reveal", "again"]);
  assert.deepEqual(doable(view({ vote: vote({ open: false, round: 2 }) })), ["reveal"]);
  const revealed = vote({ open: false, revealed: true });
  assert.deepEqual(doable(view({ vote: revealed })), ["away", "again"]);
  assert.deepEqual(doable(view({ vote: { ...revealed, round: 2 } })), ["away"]);
});

test("a student hears what they chose stands for, after reveal and not before", () => {
  assert.match(voteStanding(vote(), [null]), /^Choose/);
  assert.match(voteStanding(vote(), [1]), /You can change it/);
  assert.match(voteStanding(vote(), [1], true), /waits for the connection/);
  assert.equal(voteStanding(vote({ open: false }), [1]), "Closed. You chose: It shrinks");
  assert.equal(voteStanding(vote({ open: false }), [null]), "This round is closed.");
  const revealed = vote({ open: false, revealed: true, options: OPTIONS });
  assert.equal(voteStanding(revealed, [0]), "Right: only the distance counts");
  assert.equal(
    voteStanding(revealed, [1]),
    "Not so. “It shrinks” stands for: the place taken for the distance",
  );
  assert.equal(voteStanding(revealed, [null]), "Right is “It stays”: only the distance counts");
});

test("asked aloud nothing is right, and nobody is told that they were wrong", () => {
  const revealed = vote({ open: false, revealed: true, ...aloud() });
  assert.equal(voteStanding(revealed, [2]), "You chose C.");
  assert.equal(voteStanding(revealed, [null]), "");
});

const NUMBER = {
  kind: /** @type {const} */ ("number"),
  text: "q₀ cos + q₁ sin is",
  exact: "",
  value: 0.21924,
  shown: "0.2192",
  share: false,
  right: 1e-3,
  rounded: 1e-2,
  match: 1e-6,
  mistakes: [
    { value: 0.432145, title: "Sine and cosine swapped", story: "", instead: "" },
    { value: -0.58837, title: "Wrong sign", story: "", instead: "" },
  ],
};

test("a question begins with a capital, a variable stays what it is", () => {
  const textOf = (/** @type {string} */ text) => ballotOf({ ...NUMBER, text })?.text;
  assert.equal(textOf("only pair 0 is left on."), "Only pair 0 is left on.");
  assert.equal(
    textOf("q and k both stand 1,000 places later."),
    "q and k both stand 1,000 places later.",
  );
});

test("a number is asked among what the mistakes give, in the order of size", () => {
  assert.deepEqual(ballotOf(NUMBER), {
    text: NUMBER.text,
    options: [
      { label: "−0.5884", says: "Wrong sign", right: false },
      { label: "0.2192", says: "", right: true },
      { label: "0.4321", says: "Sine and cosine swapped", right: false },
    ],
  });
});

test("mistakes that look like another answer at these digits are left out, and more than four", () => {
  const slip = { title: "", story: "", instead: "" };
  const alike = { ...NUMBER, mistakes: [{ ...slip, value: 0.219244 }] };
  assert.equal(ballotOf(alike), null, "one option is no vote");
  const many = { ...NUMBER, mistakes: [1, 1, 2, 3, 4, 5, 6].map((value) => ({ ...slip, value })) };
  assert.deepEqual(
    ballotOf(many)?.options.map(({ label }) => label),
    ["0.2192", "1.0000", "2.0000", "3.0000", "4.0000"],
  );
});

test("powers of ten and a bare zero are written alike", () => {
  const slip = { title: "", story: "", instead: "" };
  const small = {
    ...NUMBER,
    value: 1.2e-7,
    shown: "1.20×10⁻⁷",
    mistakes: [{ ...slip, value: -3e-7 }],
  };
  assert.deepEqual(
    ballotOf(small)?.options.map(({ label }) => label),
    ["−3.00×10⁻⁷", "1.20×10⁻⁷"],
  );
  const zero = { ...NUMBER, value: 0, shown: "0", mistakes: [{ ...slip, value: 1 }] };
  assert.deepEqual(
    ballotOf(zero)?.options.map(({ label }) => label),
    ["0", "1.000"],
  );
});

test("choices go as they are, each with the mistake it stands for; what is too long is cut", () => {
  const ballot = ballotOf({
    kind: "choice",
    text: "x".repeat(400),
    choices: ["No", "Yes"],
    correct: 0,
    because: "y".repeat(300),
    stands: ["", "the place taken for the distance"],
  });
  assert.equal(ballot?.text.length, 300);
  assert.equal(ballot?.options[0].says.length, 200);
  assert.deepEqual(ballot?.options[1], {
    label: "Yes",
    says: "the place taken for the distance",
    right: false,
  });
  assert.equal(ballotOf(null), null);
});

test("first answers: skills most tried first, mistakes most made first", () => {
  const rows = tallied(
    view({
      tried: [
        { skill: "pairs", tries: 3, right: 3 },
        { skill: "angle", tries: 9, right: 2 },
      ],
      picture: [
        { skill: "angle", mistake: null, count: 1 },
        { skill: "angle", mistake: "degrees", count: 6 },
      ],
    }),
  );
  assert.deepEqual(rows[0], {
    skill: "angle",
    tries: 9,
    right: 2,
    mistakes: [
      { mistake: "degrees", count: 6 },
      { mistake: null, count: 1 },
    ],
  });
  assert.deepEqual(rows[1].mistakes, []);
});

test("what holds for a student is said in a few words", () => {
  const place = { path: "turn", query: "", step: 1, steps: 9, title: "Turn" };
  const me = { name: "Otter 12", choices: [], following: true };
  assert.equal(stateText(view({ me }), "socket"), "here, it has not begun");
  assert.equal(stateText(view({ me, place }), "socket"), "following");
  assert.equal(stateText(view({ me, place }), "polling"), "following, by a slower way");
  assert.equal(
    stateText(view({ me: { ...me, following: false }, place }), "socket"),
    "on your own",
  );
  assert.equal(stateText(view({ me, place, pace: "free" }), "socket"), "at your own pace");
  assert.match(stateText(view({ me, place }), "waiting"), /^the server is gone.*answers wait$/);
});

test("what an address says of the window alone is nobody else's", () => {
  const params = "step=3&q=1,2&live=KMPRTW&projector=1&student=1&embed=true&poll=1&m=5";
  assert.equal(sharedQuery(new URLSearchParams(params)), "m=5&q=1,2");
  assert.deepEqual(differing("m=5&q=1,2", "q=1%2C2&m=5"), []);
  assert.deepEqual(differing("m=5", "m=6&pair=1"), ["m", "pair"]);
});
