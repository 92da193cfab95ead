// Where the class is and where this window is, brought together: who leads takes the class along,
// everyone else goes where it goes.

import { pageHere } from "../web/address.js";
import { projector } from "../web/projector.js";
import { askedHere, bringTo, differing, placeHere } from "./place.js";
import { isPreview } from "./preview.js";

/** @import { Json, LiveAnswer, LivePlace, LiveRole, LiveView, PageNow } from "../web/types.js" */

/** Milliseconds between two places told to the class: who holds a key down skips some. */
const APART = 250;

/**
 * Whether it is no move from one to the other.
 *
 * @param {LivePlace} place
 * @param {LivePlace} here
 */
const isSame = (place, here) =>
  place.path === here.path &&
  (here.steps === 1 || (place.step === here.step && !differing(place.query, here.query).length));

export class Following {
  /** The place this window was brought to, or brought the class to, last. */
  known = "";
  /** Where this window was when it was last shown. */
  stood = "";
  /** Whether a hand moved something here since the class was followed. */
  touched = false;
  telling = false;
  /** @type {LivePlace | null} the next to tell */
  untold = null;
  /** The version of the class from which on it is where this window took it last. */
  since = 0;
  /** What the class was told that this step asks, and on which page. */
  asked = "";
  askedOn = "";
  /** @type {LiveView | null} */
  view = null;
  /** @type {LiveRole} */
  role = "student";

  /**
   * @param {PageNow} page
   * @param {(message: { do: string, [field: string]: Json }) => Promise<LiveAnswer | undefined>} deed
   */
  constructor(page, deed) {
    this.page = page;
    this.deed = deed;
    this.previewing = isPreview();
    for (const name of ["pointerdown", "keydown"]) {
      const touch = (/** @type {Event} */ { isTrusted }) => {
        this.touched ||= isTrusted;
      };
      addEventListener(name, touch, { signal: page.signal, capture: true });
    }
  }

  /**
   * Another class or none, or another role in it: who opens a window on a class goes where the class is.
   *
   * @param {LiveRole} role
   */
  begin(role) {
    this.role = role;
    this.view = null;
    this.known = this.stood = this.asked = this.askedOn = "";
    this.touched = false;
    this.untold = null;
    this.since = 0;
  }

  /** @param {LiveView} view */
  seen(view) {
    // A class that was made anew, after a restart, counts from the beginning.
    if (this.view && view.version < this.view.version) this.since = 0;
    this.view = view;
    this.goAlong();
    this.sayWhatIsAsked();
  }

  /** A page or a step is shown here. */
  shown() {
    if (!this.view) return;
    if (this.role === "teacher") this.takeAlong();
    this.sayWhatIsAsked();
  }

  /** The page from which a teacher leads shows no stage and goes nowhere. */
  stays() {
    return this.role === "teacher" && pageHere() === "class" && !projector.on();
  }

  /** Who went alone goes where the class is now. */
  goBack() {
    this.known = "";
    this.goAlong();
  }

  /** Go where the class is, when it has moved. */
  goAlong() {
    const { view, role } = this;
    if (!view?.place || this.telling || this.stays()) return;
    // On a busy server a view may come long after the answer to a move.
    if (view.version < this.since) return;
    const may = role !== "student" || (view.pace === "follow" && view.me?.following);
    const there = JSON.stringify(view.place);
    if (!may || there === this.known) return;
    this.known = there;
    this.touched = false;
    const already = bringTo(this.page, view.place);
    if (already && role === "teacher") this.tellSteps(view.place, placeHere(this.page));
  }

  /**
   * How many steps there are only a window knows that shows them.
   *
   * @param {LivePlace} place
   * @param {LivePlace} here
   */
  tellSteps(place, here) {
    const same = place.path === here.path && (place.step === here.step || place.steps === 1);
    if (same && here.steps > 1 && place.steps !== here.steps)
      this.move({ ...here, query: place.query });
  }

  /** Whoever leads and has moved takes the class along. */
  takeAlong() {
    if (this.stays()) return;
    const here = placeHere(this.page);
    // The last one told is newer than what the class has shown.
    /** @type {LivePlace | null} */
    const place = this.known ? JSON.parse(this.known) : null;
    const stood = this.stood;
    this.stood = JSON.stringify(here);
    if (place && !this.touched) {
      this.tellSteps(place, here); // brought here
      return;
    }
    // Shown anew is not moved; and a page without steps changes its address as it likes.
    if (place && (this.stood === stood || isSame(place, here))) return;
    this.move(here);
  }

  /**
   * Take the class to a place.
   *
   * @param {LivePlace} place
   */
  move(place) {
    this.known = JSON.stringify(place);
    this.untold = place;
    if (!this.telling) this.tell();
  }

  async tell() {
    this.telling = true;
    try {
      while (this.untold) {
        const place = this.untold;
        this.untold = null;
        const answer = await this.deed({ do: "place", place });
        this.since = answer?.version ?? this.since;
        await new Promise((done) => setTimeout(done, APART));
      }
    } finally {
      this.telling = false;
    }
    this.goAlong();
    this.sayWhatIsAsked();
  }

  /** The window that shows the stage says what is asked there. */
  sayWhatIsAsked() {
    const { view, role } = this;
    if (role !== "teacher" || !view?.place || this.telling) return;
    const here = placeHere(this.page);
    if (here.path !== view.place.path || here.step !== view.place.step) return;
    const question = askedHere(this.page);
    if (!question && !this.mayDeny(here.path)) return;
    // Another window of the teacher's knows better what its lines have come to.
    if (this.previewing && view.asks) return;
    const at = { path: here.path, step: here.step };
    const asks = JSON.stringify([at, question]);
    // The class forgets it with every move.
    const heard = Boolean(question) === Boolean(view.asks);
    if (heard && (asks === this.asked || !question)) return;
    this.asked = asks;
    this.askedOn = here.path;
    this.deed({ do: "asks", at, question });
  }

  /**
   * Whether this window knows that nothing is asked: it shows the stage, or asked before where there
   * is none.
   *
   * @param {string} path
   */
  mayDeny(path) {
    const shown = this.page.stepped()?.root.isConnected || this.askedOn === path;
    return Boolean(shown) && !this.previewing;
  }
}
