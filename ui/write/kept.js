// What a learner has written and solved, kept by the browser; and solutions as links. The part of an
// address after # is never sent to a server.

const STORE = "rope-by-hand.write";

/** @typedef {{ code: Record<string, string>, solved: string[] }} Kept */

/** @returns {Kept} */
export function kept() {
  try {
    const { code, solved } = JSON.parse(localStorage.getItem(STORE) ?? "{}");
    return {
      code: Object.fromEntries(
        Object.entries(code ?? {}).filter(([, text]) => typeof text === "string"),
      ),
      solved: Array.isArray(solved) ? solved.filter((key) => typeof key === "string") : [],
    };
  } catch {
    return { code: {}, solved: [] }; // storage may be forbidden, or hold something else
  }
}

/**
 * Keep one exercise's text, or that it is solved; another tab's are left as they are.
 *
 * @param {string} key
 * @param {string | null} text null: as it began
 * @param {boolean} [solved]
 */
export function keep(key, text, solved = false) {
  const all = kept();
  if (text === null) delete all.code[key];
  else all.code[key] = text;
  if (solved && !all.solved.includes(key)) all.solved.push(key);
  try {
    localStorage.setItem(STORE, JSON.stringify(all));
  } catch {
    // Storage may be forbidden or full; then the text lives as long as the page.
  }
}

/**
 * The part of an address that holds a solution.
 *
 * @param {string} key
 * @param {string} text
 */
export function fragmentOf(key, text) {
  const bytes = new TextEncoder().encode(`${key}\n${text}`);
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `#code=${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/**
 * The solution in the part of an address; null where there is none that can be read.
 *
 * @param {string} fragment
 */
export function sharedIn(fragment) {
  const found = /^#code=([\w-]+)$/.exec(fragment);
  if (!found) return null;
  try {
    const letters = atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    const whole = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const at = whole.indexOf("\n");
    return at < 0 ? null : { key: whole.slice(0, at), text: whole.slice(at + 1) };
  } catch {
    return null; // a link that was cut
  }
}
