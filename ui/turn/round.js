// Circles that are round, and as large as there is room, however late their figure gets its height.

/** @import { Json } from "../web/types.js" */

/** Redraws of a figure that stays what it is. */
const MOST_TRIES = 20;
/** Of the room, which is measured in whole pixels. */
const FULL = 0.97;
/** Until the next one, in ms: the figure may get its height later still. */
const APART = 60;

/**
 * Which part an axis has of the room there is for it: Plotly takes of the longer one what the
 * other cannot have.
 *
 * @param {Json} axis
 * @param {number} room of the whole figure
 */
const filled = (axis, room) =>
  axis._length / (room * (axis._inputDomain[1] - axis._inputDomain[0]));

/**
 * Plotly takes an axis at times for as long as it was before the figure had its height: a circle is
 * none then, or a small one amid much room. It is measured again. Called whenever Plotly has drawn.
 *
 * @param {Json} plot
 */
export function keepRound(plot) {
  // One try at a time, however often it is drawn until then; and not within its own drawing.
  if (plot.ropeAgain) return;
  const { xaxis, yaxis, _size: room } = plot._fullLayout;
  const round = Math.abs(xaxis._length - yaxis._length) < 1;
  if (round && Math.max(filled(xaxis, room.w), filled(yaxis, room.h)) > FULL) {
    plot.ropeTries = 0;
    return;
  }
  plot.ropeTries = (plot.ropeTries ?? 0) + 1;
  if (plot.ropeTries > MOST_TRIES) return;
  plot.ropeAgain = setTimeout(() => {
    plot.ropeAgain = undefined;
    if (plot.isConnected) globalThis.Plotly.redraw(plot);
  }, APART);
}
