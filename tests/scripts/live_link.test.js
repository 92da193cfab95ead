// A browser's line to its class: what waits, what is said again, and what is kept over a reload.

import assert from "node:assert/strict";
import test, { beforeEach, mock } from "node:test";

/** @typedef {{ id: string, do: string, [field: string]: any }} Said */

// As much of a browser as the modules ask for.
/** @type {Map<string, string>} */
const storage = new Map();
/** @type {Socket[]} */
let sockets = [];
let connected = true;
/** What hears that the page is hidden or seen. */
let whenSeen = () => {};

class Socket {
  /** @type {Said[]} */
  sent = [];
  /** @type {() => void} */
  onopen = () => {};
  /** @type {(event: { data: string }) => void} */
  onmessage = () => {};
  /** @type {() => void} */
  onclose = () => {};

  constructor() {
    sockets.push(this);
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(JSON.parse(text));
  }

  close() {}

  /** @param {object} frame */
  give(frame) {
    this.onmessage({ data: JSON.stringify(frame) });
  }

  /**
   * The answer to the last message of that kind.
   *
   * @param {string} what
   * @param {object} answer
   */
  answer(what, answer) {
    const said = this.sent.findLast((message) => message.do === what);
    assert(said, `nothing was said of ${what}`);
    this.give({ re: said.id, ...answer });
  }
}

/** @type {Record<string, any>} */
const browser = {
  WebSocket: Socket,
  localStorage: {
    getItem: (/** @type {string} */ key) => storage.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ text) => storage.set(key, text),
    removeItem: (/** @type {string} */ key) => storage.delete(key),
  },
  document: {
    baseURI: "https://example.org/~/+/",
    visibilityState: "visible",
    addEventListener: (/** @type {string} */ _name, /** @type {() => void} */ listener) => {
      whenSeen = listener;
    },
    removeEventListener() {},
    querySelector: () => ({ getAttribute: () => (connected ? "CONNECTED" : "DISCONNECTED") }),
  },
  location: { href: "https://example.org/~/+/rotate?live=KMPRTW", pathname: "/~/+/rotate" },
  history: { state: null, replaceState() {} },
  PopStateEvent: class {},
  ropeByHand: { waiting: [] },
  addEventListener() {},
  removeEventListener() {},
  dispatchEvent() {},
};
for (const [name, value] of Object.entries(browser))
  Object.defineProperty(globalThis, name, { value, configurable: true });
mock.timers.enable({ apis: ["setTimeout", "Date"] });

const { pastVotes } = await import("../../ui/live/kept.js");
const { openLink } = await import("../../ui/live/link.js");
const settle = () => new Promise((resolve) => setImmediate(resolve));
const newest = () => sockets[sockets.length - 1];
const OK = { ok: true };

/** @type {import("../../ui/live/link.js").Link[]} */
let links = [];

/**
 * In small steps: what a timer starts is timed from there.
 *
 * @param {number} milliseconds
 */
function pass(milliseconds) {
  for (let passed = 0; passed < milliseconds; passed += 50) mock.timers.tick(50);
}

/** @param {() => unknown} holds */
function until(holds) {
  for (let step = 0; !holds(); step++) {
    assert(step < 1000, "it never does");
    pass(50);
  }
}

/** Wait until the line tries again. */
function again() {
  const before = sockets.length;
  until(() => sockets.length > before);
}

/** @param {any} options */
function linked(options) {
  const link = openLink({ code: "KMPRTW", ...options });
  links.push(link);
  return link;
}

/** Open the newest connection and let it in. */
function inside() {
  newest().onopen();
  newest().answer("enter", { ...OK, name: "Otter 12" });
}

function view(fields = {}) {
  const vote = {
    id: "v1",
    round: 1,
    open: true,
    revealed: false,
    text: "Which?",
    options: [{ label: "a" }, { label: "b" }],
    answered: [0],
    bars: null,
  };
  const me = { name: "Otter 12", choices: [null], following: true };
  return { view: { version: 1, code: "KMPRTW", pace: "follow", place: null, vote, me, ...fields } };
}

beforeEach(() => {
  for (const link of links) link.close();
  links = [];
  storage.clear();
  sockets = [];
  connected = true;
  pass(60_000);
});

