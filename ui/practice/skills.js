// The skills, each with how much of it is shown, and how much is asked of the one at hand.

import { el } from "../web/dom.js";

/** @import { PracticeData, Skill } from "../web/types.js" */
/** @typedef {(skill: string, level: number | null) => void} Go */

/**
 * @param {HTMLElement} strip
 * @param {PracticeData} data
 * @param {Go} go
 */
export function drawSkills(strip, data, go) {
  strip.replaceChildren(
    ...data.strip.map((skill) =>
      el(
        "button.one-skill",
        {
          type: "button",
          "aria-current": skill.here ? "true" : null,
          "aria-label": `${skill.title}: ${skill.says}`,
          "data-focus": `skill-${skill.key}`,
          title: `${skill.title}: ${skill.says}`,
          onclick: () => go(skill.key, null),
        },
        el(
          "span.gauge",
          { "aria-hidden": "true" },
          el(`span.filled${skill.mastered ? ".mastered" : ""}`, {
            style: `width: ${skill.share * 100}%`,
          }),
        ),
        el("span.what", {}, skill.title, skill.mastered ? el("span.tick", {}, " ✓") : ""),
      ),
    ),
  );
}

/**
 * @param {HTMLElement} levels
 * @param {PracticeData} data
 * @param {Go} go
 */
export function drawLevels(levels, data, go) {
  const here = /** @type {Skill} */ (data.strip.find((skill) => skill.here));
  levels.replaceChildren(
    ...data.levels.map((level, at) =>
      el(
        "button",
        {
          type: "button",
          "aria-pressed": String(level.here),
          disabled: level.locked && !level.here,
          "data-focus": `level-${at}`,
          title: level.tip,
          onclick: () => go(here.key, at),
        },
        level.title,
      ),
    ),
  );
}
