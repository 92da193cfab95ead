// The picture beside a step of Rotate: the arrow of a pair, turned, and its shares.

import { el, pairClass, reducedMotion } from "../web/dom.js";
import { draw, QUICK } from "../web/motion.js";
import { inBrackets } from "../web/numbers.js";
import { projector } from "../web/projector.js";
import { anchorAt, arc, arrow, line, point, tag } from "../web/svg.js";
import { besideAcross, besideArc, besideUp, boxOf, freePlace, LARGE, USUAL } from "./labels.js";
import { turned } from "./turned.js";

/** @import { Box, Line, Place } from "./labels.js" */
/** @import { Named, RotateData, RotateStep } from "../web/types.js" */
/** @import { Stage } from "../web/stage.js" */

/**
 * @param {Stage<RotateData, RotateStep>} stage
 * @param {RotateStep} step
 * @param {Named} values
 * @param {boolean} onward
 */
export function turnPicture(stage, step, values, onward) {
  const [x0, x1] = values.raw.split(",").map(Number);
  const length = Math.hypot(x0, x1);
  const start = Math.atan2(x1, x0);
  const angle = Number(values.rad);
  const sweep = angle % (2 * Math.PI);
  const R = 128;
  // Where a model stretches what it turns, the longer arrow has the radius.
  const factor = factorOf(values);
  const [R0, R1] = [R / Math.max(1, factor), R * Math.min(1, factor)];
  const room = projector.on() ? LARGE : USUAL;
  /** @type {SVGElement[]} */
  const parts = [
    line("axis", -165, 0, 165, 0),
    line("axis", 0, -165, 0, 165),
    el("circle.orbit", { r: R }),
  ];
  if (R0 !== R1 && step.key !== "cos_sin") parts.push(el("circle.orbit", { r: Math.min(R0, R1) }));
  /** Where something stands already. @type {Box[]} */
  const labels = [];
  /** @type {Line[]} */
  const lines = [];
  /**
   * @param {string} name
   * @param {string} text
   * @param {Place[]} places
   */
  const free = (name, text, places) => {
    const { x, y, anchor } = freePlace(text, places, labels, lines, room);
    labels.push(boxOf(text, { x, y, anchor }, room));
    return tag(name, x, y, text, anchor);
  };
  /** @param {string} text */
  const caption = (text) => el("figcaption", {}, text);
  /** @param {string} about */
  const frame = (about) =>
    el(
      "figure",
      {},
      el("svg.plane", { viewBox: viewBoxOf(room), role: "img", "aria-label": about }, parts),
      caption(about),
    );

  if (step.key === "assemble") return smallTurns(stage);
  if (step.key === "cos_sin") {
    const [x, y] = point(angle, R);
    const times = values.af ?? "";
    lines.push([0, 0, x, y], [0, 0, x, 0], [x, 0, x, y]);
    parts.push(
      arc("sweep", 0, angle, 40),
      line("across", 0, 0, x, 0),
      line("up", x, 0, x, y),
      arrow("after", angle, R),
      free("across-text", `${times}cos ${values.cos}`, [
        { x: x / 2, y: y < 0 ? 18 : -18, anchor: "middle" },
      ]),
      free("up-text", `${times}sin ${values.sin}`, [
        { x: x + (x < 0 ? -10 : 10), y: y / 2, anchor: x < 0 ? "end" : "start" },
      ]),
    );
    return frame(
      `On the circle of radius ${values.radius}, turned by ${values.angle} rad: ${values.cos} across and ${values.sin} up (negative: left, down).`,
    );
  }
  if (length === 0) return frame("Both numbers of this pair are 0: there is nothing to turn.");

  const pair = turned(x0, x1, angle, R, factor);
  const [before, after] = [pair.before, pair.after].map(([across, up]) => [across, -up]);
  lines.push([0, 0, before[0], before[1]]);
  /**
   * @param {string} name
   * @param {number[]} at
   * @param {string} text
   */
  const label = (name, at, text) => {
    // Beyond the tip, or a little to a side of it where another label stands.
    const places = [0, 0.14, -0.14, 0.28, -0.28].map((aside) => {
      const [x, y] = point(Math.atan2(-at[1], at[0]) + aside, 1.105 * R);
      return { x, y, anchor: anchorAt(x) };
    });
    return free(name, text, places);
  };
  /** Once all else has its place. */
  const angled = () =>
    near || parts.push(free("sweep-text", `${values.angle} rad`, besideArc(start, sweep)));
  parts.push(arrow("before", start, R0));
  if (step.key === "inv_freq") {
    const turn = Number(values.raw_inv_freq);
    const [x, y] = point(start + turn, R0);
    lines.push([0, 0, x, y]);
    parts.push(label("before-text", before, "before"));
    parts.push(arc("sweep", start, turn, 58), arrow("ghost", start + turn, R0));
    return frame(
      `Pair ${step.pair} turns ${values.w} rad for each token; a full turn takes ${values.wavelength} tokens.`,
    );
  }
  lines.push([0, 0, after[0], after[1]]);
  // What is only turned has its length still.
  const moving = arrow("after", start + angle, step.key === "angle" ? R0 : R1);
  const near = Math.hypot(after[0] - before[0], after[1] - before[1]) < 22;
  parts.push(arc("sweep", start, angle, 58), moving);
  if (Math.abs(angle) >= 2 * Math.PI) parts.push(el("circle.sweep.whole", { r: 50 }));
  /** Once all lines are known. */
  const named = () => {
    // Where both arrows stand nearly alike, one label speaks of both.
    parts.push(label("before-text", before, near ? "before, after" : "before"));
    if (!near) parts.push(label("after-text", after, "after"));
  };
  /** @param {string} name */
  const shown = (name) => values[`${name}_share`] ?? values[name];
  if (step.key === "first" || step.key === "line") {
    const [first] = pair.across;
    const end = after[0];
    lines.push([0, 0, end, 0], [0, 9, first, 9], [first, 18, end, 18]);
    named();
    parts.push(
      line("drop", end, after[1], end, 0),
      line("share first", 0, 9, first, 9),
      line("share second", first, 18, end, 18),
      line("sum", 0, 0, end, 0),
      free("sum-text", `${values.yn0} = ${values.y0}`, besideAcross(end, after[1])),
    );
    angled();
    if (onward) sumCloses(parts);
    return frame(
      `Across, the turned arrow stands at ${values.yn0} = ${values.y0}: ${shown("cx0")} from cos (blue) minus ${inBrackets(shown("sx1"))} from sin (green).`,
    );
  }
  if (step.key === "second") {
    const first = -pair.up[0];
    const end = after[1];
    lines.push([0, 0, 0, end], [-9, 0, -9, first], [-18, first, -18, end]);
    named();
    parts.push(
      line("drop", after[0], end, 0, end),
      line("share first", -9, 0, -9, first),
      line("share second", -18, first, -18, end),
      line("sum", 0, 0, 0, end),
      free("sum-text", `${values.yn1} = ${values.y1}`, besideUp(end, after[0])),
    );
    angled();
    if (onward) sumCloses(parts);
    return frame(
      `Up, the turned arrow stands at ${values.yn1} = ${values.y1}: ${shown("sx0")} from sin (blue) plus ${inBrackets(shown("cx1"))} from cos (green).`,
    );
  }
  named();
  angled();
  if (onward && !reducedMotion() && (step.key === "angle" || step.key === "turn")) {
    moving.animate(
      [{ transform: `rotate(${-start}rad)` }, { transform: `rotate(${-(start + sweep)}rad)` }],
      { duration: QUICK, easing: "ease-in-out" },
    );
  }
  /** @type {Record<string, string>} */
  const drawings = {
    angle: `Position ${values.position}: the arrow turns by ${values.angle} rad.`,
    products: `The four products are the shares of the old numbers in the turned arrow.`,
    turn: `Before (${values.x0}, ${values.x1}), after (${values.y0}, ${values.y1}); the length ${values.len0 === values.len1 ? `stays ${values.len1}` : `was ${values.len0} and is ${values.len1}`}.`,
  };
  return frame(drawings[step.key]);
}

