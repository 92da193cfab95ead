// What the checker is told beyond the scripts themselves; never sent to a browser.

type TagName<Tag extends string> = Tag extends `${infer Name}.${string}` ? Name : Tag;

// el("div.note") is a div: the element a tag with classes makes.
export type ElementOf<Tag extends string> =
  TagName<Tag> extends keyof HTMLElementTagNameMap
    ? HTMLElementTagNameMap[TagName<Tag>]
    : TagName<Tag> extends keyof SVGElementTagNameMap
      ? SVGElementTagNameMap[TagName<Tag>]
      : HTMLElement;

// What may stand inside an element; nothing is drawn for null, false and "".
export type Child = Node | string | number | null | undefined | false | readonly Child[];

// What the server sent: its shape is the business of the page that asked for it.
// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
export type Json = any;

// What Streamlit hands to a component.
export interface Component {
  parentElement: Element;
  data: Uint8Array;
  setTriggerValue: (name: string, value: Json) => void;
}

// A script of a page has one of the two.
export interface PageScript {
  stage?: import("./stage.js").Steps;
  // A Stepped that is given back is what the keys step.
  show?: (root: HTMLElement, data: Json, component: Component) => unknown;
}

// What the keys step through, and the projector draws anew.
export interface Stepped {
  root: HTMLElement;
  // Its step, from 1, among others.
  memory: Json;
  steps: readonly unknown[];
  go: (step: number) => void;
  redraw: () => void;
}

// The one global: what must outlive the modules when a newer version of them arrives.
export interface App {
  waiting: Component[];
  show?: (component: Component) => void;
  version?: string;
  loading?: string;
  memory?: Record<string, Json>;
  listeners?: AbortController;
  oneEntryAPage?: boolean;
  edited?: boolean;
  failed?: (root: Element | null) => void;
}

declare global {
  var ropeByHand: App;
}
