// Turn's figure: its circles are round in the end, however often it is drawn meanwhile, and as
// large as the two arrangements allow.

import assert from "node:assert/strict";
import test, { mock } from "node:test";

const { SHORTEST, arrowsOf, arrowsSaid } = await import("../../ui/turn/arrows.js");
const { keepRound } = await import("../../ui/turn/round.js");
const { arrangementOf, domainsOf, namedOf } = await import("../../ui/turn/arranged.js");

test("a figure that glides uses up no try, and is round once it has its height", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const plot = /** @type {any} */ ({
    isConnected: true,
    _fullLayout: {
      _size: { w: 500, h: 250 },
      xaxis: { _length: 200, _inputDomain: [0, 0.5] },
      yaxis: { _length: 90, _inputDomain: [0.2, 1] },
    },
  });
  let redrawn = 0;
  Object.assign(globalThis, {
    Plotly: {
      redraw: () => {
        redrawn++;
        // It has its height at the tenth.
        if (redrawn === 10) plot._fullLayout.yaxis._length = 200;
        keepRound(plot);
      },
    },
  });
  for (let frame = 0; frame < 100; frame++) {
    keepRound(plot);
    mock.timers.tick(16);
  }
  assert.equal(redrawn, 10);
  // A figure that never gets it is left alone.
  plot._fullLayout.yaxis._length = 90;
  keepRound(plot);
  for (let frame = 0; frame < 500; frame++) mock.timers.tick(16);
  assert.equal(redrawn, 30);
});

test("a circle that is round but small is measured again", () => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const axis = { _length: 120, _inputDomain: [0, 1] };
  const plot = /** @type {any} */ ({
    isConnected: true,
    _fullLayout: { _size: { w: 500, h: 250 }, xaxis: { ...axis }, yaxis: { ...axis } },
  });
  let redrawn = 0;
  const redraw = () => {
    redrawn++;
    plot._fullLayout.xaxis._length = plot._fullLayout.yaxis._length = 250;
    keepRound(plot);
  };
  Object.assign(globalThis, { Plotly: { redraw } });
  keepRound(plot);
  for (let frame = 0; frame < 100; frame++) mock.timers.tick(16);
  assert.equal(redrawn, 1);
});

test("circle and curves stand beside each other where the circle is larger so", () => {
  assert.equal(arrangementOf({ w: 800, h: 160 }, 2), "beside");
  assert.equal(arrangementOf({ w: 800, h: 400 }, 2), "above");
  // Of many columns each is narrow.
  assert.equal(arrangementOf({ w: 800, h: 160 }, 4), "above");
  assert.equal(arrangementOf({ w: 300, h: 160 }, 1), "beside");
});

test("no two pictures share a place, in either arrangement", () => {
  for (const name of /** @type {const} */ (["above", "beside"])) {
    for (const columns of [1, 2, 4]) {
      const domains = domainsOf(name, columns);
      const axes = Array.from({ length: 2 * columns }, (_, at) => (at ? at + 1 : ""));
      const boxes = axes.map((axis) => [
        domains[`xaxis${axis}.domain`],
        domains[`yaxis${axis}.domain`],
      ]);
      assert.equal(Object.keys(domains).length, 2 * boxes.length);
      for (const [x, y] of boxes) {
        for (const [from, to] of [x, y]) assert.ok(from >= 0 && from < to && to <= 1);
      }
      boxes.forEach(([x, y], at) => {
        for (const [otherX, otherY] of boxes.slice(at + 1)) {
          const apart = (/** @type {number[]} */ one, /** @type {number[]} */ other) =>
            one[1] <= other[0] || other[1] <= one[0];
          assert.ok(apart(x, otherX) || apart(y, otherY));
        }
      });
    }
  }
});

test("the positions named on an axis are apart, from those of the next one as well", () => {
  assert.deepEqual(namedOf({ low: 0, span: 64 }, 150, 12), [0, 16, 32, 48]);
  assert.deepEqual(namedOf({ low: 100000, span: 64 }, 150, 12), [100000, 100032]);
  for (const type of [12, 22]) {
    for (const [low, width] of [
      [0, 150],
      [1000, 110],
      [1048000, 300],
    ]) {
      const named = namedOf({ low, span: 64 }, width, type);
      const apart = width / named.length;
      assert.ok(apart > String(low + 64).length * 0.6 * type, `${low}, ${width} px, ${type} px`);
      assert.ok(low + 64 - /** @type {number} */ (named.at(-1)) >= 16);
    }
  }
});

const pairOf = (/** @type {number[]} */ start, /** @type {number[]} */ length) =>
  /** @type {any} */ ({ pair: 0, inv_freq: 1, start, length });

test("no arrow where there is no vector, and none too short to show where it points", () => {
  for (const [a, b] of [
    [0, 1],
    [1, 0],
    [0, 0],
    [1e-9, 1],
    [1, 1 / 3900],
    [0.5, 1],
    [3, 2],
  ]) {
    const { lengths, between, longer } = arrowsOf(pairOf([0.3, 1], [a, b]), 3, 9);
    const said = arrowsSaid([pairOf([0.3, 1], [a, b])], 3, 9);
    [a, b].forEach((one, at) => {
      const name = "qk"[at];
      assert.equal(lengths[at] === 0, one === 0);
      assert.ok(one === 0 || lengths[at] >= SHORTEST);
      assert.equal(said.includes(`${name} is (0, 0)`), one === 0);
      assert.equal(
        new RegExp(`Too short.*: (. in pair 0; )?${name} in pair 0`).test(said),
        longer[at],
      );
      if (!longer[at] && one) assert.ok(Math.abs(lengths[at] - one / Math.max(a, b)) < 1e-12);
    });
    assert.equal(between === null, a === 0 || b === 0);
  }
});

test("arrows that lie on one another are said to", () => {
  const same = arrowsSaid([pairOf([0.3, 0.3 + 2 * Math.PI], [1, 2])], 5, 5);
  assert.match(same, /pair 0 q and k point the same way/);
  assert.equal(arrowsSaid([pairOf([0.3, 0.3], [1, 2])], 5, 6), "");
});
