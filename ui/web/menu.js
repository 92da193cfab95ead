// On a phone the sidebar lies over the page: who chose a page there wants to see it.

/** As wide as a screen has to be for Streamlit to set the sidebar beside the page, in px. */
const BESIDE = 768;

/** @param {AbortSignal} signal ends it */
export function closeMenuOnPhone(signal) {
  addEventListener(
    "click",
    ({ target }) => {
      if (innerWidth >= BESIDE || !(target instanceof Element)) return;
      if (!target.closest('[data-testid="stSidebarNavLink"]')) return;
      /** @type {HTMLElement | null} */
      const close = document.querySelector('[data-testid="stSidebarCollapseButton"] button');
      close?.click();
    },
    { signal },
  );
}
