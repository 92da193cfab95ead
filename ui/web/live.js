// The way into a live class. Of the class itself nothing is loaded, or asked for, before somebody
// is in one: its room is ui/live/.

import { address } from "./address.js";
import { el } from "./dom.js";

/** @import { Json, LiveCode, LivePanel, LiveRoom, PageNow } from "./types.js" */

/** What pages tell: a step or a page is shown; a problem got its first answer. */
export const SHOWN = "rope-shown";
export const TRIED = "rope-tried";

/** The letters of a code: no vowels, none that look alike. */
const LETTERS = "BCDFGHJKMNPQRTVWXZ";
const CODE = new RegExp(`^[${LETTERS}]{6}$`);
const AGAIN = 3000; // milliseconds until what could not be loaded is asked for again

/** @type {PageNow | undefined} */
let page;
/** @type {Promise<LiveRoom> | undefined} */
let room;
/** @type {LivePanel | null} where Class shows the teacher's part */
let panel = null;
/** @type {HTMLElement | undefined} what is said while the class could not be loaded */
let missing;

/**
 * @param {string} name
 * @param {Json} [detail]
 */
export const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

/**
 * The code as somebody typed it: small letters and gaps are no mistake.
 *
 * @param {string} text
 * @returns {LiveCode | null}
 */
export function readCode(text) {
  const letters = text.toUpperCase().replace(/[^A-Z]/g, "");
  return CODE.test(letters) ? letters : null;
}

/**
 * What cannot be a code, as the page says it.
 *
 * @param {string} field where it was written
 * @param {string} text
 */
export const noCodeText = (field, text) =>
  troubleText({
    field,
    received: `“${text.slice(0, 20)}”`,
    allowed: `six of the letters ${LETTERS}`,
  });

/**
 * What was wrong, as the page says it; what broke goes on.
 *
 * @param {unknown} error
 */
export function troubleText(error) {
  const { field, received, allowed } = /** @type {Record<string, unknown>} */ (error ?? {});
  if (field === undefined) throw error;
  return `${field}: received ${received}; allowed: ${allowed}.`;
}

/**
 * From here on whoever is in a class is in it: by the address, or by what they press.
 *
 * @param {PageNow} now what is on screen, and what is known of it
 */
export function followLive(now) {
  page = now;
  room = undefined;
  missing?.remove();
  const look = () => {
    // Also what cannot be a code: that is said where a class is.
    if (address.get("live")) loaded();
  };
  document.addEventListener(SHOWN, look, { signal: now.signal });
  look();
}

/** @returns {Promise<LiveRoom>} */
function loaded() {
  room ??= load(1);
  return room;
}

/**
 * @param {number} tries
 * @returns {Promise<LiveRoom>}
 */
async function load(tries) {
  // Without a line here the checker reads the room as if everybody loaded it.
  const script = tries > 1 ? `../live/live.js?${tries}` : "../live/live.js";
  let brought;
  try {
    brought = await import(script);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // the script's own fault is no lost connection
    sayMissing();
    await new Promise((done) => setTimeout(done, AGAIN));
    return load(tries + 1);
  }
  missing?.remove();
  return brought.open(page, panel);
}

/** A browser may remember what else it failed to load by its address, until the page is new. */
function sayMissing() {
  missing ??= el(
    "div.rope.lost",
    { role: "alert" },
    el("p", {}, "The class could not be loaded from the server; it is tried again. "),
    el("button.control", { type: "button", onclick: () => location.reload() }, "Try again"),
  );
  if (!missing.isConnected) document.body.append(missing); // said once
}

/** A new class, led from here. */
export const beginLive = async () => (await loaded()).begin();

/** @param {LiveCode} code */
async function joinLive(code) {
  // As by the class's link: the menu is a student's.
  address.set({ live: code, student: "1" });
  (await loaded()).enter();
}

/**
 * Where the teacher's part is shown, and what it knows of the lesson.
 *
 * @param {LivePanel} place
 */
export function showLive(place) {
  panel = place;
  room?.then((there) => there.panel(place));
}

/** "In a class? Join with its code", for the first page. */
export const joining = () =>
  codeForm("live-joining", joinLive, {
    id: "live-code",
    before: el("label", { for: "live-code" }, "In a class? Join with its code"),
  });

/**
 * A field for a class's code: what cannot be one is said beside it.
 *
 * @param {string} name the form's class
 * @param {(code: LiveCode) => void} join
 * @param {{ id: string, value?: string, label?: string, before?: HTMLElement }} how the field's id,
 *   what stands in it, and what it is called: within, or by what stands before it
 */
export function codeForm(name, join, { id, value, label, before }) {
  const trouble = el("p.trouble", { role: "alert", id: `${id}-trouble` });
  const field = el("input.field", {
    id,
    value,
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    maxlength: 12,
    "aria-label": label,
    "aria-describedby": trouble.id,
  });
  const submit = () => {
    const code = readCode(field.value);
    if (code) field.removeAttribute("aria-invalid");
    else field.setAttribute("aria-invalid", "true");
    trouble.textContent = code ? "" : noCodeText("code", field.value);
    if (code) join(code);
  };
  return el(
    `form.${name}`,
    {
      onsubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    before,
    field,
    el("button.control", { type: "submit" }, "Join"),
    trouble,
  );
}
