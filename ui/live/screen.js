// Which part of a live class this window shows: at the foot of a page, over it, or on Class.

import { pageHere } from "../web/address.js";
import { el } from "../web/dom.js";
import { projector } from "../web/projector.js";
import { Arriving, refusedText } from "./arriving.js";
import { Ended } from "./ended.js";
import { LeadStrip } from "./lead.js";
import { askedHere } from "./place.js";
import { ProjectorPart } from "./projector.js";
import { StudentPart } from "./student.js";
import { TeacherPanel } from "./teacher.js";

/** @import { LiveEnd, LivePanel, LiveRole, LiveState, LiveView, LiveWrong, PageNow } from "../web/types.js" */

/**
 * @typedef {object} Shown
 * @property {string} code
 * @property {LiveRole} role
 * @property {LiveView | null} view null before there is one
 * @property {LiveState} reach
 * @property {LiveWrong | null} refused why there is none
 * @property {(number | null)[]} choices
 * @property {boolean} dismissed
 * @property {string} trouble
 */

/** Marks on the root that styles look at. */
const MARKS = ["live-voting", "live-projected", "live-footed", "live-waiting"];

/** How much the foot covers of a page: in all, and without the vote, which comes and goes. */
const MEASURES = ["--covered", "--foot"];

/** @param {HTMLElement} foot */
function measure(foot) {
  if (!foot.isConnected) return;
  const { style } = document.documentElement;
  /** @type {HTMLElement | null} */
  const sheet = foot.querySelector(".live-sheet");
  const all = foot.offsetHeight;
  style.setProperty("--covered", `${all}px`);
  style.setProperty("--foot", `${all - (sheet?.offsetHeight ?? 0)}px`);
}

const forgetMeasures = () => {
  for (const name of MEASURES) document.documentElement.style.removeProperty(name);
};

export class Screen {
  /**
   * @param {PageNow} page
   * @param {import("./student.js").Acts} students
   * @param {import("./teacher.js").Acts} teachers
   * @param {import("./arriving.js").Acts} arrivals
   */
  constructor(page, students, teachers, arrivals) {
    this.page = page;
    /** @type {LivePanel | null} */
    this.panel = null;
    this.arriving = new Arriving(arrivals);
    this.ended = new Ended(() => this.clear());
    this.student = new StudentPart(students);
    this.lead = new LeadStrip(teachers.act);
    this.projected = new ProjectorPart(teachers.act, page.signal);
    this.teacher = new TeacherPanel(teachers);
    this.feet = [this.arriving, this.student, this.lead, this.projected, this.ended];
    this.wasProjected = false;
    const feet = new ResizeObserver((seen) => {
      for (const { target } of seen) if (target instanceof HTMLElement) measure(target);
    });
    for (const { node } of this.feet) if (node !== this.projected.node) feet.observe(node);
    page.signal.addEventListener("abort", () => feet.disconnect());
  }

  clear() {
    for (const { node } of [...this.feet, this.teacher]) node.remove();
    document.documentElement.classList.remove(...MARKS);
    forgetMeasures();
  }

  /**
   * The last that is said of a class; a wall says nothing.
   *
   * @param {string} code
   * @param {LiveRole} role
   * @param {LiveEnd} why
   */
  showEnded(code, role, why) {
    if (projector.on()) return;
    this.ended.show(code, role, why);
    this.put(this.ended);
  }

  /** Why there is no class to be shown. @param {string} text */
  showNone(text) {
    this.ended.say("", text);
    this.put(this.ended);
  }

  /** @param {Shown} shown */
  show(shown) {
    const { code, view, reach, refused, role, trouble } = shown;
    const leads = role === "teacher";
    const part = this.partFor(view, refused, leads);
    this.put(part);
    // The strip says then what else is said of a lost connection.
    document.documentElement.classList.toggle("live-waiting", reach === "waiting" && part !== null);
    if (!view || part === this.arriving) {
      this.arriving.show(code, role, refused);
      const root = this.panel?.root;
      if (refused && root?.isConnected)
        root.replaceChildren(el("p", {}, `Class ${code}: ${refusedText(role, refused)}`));
      return;
    }
    if (part === this.projected)
      this.projected.show({
        view,
        reach,
        leads,
        trouble,
        invitation: this.page.shared.invitation,
      });
    else if (part === this.lead) this.lead.show({ view, reach, trouble });
    else if (part === this.student) {
      this.student.show({ ...shown, view });
      this.hideAsked(view);
    }
    if (this.panel?.root.isConnected) this.showPanel(this.panel, { ...shown, view });
  }

  /**
   * What is put to a vote is answered there; whatever else the page asks stays.
   *
   * @param {LiveView} view
   */
  hideAsked({ vote }) {
    const voting = vote?.open === true && askedHere(this.page)?.text === vote.text;
    document.documentElement.classList.toggle("live-voting", voting);
  }

  /**
   * @param {LiveView | null} view
   * @param {LiveWrong | null} refused
   * @param {boolean} leads
   */
  partFor(view, refused, leads) {
    // A server that has lost the class gets it back: until then the last view holds.
    if (!view || (refused && refused.field !== "code")) return this.arriving;
    if (projector.on()) return this.projected;
    if (!leads) return this.student;
    return pageHere() === "class" ? null : this.lead;
  }

  /** @param {Screen["feet"][number] | null} part */
  put(part) {
    const { classList } = document.documentElement;
    for (const one of this.feet) {
      if (one !== part) one.node.remove();
      else if (!one.node.isConnected) document.body.append(one.node);
    }
    const projected = part === this.projected;
    classList.toggle("live-footed", part !== null && !projected);
    classList.toggle("live-projected", projected);
    if (part !== this.student) classList.remove("live-voting");
    if (!part || projected) forgetMeasures();
    // There is less room for the stage now, or more.
    if (projected !== this.wasProjected) dispatchEvent(new Event("resize"));
    this.wasProjected = projected;
  }

  /**
   * @param {LivePanel} panel
   * @param {Shown & { view: LiveView }} shown
   */
  showPanel({ root, data }, { view, reach, trouble, code, role }) {
    if (role !== "teacher") {
      const who = `You are in the class ${code} as a ${role}. Who leads it opens its own link here.`;
      root.replaceChildren(el("p", {}, who));
      return;
    }
    if (this.teacher.node.parentElement !== root) root.replaceChildren(this.teacher.node);
    this.teacher.show({ view, reach, data, mistakes: this.page.shared.mistakes ?? {}, trouble });
  }
}
