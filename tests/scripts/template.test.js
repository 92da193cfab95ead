import assert from "node:assert/strict";
import test from "node:test";
import { filledText, namesIn } from "../../ui/web/template.js";

const POWER = "{(base)}^[−2 × {i} / {rotary_dim}]";

test("a template in names has each of its names, also of what is raised and in brackets", () => {
  const names = { base: "base", i: "i", rotary_dim: "rotary_dim" };
  assert.deepEqual(namesIn(POWER), names);
  assert.equal(filledText(POWER, namesIn(POWER)), "base to the power −2 × i / rotary_dim");
});
