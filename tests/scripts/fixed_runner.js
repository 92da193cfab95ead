// Numbers on standard input, each with its digits; out come their texts, as the browser writes them.

import { readFileSync } from "node:fs";
import { fixed } from "../../ui/web/numbers.js";

const cases = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(cases.map(([number, digits]) => fixed(number, digits))));
