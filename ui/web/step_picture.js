// A step as a picture for slides: an SVG of its own, with the words as words, at the places, in the
// sizes and colours that they have on screen. Nothing in it refers to this page.

import { copied } from "./clipboard.js";
import { el } from "./dom.js";

/** @typedef {{ left: number, top: number }} Corner */
/** @typedef {{ said: string, left: number, right: number, top: number, height: number, turned?: number }} Line
 *   turned: by so many degrees about its middle */

const SVG = "http://www.w3.org/2000/svg";
const EDGE = 12;
const SIDES = /** @type {const} */ (["Top", "Right", "Bottom", "Left"]);
/** What a stylesheet says of a picture's parts, which it takes along. */
const PAINTED = /** @type {const} */ ([
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "fill-opacity",
  "stroke-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "text-anchor",
  "dominant-baseline",
]);

/** @type {CanvasRenderingContext2D | null} */
let canvas = null;

/** For colours and for the heights of type, which a canvas knows. */
function measuring() {
  canvas ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (!canvas) throw new Error("this browser has no canvas to measure with");
  return canvas;
}

/**
 * What measures words in a style's type.
 *
 * @param {CSSStyleDeclaration} style
 */
function typeOf(style) {
  const on = measuring();
  on.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return on;
}

/**
 * A colour as every program reads it, whichever way the style said it; null where nothing is seen.
 *
 * @param {string} color
 */
function plain(color) {
  if (!color || color === "none") return null;
  const { canvas: box } = measuring();
  const on = measuring();
  on.clearRect(0, 0, box.width, box.height);
  on.fillStyle = color;
  on.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = on.getImageData(0, 0, 1, 1).data;
  if (!alpha) return null;
  const part = alpha < 255 ? ` / ${(alpha / 255).toFixed(3)}` : "";
  return part ? `rgb(${red} ${green} ${blue}${part})` : `rgb(${red},${green},${blue})`;
}

/**
 * @param {string} name
 * @param {Record<string, string | number | null>} attributes
 */
function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null) continue;
    node.setAttribute(
      key,
      typeof value === "number" ? String(Math.round(value * 100) / 100) : value,
    );
  }
  return node;
}

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
  before(element, into, corner);
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
 * What a style puts before an element's words, which is in no text of the page. After them it puts
 * no words.
 *
 * @param {Element} element
 * @param {Element} into
 * @param {Corner} corner
 */