test("what is said before the class is entered waits, and goes in its order", async () => {
  const link = linked({ role: "student" });
  const first = link.send({ do: "vote", vote: "v1", round: 1, choice: 0 });
  link.send({ do: "tried", skill: "angle", right: true, mistake: null });
  newest().onopen();
  assert.deepEqual(
    newest().sent.map((message) => message.do),
    ["enter"],
  );
  newest().answer("enter", { ...OK, name: "Otter 12" });
  pass(1000);
  assert.deepEqual(
    newest().sent.map((message) => message.do),
    ["enter", "vote", "tried"],
  );
  newest().answer("vote", OK);
  assert.deepEqual(await first, {});
  assert.equal(link.state, "socket");
});

test("what had no answer is said again on the next line, with its id, also after a reload", () => {
  const before = linked({ role: "student" });
  inside();
  before.send({ do: "vote", vote: "v1", round: 1, choice: 1 }).catch(() => {});
  pass(1000);
  const { id } = newest().sent[1];
  newest().onclose();
  assert.equal(before.state, "waiting");
  pass(1000);
  assert.equal(sockets.length, 2);
  inside();
  pass(1000);
  assert.equal(newest().sent[1].id, id);

  before.close();
  const after = linked({ role: "student" });
  inside();
  pass(1000);
  assert.equal(newest().sent[0].token, before.token);
  assert.equal(newest().sent[0].nickname, "Otter 12");
  assert.equal(newest().sent[1].id, id);
  newest().answer("vote", OK);
  after.close();
  linked({ role: "student" });
  inside();
  pass(1000);
  assert.equal(newest().sent.length, 1);
});

test("what stands in storage and is no message of ours stops nothing", async () => {
  for (const other of [{ a: 1 }, "text", [null, 7, { at: Date.now() }]]) {
    storage.set("rope.live.KMPRTW.outbox", JSON.stringify(other));
    const link = linked({ role: "student" });
    const told = link.send({ do: "following", following: false });
    inside();
    pass(200);
    newest().answer("following", OK);
    assert.deepEqual(await told, {});
    assert.equal(storage.has("rope.live.KMPRTW.outbox"), false);
    link.close();
  }
  storage.set("rope.live.KMPRTW.past", JSON.stringify([null, 7, { id: "v1" }]));
  assert.deepEqual(pastVotes("KMPRTW"), [{ id: "v1" }]);
});

test("a line that does not answer is given up", () => {
  const link = linked({ role: "student" });
  inside();
  link.send({ do: "following", following: false }).catch(() => {});
  pass(9000);
  assert.equal(link.state, "waiting");
  pass(1000);
  assert.equal(sockets.length, 2);
});

test("a phone that slept takes a new line, and at once", () => {
  const link = linked({ role: "student" });
  inside();
  for (const [asleep, lines] of [
    [5000, 1],
    [30_000, 2],
  ]) {
    browser.document.visibilityState = "hidden";
    whenSeen();
    pass(asleep);
    browser.document.visibilityState = "visible";
    whenSeen();
    assert.equal(sockets.length, lines);
  }
  inside();
  assert.equal(link.state, "socket");
});

test("whoever speaks too fast, or comes with everybody, is heard later", async () => {
  const link = linked({ role: "student" });
  newest().onopen();
  const crowd = { field: "joins", received: "41", allowed: "40 a second" };
  newest().answer("enter", { error: crowd });
  pass(3000);
  assert.equal(newest().sent.length, 2);
  newest().answer("enter", { ...OK, name: "Otter 12" });
  const told = link.send({ do: "rename", nickname: "Ada" });
  pass(200);
  newest().answer("rename", { error: { field: "messages", received: "11", allowed: "10" } });
  pass(1500);
  assert.equal(newest().sent.filter((message) => message.do === "rename").length, 2);
  newest().answer("rename", { ...OK, name: "Ada" });
  assert.deepEqual(await told, { name: "Ada" });
  const wrong = link.send({ do: "rename", nickname: "" });
  pass(200);
  newest().answer("rename", { error: { field: "nickname", received: "", allowed: "1 to 24" } });
  await assert.rejects(wrong, { field: "nickname" });
});

test("of places only the last is told", () => {
  const link = linked({ role: "teacher", token: "t".repeat(32) });
  for (const step of [1, 2, 3]) link.send({ do: "place", place: { step } });
  inside();
  pass(1000);
  const places = newest().sent.filter((message) => message.do === "place");
  assert.deepEqual(
    places.map((message) => message.place.step),
    [3],
  );
});

