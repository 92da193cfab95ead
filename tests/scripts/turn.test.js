// Turn's figure: its circles are round in the end, however often it is drawn meanwhile.

import assert from "node:assert/strict";
import test, { mock } from "node:test";

const { keepRound } = await import("../../ui/turn/round.js");

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
