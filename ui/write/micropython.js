// MicroPython as a WebAssembly module, run once for one program: what it may do is what is written
// here. It can print, tell the time and end; every other wish (files, folders, the network, the
// host's functions) is answered with "not supported". The names are those of WASI, preview 1.

const SUPPORTED = 0;
const BAD_FILE = 8;
const NOT_SUPPORTED = 58;
/** What a program may print; the rest is counted and forgotten. */
export const MOST_PRINTED = 400_000;

/**
 * @typedef {object} Ended
 * @property {string} out what it printed
 * @property {boolean} crashed whether it was ended by the sandbox: memory, or calls too deep
 */

/** Ends a program that asks to. */
class Exit extends Error {}

/**
 * A Python of its own for a program. What is given runs it, once, from its beginning to its end; it
 * has the whole thread meanwhile.
 *
 * @param {WebAssembly.Module} module
 * @param {string} program
 * @returns {Promise<() => Promise<Ended>>}
 */
export async function prepared(module, program) {
  const encoder = new TextEncoder();
  const words = ["micropython", "-c", program].map((word) => encoder.encode(`${word}\0`));
  /** @type {WebAssembly.Memory} */
  let memory;
  const view = () => new DataView(memory.buffer);
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const printed = [];
  let room = MOST_PRINTED;

  /** @type {Record<string, (...at: any[]) => number>} */
  const wasi = {
    args_sizes_get(count, size) {
      view().setUint32(count, words.length, true);
      const total = words.reduce((sum, word) => sum + word.length, 0);
      view().setUint32(size, total, true);
      return SUPPORTED;
    },
    args_get(pointers, bytes) {
      let to = bytes;
      words.forEach((word, index) => {
        view().setUint32(pointers + 4 * index, to, true);
        new Uint8Array(memory.buffer, to, word.length).set(word);
        to += word.length;
      });
      return SUPPORTED;
    },
    environ_sizes_get(count, size) {
      view().setUint32(count, 0, true);
      view().setUint32(size, 0, true);
      return SUPPORTED;
    },
    environ_get: () => SUPPORTED,
    clock_time_get(_clock, _precision, at) {
      view().setBigUint64(at, BigInt(Math.round(performance.now() * 1e6)), true);
      return SUPPORTED;
    },
    fd_write(_file, parts, count, written) {
      let total = 0;
      for (let index = 0; index < count; index++) {
        const from = view().getUint32(parts + 8 * index, true);
        const length = view().getUint32(parts + 8 * index + 4, true);
        if (room > 0) printed.push(new Uint8Array(memory.buffer, from, length).slice(0, room));
        room -= length;
        total += length;
      }
      view().setUint32(written, total, true);
      return SUPPORTED;
    },
    // There is no folder that is open from the beginning.
    fd_prestat_get: () => BAD_FILE,
    proc_exit() {
      throw new Exit();
    },
  };

  /** @type {Record<string, Record<string, (...at: any[]) => number>>} */
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] ??= {};
    imports[from][name] = wasi[name] ?? (() => NOT_SUPPORTED);
  }
  const instance = await WebAssembly.instantiate(module, imports);
  memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
  return async () => {
    let crashed = false;
    try {
      /** @type {() => void} */ (instance.exports._start)();
    } catch (error) {
      // A trap of WebAssembly is how running out of memory ends; the instance is thrown away.
      if (!(error instanceof Exit)) crashed = true;
    }
    return { out: await new Blob(printed).text(), crashed };
  };
}