test("a class that the server lost is made anew by its teacher, and by nobody else", () => {
  const token = "t".repeat(32);
  const teacher = linked({ role: "teacher", token });
  inside();
  const started = "2030-01-31T09:45:00+00:00";
  const seen = { me: undefined, pace: "free", picture: [], tried: [], started };
  newest().give(view(seen));
  const { vote } = view().view;
  const second = { ...vote, id: "v2", text: "Why?" };
  const picture = [{ skill: "angle", mistake: "degrees", count: 3 }];
  const tried = [{ skill: "angle", tries: 5, right: 2 }];
  newest().give(view({ ...seen, vote: second, picture, tried }));
  newest().onclose();
  pass(1000);
  newest().onopen();
  newest().answer("enter", { error: { field: "code", received: "KMPRTW", allowed: "another" } });
  newest().give({ ended: true });
  newest().onclose();
  pass(2000);
  newest().onopen();
  const [create] = newest().sent;
  assert.equal(create.do, "create");
  assert.deepEqual([create.code, create.token, create.state.pace], ["KMPRTW", token, "free"]);
  newest().answer("create", { ...OK, code: "KMPRTW", token });
  newest().answer("enter", OK);
  assert.equal(teacher.state, "socket");
  assert.equal(create.state.vote.id, "v2");
  assert.equal(create.state.started, started);
  pass(1000);
  const recalled = newest().sent.filter((message) => message.do === "recall");
  assert.deepEqual(
    recalled.map((message) => message.vote?.id ?? message.tried),
    [
      "v1",
      [
        { skill: "angle", mistake: "degrees", count: 3, right: false },
        { skill: "angle", right: true, mistake: null, count: 2 },
      ],
    ],
  );

  const student = linked({ role: "student" });
  inside();
  newest().onclose();
  for (let tries = 0; tries < 3; tries++) {
    again();
    newest().onopen();
    assert.deepEqual(
      newest().sent.map((message) => message.do),
      ["enter"],
    );
    newest().answer("enter", { error: { field: "code", received: "KMPRTW", allowed: "another" } });
    newest().give({ ended: true });
    newest().onclose();
  }
  assert.equal(student.state, "waiting");
});

test("a class with a long problem is back where it was, and is not remembered without a place", () => {
  const token = "t".repeat(32);
  linked({ role: "teacher", token });
  inside();
  const place = { path: "rotate", query: "q=1,".repeat(1400), step: 4, steps: 9, title: "Rotate" };
  const { vote } = view().view;
  const says = "ω".repeat(200);
  const options = [..."123456"].map((label) => ({ label, says, right: label === "1" }));
  const tried = [{ skill: "angle", tries: 2, right: 2 }];
  const seen = { me: undefined, picture: [], tried, vote: { ...vote, options } };
  newest().give(view({ ...seen, place }));
  /** What is told first of all, after the server has lost the class. */
  const madeAnew = () => {
    newest().onclose();
    again();
    newest().onopen();
    newest().answer("enter", { error: { field: "code", received: "KMPRTW", allowed: "another" } });
    newest().give({ ended: true });
    again();
    newest().onopen();
    const [create] = newest().sent;
    newest().answer("create", { ...OK, code: "KMPRTW", token });
    newest().answer("enter", OK);
    pass(1000);
    const recalls = newest().sent.filter((message) => message.do === "recall");
    return { create, recall: recalls[0], answers: recalls.find((message) => message.tried) };
  };
  const { create, recall, answers } = madeAnew();
  assert.equal(create.state.place, null);
  assert.equal(create.state.vote.id, "v1");
  assert.deepEqual(recall?.place, place);
  for (const said of [create, recall])
    assert(new TextEncoder().encode(JSON.stringify(said)).length <= 8192);
  // This window and others see the class before it is told.
  newest().give(view(seen));
  const told = madeAnew();
  assert.deepEqual(told.recall?.place, place);
  // First answers are added to what is there: by its id the same is counted once.
  assert(answers);
  assert.deepEqual(told.answers, answers);
});

test("a ballot that the server lost with the class is cast again while its round is open", () => {
  const link = linked({ role: "student" });
  inside();
  link.send({ do: "vote", vote: "v1", round: 1, choice: 1 }).catch(() => {});
  pass(200);
  newest().answer("vote", OK);
  newest().give(view());
  assert.deepEqual(link.view?.me?.choices, [1]);
  pass(200);
  const votes = newest().sent.filter((message) => message.do === "vote");
  assert.equal(votes.length, 2);
  assert.deepEqual([votes[1].round, votes[1].choice], [1, 1]);
  assert.notEqual(votes[0].id, votes[1].id);
  // A ballot that came too late is none, also where it is seen already.
  let late = 0;
  link.onlate(() => {
    late += 1;
  });
  newest().answer("vote", { error: { field: "round", received: "1", allowed: "open" } });
  assert.equal(late, 1);
  assert.deepEqual(link.view?.me?.choices, [null]);
  newest().give(view());
  assert.deepEqual(link.view?.me?.choices, [null]);
});

