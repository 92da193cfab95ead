// The sentence on its places: two words that can change places by hand, or all that move along.

import { el, reducedMotion } from "../web/dom.js";

/** @import { Placed, Swap } from "../web/types.js" */

const STEP = 11; // pixels of a drag for one place

/**
 * words: [{word, side, place}]; swap(): what a word dropped on the other does, or null where the
 * whole sentence is dragged by(places).
 *
 * @param {{ words: Placed[], swap: Swap | null, by: ((places: number) => void) | null }} given
 */
export function sentence({ words, swap, by }) {
  const row = el(
    `ol.sentence${by ? ".dragged" : ""}`,
    { "aria-label": `Places ${words[0].place} to ${/** @type {Placed} */ (words.at(-1)).place}` },
    words.map(({ word, side, place, turned, round }, index) =>
      el(
        `li${side ? `.of-${side}` : ""}`,
        {},
        side && swap
          ? el(
              "button.word",
              {
                type: "button",
                "data-focus": `word-${side}`,
                "data-side": side,
                "aria-label": `${word}, at place ${place}: change places`,
              },
              word,
            )
          : el("span.word", {}, word),
        el("span.place", {}, el(`span${index ? ".hidden" : ""}`, {}, "place "), String(place)),
        turned === undefined ? null : el("span.turned", {}, turned || "\u00a0"),
        round === undefined ? null : el("span.turned.round", {}, round || "\u00a0"),
      ),
    ),
  );
  if (swap) for (const button of row.querySelectorAll("button")) dragged(button, row, swap);
  if (by) pulled(row, by);
  return el("div.line-of-words", {}, row);
}

/**
 * A word carried over to the other one; a press without a move does the same.
 *
 * @param {HTMLElement} button
 * @param {HTMLElement} row
 * @param {Swap} swap
 */
function dragged(button, row, swap) {
  /** @type {number | null} */
  let from = null;
  button.addEventListener("pointerdown", (event) => {
    from = event.clientX;
    button.setPointerCapture(event.pointerId);
  });
  button.addEventListener("pointermove", (event) => {
    if (from === null) return;
    button.classList.add("carried");
    button.style.transform = `translateX(${event.clientX - from}px)`;
  });
  /** @param {PointerEvent} event */
  const letGo = (event) => {
    if (from === null) return;
    const moved = event.clientX - from;
    const other = /** @type {HTMLElement} */ (
      [...row.querySelectorAll("button")].find((one) => one !== button)
    );
    const apart =
      /** @type {HTMLElement} */ (other.parentElement).offsetLeft -
      /** @type {HTMLElement} */ (button.parentElement).offsetLeft;
    from = null;
    button.classList.remove("carried");
    button.style.transform = "";
    // Half the way counts; a hand that only trembled has pressed, which the click tells.
    button.dataset.moved = Math.abs(moved) > 6 ? "1" : "";
    if (moved * Math.sign(apart) > Math.abs(apart) / 2) swap(button.dataset.side);
  };
  button.addEventListener("pointerup", letGo);
  button.addEventListener("pointercancel", letGo);
  button.addEventListener("click", () => {
    if (button.dataset.moved) button.dataset.moved = "";
    else swap(button.dataset.side);
  });
}

/**
 * @param {HTMLElement} row
 * @param {(places: number) => void} by
 */
function pulled(row, by) {
  /** @type {number | null} */
  let from = null;
  row.addEventListener("pointerdown", (event) => {
    from = event.clientX;
    row.setPointerCapture(event.pointerId);
  });
  row.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const places = Math.trunc((event.clientX - from) / STEP);
    if (!places) return;
    from += places * STEP;
    by(places);
  });
  for (const end of ["pointerup", "pointercancel"]) row.addEventListener(end, () => (from = null));
}

/**
 * Where each word stood before a change, so that it can be seen to go to its new place.
 *
 * @param {HTMLElement} host
 * @param {() => void} change
 */
export function slideWords(host, change) {
  const lefts = () =>
    new Map(
      [...host.querySelectorAll(".word")].map((node) => [
        node.textContent,
        node.getBoundingClientRect().left,
      ]),
    );
  const before = lefts();
  change();
  if (reducedMotion()) return;
  for (const node of host.querySelectorAll(".word")) {
    const moved =
      /** @type {number} */ (before.get(node.textContent)) - node.getBoundingClientRect().left;
    if (Math.abs(moved) < 2) continue;
    const lift = moved > 0 ? -14 : 14;
    node.animate(
      [
        { transform: `translate(${moved}px, 0)` },
        { transform: `translate(${moved / 2}px, ${lift}px)` },
        { transform: "none" },
      ],
      { duration: 420, easing: "ease-in-out" },
    );
  }
}
