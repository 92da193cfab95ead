// What a projector of the class shows, small, on the teacher's own page: a window of the teacher's
// in a frame. So the class's steps and questions are known also where no other window of the
// teacher's is open, because the room's own computer follows by the code alone.

import { el } from "../web/dom.js";

/** @import { LivePlace } from "../web/types.js" */

/** A projector's rows and columns, which are drawn smaller. */
const WIDTH = 1280;
const HEIGHT = 720;

/** Whether this window is such a frame, which shows and leads nowhere. */
export const isPreview = () => globalThis.frameElement?.matches(".live-preview iframe") === true;

export class Preview {
  constructor() {
    this.code = "";
    this.frame = el("iframe", {
      title: "What a projector of the class shows",
      width: WIDTH,
      height: HEIGHT,
      tabindex: "-1",
      inert: "",
    });
    this.node = el("div.live-preview", { "aria-hidden": "true", hidden: true }, this.frame);
    new ResizeObserver(() => {
      this.frame.style.scale = String(this.node.clientWidth / WIDTH);
    }).observe(this.node);
  }

  /**
   * From the class's first place on; then it goes along by itself.
   *
   * @param {string} code
   * @param {LivePlace | null} place
   */
  show(code, place) {
    this.node.hidden = !place;
    if (!place || this.code === code) return;
    this.code = code;
    const url = new URL(place.path, location.href);
    url.search = place.query;
    if (place.step > 1) url.searchParams.set("step", String(place.step));
    url.searchParams.set("projector", "1");
    url.searchParams.set("live", code);
    this.frame.src = url.href;
  }
}
