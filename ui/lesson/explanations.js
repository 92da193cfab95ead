// Explanations alone, under a picture that is not a stage of ours.

import { explanationsIn } from "../web/explanations.js";

/** @import { Explanation } from "../web/explanations.js" */

/**
 * @param {HTMLElement} root
 * @param {{ folded: Explanation[] }} data
 */
export const show = (root, { folded }) => root.replaceChildren(explanationsIn(root, folded));
