// The thread in which a learner's program runs. It is ended from outside when it takes too long.

import { execute } from "./micropython.js";

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
    } else postMessage(await execute(await module, data.program));
  } catch (error) {
    postMessage({ failed: String(error) });
  }
});
