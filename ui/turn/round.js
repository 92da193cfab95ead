// Circles that are round, however late their figure gets its height.

/** @import { Json } from "../web/types.js" */

/** Redraws of a figure that stays what it is. */
const MOST_TRIES = 20;
/** Until the next one, in ms: the figure may get its height later still. */
const APART = 60;

/**
 * Plotly takes an axis at times for as long as it was before the figure had its height, and a circle
 * is none then: it is measured again. Called whenever Plotly has drawn.
 *
 * @param {Json} plot
 */
export function keepRound(plot) {
  // One try at a time, however often it is drawn until then; and not within its own drawing.
  if (plot.ropeAgain) return;
  const { xaxis, yaxis } = plot._fullLayout;
  if (Math.abs(xaxis._length - yaxis._length) < 1) {
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
