// The teacher's own link: what it carries is known to who made the class, and kept once it is.

import { readCode } from "../web/live.js";
import * as kept from "./kept.js";

/** @import { LiveCode, LiveRole, LiveWrong } from "../web/types.js" */

/** What stands before the token in it, after its #, which no server and no log ever sees. */
const MARK = "#teach=";

/**
 * Such a link was opened: remember what it brought, and take it out of sight.
 *
 * @returns {boolean} whether it was one
 */
export function takeTokenFromAddress() {
  if (!location.hash.startsWith(MARK)) return false;
  const url = new URL(location.href);
  const code = readCode(url.searchParams.get("live") ?? "");
  const token = url.hash.slice(MARK.length);
  if (code && token) kept.keepBroughtToken(code, token);
  url.hash = "";
  history.replaceState(history.state, "", url.href);
  return true;
}

/**
 * With what this window would enter as the teacher: what a link brought goes before what is kept.
 *
 * @param {LiveCode} code
 */
export const tokenFor = (code) => kept.broughtToken(code) ?? kept.teachersToken(code);

/**
 * The link for another device.
 *
 * @param {string} code
 * @param {string} token
 */
export function teachersLink(code, token) {
  const url = new URL("class", location.href);
  url.search = `live=${code}`;
  url.hash = MARK + token;
  return url.href;
}

/**
 * Whether a link was no teacher's, though it said so.
 *
 * @param {LiveRole} role
 * @param {LiveWrong | null} refused
 */
export const isMistyped = (role, refused) => role === "teacher" && refused?.field === "token";
