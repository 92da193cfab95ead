// Questions and typed answers on standard input; out comes what is said to each.

import { readFileSync } from "node:fs";
import { gradeTyped } from "../../ui/web/graded.js";

const cases = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(cases.map(([question, typed]) => gradeTyped(question, typed))));
