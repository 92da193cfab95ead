// Whoever is in a class: by whose link, with what part of the screen, and where the class is.

import { address, pageHere } from "../web/address.js";
import { readCode, SHOWN, TRIED } from "../web/live.js";
import { projector } from "../web/projector.js";
import { askedWithin } from "../web/question.js";
import { aloud, ballotOf } from "./ballot.js";
import { saveText } from "./files.js";
import { keepTeachersToken, teachersToken } from "./kept.js";
import { LeadStrip } from "./lead.js";
import { openLink } from "./link.js";
import { bringTo, placeHere } from "./place.js";
import { ProjectorPart } from "./projector.js";
import { StudentPart, troubleText } from "./student.js";
import { TeacherPanel } from "./teacher.js";

/** @import { Json, LiveCode, LivePanel, LiveRoom, PageNow } from "../web/types.js" */
/** @import { LivePlace, LiveState, LiveRole, LiveView } from "../web/types.js" */
/** @import { Deed } from "./words.js" */

/**
 * @param {PageNow} page
 * @param {LivePanel | null} panel
 * @returns {LiveRoom}
 */
export const open = (page, panel) => new Live(page, panel);

/** What a teacher's link carries after its #, which no server and no log ever sees. */
const MARK = "#teach=";
/** Milliseconds between two places told to the class: who holds a key down skips some. */
const APART = 250;

/** @implements {LiveRoom} */
class Live {
  /** @type {LiveCode | null} */
  code = null;
  /** @type {ReturnType<typeof openLink> | null} */
  link = null;
  /** @type {LiveRole} */
  role = "student";
  /** @type {string | null} the teacher's */
  token = null;
  /** @type {LiveView | null} */
  view = null;
  /** @type {LiveState} */
  reach = "waiting";
  /** The place this window was brought to, or brought the class to, last. */
  known = "";
  /** Whether a hand moved something here since the class was followed. */
  touched = false;
  /** Places on their way to the server. */
  telling = 0;
  /** @type {LivePlace | null} */
  untold = null;
  asked = "";
  wasProjected = false;
  dismissed = "";
  trouble = "";
  /** @type {{ vote: string, choice: number } | null} a choice that is on its way */
  choosing = null;

  /**
   * @param {PageNow} page
   * @param {LivePanel | null} place
   */
  constructor(page, place) {
    this.page = page;
    this.place = place;
    const { signal } = page;
    const act = (/** @type {Deed} */ deed) => this.act(deed);
    this.student = new StudentPart({
      follow: (following) => this.follow(following),
      rename: async (nickname) => {
        await this.send({ do: "rename", nickname });
      },
      leave: () => this.leave(),
      choose: (choice) => this.choose(choice),
      dismiss: () => {
        this.dismissed = this.voteKey();
        this.draw();
      },
    });
    this.lead = new LeadStrip({ act, toClass: () => this.toClass() });
    this.projected = new ProjectorPart(act);
    this.teacher = new TeacherPanel({
      act,
      move: (to) => this.move(to),
      pace: (pace) => this.deed({ do: "pace", pace }),
      end: () => this.end(),
      table: () => this.table(),
      link: () => this.teachersLink(),
    });
    document.addEventListener(SHOWN, () => this.look(), { signal });
    document.addEventListener(TRIED, (event) => this.tried(/** @type {CustomEvent} */ (event)), {
      signal,
    });
    for (const name of ["pointerdown", "keydown"]) {
      addEventListener(
        name,
        ({ isTrusted }) => {
          this.touched ||= isTrusted;
        },
        { signal, capture: true },
      );
    }
    signal.addEventListener("abort", () => this.close());
    takeTokenFromAddress();
    styled();
    this.enter();
  }

  // --- in and out ------------------------------------------------------------------------

  /** As the address says: into this class, in that role. */
  enter() {
    const code = readCode(address.get("live") ?? "");
    if (!code) return;
    const token = teachersToken(code);
    /** @type {LiveRole} */
    const role = token ? "teacher" : projector.on() ? "projector" : "student";
    if (this.link && this.code === code && this.role === role) return;
    this.close();
    this.code = code;
    this.role = role;
    this.token = token;
    this.known = "";
    // Who opens a window on a class goes where the class is.
    this.touched = false;
    this.linked(openLink({ code, role, ...(token && { token }) }));
  }

  /** @param {ReturnType<typeof openLink>} link */
  linked(link) {
    this.link = link;
    link.onview((view) => {
      if (this.link !== link) return;
      if ("ended" in view) this.over();
      else this.seen(view);
    });
    link.onstate((reach) => {
      if (this.link !== link) return;
      this.reach = reach;
      this.draw();
    });
  }