function before(element, into, corner) {
  const style = getComputedStyle(element, "::before");
  const said = /^"([^"\\]+)"$/.exec(style.content)?.[1].trim();
  const [at] = element.getClientRects();
  if (!said || !at || style.display !== "inline" || style.position !== "static") return;
  const { left, top, height } = at;
  const right = left + typeOf(style).measureText(said).width;
  written({ said, left, right, top, height }, style, into, corner);
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
  if (!ground && !edges.some(Boolean)) return;
  for (const { left, top, width, height } of element.getClientRects()) {
    const [x, y] = [left - corner.left, top - corner.top];
    const rx = Number.parseFloat(style.borderTopLeftRadius) || null;
    if (ground) into.append(shape("rect", { x, y, width, height, rx, fill: ground }));
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
 * A text, a line at a time.
 *
 * @param {Text} text
 * @param {CSSStyleDeclaration} style
 * @param {Element} into
 * @param {Corner} corner
 */
function words(text, style, into, corner) {
  const range = document.createRange();
  /** @type {Line[]} */
  const lines = [];
  for (const { 0: word, index } of text.data.matchAll(/\S+/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.length);
    const [at] = range.getClientRects();
    if (!at?.width) continue;
    if (style.writingMode.startsWith("vertical")) {
      lines.push(upright(word, at, style));
      continue;
    }
    const line = lines.at(-1);
    if (line && Math.abs(line.top - at.top) < at.height / 2) {
      line.said += ` ${word}`;
      line.right = at.right;
    } else
      lines.push({ said: word, left: at.left, right: at.right, top: at.top, height: at.height });
  }
  for (const line of lines) written(line, style, into, corner);
}

/**
 * A word that runs down, or up where it is turned about: as it lies, and how it is turned.
 *
 * @param {string} said
 * @param {DOMRect} at
 * @param {CSSStyleDeclaration} style
 * @returns {Line}
 */
function upright(said, { left, top, width, height }, style) {
  const [x, y] = [left + width / 2, top + height / 2];
  const about = new DOMMatrix(style.transform).a < 0 || style.rotate === "180deg";
  return {
    said,
    left: x - height / 2,
    right: x + height / 2,
    top: y - width / 2,
    height: width,
    turned: about ? -90 : 90,
  };
}

/**
 * @param {Line} line
 * @param {CSSStyleDeclaration} style
 * @param {Element} into
 * @param {Corner} corner
 */
function written({ said, left, right, top, height, turned }, style, into, corner) {
  const { fontBoundingBoxAscent: up, fontBoundingBoxDescent: down } =
    typeOf(style).measureText(said);
  const middle = [(left + right) / 2 - corner.left, top + height / 2 - corner.top];
  const node = shape("text", {
    x: left - corner.left,
    y: top - corner.top + (height - up - down) / 2 + up,
    // Another program has other type: the words keep their place.
    textLength: right - left,
    lengthAdjust: "spacingAndGlyphs",
    fill: plain(style.color),
    "font-family": style.fontFamily,
    "font-size": style.fontSize,
    "font-weight": style.fontWeight,
    "font-style": style.fontStyle === "normal" ? null : style.fontStyle,
    transform: turned ? `rotate(${[turned, ...middle].join(" ")})` : null,
  });
  node.textContent = said;
  into.append(node);
}

/**
 * A picture of the page's own, with what the stylesheets say of it.
 *
 * @param {SVGSVGElement} element
 * @param {Corner} corner
 */
function drawing(element, corner) {
  const copy = /** @type {SVGSVGElement} */ (element.cloneNode(true));
  const from = [element, ...element.querySelectorAll("*")];
  const to = [copy, ...copy.querySelectorAll("*")];
  from.forEach((node, index) => {
    const style = getComputedStyle(node);
    const twin = to[index];
    if (style.display === "none" || style.visibility === "hidden") {
      twin.remove();
      return;
    }
    for (const name of PAINTED) {
      const value = style.getPropertyValue(name);
      const painted = name === "fill" || name === "stroke";
      const said = painted && !value.startsWith("url(") ? (plain(value) ?? "none") : value;
      twin.setAttribute(name, said);
    }
    const turned = node !== element && moved(node);
    if (turned) twin.setAttribute("transform", turned);
    for (const name of ["class", "style", "tabindex"]) twin.removeAttribute(name);
  });
  const { left, top, width, height } = element.getBoundingClientRect();
  const place = { x: left - corner.left, y: top - corner.top, width, height };
  for (const [name, value] of Object.entries(place)) copy.setAttribute(name, String(value));
  copy.setAttribute("overflow", "visible");
  return copy;
}

/**
 * How a part stands to what it is in, whether an attribute or a style says so; "" where it is not
 * moved.
 *
 * @param {Element} node
 */
function moved(node) {
  const parent = node.parentElement;
  if (!(node instanceof SVGGraphicsElement && parent instanceof SVGGraphicsElement)) return "";
  const [here, there] = [node.getScreenCTM(), parent.getScreenCTM()];
  if (!here || !there) return "";
  const { a, b, c, d, e, f } = there.inverse().multiply(here);
  const numbers = [a, b, c, d, e, f].map((number) => Math.round(number * 1e5) / 1e5);
  return numbers.join() === "1,0,0,1,0,0" ? "" : `matrix(${numbers.join(" ")})`;
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
