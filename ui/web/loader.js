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
  // A live class is loaded by whoever is in one.
  const everyones = files.filter((file) => !file.startsWith("live/"));
  // A worker's script is for a thread of its own, which asks for it.
  const scripts = everyones.filter(
    (file) => file.endsWith(".js") && !file.startsWith("web/") && !file.endsWith("/worker.js"),
  );
  /** @type {[{ start: (scripts: Map<string, PageScript>, shared: Record<string, Json>) => void }, ...PageScript[]]} */
  let modules;
  try {
    const styles = everyones.filter((file) => file.endsWith(".css"));
    [, ...modules] = await Promise.all([
      styled(styles, base),
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

/** The order in which styles give way: what a page says goes before what all pages share. */
const LAYERS = ["tokens", "stage", "projector", "page", "touch", "print"];

/**
 * The layer of a style, by its place. What dresses Streamlit's own elements (frame.css) is in none:
 * Streamlit's rules are in none, and would go before any layer.
 *
 * @param {string} file its path below ui/
 */
const layerOf = (file) => {
  const [folder, name] = file.replace(".css", "").split("/");
  if (name === "frame") return undefined;
  if (folder !== "web") return "page";
  return LAYERS.includes(name) ? name : "stage";
};

/**
 * Put the styles into the page, all or none; those of another version go.
 *
 * @param {string[]} files their paths below ui/
 * @param {string} base where they are
 */
async function styled(files, base) {
  const before = document.querySelectorAll("style.rope-style");
  const imports = files.map((file) => {
    const layer = layerOf(file);
    return `@import url("${base + file}")${layer ? ` layer(${layer})` : ""};`;
  });
  const style = document.createElement("style");
  style.className = "rope-style";
  style.textContent = [`@layer ${LAYERS.join(", ")};`, ...imports].join("\n");
  const loaded = new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = () => reject(new Error(`no answer for a style below ${base}`));
  });
  document.head.append(style);
  try {
    await loaded;
  } catch (error) {
    style.remove();
    throw error;
  }
  for (const old of before) old.remove();
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
