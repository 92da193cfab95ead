// Two arrows from one point: how far each has turned, and what lies between them.

import { el, place, reducedMotion } from "../web/dom.js";

/** @import { Json, OnTurn, Point, Shown, Side, Sides } from "../web/types.js" */

const LONGEST = 128; // the longer word's arrow, in the picture's units
const WIDEST = 154; // the longest sum of a word and its place
const WIDTH = 380;
const HIGHEST = 150; // of a name's middle, above or below the point that all turns about
const BESIDE = 36; // from there to its begin, where it is not beyond its tip but beside it
const THUMB = 45; // pixels across what a finger is to hit
const APART = 7; // between two turns of a line that winds up
const BAND = 14; // what all turns of it have together
const POINTS = 60; // of a line, a turn
const MOVES = 420; // milliseconds of a turn that is seen
const TAU = 2 * Math.PI;

/**
 * What is drawn of one word.
 *
 * @typedef {object} SideParts
 * @property {SVGCircleElement} orbit
 * @property {SVGPathElement} rest before it turned
 * @property {SVGPathElement} sweep how far it turned
 * @property {SVGPathElement} part the word's own part of a sum
 * @property {SVGPathElement} hand the arrow as it stands
 * @property {SVGTextElement} name the word, and under it what the arrow is of it
 * @property {SVGCircleElement} grip what is taken by hand
 */

/**
 * @param {number} angle
 * @param {number} radius
 * @returns {[number, number]}
 */
const at = (angle, radius) => [radius * Math.cos(angle), -radius * Math.sin(angle)];
/** @param {readonly number[]} arrow */
export const angleOf = ([x, y]) => Math.atan2(y, x);

/**
 * Where a text beyond a tip has its anchor, so that it goes on outwards.
 *
 * @param {number} angle
 */
const anchorAt = (angle) => {
  const cosine = Math.cos(angle);
  return cosine > 0.35 ? "start" : cosine < -0.35 ? "end" : "middle";
};

/**
 * The same direction, between minus half a turn and half a turn.
 *
 * @param {number} angle
 */
export const folded = (angle) => angle - TAU * Math.round(angle / TAU);

/**
 * @param {number} from
 * @param {number} sweep
 * @param {number} radius
 */
function arcPath(from, sweep, radius) {
  // Beyond a full turn the line would cover itself: every further one is drawn inside the last.
  const turns = Math.abs(sweep) / TAU;
  const inward = turns > 1 ? Math.min(APART, BAND / turns) : 0;
  const count = Math.ceil(turns * POINTS) + 1;
  const points = Array.from({ length: count + 1 }, (_, index) => {
    const part = index / count;
    return at(from + sweep * part, radius - inward * turns * part).map((x) => x.toFixed(1));
  });
  return `M${points.join(" L")}`;
}

/**
 * @param {number[]} from
 * @param {number[]} to
 */
function pointed([x0, y0], [x1, y1], tip = 15) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length < 1) return "";
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const back = Math.min(tip, length * 0.6);
  const [bx, by] = [x1 - ux * back, y1 - uy * back];
  const wide = back * 0.45;
  return `M${x0},${y0} L${bx},${by} M${x1},${y1} L${bx - uy * wide},${by + ux * wide} L${bx + uy * wide},${by - ux * wide} Z`;
}

export class Picture {
  /**
   * names: the words of query and key; words: their arrows as [x, y]; onTurn(side, radians).
   *
   * @param {{ names: Sides<string>, words: Sides<Point>, onTurn: OnTurn }} given
   */
  constructor({ names, words, onTurn }) {
    this.names = names;
    this.words = words;
    this.turns = { query: 0, key: 0 };
    this.scale = LONGEST / Math.max(...Object.values(words).map((w) => Math.hypot(...w)));
    this.wedge = el("path.wedge");
    this.sides = /** @type {Sides<SideParts>} */ ({});
    for (const side of /** @type {Side[]} */ (["query", "key"])) {
      const grip = el("circle.grip", { r: 24 });
      this.sides[side] = {
        orbit: el("circle.orbit", { r: this.scale * Math.hypot(...words[side]) }),
        rest: el("path.rest"),
        sweep: el("path.sweep"),
        part: el("path.part"),
        hand: el("path.hand"),
        name: el(
          "text.name",
          {},
          el("tspan", { dy: "-0.15em" }, names[side]),
          el("tspan.role", { dy: "1.1em" }),
        ),
        grip,
      };
      this.holds(grip, side, onTurn);
    }
    /** @param {keyof SideParts} part */
    const layer = (part) =>
      Object.entries(this.sides).map(([side, parts]) => el(`g.of-${side}`, {}, parts[part]));
    this.node = el(
      "svg.two-arrows",
      { viewBox: `${-WIDTH / 2} -168 ${WIDTH} 336` },
      /** @type {(keyof SideParts)[]} */ (["orbit", "rest"]).map(layer),
      this.wedge,
      /** @type {(keyof SideParts)[]} */ (["sweep", "part", "hand", "name", "grip"]).map(layer),
    );
  }

