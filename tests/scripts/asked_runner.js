// At which steps the Learn pages ask, chapter by chapter, without a browser: what each page is sent
// comes as JSON, and its chapters go out. tests/ui/test_asked_chapters.py asks.

import { readFileSync } from "node:fs";
import { FakeNode, fakeDocument } from "./elements.js";

/** @type {any} */
const page = globalThis;
page.document = fakeDocument;
page.Node = FakeNode;
page.matchMedia = () => ({ matches: false, addEventListener() {} });
page.localStorage = { getItem: () => null, setItem() {} };
const { questionAt } = await import("../../ui/web/asking.js");

const cases = JSON.parse(readFileSync(0, "utf-8"));
const given = [];
for (const { path, query, messages } of cases) {
  page.location = new URL(`http://localhost/${path}?${query}`);
  const sent = messages.map((/** @type {string} */ text) => JSON.parse(text));
  const shared = sent.filter((/** @type {any} */ { kind }) => kind === "share");
  const data = {
    ...sent[0].shared,
    ...Object.fromEntries(shared.map((/** @type {any} */ { name, data }) => [name, data])),
    ...sent.at(-1),
  };
  const { stage: steps } = await import(`../../ui/${path}/${path}.js`);
  const root = { querySelectorAll: () => [] };
  const stage = { data, root, page: steps, memory: steps.remember(), local: {}, steps: [] };
  steps.prepare?.(stage);
  stage.steps = steps.steps(stage);
  const asked = stage.steps.map((/** @type {any} */ step) => {
    const place = steps.asks?.(stage, step);
    // Cancel's proof asks in steps of its own, Attend's last view by what it shows.
    const own = step.question && step.asks ? step.question : null;
    return own ?? (place ? questionAt(stage.data, place) : null);
  });
  const chapters =
    steps.chapters?.(stage) ??
    stage.steps.map((/** @type {any} */ step, /** @type {number} */ at) => ({
      title: step.key,
      from: at + 1,
    }));
  given.push({
    steps: stage.steps.map((/** @type {any} */ step) => steps.words(stage, step).title),
    chapters: chapters.map((/** @type {any} */ { title, from }, /** @type {number} */ at) => ({
      title,
      from,
      asked: asked
        .slice(from - 1, (chapters[at + 1]?.from ?? asked.length + 1) - 1)
        .filter(Boolean),
    })),
  });
}
console.log(JSON.stringify(given));
