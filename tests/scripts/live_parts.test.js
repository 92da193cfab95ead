// What is shown of a live class while it changes: nothing is taken from under a finger, nothing
// typed is lost, and what was refused is said where somebody looks.

import assert from "node:assert/strict";
import test from "node:test";
import { FakeNode, fakeDocument } from "./elements.js";

Object.assign(globalThis, {
  Node: FakeNode,
  document: fakeDocument,
  location: { href: "https://example.org/~/+/class?live=KMPRTW", pathname: "/~/+/class" },
  addEventListener() {},
  ResizeObserver: class {
    observe() {}
    disconnect() {}
  },
});

const { aloud } = await import("../../ui/live/ballot.js");
const { LeadStrip } = await import("../../ui/live/lead.js");
const { ProjectorPart } = await import("../../ui/live/projector.js");
const { Screen } = await import("../../ui/live/screen.js");
const { StudentPart } = await import("../../ui/live/student.js");
const { TeacherPanel } = await import("../../ui/live/teacher.js");

const PLACE = { path: "cancel", query: "m=5", step: 4, steps: 16, title: "Cancel" };
const VOTE = {
  id: "v1",
  round: 1,
  open: true,
  revealed: false,
  text: "Which?",
  options: [{ label: "a" }, { label: "b" }],
  answered: [0],
  bars: null,
};

/** @param {Record<string, any>} [fields] @returns {any} */
const view = (fields = {}) => ({
  version: 1,
  code: "KMPRTW",
  pace: "follow",
  place: PLACE,
  vote: VOTE,
  here: 2,
  following: 2,
  ...fields,
});
/** Somebody else came, and answered. */
const later = () => view({ here: 3, following: 3, vote: { ...VOTE, answered: [1] } });

/** @type {any} */
const none = new Proxy({}, { get: () => () => {} });
const no = "round: received 1; allowed: the round that is open.";
/** @param {any} part @param {string} selector @returns {any} */
const find = (part, selector) => part.node.querySelector(selector);

/** @param {Record<string, any>} [changes] @returns {any} */
const toStudent = (changes = {}) => ({
  reach: "socket",
  choices: [null],
  dismissed: false,
  trouble: "",
  ...changes,
  view: view({ me: { name: "Ada", choices: [null], following: true }, ...changes.view }),
});

/** @param {Record<string, any>} [changes] */
const toTeacher = (changes = {}) => ({
  view: view(),
  reach: /** @type {const} */ ("socket"),
  data: /** @type {any} */ ({ code: "", lesson: [], skills: {}, qr: [], link: "", kept: "" }),
  mistakes: {},
  trouble: "",
  ...changes,
});

test("an answer of somebody else takes no button away", () => {
  const student = new StudentPart(none);
  student.show(toStudent());
  const choice = find(student, '[data-focus="option-1"]');
  student.show(toStudent({ view: { vote: { ...VOTE, answered: [1] } } }));
  assert.equal(find(student, '[data-focus="option-1"]'), choice);
  student.show(toStudent({ choices: [1] }));
  assert.equal(find(student, '[data-focus="option-1"]').attributes["aria-pressed"], "true");

  const teacher = new TeacherPanel(none);
  const lead = new LeadStrip(() => {});
  const projector = new ProjectorPart(() => {}, new AbortController().signal);
  const how = { reach: /** @type {const} */ ("socket"), trouble: "", leads: true };
  teacher.show(toTeacher());
  lead.show({ view: view(), ...how });
  projector.show({ view: view(), ...how });
  const buttons = () => [
    find(teacher, '[data-focus="close"]'),
    find(teacher, '[data-focus="pace-free"]'),
    find(lead, '[data-focus="close"]'),
    find(projector, '[data-focus="deed"]'),
  ];
  const before = buttons();
  assert(before.every(Boolean));
  teacher.show(toTeacher({ view: later() }));
  lead.show({ view: later(), ...how });
  projector.show({ view: later(), ...how });
  buttons().forEach((button, at) => {
    assert.equal(button, before[at]);
  });
  for (const part of [teacher, lead, projector])
    assert.match(part.node.textContent, /3 here.* 1 answered/);
});

test("of what was asked aloud no answer is marked as right or wrong, on any screen", () => {
  const { text, options } = aloud();
  const revealed = { ...VOTE, text, options, open: false, revealed: true, bars: [[0, 0, 1, 0]] };
  const student = new StudentPart(none);
  student.show(toStudent({ view: { vote: revealed }, choices: [2] }));
  for (const at of [0, 1, 2, 3]) {
    const choice = find(student, `[data-focus="option-${at}"]`);
    assert.equal(choice.textContent, "ABCD"[at]);
    assert.doesNotMatch(choice.attributes.class, /right|wrong/);
  }
  assert.equal(find(student, ".standing").textContent, "You chose C.");
  const projector = new ProjectorPart(() => {}, new AbortController().signal);
  projector.show({ view: view({ vote: revealed }), reach: "socket", leads: false, trouble: "" });
  const teacher = new TeacherPanel(none);
  teacher.show(toTeacher({ view: view({ vote: revealed }) }));
  for (const part of [projector, teacher]) {
    assert.equal(find(part, ".is-right"), null);
    assert.doesNotMatch(part.node.textContent, /[✓✗]/);
  }
});