  /**
   * An arrow taken by its tip: it follows the finger, and the keys a tenth of a radian at a time.
   *
   * @param {SVGElement} grip
   * @param {Side} side
   * @param {OnTurn} onTurn
   */
  holds(grip, side, onTurn) {
    /** @param {PointerEvent} event */
    const turnTo = (event) => {
      const box = this.node.getBoundingClientRect();
      const angle = Math.atan2(
        box.top + box.height / 2 - event.clientY,
        event.clientX - box.left - box.width / 2,
      );
      onTurn(side, folded(angle - angleOf(this.words[side])));
    };
    grip.addEventListener("pointerdown", (event) => {
      grip.setPointerCapture(event.pointerId);
      grip.focus();
      event.preventDefault();
    });
    // What is inside of a picture has no touch-action: the page would scroll away with the finger.
    grip.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    grip.addEventListener("pointermove", (event) => {
      if (grip.hasPointerCapture(event.pointerId)) turnTo(event);
    });
    grip.addEventListener("keydown", (event) => {
      const by = { ArrowUp: 0.1, ArrowRight: 0.1, ArrowDown: -0.1, ArrowLeft: -0.1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      onTurn(side, this.wanted[side] + by);
    });
  }

  /**
   * held: whether the tips can be taken; about: the same in words.
   *
   * @param {Shown} shown
   */
  show({ turns, arrows, added, held, about, spoken }) {
    this.node.setAttribute("role", held ? "group" : "img");
    this.node.setAttribute("aria-label", about);
    this.node.classList.toggle("held", held);
    /** @type {Sides<number>} */
    this.wanted = turns;
    for (const side of /** @type {Side[]} */ (["query", "key"]))
      this.offer(side, held, turns[side], /** @type {Json} */ (spoken)?.[side]);
    if (this.frame) cancelAnimationFrame(this.frame);
    if (added) {
      this.turns = turns;
      this.drawAdded(arrows);
    } else if (held || reducedMotion() || !this.node.isConnected) {
      this.turns = turns;
      this.drawTurned();
    } else this.move(turns);
  }

  /**
   * What a tip says of itself while it can be taken.
   *
   * @param {Side} side
   * @param {boolean} held
   * @param {number} turn
   * @param {string | undefined} spoken
   */
  offer(side, held, turn, spoken) {
    /** @type {Record<string, Json>} */
    const says = {
      role: "slider",
      tabindex: "0",
      "aria-label": spoken,
      "aria-valuemin": "-3.1",
      "aria-valuemax": "3.1",
      "aria-valuenow": turn.toFixed(1),
      "aria-valuetext": `turned by ${turn.toFixed(1)} radians`,
    };
    const { grip } = this.sides[side];
    // Large enough for a thumb, however small the picture.
    const across = this.node.getBoundingClientRect().width;
    grip.setAttribute("r", String(Math.max(24, across ? (THUMB / 2) * (WIDTH / across) : 0)));
    for (const [name, value] of Object.entries(says)) {
      if (held) grip.setAttribute(name, value);
      else grip.removeAttribute(name);
    }
  }

  /** @param {Sides<number>} turns */
  move(turns) {
    const from = { ...this.turns };
    const began = performance.now();
    /** @param {number} now */
    const frame = (now) => {
      const part = Math.min(1, Math.max(0, (now - began) / MOVES));
      const eased = 1 - (1 - part) ** 3;
      for (const side of /** @type {Side[]} */ (["query", "key"]))
        this.turns[side] = from[side] + (turns[side] - from[side]) * eased;
      this.drawTurned();
      if (part < 1) this.frame = requestAnimationFrame(frame);
      else this.turns = turns;
    };
    this.turns = from;
    this.frame = requestAnimationFrame(frame);
  }

  drawTurned() {
    const ends = /** @type {Sides<number>} */ ({});
    for (const [side, radius] of /** @type {[Side, number][]} */ ([
      ["query", 58],
      ["key", 74],
    ])) {
      const parts = this.sides[side];
      const [start, length] = [
        angleOf(this.words[side]),
        this.scale * Math.hypot(...this.words[side]),
      ];
      const turn = this.turns[side];
      ends[side] = start + turn;
      const moved = Math.abs(turn) > 0.02;
      const tip = at(ends[side], length);
      parts.orbit.style.display = "";
      parts.rest.setAttribute("d", moved ? pointed([0, 0], at(start, length)) : "");
      parts.sweep.setAttribute("d", moved ? arcPath(start, turn, radius) : "");
      parts.part.setAttribute("d", "");
      parts.hand.setAttribute("d", pointed([0, 0], tip));
      parts.grip.setAttribute("cx", /** @type {Json} */ (tip[0]));
      parts.grip.setAttribute("cy", /** @type {Json} */ (tip[1]));
    }
    this.between(ends, 34);
    this.label(ends, this.beyondTips(), { query: "query", key: "key" });
  }

  /**
   * How far out the names stand: where a tip can be taken, beyond its circle.
   *
   * @returns {Sides<number>}
   */
  beyondTips() {
    if (!this.node.classList.contains("held")) return { query: LONGEST + 22, key: LONGEST + 22 };
    const [query, key] = /** @type {Side[]} */ (["query", "key"]).map(
      (side) =>
        this.scale * Math.hypot(...this.words[side]) +
        Number(this.sides[side].grip.getAttribute("r")) +
        14,
    );
    return { query, key };
  }

  /**
   * The place's own arrow is added to the word's: head to tail.
   *
   * @param {Sides<Point>} arrows
   */
  drawAdded(arrows) {
    const longest = Math.max(...Object.values(this.words).map((w) => Math.hypot(...w))) + 1;
    const scale = WIDEST / longest;
    const ends = /** @type {Sides<number>} */ ({});
    const far = /** @type {Sides<number>} */ ({});
    for (const [side, parts] of /** @type {[Side, SideParts][]} */ (Object.entries(this.sides))) {
      const [word, sum] = [this.words[side], arrows[side]].map(([x, y]) => [x * scale, -y * scale]);
      ends[side] = angleOf(arrows[side]);
      far[side] = Math.hypot(...sum) + 22;
      parts.orbit.style.display = "none";
      parts.rest.setAttribute("d", pointed([0, 0], word, 10));
      parts.part.setAttribute("d", pointed(word, sum, 10));
      parts.sweep.setAttribute("d", "");
      parts.hand.setAttribute("d", pointed([0, 0], sum));
    }
    this.between(ends, 24);
    const { query, key } = this.turns;
    this.label(ends, far, { query: `+ place ${query}`, key: `+ place ${key}` });
  }

  /**
   * @param {Sides<number>} ends
   * @param {number} radius
   */
  between(ends, radius) {
    const gap = folded(ends.key - ends.query);
    const [x, y] = at(ends.query, radius);
    const [x1, y1] = at(ends.query + gap, radius);
    this.wedge.setAttribute(
      "d",
      `M0,0 L${x},${y} A${radius},${radius} 0 0 ${gap > 0 ? 0 : 1} ${x1},${y1} Z`,
    );
  }

  /**
   * Names stand beyond the tips, and make room for each other where the arrows are close.
   *
   * @param {Sides<number>} ends
   * @param {Sides<number>} far
   * @param {Sides<string>} roles what stands under each name
   */
  label(ends, far, roles) {
    const gap = folded(ends.key - ends.query);
    const close = Math.max(0, 0.42 - Math.abs(gap)) / 2;
    const away = gap < 0 ? -close : close;
    const angles = { query: ends.query - away, key: ends.key + away };
    for (const [side, { name }] of /** @type {[Side, SideParts][]} */ (
      Object.entries(this.sides)
    )) {
      const angle = angles[side];
      // Two lines are higher than one is wide of a tip: above and below they stand further out.
      let [x, y] = at(angle, far[side] + 9 * Math.abs(Math.sin(angle)));
      let anchor = anchorAt(angle);
      if (Math.abs(y) > HIGHEST) {
        // Beside the tip, or it would lie on what is above the picture.
        const other = angles[side === "query" ? "key" : "query"];
        const towards = Math.abs(gap) < 1 ? Math.cos(angle) - Math.cos(other) : Math.cos(angle);
        [x, y] = [x + (towards < 0 ? -BESIDE : BESIDE), y < 0 ? -HIGHEST : HIGHEST];
        anchor = towards < 0 ? "end" : "start";
      }
      const [word, role] = /** @type {Iterable<SVGElement>} */ (name.children);
      for (const line of [word, role]) place(line, { x });
      place(name, { y });
      role.textContent = roles[side];
      name.setAttribute("text-anchor", anchor);
    }
  }
}
