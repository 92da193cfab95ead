// An equation that is too wide for a projector, where nobody scrolls: first its room between the
// numbers gives way, then the columns farthest from the one that is told.

/** @param {HTMLElement} equation */
const tooWide = (equation) => equation.scrollWidth > equation.clientWidth;

/**
 * The matrix, its vectors and its result in one view; what is left of the matrix says which columns
 * are seen.
 *
 * @param {HTMLElement} equation as it was just drawn, with all columns
 */
export function narrow(equation) {
  if (!tooWide(equation)) return;
  equation.classList.add("snug");
  const matrix = /** @type {HTMLTableElement | null} */ (equation.querySelector("table.matrix"));
  if (!matrix) return;
  const heads = [...matrix.querySelectorAll("thead th")].map((head) => head.textContent);
  const told = matrix.querySelector(".entry.here");
  // In the row the head of the row stands before it; at the start and the end it is the first.
  const here = told ? [...(told.parentElement?.children ?? [])].indexOf(told) - 1 : 0;
  let [from, to] = [0, heads.length - 1];
  while (to > from && tooWide(equation)) {
    const last = to - here >= here - from;
    for (const row of matrix.rows) row.cells[last ? row.cells.length - 1 : 1].remove();
    if (last) to--;
    else from++;
  }
  const { caption } = matrix;
  if (caption && to - from < heads.length - 1)
    caption.append(`, columns ${heads[from]} to ${heads[to]} of ${heads.length}`);
}
