// A step as a picture for slides: an SVG of its own, with the words as words, at the places, in the
// sizes and colours that they have on screen. Nothing in it refers to this page.

import { copied } from "./clipboard.js";
import { el } from "./dom.js";
import { drawing, plain, shape } from "./step_paint.js";
import { strokes } from "./step_strokes.js";
import { around, words } from "./step_words.js";

/** @import { Corner } from "./step_paint.js" */

const EDGE = 12;
const SIDES = /** @type {const} */ (["Top", "Right", "Bottom", "Left"]);
/**
 * The picture of what is shown in an element.
 *
 * @param {HTMLElement} element
 * @param {string} title
 */
export function stepPicture(element, title) {
  // A picture of what it comes to, not of how it gets there.
  for (const motion of element.getAnimations({ subtree: true })) {
    if (motion.effect?.getComputedTiming().endTime !== Infinity) motion.finish();
  }
  const { left, top, width, height } = element.getBoundingClientRect();
  const [w, h] = [width + 2 * EDGE, height + 2 * EDGE];
  const picture = shape("svg", { width: w, height: h, viewBox: `0 0 ${w} ${h}` });
  const named = shape("title", {});
  named.textContent = title;
  const paper = plain(getComputedStyle(document.body).backgroundColor) ?? plain("white");
  picture.append(named, shape("rect", { width: w, height: h, fill: paper }));
  draw(element, picture, { left: left - EDGE, top: top - EDGE });
  return new XMLSerializer().serializeToString(picture);
}

/**
 * @param {Element} element
 * @param {Element} into
 * @param {Corner} corner
 */
function draw(element, into, corner) {
  const style = getComputedStyle(element);
  if (unseen(element, style)) return;
  if (element instanceof SVGSVGElement) {
    into.append(drawing(element, corner));
    return;
  }
  box(element, style, into, corner);
  around(element, into, corner);
  const within = windowOf(element, style, corner);
  if (within) into.append(within.pane);
  for (const node of element.childNodes) {
    const [there, from] = within ? [within.pane, within.corner] : [into, corner];
    if (node instanceof Text) words(node, style, there, from);
    else if (node instanceof Element) draw(node, there, from);
  }
}

/**
 * Whether nothing of it is on screen, though it may have a place there.
 *
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 */
function unseen(element, style) {
  const { display, visibility, opacity, clipPath, position } = style;
  if (display === "none" || visibility === "hidden" || opacity === "0") return true;
  // What is only heard.
  if (position === "absolute" && clipPath === "inset(50%)") return true;
  return element.matches(".asking, details:not([open]) > :not(summary:first-of-type)");
}

/**
 * Where it scrolls in itself: what is drawn shows as much of it as is scrolled to.
 *
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Corner} corner
 */
function windowOf(element, style, corner) {
  const { clientLeft, clientTop, clientWidth: width, clientHeight: height } = element;
  const inAll = element.scrollWidth <= width && element.scrollHeight <= height;
  if (style.overflowX === "visible" || inAll) return null;
  const at = element.getBoundingClientRect();
  const inner = { left: at.left + clientLeft, top: at.top + clientTop };
  const [x, y] = [inner.left - corner.left, inner.top - corner.top];
  return { corner: inner, pane: shape("svg", { x, y, width, height, overflow: "hidden" }) };
}

/**
 * Its ground and its borders.
 *
 * @param {Element} element
 * @param {CSSStyleDeclaration} style
 * @param {Element} into
 * @param {Corner} corner
 */
function box(element, style, into, corner) {
  const ground = plain(style.backgroundColor);
  const edges = SIDES.map((side) => {
    const drawn = style[`border${side}Style`] !== "none";
    return drawn ? Number.parseFloat(style[`border${side}Width`]) : 0;
  });
  if (!ground && !edges.some(Boolean) && style.backgroundImage === "none") return;
  for (const { left, top, width, height } of element.getClientRects()) {
    const [x, y] = [left - corner.left, top - corner.top];
    const rx = Number.parseFloat(style.borderTopLeftRadius) || null;
    if (ground) into.append(shape("rect", { x, y, width, height, rx, fill: ground }));
    into.append(...strokes(style, { x, y, width, height }, edges));
    const lines = [
      [x, y, x + width, y],
      [x + width, y, x + width, y + height],
      [x, y + height, x + width, y + height],
      [x, y, x, y + height],
    ];
    lines.forEach(([x1, y1, x2, y2], side) => {
      const stroke = plain(style[`border${SIDES[side]}Color`]);
      if (!edges[side] || !stroke) return;
      into.append(shape("line", { x1, y1, x2, y2, stroke, "stroke-width": edges[side] }));
    });
  }
}

/**
 * A button that copies the picture; without a clipboard it comes as a file.
 *
 * @param {() => string} picture
 */
export function copyStep(picture) {
  const said = el("span", { role: "status" });
  const onclick = async () => {
    const svg = picture();
    if (await copied(svg)) {
      said.textContent = "Copied: paste it into a drawing, or save it as step.svg.";
      return;
    }
    const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
    el("a", { href: address, download: "step.svg" }).click();
    URL.revokeObjectURL(address);
    said.textContent = "Saved as step.svg.";
  };
  return el(
    "div.copy-step",
    {},
    el("button.control.quiet", { type: "button", onclick }, "Copy this step as SVG"),
    said,
  );
}