test("at the end of a class nothing of it stays in the browser", async () => {
  const link = linked({ role: "student" });
  inside();
  newest().give(view());
  const late = link.send({ do: "tried", skill: "angle", right: true, mistake: null });
  /** @type {any[]} */
  const seen = [];
  link.onview((shown) => seen.push(shown));
  newest().give({ ended: true });
  assert.deepEqual(seen.at(-1), { ended: "over" });
  assert.equal(link.state, "over");
  await assert.rejects(late, { field: "code" });
  assert.deepEqual([...storage], []);
});

/** A teacher who is inside and ends the class, up to what is said last. @returns {Promise<any>} */
async function ending() {
  const link = linked({ role: "teacher", token: "t".repeat(32) });
  inside();
  newest().give(view({ me: undefined, picture: [], tried: [] }));
  const ended = link.send({ do: "end" });
  pass(200);
  newest().answer("table", { ...OK, csv: "all of it" });
  await settle();
  pass(200);
  assert.equal(newest().sent.at(-1)?.do, "end");
  return { link, ended };
}

test("whoever leaves a class is not told that it has ended", async () => {
  const link = linked({ role: "student" });
  inside();
  newest().give(view());
  /** @type {any[]} */
  const seen = [];
  link.onview((shown) => seen.push(shown));
  const left = link.send({ do: "leave" });
  pass(200);
  newest().answer("leave", OK);
  await left;
  assert.deepEqual(seen.at(-1), { ended: "left" });
  assert.equal(link.state, "over");
});

test("of a class that its teacher ended nothing stays either, though the link is closed at once", async () => {
  const { link, ended } = await ending();
  assert.notDeepEqual([...storage], []);
  newest().answer("end", { ...OK, csv: "all of it" });
  assert.deepEqual(await ended, { csv: "all of it" });
  link.close();
  newest().give({ ended: true });
  assert.equal(link.state, "over");
  assert.deepEqual([...storage], []);
});

test("the table of a class is there though the answer to its end got lost", async () => {
  const { link, ended } = await ending();
  const gone = { error: { field: "code", received: "KMPRTW", allowed: "another" } };
  newest().onclose();
  again();
  newest().onopen();
  newest().answer("enter", gone);
  newest().give({ ended: true });
  again();
  newest().onopen();
  newest().answer("create", gone);
  assert.equal(link.state, "over");
  assert.deepEqual(await ended, { csv: "all of it" });
  assert.deepEqual([...storage], []);
});

test("only who has the table is told that it is downloaded", async () => {
  /** @param {any} link */
  const heard = (link) => {
    /** @type {any[]} */
    const seen = [];
    link.onview((/** @type {any} */ shown) => seen.push(shown));
    return seen;
  };
  const { link, ended } = await ending();
  const first = heard(link);
  newest().answer("end", { ...OK, csv: "all of it" });
  await ended;
  assert.deepEqual(first.at(-1), { ended: "ended" });
  // Another window is quicker, before the table has come.
  const late = linked({ role: "teacher", token: "t".repeat(32) });
  inside();
  newest().give(view({ me: undefined, picture: [], tried: [] }));
  const second = heard(late);
  const refused = late.send({ do: "end" });
  pass(200);
  newest().give({ ended: true });
  await assert.rejects(refused, { field: "code" });
  assert.deepEqual(second.at(-1), { ended: "over" });
});

test("an end that the server refuses is none", async () => {
  const { link, ended } = await ending();
  newest().answer("end", { error: { field: "do", received: "end", allowed: "what you may do" } });
  await assert.rejects(ended, { field: "do" });
  assert.equal(link.state, "socket");
});

