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
  const { name, kinds, layers, notes } = data;
  if (!kinds.length) {
    root.replaceChildren(
      el("p.scale-why", {}, "Choose a model above: its settings say which of its layers turn."),
    );
    return;
  }
  const opened = el("div.layer-opened");
  // A button for each layer, or for each kind where their number is not known.
  const counted = layers.length > 0;
  const buttons = counted ? layers : kinds.map((_, at) => at);
  const strip = el("div.layer-strip", { role: "group", "aria-label": "The layers" });
  const titleOf = (/** @type {number} */ at) => {
    const kind = kinds[buttons[at]].name;
    if (!counted) return kind;
    return kinds.length === 1 ? `Layer ${at}` : `Layer ${at}: ${kind}`;
  };
  const press = (/** @type {number} */ at) => {
    chosen.set(name, at);
    for (const [index, button] of [...strip.children].entries())
      button.setAttribute("aria-pressed", String(index === at));
    const { says, lines, tempered } = kinds[buttons[at]];
    opened.replaceChildren(
      el("h3", {}, titleOf(at)),
      el("p", {}, says),
      ...(lines.length
        ? [
            changing(
              { change: "the distance in tokens", lines, begin: 2 },
              valuesPicture(lines.map(([, , value]) => value)),
            ),
          ]
        : []),
      ...(tempered
        ? [
            el(
              "p.tempered",
              {},
              "Its queries are made longer the farther on they stand, so that attention does not ",
              "spread thinner in a long text (a temperature).",
            ),
            changing(tempered, valuesPicture(tempered.lines.map(([, , factor]) => factor))),
          ]
        : []),
    );
  };
  strip.append(
    ...buttons.map((kind, at) =>
      el(
        `button.layer.pair-${kind % 6}`,
        {
          type: "button",
          "aria-label": titleOf(at),
          "data-still": !kinds[kind].turned,
          "data-kind": !counted,
          onclick: () => press(at),
        },
        counted ? at : kinds[kind].name,
      ),
    ),
  );
  root.replaceChildren(
    el(
      "div.scale-view",
      {},
      el("h2", {}, "Which layers turn, and by which table"),
      el("p.scale-why", {}, saysOf(data)),
      notes.map((note) => el("p.scale-why.soft", {}, note)),
      strip,
      opened,
    ),
  );
  press(Math.min(chosen.get(name) ?? 0, buttons.length - 1));
};

/** @param {LayersData} data */
export function saysOf({ name, kinds, layers }) {
  if (!layers.length)
    return `${name}: the settings listed here do not say how many layers there are, or which is of which kind.`;
  const counts = kinds.map(
    (kind, at) => `${layers.filter((one) => one === at).length} ${kind.name}`,
  );
  const all = layers.length === 1 ? "1 layer" : `${layers.length} layers`;
  return kinds.length === 1
    ? `${name} has ${all}, all alike.`
    : `${name} has ${all}: ${counts.join(", ")}.`;
}