  close() {
    this.link?.close();
    this.link = null;
    this.view = null;
    for (const part of [this.student, this.lead, this.projected, this.teacher]) part.node.remove();
    document.documentElement.classList.remove("live-voting", "live-projected", "live-footed");
  }

  /** A new class, led from this window. */
  async begin() {
    const link = openLink({ role: "teacher" });
    const { code, token } = await link.send({ do: "create" });
    this.close();
    this.code = code;
    this.role = "teacher";
    this.token = token;
    address.set({ live: code });
    this.linked(link);
    this.place?.ask();
  }

  /** The class is over, or was left, or there is none of that code. */
  over() {
    this.close();
    this.code = null;
    address.set({ live: null });
    this.place?.ask();
  }

  leave() {
    this.deed({ do: "leave" });
  }

  // --- what comes ------------------------------------------------------------------------

  /** @param {LiveView} view */
  seen(view) {
    this.view = view;
    if (this.choosing?.vote !== this.voteKey()) this.choosing = null;
    this.draw();
    this.follows();
    this.sayWhatIsAsked();
  }

  /** A page or a step is shown. */
  look() {
    if (!this.code) return;
    if (address.get("live") !== this.code) {
      if (readCode(address.get("live") ?? "")) this.enter();
      else address.set({ live: this.code });
    }
    this.enter();
    this.draw();
    if (!this.view) return;
    if (this.role === "teacher") this.tellPlace();
    this.sayWhatIsAsked();
  }

  // --- where the class is ----------------------------------------------------------------

  /** Go where the class is, when it has moved. */
  follows() {
    const { view, role } = this;
    if (!view?.place || this.telling || pageHere() === "class") return;
    const may = role !== "student" || (view.pace === "follow" && view.me?.following);
    const there = JSON.stringify(view.place);
    if (!may || there === this.known) return;
    this.known = there;
    this.touched = false;
    bringTo(this.page, view.place);
  }

  /** Whoever leads and has moved takes the class along. */
  tellPlace() {
    if (pageHere() === "class") return;
    const here = placeHere(this.page);
    const known = this.view?.place;
    if (known && !this.touched) {
      // Brought here: what only this window knows is how many steps there are.
      const same = known.path === here.path && (known.step === here.step || known.steps === 1);
      if (same && known.steps !== here.steps && here.steps > 1)
        this.move({ ...known, steps: here.steps, title: here.title });
      return;
    }
    if (known && here.steps === 1 && known.path === here.path) return;
    if (JSON.stringify(here) !== this.known) this.move(here);
  }

  /** @param {LivePlace} to */
  move(to) {
    this.known = JSON.stringify(to);
    this.untold = to;
    if (this.telling) return;
    this.tellNext();
  }

  async tellNext() {
    const place = this.untold;
    if (!place) return;
    this.untold = null;
    this.telling += 1;
    await this.deed({ do: "place", place });
    await new Promise((done) => setTimeout(done, APART));
    this.telling -= 1;
    if (this.untold) this.tellNext();
    else this.follows();
  }

  /** The window that shows the stage says what is asked there. */
  sayWhatIsAsked() {
    const { view, role } = this;
    const stage = this.page.stepped();
    if (role !== "teacher" || !view?.place || this.telling || !stage?.root.isConnected) return;
    const here = placeHere(this.page);
    if (here.path !== view.place.path || here.step !== view.place.step) return;
    const question = ballotOf(askedWithin(stage.root));
    const at = { path: here.path, step: here.step };
    const asks = JSON.stringify([at, question]);
    if (asks === this.asked && Boolean(question) === Boolean(view.asks)) return;
    if (!question && !view.asks) return;
    this.asked = asks;
    this.deed({ do: "asks", at, question });
  }

  /** @param {boolean} following */
  follow(following) {
    if (!this.view?.me) return;
    this.view.me.following = following;
    if (following) this.known = "";
    this.deed({ do: "following", following });
    this.draw();
    this.follows();
  }

  toClass() {
    const url = new URL("class", location.href);
    url.searchParams.set("live", this.code ?? "");
    location.assign(url);
  }

  // --- the vote --------------------------------------------------------------------------

  voteKey() {
    const vote = this.view?.vote;
    return vote ? `${vote.id} ${vote.round} ${vote.revealed}` : "";
  }

