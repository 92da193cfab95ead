// The finish: one attention score of a real model, line by line. A line opens when the one before
// it is right, or was shown.

import { el } from "../web/dom.js";
import { gradeNumber, plainNumber, readNumber } from "../web/graded.js";
import { SHOWN as STEP_SHOWN, tell } from "../web/live.js";
import { fixed, withMinus } from "../web/numbers.js";
import { answers } from "../web/progress.js";
import { questionOf } from "../web/question.js";
import { closing } from "../web/stage.js";
import { glossary } from "../web/terms.js";
import { pairPicture } from "./picture.js";

/** @import { FinishData, FinishLine } from "../web/types.js" */

const SHOWN = "shown";
/** So many lines that are done stay on a projector, where nothing is to scroll; what a pair adds is
 * worked out of four. */
const RECENT = 4;

/**
 * @param {HTMLElement} root
 * @param {FinishData} data
 */
export function show(root, data) {
  root.classList.add("finish");
  const live = el("div.live", { "aria-live": "polite" });
  /** @param {string} text */
  const announce = (text) => {
    live.textContent = text;
  };
  /** @param {FinishLine} line */
  const key = (line) => `finish ${line.key}`;
  /** @param {FinishLine} line */
  const given = (line) => answers.get(key(line));
  /** @param {FinishLine} line */
  const solved = (line) =>
    given(line) !== undefined && gradeNumber(line, readNumber(String(given(line)))).good;
  /** @param {FinishLine} line */
  const done = (line) => given(line) === SHOWN || solved(line);
  // What stays where it is, so that in the picture a change is seen to happen.
  const lines = el("div.finish-lines");
  const picture = pairPicture(data.picture);
  const words = glossary(data.terms, data.here);
  root.replaceChildren(el("div.finish-work", {}, lines, picture.node), closing(data, words), live);
  const draw = () => {
    const open = data.lines.findIndex((line) => !done(line));
    const reached = open < 0 ? data.lines.length : open + 1;
    picture.show(data.lines.slice(0, open < 0 ? undefined : open), data.lines[open]);
    lines.replaceChildren(
      el(`p.says${reached > 1 ? ".past" : ""}`, {}, data.intro),
      el(
        "ol.score-lines",
        {},
        data.lines.map((line, at) => {
          // A number of its own: where the first ones are put away it stays.
          const value = at + 1;
          const past = at < reached - 1 - RECENT ? ".past" : "";
          if (done(line)) return el(`li${past}`, { value }, solution(line));
          return at < reached
            ? el("li", { value }, asked(line), written(line))
            : el("li.unreached", { value }, written(line));
        }),
      ),
      open < 0 ? end() : "",
    );
    words.mark(lines);
  };
  /** @param {FinishLine} line */
  const solution = (line) => el("p.solution", {}, line.text, " ", outcome(line));
  /**
   * What was found, as it was typed: whoever went on with rounded numbers has another last digit.
   *
   * @param {FinishLine} line
   */
  const outcome = (line) => {
    const places = line.shown.split(".")[1]?.length;
    const full = places ? " at full precision" : "";
    if (!solved(line))
      return [
        el("br"),
        el("span.working", {}, line.working, " "),
        el("b", {}, line.shown),
        el("span.soft.full", {}, full),
        el("span.soft", {}, " shown"),
      ];
    const typed = String(given(line)).trim();
    const own = readNumber(typed);
    // Right to the last digit that was typed, however many those are.
    const [digits, power] = plainNumber(typed).split("e");
    const exact = Math.max(0, (digits.split(".")[1] ?? "").length - Number(power ?? 0));
    const same = !places || fixed(own, exact) === fixed(line.value, exact);
    return [
      el("b", {}, same ? line.shown : withMinus(typed)),
      el("span.right", {}, " ✓ yours"),
      same ? "" : el("span.soft.full", {}, ` ${line.shown}${full}`),
    ];
  };
  /** @param {FinishLine} line */
  const asked = (line) => [
    questionOf(line, key(line), announce, afterwards, ""),
    el(
      "button.control.quiet",
      {
        type: "button",
        onclick: () => {
          answers.set(key(line), SHOWN);
          afterwards();
        },
      },
      "Show this line",
    ),
  ];
  /**
   * A line on paper, with room for what is to be found.
   *
   * @param {FinishLine} line
   */
  const written = (line) =>
    el("div.written", { "aria-hidden": "true" }, el("span", {}, line.text), el("span.blank"));
  const afterwards = () => {
    draw();
    // After the last line there is no field: the result is read, and nothing begins anew by Enter.
    /** @type {HTMLElement | null} */ (root.querySelector("input, .finish-end p"))?.focus();
    tell(STEP_SHOWN);
  };
  const end = () => {
    const alone = data.lines.filter(solved).length;
    return el(
      "div.finish-end",
      {},
      el(
        "p",
        { tabindex: -1 },
        el("b", {}, `${data.percent} % `),
        `of what “${data.query}” takes at this head it takes from “${data.key}”. The model itself recorded `,
        el("b", {}, data.recorded),
        `. You computed ${alone} of ${data.lines.length} lines alone.`,
      ),
      el(
        "button.control",
        {
          type: "button",
          onclick: () => {
            for (const line of data.lines) answers.drop(key(line));
            afterwards();
          },
        },
        "Once more",
      ),
    );
  };
  draw();
}
