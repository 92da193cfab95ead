// What Streamlit sends with every page: it loads the scripts and styles from the server, once a
// version. Where that fails it says so in the place of the stage, and tries again.

const WAITS = [1, 2, 4, 8, 15]; // seconds until the next try; the last one stays
/** Milliseconds that the first page has for itself, before the other pages are loaded. */
const AFTER_FIRST = 1000;

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
  // Whatever is still on its way of another version gives up once it sees this: see load.
  if (app.loading === listed.version) return;
  app.loading = listed.version;
  // A newer server's data are not for the scripts of before: they wait for their own.
  app.show = undefined;
  load(app, listed, 0);
}

/**
 * The page that was asked for first, with what all pages share; then the other pages, so that
 * they are there when somebody goes on. On a slow line that is the difference of some seconds.
 *
 * @param {App} app
 * @param {Listed} listed
 * @param {number} tries how many failed
 */
async function load(app, listed, tries) {
  const { version, shared } = listed;
  /** Another version may be asked for meanwhile. */
  const outdated = () => app.loading !== version;
  if (outdated()) return;
  // A live class is loaded by whoever is in one.
  const files = listed.files.filter((file) => !file.startsWith("live/"));
  const room = roomOf(files);
  const needed = files.filter((file) => file.startsWith("web/") || file.startsWith(room));
  /** @type {Map<string, PageScript>} */
  const scripts = new Map();
  const before = [...document.querySelectorAll("style.rope-style")];
  const sheets = places(files);
  const base = baseOf(version, tries);
  /** @type {{ start: (scripts: Map<string, PageScript>, shared: Record<string, Json>) => void }} */
  let main;
  const drop = () => {
    for (const sheet of [sheets.order, ...sheets.by.values()]) sheet.remove();
  };
  try {
    [main] = await all([
      import(`${base}web/main.js`),
      ...ofAll(needed).map((file) => import(base + file)),
      brought(needed, sheets, scripts, base),
    ]);
  } catch (error) {
    drop();
    if (!outdated()) failed(app, error, tries, () => load(app, listed, tries + 1));
    return;
  }
  if (outdated()) {
    drop();
    return;
  }
  for (const old of before) old.remove();
  app.failed = undefined;
  app.whole = false;
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  app.loadRest = () => {
    clearTimeout(timer);
    app.loadRest = undefined;
    loadRest(app, { files, needed, sheets, scripts, version }, tries);
  };
  // Beside Streamlit's scripts there is no line to spare.
  app.arrived = () => {
    app.arrived = undefined;
    if (app.loadRest) timer = setTimeout(app.loadRest, AFTER_FIRST);
  };
  main.start(scripts, shared);
}

/** @typedef {{ order: HTMLStyleElement, by: Map<string, ChildNode> }} Sheets */

/**
 * @param {App} app
 * @param {{ files: string[], needed: string[], sheets: Sheets,
 *   scripts: Map<string, PageScript>, version: string }} of
 * @param {number} tries
 */
async function loadRest(app, of, tries) {
  const { files, needed, sheets, scripts, version } = of;
  const outdated = () => app.loading !== version;
  if (outdated()) return;
  const rest = files.filter((file) => !needed.includes(file));
  try {
    await brought(rest, sheets, scripts, baseOf(version, tries));
  } catch (error) {
    if (!outdated()) failed(app, error, tries, () => loadRest(app, of, tries + 1));
    return;
  }
  if (outdated()) return;
  app.failed = undefined;
  app.whole = true;
  // Pages that were gone on to meanwhile.
  for (const component of app.waiting.splice(0)) app.show?.(component);
}

/**
 * Below the page's own folder, whatever prefix a proxy puts before it. A browser remembers the
 * modules that it failed to load by their addresses, so that every try has addresses of its own.
 *
 * @param {string} version
 * @param {number} tries
 */
const baseOf = (version, tries) =>
  new URL(tries ? `assets/${version}.${tries}/` : `assets/${version}/`, document.baseURI).href;

/**
 * The folder of the page that is open, by its address; the first page has none in it.
 *
 * @param {string[]} files
 */
const roomOf = (files) => {
  const name = location.pathname.split("/").at(-1);
  return (
    [`${name}/`, `${name}_/`].find((room) => files.some((file) => file.startsWith(room))) ??
    "start/"
  );
};

/**
 * What each promise gives; where one fails, only once none is on its way any more.
 *
 * @param {Promise<any>[]} promises
 */
async function all(promises) {
  const settled = await Promise.allSettled(promises);
  return settled.map((one) => {
    if (one.status === "rejected") throw one.reason;
    return one.value;
  });
}

/** What all pages share is asked for at once, not one import after the other. */
const ofAll = (/** @type {string[]} */ files) =>
  files.filter(
    (file) => /^web\/.*\.js$/.test(file) && !/\/(main|loader|early|hand_over)\.js$/.test(file),
  );

/**
 * Bring the styles among the files, and the scripts of pages.
 *
 * @param {string[]} files
 * @param {Sheets} sheets
 * @param {Map<string, PageScript>} scripts
 * @param {string} base
 */
const brought = (files, sheets, scripts, base) =>
  all(
    files.map(async (file) => {
      if (file.endsWith(".css")) await styled(file, sheets, base);
      // A worker's script is for a thread of its own, which asks for it.
      else if (file.endsWith(".js") && !file.startsWith("web/") && !file.endsWith("/worker.js"))
        scripts.set(file, await import(base + file));
    }),
  );

/**
 * @param {App} app
 * @param {unknown} error
 * @param {number} tries
 * @param {() => void} retry
 */
function failed(app, error, tries, retry) {
  const wait = WAITS[Math.min(tries, WAITS.length - 1)];
  const again = () => {
    clearTimeout(timer);
    retry();
  };
  const timer = setTimeout(again, wait * 1000);
  app.failed = (root) => {
    // What stands before the page would hide it.
    if (!root?.closest("#first-view")) document.getElementById("first-view")?.remove();
    say(root, error, wait, again);
  };
  for (const { parentElement } of app.waiting) app.failed(parentElement.querySelector(".rope"));
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
 * Places for all styles, in an order that is the same whichever page is opened first.
 *
 * @param {string[]} files
 * @returns {Sheets}
 */
function places(files) {
  const order = sheetOf(`@layer ${LAYERS.join(", ")};`);
  document.head.append(order);
  const by = new Map();
  for (const file of files.filter((file) => file.endsWith(".css"))) {
    const place = document.createComment(file);
    document.head.append(place);
    by.set(file, place);
  }
  return { order, by };
}

/** @param {string} text */
function sheetOf(text) {
  const style = document.createElement("style");
  style.className = "rope-style";
  style.textContent = text;
  return style;
}

/**
 * Put a style into its place.
 *
 * @param {string} file its path below ui/
 * @param {Sheets} sheets
 * @param {string} base where it is
 */
async function styled(file, sheets, base) {
  const place = sheets.by.get(file);
  // Another file may have failed after this one came.
  if (!place || place instanceof HTMLStyleElement) return;
  const layer = layerOf(file);
  const style = sheetOf(`@import url("${base + file}")${layer ? ` layer(${layer})` : ""};`);
  const loaded = new Promise((resolve, reject) => {
    style.onload = resolve;
    style.onerror = () => reject(new Error(`no answer for ${file} below ${base}`));
  });
  place.replaceWith(style);
  try {
    await loaded;
    sheets.by.set(file, style);
  } catch (error) {
    style.replaceWith(place);
    throw error;
  }
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
