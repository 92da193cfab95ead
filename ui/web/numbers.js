// Numbers as they stand on screen. The core's come as texts, made by ui/numbers.py; what only the
// browser knows (a slider's place, a size of a picture) is written here, by the same rules.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
/** From here on a number is written as a power of ten. */
const LARGE = 1e8;

/**
 * Inside a product, a power or after a sign, a negative number and a power of ten stand in brackets.
 *
 * @param {string} text
 */
export const inBrackets = (text) => (/^−|[⁰¹²³⁴-⁹]/.test(text) ? `(${text})` : text);

/**
 * The text of a number, with a true minus sign.
 *
 * @param {string | number} number
 */
export const withMinus = (number) => String(number).replaceAll("-", "−");

/**
 * A number by the noise of arithmetic farther from 0, so that a tie of the shown digits, and all
 * that noise makes of one, is rounded away from 0: see ui/numbers.py.
 *
 * @param {number} number
 * @param {number} unit of the last place shown
 * @param {number} size of the numbers it came from
 */
function settled(number, unit, size) {
  const noise = Math.min(unit * 2 ** -10, unit * 2 ** -24 + size * 2 ** -46);
  const found = number + Math.sign(number) * noise;
  return Number.isFinite(found) ? found : number;
}

/**
 * A number by one of the language's own ways to write it. Of two texts that lie equally near, where
 * numbers are too large for noise to be taken off, these take the larger; Python takes the one whose
 * last digit is even.
 *
 * @param {"toFixed" | "toExponential"} way
 * @param {number} number
 * @param {number} places
 */
function rounded(way, number, places) {
  const text = number[way](places);
  const between = /50{39}$/.test(number[way](places + 40).split("e")[0]);
  return between && /[13579](e|$)/.test(text) ? (number * (1 - 2 ** -50))[way](places) : text;
}

/**
 * A number with so many places after the point, thousands apart; a power of ten where those would
 * show a false 0.
 *
 * @param {number} number
 * @param {number} digits
 */
export function fixed(number, digits) {
  if (number === 0) return "0";
  const unit = 10 ** -digits;
  const near = settled(number, unit, Math.abs(number) + 1);
  const size = Math.abs(near);
  if (size < LARGE && size >= 0.5 * unit) {
    const [whole, places] = rounded("toFixed", near, digits).split(".");
    // −0 keeps its minus.
    return withMinus(`${withCommas(Number(whole))}.${places}`);
  }
  const exact = settled(number, Math.abs(number) * unit, Math.abs(number));
  const [mantissa, power] = rounded("toExponential", exact, digits - 1).split("e");
  return `${withMinus(mantissa)}${timesTenTo(Number(power))}`;
}

/** @param {number} power */
const timesTenTo = (power) =>
  `×10${[...String(power)].map((c) => (c === "-" ? "⁻" : RAISED[Number(c)])).join("")}`;

/**
 * The shown number with the other sign: a zero has none.
 *
 * @param {string} text
 */
export const negated = (text) =>
  text.startsWith("−") ? text.slice(1) : /[1-9]/.test(text) ? `−${text}` : text;

/**
 * The sign of a shown number. One that is not 0 is never shown as 0.
 *
 * @param {string} text
 * @returns {"+" | "−" | "0"}
 */
export const signOf = (text) => (text.startsWith("−") ? "−" : /[1-9]/.test(text) ? "+" : "0");

/**
 * A whole number, its thousands apart.
 *
 * @param {number} number
 */
export const withCommas = (number) => number.toLocaleString("en");

/**
 * The number that a shown text stands for, for lengths of bars.
 *
 * @param {string} text
 */
export function shownNumber(text) {
  const [digits, power = ""] = text.replaceAll("−", "-").replaceAll(",", "").split("×10");
  const exponent = [...power].map((c) => (c === "⁻" ? "-" : RAISED.indexOf(c))).join("");
  return Number(`${digits}${exponent ? `e${exponent}` : ""}`);
}
