// The thread in which a learner's program runs. It is ended from outside when it takes too long.

import { prepared } from "./micropython.js";

/** @type {Promise<WebAssembly.Module>} */
let module;

addEventListener("message", async ({ data }) => {
  try {
    if (data.wasm) {
      module = fetch(data.wasm).then(async (answer) => {
        if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
        return WebAssembly.compile(await answer.arrayBuffer());
      });
      await module;
      postMessage({ ready: true });
    } else {
      const run = await prepared(await module, data.program);
      // What it took to get ready is not the program's.
      postMessage({ began: true });
      postMessage(await run());
    }
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
