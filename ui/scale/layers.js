// Scale: the layers of a model as a strip, one of them opened.

import { changing } from "../web/changing.js";
import { el } from "../web/dom.js";
import { valuesPicture } from "../web/values_picture.js";

/** @import { LayersData } from "../web/types.js" */

/** @type {Map<string, number>} the layer that is open, of each model */
const chosen = new Map();

/**
 * @param {HTMLElement} root
 * @param {LayersData} data
 */
export const show = (root, data) => {
  const { name, kinds, layers, rule, assumed } = data;
  if (!kinds.length) {
    root.replaceChildren(
      el("p.scale-why", {}, "Choose a model above: its settings say which of its layers turn."),
    );
    return;
  }
  const opened = el("div.layer-opened");
  const strip = el("div.layer-strip", { role: "group", "aria-label": "The layers" });
  /** @param {number} kind @param {string} title */
  const open = (kind, title) => {
    const { says, lines } = kinds[kind];
    opened.replaceChildren(
      el("h3", {}, title),
      el("p", {}, says),
      ...(lines.length
        ? [
            changing(
              { change: "the distance in tokens", lines, begin: 2 },
              valuesPicture(lines.map(([, , value]) => value)),
            ),
          ]
        : []),
    );
  };
  const press = (/** @type {number} */ layer) => {
    chosen.set(name, layer);
    for (const [at, button] of [...strip.children].entries())
      button.setAttribute("aria-pressed", String(at === layer));
    open(layers[layer], `Layer ${layer}: ${kinds[layers[layer]].name}`);
  };
  strip.append(
    ...layers.map((kind, layer) =>
      el(
        `button.layer.pair-${kind % 6}`,
        {
          type: "button",
          "aria-label": `Layer ${layer}: ${kinds[kind].name}`,
          "data-still": !kinds[kind].turned,
          onclick: () => press(layer),
        },
        layer,
      ),
    ),
  );
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      el("h2", {}, "Which layers turn, and by which table"),
      el("p.scale-why", {}, saysOf(data)),
      assumed
        ? el(
            "p.scale-why.soft",
            {},
            "How many there are, the settings listed here do not say: shown are as many as the family’s class has by default (assumed).",
          )
        : null,
      rule ? el("p.scale-why.soft", {}, "The rule: ", rule, ".") : null,
      strip,
      opened,
    ),
  );
  if (layers.length) press(Math.min(chosen.get(name) ?? 0, layers.length - 1));
  else open(0, kinds[0].name);
};

/** @param {LayersData} data */
export function saysOf({ name, kinds, layers }) {
  if (!layers.length) return `${name}: the settings do not say which layers are of which kind.`;
  const counts = kinds.map(
    (kind, at) => `${layers.filter((one) => one === at).length} ${kind.name}`,
  );
  const all = layers.length === 1 ? "1 layer" : `${layers.length} layers`;
  return kinds.length === 1
    ? `${name} has ${all}, all alike.`
    : `${name} has ${all}: ${counts.join(", ")}.`;
}
