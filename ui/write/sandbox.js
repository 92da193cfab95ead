// Runs programs in a thread of their own, one at a time, and ends those that take too long.

// Milliseconds a program may take. A telephone, or a machine that does ten other things, needs a
// second for what takes a tenth of one elsewhere, and nothing right may be ended.
const LONGEST = 5000;

/** @typedef {{ out: string, crashed: boolean, late: boolean, failed: string, took: number }} Run */

export class Sandbox {
  /** @type {Worker | undefined} */
  worker;
  /** @type {Promise<void> | undefined} */
  ready;
  /** @type {((data: any) => void) | undefined} who waits for what the thread says next */
  heard;

  /** Have a thread with its Python ready, so that the first run does not wait for it. */
  start() {
    this.ready ??= this.begin();
    // Whoever runs a program is told what went wrong.
    this.ready.catch(() => {});
  }

  async begin() {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.worker = worker;
    const said = this.next(worker);
    worker.postMessage({ wasm: new URL("./micropython.wasm", import.meta.url).href });
    const { failed } = await said;
    if (failed) {
      this.end();
      throw new Error(failed);
    }
  }

  /**
   * The next message of the thread, or why there will be none.
   *
   * @param {Worker} worker
   * @returns {Promise<any>}
   */
  next(worker) {
    return new Promise((resolve) => {
      this.heard = resolve;
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        resolve({ failed: event.message || "the script of the sandbox did not load" });
      };
    });
  }

  /** End the thread, whatever it does. */
  end() {
    this.worker?.terminate();
    this.worker = undefined;
    this.ready = undefined;
  }

  /**
   * @param {string} program
   * @returns {Promise<Run>}
   */
  async run(program) {
    const began = performance.now();
    const run = { out: "", crashed: false, late: false, failed: "" };
    this.start();
    try {
      await this.ready;
    } catch (error) {
      return { ...run, failed: error instanceof Error ? error.message : String(error), took: 0 };
    }
    const worker = /** @type {Worker} */ (this.worker);
    const ready = this.next(worker);
    worker.postMessage({ program });
    let told = await ready;
    if (told.began) {
      const ended = this.next(worker);
      const timer = setTimeout(() => this.heard?.({ late: true }), LONGEST);
      told = await ended;
      clearTimeout(timer);
    }
    if (told.late || told.failed) {
      this.end();
      this.start();
    }
    return { ...run, ...told, took: performance.now() - began };
  }
}
