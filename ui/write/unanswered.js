// What is said of a program that could not be run, or whose numbers nobody looked at.

/** @import { WriteVerdict } from "../web/types.js" */

/** @type {WriteVerdict} */
const NOTHING = {
  exercise: "",
  status: "error",
  label: "Not run",
  title: "",
  call: "",
  at: "",
  rows: [],
  says: "",
  hints: [],
  known: "",
  line: null,
  part: null,
  threads: [],
  remarks: [],
  learn: "",
};
export const NO_SANDBOX = {
  ...NOTHING,
  title: "The Python of this page could not be loaded. Run tries it again.",
};
export const NO_SERVER = {
  ...NOTHING,
  title: "No answer from the server. Your program is kept; run it again.",
};
