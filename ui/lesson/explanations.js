// Explanations alone, under a picture that is not a stage of ours.

import { drawn } from "../web/dom.js";
import { explanationsIn } from "../web/explanations.js";
import { closing } from "../web/stage.js";
import { glossary } from "../web/terms.js";

/** @import { Explanation } from "../web/explanations.js" */

/** @import { Json } from "../web/types.js" */

/**
 * @param {HTMLElement} root
 * @param {{ folded: Explanation[], here: [string, string][], terms: Json, leads: string, onward: Json }} data
 */
export const show = (root, data) =>
  root.replaceChildren(
    explanationsIn(root, data.folded),
    ...drawn([closing(data, glossary(data.terms, data.here))]),
  );
