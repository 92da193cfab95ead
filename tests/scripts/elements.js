// As much of a document as ui/web/dom.js and the parts of a live class ask for, for tests in Node.

/** @typedef {(event: any) => void} Listener */

export class FakeNode {
  /** @type {(FakeNode | string)[]} */
  children = [];
  /** @type {any} */
  parent = null;
  /** @type {Record<string, string>} */
  attributes = {};
  /** @type {Record<string, Listener>} */
  listeners = {};
  hidden = false;

  /** @param {string} name */
  constructor(name) {
    this.name = name;
  }

  /** @param {string} name @param {unknown} value */
  setAttribute(name, value) {
    this.attributes[name] = String(value);
    if (name === "hidden") this.hidden = true;
    if (name === "value") this.value = String(value);
  }

  /** @param {string} kind @param {Listener} listener */
  addEventListener(kind, listener) {
    this.listeners[kind] = listener;
  }

  get dataset() {
    return { focus: this.attributes["data-focus"] };
  }

  get isConnected() {
    return this === fakeDocument.body || Boolean(this.parent?.isConnected);
  }

  get parentElement() {
    return this.parent;
  }

  remove() {
    if (this.parent) this.parent.children = this.parent.children.filter((one) => one !== this);
    this.parent = null;
  }

  /** @param {...(FakeNode | string)} nodes */
  append(...nodes) {
    for (const node of nodes) {
      if (node instanceof FakeNode) {
        node.remove();
        node.parent = this;
      }
      this.children.push(node);
    }
  }

  /** @param {...(FakeNode | string)} nodes */
  replaceChildren(...nodes) {
    for (const child of this.children) if (child instanceof FakeNode) child.parent = null;
    this.children = [];
    this.append(...nodes);
  }

  /** @returns {FakeNode[]} all below it, as they stand */
  below() {
    return this.children.flatMap((child) =>
      child instanceof FakeNode ? [child, ...child.below()] : [],
    );
  }

  /** @param {unknown} node */
  contains(node) {
    return node === this || this.below().some((one) => one === node);
  }

  /** @param {string} selector a name, a class or [data-focus="…"] @returns {FakeNode | null} */
  querySelector(selector) {
    const focus = /^\[data-focus="(.*)"\]$/.exec(selector)?.[1];
    const like = (/** @type {FakeNode} */ node) =>
      focus !== undefined
        ? node.attributes["data-focus"] === focus
        : selector.startsWith(".")
          ? (node.attributes.class ?? "").split(" ").includes(selector.slice(1))
          : node.name === selector;
    return this.below().find(like) ?? null;
  }

  focus() {
    fakeDocument.activeElement = this;
  }

  /** @returns {string} */
  get textContent() {
    return this.children
      .map((child) => (child instanceof FakeNode ? child.textContent : child))
      .join("");
  }

  set textContent(text) {
    this.replaceChildren(...(text ? [text] : []));
  }
}

/** @type {any} */
export const fakeDocument = {
  activeElement: null,
  body: new FakeNode("body"),
  documentElement: {
    style: { setProperty() {}, removeProperty() {} },
    classList: {
      names: new Set(),
      /** @param {string} name @param {boolean} on */
      toggle(name, on) {
        if (on) this.names.add(name);
        else this.names.delete(name);
      },
      /** @param {string[]} names */
      remove(...names) {
        for (const name of names) this.names.delete(name);
      },
      /** @param {string} name */
      contains(name) {
        return this.names.has(name);
      },
    },
  },
  createElement: (/** @type {string} */ name) => new FakeNode(name),
  createElementNS: (/** @type {string} */ _, /** @type {string} */ name) => new FakeNode(name),
  querySelector: () => null,
};
