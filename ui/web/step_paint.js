// Colours, type and drawings of a step's picture, as a program reads them that knows no stylesheet.

/** @typedef {{ left: number, top: number }} Corner */

const SVG = "http://www.w3.org/2000/svg";
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
export function typeOf(style) {
  const on = measuring();
  on.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return on;
}

/**
 * A colour as every program reads it, whichever way the style said it; null where nothing is seen.
 *
 * @param {string} color
 */
export function plain(color) {
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
export function shape(name, attributes) {
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
 * A picture of the page's own, with what the stylesheets say of it.
 *
 * @param {SVGSVGElement} element
 * @param {Corner} corner
 */
export function drawing(element, corner) {
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
