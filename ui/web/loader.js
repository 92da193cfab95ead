// What Streamlit sends with every page: it loads the scripts and styles from the server, once a
// version. Where that fails it says so in the place of the stage, and tries again.

const WAITS = [1, 2, 4, 8, 15]; // seconds until the next try; the last one stays

/** @import { App, Component, Json, PageScript } from "./types.js" */

/**
 * @typedef {object} Listed what the server says there is
 * @property {string} version
 * @property {string[]} files their paths below ui/
 * @property {Record<string, Json>} shared what all problems share
 */

/** @param {Component} component */
export default function loader({ data }) {
  globalThis.ropeByHand ??= { waiting: [] };
  const app = globalThis.ropeByHand;
  /** @type {Listed} */
  const listed = JSON.parse(new TextDecoder().decode(data));
  // Noted as there only when it is: see load.
  if (app.version === listed.version || app.loading === listed.version) return;
  app.loading = listed.version;
  load(app, listed, 0);
}

/**
 * @param {App} app
 * @param {Listed} listed
 * @param {number} tries how many failed
 */
async function load(app, listed, tries) {
  const { version, files, shared } = listed;
  // A newer version may have been asked for meanwhile.
  if (app.loading !== version) return;
  // Below the page's own folder, whatever prefix a proxy puts before it. A browser remembers the
  // modules that it failed to load by their addresses, so that every try has addresses of its own.
  const folder = tries ? `assets/${version}.${tries}/` : `assets/${version}/`;
  const base = new URL(folder, document.baseURI).href;
  const scripts = files.filter((file) => file.endsWith(".js") && !file.startsWith("web/"));
  /** @type {[{ start: (scripts: Map<string, PageScript>, shared: Record<string, Json>) => void }, ...PageScript[]]} */
  let modules;
  try {
    await styled(files.filter((file) => file.endsWith(".css")).map((file) => base + file));
    modules = await Promise.all([
      import(`${base}web/main.js`),
      ...scripts.map((script) => import(base + script)),
    ]);
  } catch (error) {
    const wait = WAITS[Math.min(tries, WAITS.length - 1)];
    const again = () => {
      clearTimeout(timer);
      load(app, listed, tries + 1);
    };
    const timer = setTimeout(again, wait * 1000);
    app.failed = (root) => say(root, error, wait, again);
    for (const { parentElement } of app.waiting) app.failed(parentElement.querySelector(".rope"));
    return;
  }
  const [main, ...pages] = modules;
  app.version = version;
  app.failed = undefined;
  main.start(new Map(pages.map((page, index) => [scripts[index], page])), shared);
}

/**
 * Put the styles into the page, all or none; those of another version go.
 *
 * @param {string[]} addresses
 */
async function styled(addresses) {
  const links = addresses.map((href) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.className = "rope-style";
    link.href = href;
    return link;
  });
  const before = document.querySelectorAll("link.rope-style");
  const loaded = links.map(
    (link) =>
      new Promise((resolve, reject) => {
        link.onload = resolve;
        link.onerror = () => reject(new Error(`no answer from ${link.href}`));
      }),
  );
  document.head.append(...links);
  try {
    await Promise.all(loaded);
  } catch (error) {
    for (const link of links) link.remove();
    throw error;
  }
  for (const link of before) link.remove();
}

/**
 * @param {Element | null} root where the stage would be
 * @param {unknown} error
 * @param {number} wait seconds
 * @param {() => void} again
 */
function say(root, error, wait, again) {
  const reason = error instanceof Error ? error.message : String(error);
  const text = document.createElement("p");
  text.setAttribute("role", "alert");
  text.textContent = `This part of the page could not be loaded from the server (${reason}). It is tried again in ${wait} ${wait === 1 ? "second" : "seconds"}.`;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "Try again now";
  button.onclick = again;
  root?.replaceChildren(text, button);
}
