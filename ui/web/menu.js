// In a small window the menu takes the page's room: who chose a page there wants to see it.

/** Where the menu begins closed: as in ui/app/first_view.html. */
const SMALL = "(max-width: 56.25em), (max-height: 28.125em)";

/** @param {AbortSignal} signal ends it */
export function closeMenuInSmallWindow(signal) {
  const small = matchMedia(SMALL);
  addEventListener(
    "click",
    ({ target }) => {
      if (!small.matches || !(target instanceof Element)) return;
      if (!target.closest('[data-testid="stSidebarNavLink"]')) return;
      /** @type {HTMLElement | null} */
      const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
      close?.click();
    },
    { signal },
  );
}
