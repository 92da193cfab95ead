// What the lines are about: who asks whom in the sentence, and the pair's two arrows, which turn as
// the lines go on. Of a line that is open nothing is shown that would answer it.

import { el } from "../web/dom.js";
import { QUICK } from "../web/motion.js";
import { arc, arrow, line, point, tag } from "../web/svg.js";

/** @import { FinishLine, FinishPicture, Side } from "../web/types.js" */

// In the picture's units, about the point that the arrows turn about.
const WIDTH = 380;
const TOP = -304;
const HEIGHT = 470;
const LONGEST = 128;
const AXIS = 150;
const WORDS = -230; // the middle of the words, and of the places under them
const PLACES = -196;
const BEYOND = 28; // from a tip to the middle of its name
const HIGHER = 8; // which is two lines high, so above and below a tip it is further out
/** How far out the way of a turn is drawn, and at which part of it its angle stands: by no name. */
const SWEEPS = { query: { radius: 84, said: 0.7 }, key: { radius: 38, said: 0.16 } };
const CLOSE = 0.5; // radians between two arrows whose names would be on each other
const THIN = 2;
const THICK = 5; // how much more of the way all the attention would have

/** @type {Side[]} */
const SIDES = ["query", "key"];
/** The lines that find a tip's numbers. @type {Record<Side, readonly [string, string]>} */
const FOUND = { query: ["q_first", "q_second"], key: ["k_first", "k_second"] };

/** @param {readonly number[]} numbers */
const angleOf = ([x, y]) => Math.atan2(y, x);

/**
 * What is seen by the lines that are done and the one that is open: an arrow turns when its angle is
 * known. That of the key is asked by no line; it turns when its numbers are. Those of one arrow at a
 * time are drawn, or they would be on each other.
 *
 * @param {string[]} done
 * @param {string | undefined} open
 */
export function seenAt(done, open) {
  const side = SIDES.find((one) => FOUND[one].some((key) => key === open));
  return {
    turned: { query: done.includes("angle"), key: done.includes("q_second") },
    numbers: side ? FOUND[side].filter((key) => key === open || done.includes(key)) : [],
  };
}

/**
 * Where an arrow's name stands beyond its tip: of two arrows that are close the shorter one's makes
 * room.
 *
 * @param {number} own radians
 * @param {number} other
 * @param {boolean} shorter
 */
export function nameAngle(own, other, shorter) {
  const gap = Math.atan2(Math.sin(own - other), Math.cos(own - other));
  if (!shorter || Math.abs(gap) >= CLOSE) return own;
  return own + (gap < 0 ? -1 : 1) * (CLOSE - Math.abs(gap));
}

