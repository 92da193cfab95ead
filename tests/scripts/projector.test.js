import assert from "node:assert/strict";
import test from "node:test";
import { stepByKey } from "../../ui/web/keyboard.js";

// As much of a page as the keys ask about.
function page({ projected = true, matches = [] } = {}) {
  const classes = new Set(projected ? ["projector"] : []);
  const added = [];
  globalThis.Element = class {
    closest(_) {
      return matches.length
        ? {
            matches: (query) =>
              matches.includes(query.split(",").at(-1).trim()) || matches.includes("typed"),
          }
        : null;
    }
  };
  globalThis.location = {
    href: "https://x.invalid/rotate",
    pathname: "/rotate",
    assign: (to) => added.push(String(to)),
  };
  globalThis.history = { state: null, replaceState: () => {} };
  globalThis.ropeByHand = {};
  globalThis.document = {
    documentElement: {
      classList: {
        contains: (name) => classes.has(name),
        toggle: (name, on) => (on ? classes.add(name) : classes.delete(name)),
      },
    },
    getElementById: () => null,
    querySelector: () => null,
  };
  return { classes, added };
}

const stage = (step) => ({
  root: { isConnected: true },
  memory: { step },
  steps: Array.from({ length: 9 }),
  data: { onward: { path: "matrix" } },
  went: [],
  go(to) {
    this.went.push(to);
  },
});

function press(key, on, { target = new globalThis.Element(), repeat = false } = {}) {
  const event = {
    key,
    target,
    repeat,
    defaultPrevented: false,
    preventDefault() {
      this.defaultPrevented = true;
    },
  };
  stepByKey(event, on);
  return event;
}

test("after a click on a slider page keys mean the step", () => {
  page({ matches: ["slider"] });
  const on = stage(7);
  assert.ok(press("PageDown", on).defaultPrevented);
  press("PageUp", on);
  assert.deepEqual(on.went, [8, 6]);
  press("ArrowRight", on); // the slider's own
  assert.deepEqual(on.went, [8, 6]);
});

test("elsewhere than on a projector page keys on a slider are its own", () => {
  page({ projected: false, matches: ["slider"] });
  const on = stage(7);
  assert.ok(!press("PageDown", on).defaultPrevented);
  assert.deepEqual(on.went, []);
});

test("after the last step comes the next page, but not by a key that is held", () => {
  const { added } = page();
  globalThis.document.querySelector = () => null;
  const on = stage(9);
  press("PageDown", on, { repeat: true });
  assert.deepEqual(added, []);
  press("PageDown", on);
  assert.deepEqual(added, ["https://x.invalid/matrix"]);
  page({ projected: false });
  press("ArrowRight", on);
  assert.deepEqual(on.went, [10]);
});

test("Escape leaves a page that has no steps", () => {
  const { classes } = page();
  press("Escape", undefined);
  assert.ok(!classes.has("projector"));
});

test("b in a field is a letter", () => {
  page({ matches: ["typed"] });
  assert.ok(!press("b", stage(3)).defaultPrevented);
});