/**
 * What its model multiplies cosine and sine by.
 *
 * @param {Named} values
 */
const factorOf = (values) => Number(values.factor ?? 1);

/** @param {import("./labels.js").Room} room */
const viewBoxOf = ({ x, y }) => `${-x} ${-y} ${2 * x} ${2 * y}`;

/**
 * One share is drawn, then the other, then what they come to.
 *
 * @param {SVGElement[]} parts
 */
const sumCloses = (parts) => draw(parts.filter((part) => part.matches("line.share, line.sum")));

/** @param {Stage<RotateData, RotateStep>} stage */
function smallTurns(stage) {
  const { data, memory } = stage;
  const { pairs, whole } = data.vectors[memory.vector];
  const shown = pairs.slice(0, 16);
  const side = Math.ceil(Math.sqrt(shown.length));
  // Small circles in large type: the number stands in a corner, and what it is of above them all.
  const corner = projector.on() && side > 2;
  const about =
    whole.turned_picture +
    (shown.length < pairs.length
      ? `; the first ${shown.length} of ${pairs.length} pairs are drawn.`
      : ".");
  return el(
    "figure",
    {},
    el(
      "div.small-turns",
      { role: "img", "aria-label": about, style: `--side: ${side}` },
      shown.map((pair, index) => {
        const [x0, x1] = pair.raw.split(",").map(Number);
        const start = Math.atan2(x1, x0);
        const factor = factorOf(pair);
        const [R0, R1] = [62 / Math.max(1, factor), 62 * Math.min(1, factor)];
        return el(
          `svg.plane.${pairClass(index)}`,
          { viewBox: "-80 -80 160 160" },
          el("circle.orbit", { r: 62 }),
          x0 || x1
            ? [arrow("before", start, R0), arrow("after", start + Number(pair.rad), R1)]
            : null,
          corner
            ? tag("small-text corner", -78, -62, String(index), "start")
            : tag("small-text", 0, 73, `pair ${index}`, "middle"),
        );
      }),
    ),
    el("figcaption", {}, about),
  );
}
