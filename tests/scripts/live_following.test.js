// Who leads takes the class along, who follows goes where it goes, and neither pulls at the other.

import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";

// As much of a browser as the module asks for.
const place = { href: "" };
Object.defineProperty(place, "pathname", { get: () => new URL(place.href).pathname });
/** @type {Record<string, (event: { isTrusted: boolean }) => void>} */
const listeners = {};
Object.assign(globalThis, {
  location: place,
  history: {
    state: null,
    replaceState: (
      /** @type {unknown} */ _,
      /** @type {string} */ __,
      /** @type {string} */ to,
    ) => {
      place.href = to;
    },
    pushState: (/** @type {unknown} */ _, /** @type {string} */ __, /** @type {string} */ to) => {
      place.href = to;
    },
  },
  document: {
    documentElement: { classList: { contains: () => false } },
    getElementById: () => null,
    querySelector: (/** @type {string} */ name) =>
      name.includes("h1") ? { textContent: "Rotate" } : null,
  },
  addEventListener: (/** @type {string} */ name, /** @type {() => void} */ heard) => {
    listeners[name] = heard;
  },
  dispatchEvent: () => true,
  PopStateEvent: class {},
  ropeByHand: {},
});

mock.timers.enable({ apis: ["setTimeout"] });
const { Following } = await import("../../ui/live/following.js");

/** @import { LivePlace, LiveRole, LiveView } from "../../ui/web/types.js" */

const STEPS = 16;
/** @type {any} */
let stage;
/** @type {any[]} what was said to the server */
let said = [];
/** @type {any} what it answers */
let answer;

beforeEach(() => {
  place.href = "https://example.org/~/+/rotate?m=5&live=KMPRTW";
  said = [];
  answer = {};
  stage = {
    root: { isConnected: true, querySelector: () => null },
    steps: Array(STEPS).fill(0),
    memory: { step: 1 },
    own: () => [],
    go: (/** @type {number} */ step) => {
      stage.memory.step = step;
    },
  };
});

/** @param {LiveRole} role */
function window_(role) {
  const page = /** @type {any} */ ({ stepped: () => stage, memories: {}, shared: {} });
  const following = new Following(page, async (message) => {
    said.push(message);
    return answer;
  });
  following.begin(role);
  return following;
}

/** @param {number} step @param {Partial<LivePlace>} [changes] @returns {LivePlace} */
const at = (step, changes = {}) => ({
  path: "rotate",
  query: "m=5",
  step,
  steps: STEPS,
  title: "Rotate",
  ...changes,
});

/** @param {LivePlace | null} there @param {Partial<LiveView>} [changes] @returns {any} */
const view = (there, changes = {}) => ({
  version: 1,
  place: there,
  pace: "follow",
  asks: null,
  ...changes,
});

const touch = () => listeners.pointerdown({ isTrusted: true });
/** @param {any} following @param {number} step */
const stepTo = (following, step) => {
  touch();
  stage.go(step);
  following.shown();
};
const settle = () => new Promise((done) => setImmediate(done));
/** What is still to be told has been told. @param {any} following */
async function allTold(following) {
  for (let told = 0; following.telling; told++) {
    assert(told < 10, "it never is");
    await settle();
    mock.timers.tick(250);
    await settle();
  }
}
const told = () => said.filter((one) => one.do === "place").map((one) => one.place.step);

test("who opens a window goes where the class is, and does not move it", () => {
  const teacher = window_("teacher");
  teacher.seen(view(at(5)));
  assert.equal(stage.memory.step, 5);
  teacher.shown();
  assert.deepEqual(told(), []);
});

test("a class that has not begun begins where the teacher's window is", () => {
  const teacher = window_("teacher");
  teacher.seen(view(null));
  teacher.shown();
  assert.deepEqual(said[0], { do: "place", place: at(1) });
});

test("a step moves the class; what is shown anew does not", async () => {
  const teacher = window_("teacher");
  teacher.seen(view(at(1)));
  teacher.shown();
  stepTo(teacher, 2);
  assert.deepEqual(told(), [2]);
  await allTold(teacher);
  touch();
  teacher.shown();
  assert.deepEqual(told(), [2]);
});