  /** @param {Deed} deed */
  act(deed) {
    const asks = deed === "aloud" ? aloud() : this.view?.asks;
    if (deed === "open" || deed === "aloud") {
      if (asks) this.deed({ do: "open", question: asks });
    } else this.deed({ do: deed === "away" ? "close" : deed });
  }

  /** @param {number} choice */
  async choose(choice) {
    const vote = this.view?.vote;
    if (!vote) return;
    this.choosing = { vote: this.voteKey(), choice };
    this.draw();
    await this.deed({ do: "vote", vote: vote.id, round: vote.round, choice });
  }

  /** @param {CustomEvent} event */
  tried({ detail }) {
    if (this.role === "student" && this.view) this.deed({ do: "tried", ...detail });
  }

  // --- words to the server ---------------------------------------------------------------

  /**
   * @param {{ do: string, [field: string]: Json }} message
   * @returns {Promise<Record<string, unknown>>}
   */
  async send(message) {
    if (!this.link) throw new Error("a message to no class");
    return this.link.send(message);
  }

  /**
   * Send it; what is wrong with it is said beside the vote.
   *
   * @param {{ do: string, [field: string]: Json }} message
   */
  async deed(message) {
    try {
      await this.send(message);
      this.trouble = "";
    } catch (error) {
      this.trouble = troubleText(error);
      this.choosing = null;
    }
    this.draw();
  }

  async table() {
    const { csv } = await this.send({ do: "table" });
    saveText(`class-${this.code}.csv`, String(csv));
  }

  async end() {
    const { csv } = await this.send({ do: "end" });
    saveText(`class-${this.code}.csv`, String(csv));
    this.over();
  }

  teachersLink() {
    const url = new URL("class", location.href);
    url.search = `live=${this.code}`;
    url.hash = MARK + this.token;
    return url.href;
  }

  // --- on screen -------------------------------------------------------------------------

  draw() {
    const { view, reach, role } = this;
    const { classList } = document.documentElement;
    const leads = role === "teacher";
    const part = !view
      ? null
      : projector.on()
        ? this.projected
        : !leads
          ? this.student
          : pageHere() === "class"
            ? null
            : this.lead;
    for (const one of [this.student, this.lead, this.projected]) {
      if (one !== part) one.node.remove();
      else if (!one.node.isConnected) document.body.append(one.node);
    }
    const projected = part === this.projected;
    if (classList.toggle("live-projected", projected) !== this.wasProjected) {
      this.wasProjected = projected;
      dispatchEvent(new Event("resize")); // there is less room for the stage, or more
    }
    classList.toggle("live-footed", part === this.student || part === this.lead);
    if (part !== this.student) classList.remove("live-voting");
    if (!view) return;
    if (part === this.projected) this.projected.show({ view, reach, leads, join: joinAt() });
    else if (part === this.lead) this.lead.show({ view, reach });
    else if (part === this.student) {
      this.student.show({
        view,
        reach,
        choices: this.choices(),
        dismissed: this.dismissed === this.voteKey(),
        trouble: this.trouble,
      });
    }
    if (leads && this.place?.root.isConnected) {
      const { root, data } = this.place;
      if (this.teacher.node.parentElement !== root) root.replaceChildren(this.teacher.node);
      const mistakes = this.page.mistakes();
      this.teacher.show({ view, reach, data, mistakes, trouble: this.trouble });
    }
  }

  choices() {
    const vote = this.view?.vote;
    const choices = [...(this.view?.me?.choices ?? [])];
    if (vote && this.choosing) choices[vote.round - 1] = this.choosing.choice;
    return choices;
  }

  /** @param {LivePanel} place */
  panel(place) {
    this.place = place;
    this.draw();
  }
}

/** A teacher's link was opened: keep what it brought, and take it out of sight. */
function takeTokenFromAddress() {
  if (!location.hash.startsWith(MARK)) return;
  const url = new URL(location.href);
  const code = readCode(url.searchParams.get("live") ?? "");
  const token = url.hash.slice(MARK.length);
  if (code && token) keepTeachersToken(code, token);
  url.hash = "";
  history.replaceState(history.state, "", url.href);
}

const joinAt = () => new URL(".", location.href).href.replace(/^https?:\/\//, "");

/** The class's own style, once. */
function styled() {
  const href = new URL("./live.css", import.meta.url).href;
  const there = document.querySelector("style.live-style");
  if (there?.textContent?.includes(href)) return;
  const style = document.createElement("style");
  style.className = "live-style";
  style.textContent = `@import url("${href}") layer(page);`;
  document.head.append(style);
  there?.remove();
}
