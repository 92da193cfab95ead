// Where in a program to look: lines that have to do with a part of the computation. They are looked
// for in the browser, since the server never sees the program; so they are a guess, and called one.

/** @type {Record<string, RegExp>} */
const OF_PART = {
  exponent: /\*\*|\bpow\s*\(|\bexp\s*\(/,
  angle: /\bangles?\w*\s*[+*]?=(?!=)|\bposition\b.*\*|\bcos\s*\(/,
  pair: /\bx\w*\[|\bzip\(/,
  sum: /\b(?:cos|sin|c|s)\b.*[-+].*\b(?:cos|sin|c|s)\b/,
  loop: /^\s*(?:for|while)\b|^\s*return\b/,
  score: /\brotate\s*\(|\bsum\s*\(/,
  softmax: /\bexp\s*\(|\bsum\s*\(|\bsqrt\s*\(/,
  cache: /\bcache\b/,
  scaling: /\bif\b|\belif\b|\bfactor\b|\bwavelength\s*=/,
};
const SKIPPED = /^\s*(?:#|from\b|import\b|def\b)/;
const MOST = 3;

/**
 * The lines of that part, counted from 1, of the function that was asked for and what it calls;
 * nothing where there are so many that it would not help.
 *
 * @param {string} source
 * @param {string} part
 */
export function suspects(source, part) {
  const pattern = OF_PART[part];
  if (!pattern) return [];
  const found = source
    .split("\n")
    .map((line, index) => ({ line: line.replace(/#.*/, ""), at: index + 1 }))
    .filter(({ line }) => !SKIPPED.test(line) && pattern.test(line))
    .map(({ at }) => at);
  return found.length <= MOST ? found : [];
}
