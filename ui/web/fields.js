// Which keyboard a phone shows for a field that Streamlit draws: it has no option for it.

const WHOLE = ["m", "n", "d", "seed", "sheet_seed", "sheet_problems", "debug_rotary_dim"];
const WHOLE_OF_SCALE = ["length", "to", "at"];
const DECIMAL = ["base", "scale_factor", "debug_rope_theta"];
/** @type {[string, string][]} */
const KEYBOARDS = [
  ...[...WHOLE, ...WHOLE_OF_SCALE.map((name) => `scale_${name}`)].map(
    (name) => /** @type {[string, string]} */ ([name, "numeric"]),
  ),
  ...DECIMAL.map((name) => /** @type {[string, string]} */ ([name, "decimal"])),
];

/**
 * Say it for every field there is and will be.
 *
 * @param {AbortSignal} signal ends it
 */
export function sayKeyboards(signal) {
  const say = () => {
    for (const [name, keyboard] of KEYBOARDS) {
      document.querySelector(`.st-key-${name} input`)?.setAttribute("inputmode", keyboard);
    }
  };
  let asked = 0;
  const observer = new MutationObserver(() => {
    cancelAnimationFrame(asked);
    asked = requestAnimationFrame(say);
  });
  observer.observe(document.body, { childList: true, subtree: true });
  signal.addEventListener("abort", () => observer.disconnect());
  say();
}
