// The stage of the page that is asked for, before Streamlit's scripts are there: what the page's
// script would send stands in the page itself. When it comes, main.js hands this stage over to it.

import load from "./loader.js";

const main = document.querySelector("#first-view main");
const [listed, ...sent] = JSON.parse(main?.querySelector("script")?.textContent ?? "[]");
if (main && listed) {
  const bytes = new TextEncoder();
  const component = { parentElement: main, setTriggerValue: () => {} };
  load({ ...component, data: bytes.encode(listed) });
  const app = globalThis.ropeByHand;
  for (const text of sent) {
    const one = { ...component, data: bytes.encode(text) };
    if (app.show) app.show(one);
    else app.waiting.push(one);
  }
}