test("who is refused on coming back is told why, until they are in", () => {
  const link = linked({ role: "student" });
  /** @type {(string | undefined)[]} */
  const told = [];
  link.onrefused((/** @type {any} */ refused) => told.push(refused?.field));
  inside();
  newest().onclose();
  again();
  newest().onopen();
  const many = { field: "connections", received: "9", allowed: "8 at a time" };
  newest().answer("enter", { error: many });
  assert.deepEqual(told, [undefined, "connections"]);
  // A window that is closed makes room.
  pass(3000);
  assert.equal(newest().sent.length, 2);
  newest().answer("enter", { ...OK, name: "Otter 12" });
  assert.deepEqual(told, [undefined, "connections", undefined]);
  assert.equal(link.state, "socket");

  newest().onclose();
  again();
  newest().onopen();
  const full = { field: "enter", received: "member 301", allowed: "300 members of a class" };
  newest().answer("enter", { error: full });
  assert.deepEqual(link.refused, full);
  const before = sockets.length;
  pass(100_000);
  assert.equal(sockets.length, before, "a class that is full is not asked again");
});

test("a teacher's token is kept once the class takes it, and forgotten when it is refused", () => {
  const right = "t".repeat(32);
  const teach = () => storage.get("rope.live.KMPRTW.teach");
  const wrong = { field: "token", received: "another one", allowed: "the teacher's" };
  const mistyped = linked({ role: "teacher", token: "WRONG" });
  newest().onopen();
  assert.equal(teach(), undefined);
  newest().answer("enter", { error: wrong });
  assert.deepEqual(mistyped.refused, wrong);
  assert.deepEqual([...storage], []);
  linked({ role: "teacher", token: right });
  inside();
  assert.equal(teach(), right);
  // One that was right stays, whatever else is opened here.
  linked({ role: "teacher", token: "WRONG" });
  newest().onopen();
  newest().answer("enter", { error: wrong });
  assert.equal(teach(), right);
  // What an earlier version kept of a link that was mistyped.
  storage.set("rope.live.KMPRTW.teach", "WRONG");
  linked({ role: "teacher" });
  newest().onopen();
  newest().answer("enter", { error: wrong });
  assert.equal(teach(), undefined);
});

test("where only Streamlit gets through, it carries the words; where nothing does, one waits", async () => {
  const { ropeByHand } = globalThis;
  const link = linked({ role: "student" });
  connected = false;
  for (let tries = 0; tries < 3; tries++) {
    newest().onclose();
    again();
  }
  connected = true;
  newest().onclose();
  again();
  newest().onclose();
  until(() => ropeByHand.carry);
  assert.equal(sockets.length, 5);
  /** @type {{ line: string, texts: string[] }[]} */
  const carried = [];
  const say = (/** @type {any} */ said) => carried.push(said);
  ropeByHand.carried = { line: "", frames: [], say };
  ropeByHand.carry?.(ropeByHand.carried);
  pass(200);
  const [{ line, texts }] = carried;
  const enter = JSON.parse(texts[0]);
  assert.equal(enter.do, "enter");
  const answer = JSON.stringify({ re: enter.id, ...OK, name: "Otter 12" });
  // The last frames come again with each run.
  for (let run = 0; run < 2; run++) ropeByHand.carry?.({ line, frames: [[1, answer]], say });
  await settle();
  assert.equal(link.state, "polling");
  // A better way is looked for.
  pass(5000);
  ropeByHand.carry?.({ line, frames: [[1, answer]], say });
  for (let seconds = 0; seconds < 26; seconds += 2) {
    ropeByHand.carry?.({ line, frames: [[1, answer]], say });
    pass(2000);
  }
  assert.equal(sockets.length, 6);
  newest().onopen();
  pass(2000);
  assert.equal(sockets.length, 7);
  inside();
  assert.equal(link.state, "socket");
});

test("over Streamlit, too, a class that is not known is asked for again on another line", () => {
  const { ropeByHand } = globalThis;
  linked({ role: "student" });
  newest().onclose();
  again();
  newest().onclose();
  until(() => ropeByHand.carry);
  for (let tries = 0; tries < 2; tries++) {
    /** @type {{ line: string, texts: string[] }[]} */
    const carried = [];
    const say = (/** @type {any} */ said) => carried.push(said);
    const before = ropeByHand.carry;
    ropeByHand.carried = { line: "", frames: [], say };
    before?.(ropeByHand.carried);
    pass(200);
    const [{ line, texts }] = carried;
    const { id } = JSON.parse(texts[0]);
    const error = { field: "code", received: "KMPRTW", allowed: "another" };
    const refused = JSON.stringify({ re: id, error });
    const ended = JSON.stringify({ ended: true });
    before?.({
      line,
      frames: [
        [1, refused],
        [2, ended],
      ],
      say,
    });
    until(() => ropeByHand.carry && ropeByHand.carry !== before);
  }
});
