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
export const inBrackets = (text) => (/^−|×/.test(text) ? `(${text})` : text);

/**
 * The text of a number, with a true minus sign; also in an exponent.
 *
 * @param {string | number} number
 */
export const withMinus = (number) => String(number).replaceAll("-", "−");

/**
 * A number in all its digits, as many as tell it from every other: −1.1102230246251565e−16.
 *
 * @param {number} number
 */
export function full(number) {
  const [digits, exponent] = number.toExponential().split("e");
  const power = Number(exponent);
  return withMinus(power < -4 || power >= 16 ? `${digits}e${power}` : number);
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
  const size = Math.abs(number);
  if (size < LARGE && size >= 0.5 * 10 ** -digits) {
    const [whole, places] = number.toFixed(digits).split(".");
    // −0 keeps its minus.
    return withMinus(`${withCommas(Number(whole))}.${places}`);
  }
  const [mantissa, power] = number.toExponential(digits - 1).split("e");
  const raised = [...String(Number(power))].map((c) => (c === "-" ? "⁻" : RAISED[Number(c)]));
  return `${withMinus(mantissa)}×10${raised.join("")}`;
}

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
