// A number as it was typed, and what it is: right, rounded on the way, or one of the usual slips.

/** @import { NumberQuestion } from "./types.js" */

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const THOUSANDS = /^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;
const DECIMAL_COMMA = /^\d*,\d+$/;

/**
 * A comma groups thousands where it can, and is a decimal one where it can be nothing else.
 *
 * @param {string} digits
 */
const withoutComma = (digits) => {
  if (THOUSANDS.test(digits)) return digits.replaceAll(",", "");
  return DECIMAL_COMMA.test(digits) ? digits.replace(",", ".") : digits;
};

/**
 * A number as people type it and as pages write it, as a computer does: "" for what is none. By the
 * rules of rope_core/reading/expression.py, which reads sums as well.
 *
 * @param {string} text
 */
export function plainNumber(text) {
  const plain = text
    .trim()
    .toLowerCase()
    .replace(/[\u2010-\u2013\u2212\ufe63\uff0d]/g, "-")
    .replace(/[⁰¹²³⁴-⁹⁻]+/g, (raised) => `^${lowered(raised)}`)
    .replace(/\s*(radians?|rad|tokens?)$/, "")
    .replace(/\s*[×·⋅*]\s*10\^\(?([-+]?\d+)\)?$/, "e$1")
    .replace(/^([-+]?)10\^\(?([-+]?\d+)\)?$/, "$11e$2");
  const [, sign = "", digits = "", power = ""] =
    /^([-+]?)\s*([\d.,]+)(e[-+]?\d+)?$/.exec(plain) ?? [];
  const number = `${withoutComma(digits)}${power}`;
  const known = /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(number) && Number.isFinite(Number(number));
  return known ? sign + number : "";
}

/** @param {string} raised */
const lowered = (raised) =>
  [...raised].map((figure) => (figure === "⁻" ? "-" : RAISED.indexOf(figure))).join("");

/** @param {string} text */
export const readNumber = (text) => {
  const plain = plainNumber(text);
  return plain ? Number(plain) : NaN;
};

/**
 * How a number was read that may have been meant otherwise: 1,234 is 1.234 to some.
 *
 * @param {string} text
 */
const readAs = (text) => {
  const typed = text.trim().replace("-", "−");
  if (!/^[−+]?[1-9]\d{0,2},\d{3}$/.test(typed)) return "";
  return `${typed} is read as ${typed.replace(",", "")}; with a decimal point it is ${typed.replace(",", ".")}. `;
};

/**
 * As far apart as the core's exactness counts it.
 *
 * @param {number} one
 * @param {number} other
 * @param {boolean} share
 */
const distance = (one, other, share) => {
  const gap = Math.abs(one - other);
  return share && gap ? gap / Math.max(Math.abs(one), Math.abs(other)) : gap;
};
const SLACK = 1e-12;
/** @type {Record<number, string>} */
const COUNTS = { 2: "two", 3: "three", 4: "four" };

/** @param {NumberQuestion["mistakes"]} slips */
const namesOf = (slips) => slips.map(({ title, instead }) => `“${title}”. ${instead}`).join(" ");

/**
 * @param {NumberQuestion} question
 * @param {string} typed
 * @returns {{ good?: boolean, title: string, says?: string }}
 */
export function gradeTyped(question, typed) {
  const verdict = gradeNumber(question, readNumber(typed));
  return verdict.good ? verdict : { ...verdict, says: readAs(typed) + verdict.says };
}

/**
 * @param {NumberQuestion} question
 * @param {number} answer
 */
export function gradeNumber(question, answer) {
  /** @param {number} value */
  const far = (value) => distance(answer, value, question.share) - SLACK;
  if (far(question.value) <= question.right) return { good: true, title: "Right.", says: "" };
  /** @param {number} within */
  const near = (within) => question.mistakes.filter(({ value }) => far(value) <= within);
  const exactly = near(question.right);
  if (far(question.value) <= question.rounded) {
    return exactly.length
      ? {
          title: "Close, but not exact.",
          says: `It is ${question.shown}. Either it was rounded on the way, or it is a slip: ${namesOf(exactly)}`,
        }
      : {
          title: "Nearly: rounded on the way.",
          says: `It is ${question.shown}. Keep all digits until the end.`,
        };
  }
  // The problem is one's own: slips may come to numbers that lie together.
  const slips = exactly.length ? exactly : near(question.match);
  const [slip] = slips;
  if (slips.length > 1) {
    return {
      title: `One of ${COUNTS[slips.length] ?? slips.length} slips.`,
      says: `Here they come to the same number, or nearly: ${namesOf(slips)}`,
    };
  }
  if (slip) return { title: `${slip.title}.`, says: `${slip.story} ${slip.instead}` };
  return { title: "Not one of the usual slips.", says: question.otherwise };
}