test("the same problem written otherwise is no other place", () => {
  const teacher = window_("teacher");
  place.href = "https://example.org/~/+/rotate?n=2&m=5&live=KMPRTW";
  teacher.seen(view(at(1, { query: "m=5&n=2" })));
  touch();
  teacher.shown();
  assert.deepEqual(told(), []);
});

test("of quick steps the last counts, also back to where the class still is", async () => {
  const teacher = window_("teacher");
  teacher.seen(view(at(2)));
  teacher.shown();
  for (const step of [3, 4, 3, 2]) stepTo(teacher, step);
  // What the class shows meanwhile is older than what was told.
  teacher.seen(view(at(3)));
  assert.equal(stage.memory.step, 2);
  await allTold(teacher);
  assert.equal(told().at(-1), 2);
});

test("a view that comes late pulls nobody back, and a newer one moves", async () => {
  const teacher = window_("teacher");
  teacher.seen(view(at(1), { version: 7 }));
  teacher.shown();
  answer = { version: 8 };
  stepTo(teacher, 2);
  // Nothing is on its way any more, and what the class shows was read before the move.
  await allTold(teacher);
  teacher.seen(view(at(1), { version: 7, here: 2 }));
  assert.equal(stage.memory.step, 2);
  teacher.seen(view(at(2), { version: 8 }));
  teacher.seen(view(at(6), { version: 9 }));
  assert.equal(stage.memory.step, 6, "another window of the teacher's moved the class");
});

test("a class that was made anew is followed though its versions begin again", async () => {
  const teacher = window_("teacher");
  teacher.seen(view(at(1), { version: 40 }));
  teacher.shown();
  answer = { version: 41 };
  stepTo(teacher, 2);
  await allTold(teacher);
  teacher.seen(view(at(2), { version: 3 }));
  teacher.seen(view(at(5), { version: 4 }));
  assert.equal(stage.memory.step, 5);
});

test("a place that could not be told stops none that come after it", async () => {
  const page = /** @type {any} */ ({ stepped: () => stage, memories: {}, shared: {} });
  let open = false;
  const teacher = new Following(page, async (message) => {
    if (!open) throw new Error("a message to no class");
    said.push(message);
  });
  teacher.untold = at(2);
  await assert.rejects(teacher.tell(), /no class/);
  open = true;
  teacher.begin("teacher");
  teacher.move(at(3));
  await allTold(teacher);
  assert.deepEqual(told(), [3]);
});

test("how many steps there are is told by the window that shows them", () => {
  const teacher = window_("teacher");
  teacher.seen(view(at(1, { steps: 1 })));
  teacher.shown();
  assert.deepEqual(said[0].place, at(1));
});

test("a window that was opened where the class is tells its steps as well", () => {
  const teacher = window_("teacher");
  teacher.shown();
  teacher.seen(view(at(1, { steps: 1 })));
  assert.deepEqual(said[0].place, at(1));
});

test("a student follows when the class moves, and only then", () => {
  const student = window_("student");
  const me = { name: "Otter 12", choices: [], following: true };
  student.seen(view(at(4), { me }));
  assert.equal(stage.memory.step, 4);
  stepTo(student, 9);
  student.seen(view(at(4), { me, here: 3 }));
  assert.equal(stage.memory.step, 9, "somebody came, the class did not move");
  student.seen(view(at(5), { me: { ...me, following: false } }));
  student.seen(view(at(6), { me, pace: "free" }));
  assert.equal(stage.memory.step, 9);
  student.seen(view(at(6), { me }));
  assert.equal(stage.memory.step, 6);
  assert.deepEqual(said, []);
});

test("another page is opened in the app, with what is this window's own", () => {
  const student = window_("student");
  place.href += "&student=1&projector=1";
  const me = { name: "Otter 12", choices: [], following: true };
  student.seen(view(at(3, { path: "cancel", query: "m=7&pair=1" }), { me }));
  const url = new URL(place.href);
  assert.equal(url.pathname, "/~/+/cancel");
  assert.deepEqual(Object.fromEntries(url.searchParams), {
    m: "7",
    pair: "1",
    live: "KMPRTW",
    student: "1",
    projector: "1",
    step: "3",
  });
});
