// Light or dark: Streamlit decides it, and the styles are told by a class.

const SHELL = '[data-testid="stApp"]';

/**
 * Follow Streamlit's theme, which may be changed at any time.
 *
 * @param {AbortSignal} signal ends it
 */
export function followTheme(signal) {
  const shell = document.querySelector(SHELL);
  if (!shell) return;
  const follow = () => {
    const dark = getComputedStyle(shell).colorScheme === "dark";
    document.documentElement.classList.toggle("dark", dark);
  };
  // Another theme is another class of the shell.
  const observer = new MutationObserver(follow);
  observer.observe(shell, { attributes: true, attributeFilter: ["class"] });
  signal.addEventListener("abort", () => observer.disconnect());
  follow();
}
