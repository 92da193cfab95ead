// A vote as bars: what was chosen alone, under it what was chosen after talking.

import { drawn, el } from "../web/dom.js";
import { rowsOf } from "./words.js";

/** @import { LiveVote } from "../web/types.js" */

/**
 * The question and its options; with their bars once they are revealed, or for who leads.
 *
 * @param {LiveVote} vote
 * @param {{ leads?: boolean }} [how]
 */
export function voteChart(vote, { leads = false } = {}) {
  const known = vote.bars !== null && (vote.revealed || leads);
  const rows = rowsOf(known ? vote : { ...vote, bars: null });
  const says = vote.revealed || leads;
  return drawn([
    el("h2.live-question", {}, vote.text),
    el(
      known ? "ol.live-rows.with-bars" : "ol.live-rows",
      {},
      rows.map((row) =>
        el(
          says && row.right ? "li.is-right" : "li",
          {},
          el(
            "div.live-option",
            {},
            el("span.option-label", {}, says && row.right ? "✓ " : "", row.label),
            says && row.says && el("span.stands", {}, row.says),
          ),
          known && bars(row),
          known && el("span.counts", { "aria-hidden": "true" }, row.counts.join(" → ")),
          known && el("span.live", {}, row.spoken),
        ),
      ),
    ),
    known &&
      rows[0].counts.length > 1 &&
      el(
        "p.live-legend",
        {},
        el("span.round-1", {}, el("i", { "aria-hidden": "true" }), "first, alone"),
        el("span.round-2", {}, el("i", { "aria-hidden": "true" }), "again, after talking"),
      ),
  ]);
}

/** @param {ReturnType<typeof rowsOf>[number]} row */
const bars = ({ shares }) =>
  el(
    "div.live-bars",
    { "aria-hidden": "true" },
    shares.map((share, round) =>
      el(
        `span.round-${shares.length > 1 ? round + 1 : 2}`,
        {},
        el("i", { style: `width: ${(100 * share).toFixed(1)}%` }),
      ),
    ),
  );
