// Debug: files that were chosen in this tab, kept by the browser so that a reload brings them back.

const NAME = "rope-by-hand.debug";
const TAB = "rope-by-hand.debug.tab";
const STORE = "files";
/** Bytes of a file above which it is named after a reload, not kept. */
export const MOST_KEPT = 2 ** 24;
/** Milliseconds after which a file is thrown away, also one of a tab that was closed. */
const LONGEST = 86_400_000;

/** @typedef {{ file: File, at: number }} Kept */

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** @type {Promise<IDBDatabase> | undefined} */
let opened;

const database = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    done(request).then(resolve, reject);
  });
  return opened;
};

/** @param {IDBTransactionMode} mode */
const store = async (mode) => (await database()).transaction(STORE, mode).objectStore(STORE);

/** Tells the files of this tab from those of another one, also after a reload. */
const tab = () => {
  const known = sessionStorage.getItem(TAB);
  if (known) return known;
  const made = [...crypto.getRandomValues(new Uint8Array(8))].join(".");
  sessionStorage.setItem(TAB, made);
  return made;
};

/** @param {string} field */
const keyOf = (field) => `${tab()}/${field}`;

/**
 * Keep what was chosen for a field; what is too large takes the place of what was there.
 *
 * @param {string} field
 * @param {File} file
 */
export const keepFile = async (field, file) => {
  const files = await store("readwrite");
  if (file.size > MOST_KEPT) await done(files.delete(keyOf(field)));
  else await done(files.put({ file, at: Date.now() }, keyOf(field)));
};

/**
 * The file of that name that was chosen for a field, if it is kept.
 *
 * @param {string} field
 * @param {string} name
 * @returns {Promise<File | null>}
 */
export const keptFile = async (field, name) => {
  /** @type {Kept | undefined} */
  const kept = await done((await store("readonly")).get(keyOf(field)));
  return kept && kept.file.name === name && kept.at > Date.now() - LONGEST ? kept.file : null;
};

/**
 * Throw away what this tab needs no longer, and what is a day old in any.
 *
 * @param {(field: string) => boolean} needed
 * @param {number} youngest milliseconds; what was chosen later may still be on its way
 */
export const forgetFiles = async (needed, youngest) => {
  const own = keyOf("");
  const now = Date.now();
  const request = (await store("readwrite")).openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    const key = String(cursor.key);
    const age = now - cursor.value.at;
    const unneeded = key.startsWith(own) && !needed(key.slice(own.length)) && age > youngest;
    if (unneeded || age > LONGEST) cursor.delete();
    cursor.continue();
  };
};
