// The figure's arrows and curves in the page's own colours, of a light page and of a dark one.

/** @import { Json } from "../web/types.js" */

/** Whose colour a trace has. @type {Record<string, "query" | "key">} */
const WHOSE = { cos: "query", sin: "query", key: "key", query: "query", marker: "query" };

/**
 * Asked whenever the figure is drawn: another theme, or Streamlit's own plotting, changes them.
 *
 * @param {Json} plot
 * @param {string[]} traces the names of a column's traces, in order
 */
export function paint(plot, traces) {
  const style = getComputedStyle(plot);
  /** @type {string[]} */
  const colours = [];
  /** @type {number[]} */
  const which = [];
  plot.data.forEach((/** @type {Json} */ trace, /** @type {number} */ index) => {
    const whose = WHOSE[traces[index % traces.length]];
    const colour = whose && style.getPropertyValue(`--${whose}`).trim();
    const has = [trace.line, trace.marker].map((part) => part?.color).find(Boolean);
    if (!colour || has === colour) return;
    colours.push(colour);
    which.push(index);
  });
  if (which.length)
    globalThis.Plotly.restyle(plot, { "line.color": colours, "marker.color": colours }, which);
}