/** @param {FinishPicture} data */
export function pairPicture(data) {
  const { tokens, at, before, after, turns, marks } = data;
  const lengths = SIDES.map((side) => Math.hypot(...before[side]));
  const scale = LONGEST / Math.max(...lengths);
  const [longer] = lengths[0] > lengths[1] ? SIDES : [...SIDES].reverse();
  const slot = WIDTH / (tokens.length + (data.more ? 0.5 : 0));
  /** @param {number} index */
  const middle = (index) => slot * (index + 0.5) - WIDTH / 2;

  const way = el("path.attention", { d: over(middle(at.query), middle(at.key)) });
  const tip = el("path.tip", { d: `M${middle(at.key)},${WORDS - 18} l-5,-9 h10 z` });
  const wayText = tag("said", (middle(at.query) + middle(at.key)) / 2, TOP + 12, "", "middle");
  const words = tokens.map((token, index) => {
    const side = SIDES.find((one) => at[one] === index);
    const x = middle(index);
    return el(
      `g.token${side ? `.of-${side}` : ""}`,
      {},
      side &&
        el("rect", { x: x - slot / 2 + 3, y: WORDS - 17, width: slot - 6, height: 34, rx: 7 }),
      tag("word", x, WORDS, token, "middle"),
      tag("place", x, PLACES, String(index), "middle"),
    );
  });
  const parts = SIDES.map((side) => {
    const length = scale * Math.hypot(...before[side]);
    const start = angleOf(before[side]);
    const [x, y] = after[side].map((number) => number * scale);
    const [across, up] = FOUND[side];
    const { radius, said } = SWEEPS[side];
    return {
      side,
      length,
      start,
      orbit: el("circle.orbit", { r: length }),
      rest: arrow("rest", start, length),
      hand: arrow("hand", start, length),
      sweep: arc("sweep", start, turns[side], radius),
      turn: tag("said", ...point(start + turns[side] * said, radius + 20), "", "middle"),
      // From the tip to where its number stands on an axis.
      feet: [
        { key: across, node: line("foot", x, -y, x, 0), text: tag("asked", x, 17, "", "middle") },
        { key: up, node: line("foot", x, -y, 0, -y), text: tag("asked", 9, -y, "", "start") },
      ],
      name: el(
        "text.name",
        {},
        el("tspan", { x: 0 }, tokens[at[side]]),
        el("tspan.role", { x: 0, dy: "1.05em" }, side),
      ),
    };
  });
  const upText = tag("said", 8, -AXIS - 4, "", "start");
  const node = el(
    "svg.pair-picture",
    { viewBox: `${-WIDTH / 2} ${TOP} ${WIDTH} ${HEIGHT}`, role: "img" },
    line("places", -WIDTH / 2, PLACES - 13, WIDTH / 2, PLACES - 13),
    words,
    data.more ? tag("word", WIDTH / 2 - slot / 4, WORDS, "…", "middle") : "",
    way,
    tip,
    wayText,
    line("axis", -AXIS, 0, AXIS, 0),
    line("axis", 0, -AXIS, 0, AXIS),
    upText,
    parts.map(({ side, orbit, rest, sweep, feet, turn }) =>
      el(
        `g.of-${side}`,
        {},
        orbit,
        rest,
        sweep,
        feet.map((foot) => foot.node),
        turn,
      ),
    ),
    // Over the circle, and lower than a name at the axis.
    tag("said", WIDTH / 2, 42, `number ${marks.across}`, "end"),
    parts.map(({ side, hand }) => el(`g.of-${side}`, {}, hand)),
    parts.map(({ side, feet, name }) =>
      el(
        `g.of-${side}`,
        {},
        name,
        feet.map((foot) => foot.text),
      ),
    ),
  );
  node.style.setProperty("--quick", `${QUICK}ms`);
  const caption = el("figcaption");
  const figure = el("figure.finish-picture", {}, node, caption);

  /**
   * @param {FinishLine[]} done
   * @param {FinishLine | undefined} open
   */
  function show(done, open) {
    const seen = seenAt(
      done.map((one) => one.key),
      open?.key,
    );
    /** @param {string} key */
    const shown = (key) => done.find((one) => one.key === key)?.shown;
    const angles = parts.map(({ side, start }) => start + (seen.turned[side] ? turns[side] : 0));
    parts.forEach(({ side, hand, rest, sweep, turn, feet, name, length }, index) => {
      const turned = seen.turned[side];
      const named = nameAngle(angles[index], angles[1 - index], side !== longer);
      hand.style.transform = `rotate(${-angles[index]}rad)`;
      const out = length + BEYOND + HIGHER * Math.abs(Math.sin(named));
      // Round the middle, as its arrow goes, and upright.
      name.style.transform = `rotate(${-named}rad) translate(${out}px) rotate(${named}rad)`;
      for (const part of [rest, sweep, turn]) there(part, turned);
      turn.textContent = turned ? `${turns[side]} rad` : "";
      for (const { key, node: foot, text } of feet) {
        const asked = open?.key === key;
        there(foot, seen.numbers.includes(key));
        foot.classList.toggle("open", asked);
        there(text, asked);
        text.textContent = asked ? `${marks[key]} = ?` : "";
      }
    });
    upText.textContent = `number ${shown("place") ?? "?"}`;
    upText.classList.toggle("asks", open?.key === "place");
    const weight = shown("weight");
    wayText.textContent = weight ? `${data.distance}: ${weight}` : data.distance;
    way.style.strokeWidth = String(THIN + (weight ? THICK * Number(weight) : 0));
    caption.textContent = open ? data.says[open.key] : data.end;
    node.setAttribute(
      "aria-label",
      `“${tokens[at.query]}” asks “${tokens[at.key]}”, ${wayText.textContent}. ${caption.textContent}`,
    );
  }
  return { node: figure, show };
}

/**
 * The way from one word over to another.
 *
 * @param {number} from
 * @param {number} to
 */
const over = (from, to) => {
  const y = WORDS - 20;
  return `M${from},${y} C${from},${y - 34} ${to},${y - 34} ${to},${y - 4}`;
};

/**
 * @param {Element} part
 * @param {boolean} seen
 */
const there = (part, seen) => part.classList.toggle("there", seen);
