// What stands before the page is there (ui/app/first_view.py): its stage is the page's own, and is
// taken over as it is, with what was typed and pressed.

const ID = "first-view";
const SCROLLED = '[data-testid="stMain"]';

export const firstView = () => document.getElementById(ID);

/** @param {Element} node */
export const isEarly = (node) => node.closest(`#${ID}`) !== null;

/**
 * The page is there: take the first view away.
 *
 * @param {HTMLElement} root where the page's stage is
 * @param {string} kind of the stage
 * @returns {HTMLElement} where it is now: a stage of that kind was there before the page
 */
export function takeOver(root, kind) {
  const view = firstView();
  if (!view) return root;
  /** @type {HTMLElement | null} */
  const stood = view.querySelector(".rope[data-early]");
  // What stands below a stage on its page may be there sooner: the stage comes for itself.
  if (stood && kind.startsWith(`${stood.dataset.early}/`)) return root;
  const early = stood?.dataset.early === kind ? stood : null;
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const [from, to] = [view.querySelector("main"), document.querySelector(SCROLLED)];
  const scrolled = from?.scrollTop ?? 0;
  const kept = active && early?.contains(active) ? marked(active) : undefined;
  const scrolledIn = early ? scrolledParts(early) : [];
  if (early) root.replaceWith(early);
  for (const [part, left, top] of scrolledIn) part.scrollTo(left, top);
  // What is hidden behind it cannot be given the focus.
  view.remove();
  if (to && scrolled) to.scrollTop = scrolled;
  kept?.();
  if (early) delete early.dataset.early;
  return early ?? root;
}

/**
 * What is scrolled in itself, which a part that is moved forgets.
 *
 * @param {HTMLElement} stage
 * @returns {[Element, number, number][]} each, how far to the right and how far down
 */
const scrolledParts = (stage) =>
  [...stage.querySelectorAll("*")]
    .filter((part) => part.scrollLeft || part.scrollTop)
    .map((part) => [part, part.scrollLeft, part.scrollTop]);

/**
 * What gives the focus back to an element that is moved, with what was marked in it.
 *
 * @param {HTMLElement} node
 */
function marked(node) {
  const typed = node instanceof HTMLInputElement || node instanceof HTMLTextAreaElement;
  // Null where a field is none of letters, as a slider.
  const ends = typed && node.selectionStart !== null && [node.selectionStart, node.selectionEnd];
  return () => {
    node.focus({ preventScroll: true });
    if (typed && ends) node.setSelectionRange(ends[0], ends[1]);
  };
}