test("a name that is being typed stays, whatever the class does", () => {
  const student = new StudentPart(none);
  student.show(toStudent());
  student.rename(true);
  const field = find(student, "input");
  field.value = "Grace";
  student.show(toStudent({ view: { pace: "free" } }));
  student.show(toStudent({ reach: "waiting" }));
  assert.equal(find(student, "input"), field);
  student.rename(false);
  assert.match(find(student, ".state").textContent, /the server is gone/);
});

test("what was refused is said on each strip, with a vote and without, until it is past", () => {
  const how = { reach: /** @type {const} */ ("socket"), leads: true };
  const student = new StudentPart(none);
  const lead = new LeadStrip(() => {});
  const projector = new ProjectorPart(() => {}, new AbortController().signal);
  for (const vote of [VOTE, null]) {
    for (const trouble of [no, ""]) {
      student.show(toStudent({ trouble, view: { vote } }));
      lead.show({ view: view({ vote }), trouble, ...how });
      projector.show({ view: view({ vote }), trouble, ...how });
      for (const part of [student, lead, projector]) {
        const { textContent, attributes } = find(part, ".trouble");
        assert.deepEqual([textContent, attributes.role], [trouble, "alert"]);
      }
    }
  }
});

test("how many are here and follow is said as one counts", () => {
  const teacher = new TeacherPanel(none);
  const where = () => find(teacher, ".live-where").textContent;
  teacher.show(toTeacher({ view: view({ here: 1, following: 1 }) }));
  assert.match(where(), /1 here · 1 follows ·/);
  teacher.show(toTeacher({ view: view({ here: 1278, following: 1200 }) }));
  assert.match(where(), /1,278 here · 1,200 follow ·/);
});

test("the way to the projector's window names no place that the class has left", () => {
  const teacher = new TeacherPanel(none);
  teacher.show(toTeacher());
  const { href } = find(teacher, ".live-head").querySelector("a").attributes;
  assert.equal(href, "https://example.org/~/+/start?projector=1&live=KMPRTW");
});

test("who goes back to the page is on the strip, not nowhere", () => {
  const student = new StudentPart(none);
  const vote = { ...VOTE, open: false };
  student.show(toStudent({ view: { vote } }));
  find(student, '[data-focus="dismiss"]').focus();
  student.show(toStudent({ view: { vote }, dismissed: true }));
  assert.equal(fakeDocument.activeElement, find(student, '[data-focus="name"]'));
});

/** A student's screen, on a page that asks this. @param {string} text */
function screenAsking(text) {
  const choice = { kind: "choice", text, choices: ["a", "b"], correct: 0, because: "" };
  const stage = { root: { isConnected: true }, asked: () => choice };
  const { signal } = new AbortController();
  const page = /** @type {any} */ ({ signal, stepped: () => stage, shared: {} });
  return new Screen(page, none, none, none);
}

/** @param {Record<string, any>} [changes] @returns {any} */
const toScreen = (changes = {}) => ({
  ...toStudent(),
  code: "KMPRTW",
  role: "student",
  refused: null,
  ...changes,
});

test("a page hides what it asks while that is put to a vote, and nothing else", () => {
  const { classList } = fakeDocument.documentElement;
  const same = screenAsking("Which?");
  same.show(toScreen());
  assert(classList.contains("live-voting"));
  same.show(toScreen(toStudent({ view: { vote: { ...VOTE, open: false } } })));
  assert(!classList.contains("live-voting"));
  same.clear();
  const other = screenAsking("Why?");
  other.show(toScreen());
  assert(!classList.contains("live-voting"));
  other.clear();
});

test("who cannot come back is told why, also where the class was seen before", () => {
  const screen = screenAsking("Why?");
  const shown = () => fakeDocument.body.textContent;
  const refused = { field: "enter", received: "member 301", allowed: "300 members of a class" };
  screen.show(toScreen({ reach: "waiting", refused }));
  assert.match(shown(), /enter: received member 301; allowed: 300 members of a class/);
  // A server that started again gets the class back from its teacher.
  const unknown = { field: "code", received: "KMPRTW", allowed: "another" };
  screen.show(toScreen({ reach: "waiting", refused: unknown }));
  assert.match(shown(), /the server is gone/);
  screen.show(toScreen());
  assert.match(shown(), /following/);
  screen.clear();
});
