// <dsomm-radar src="…" team="…" theme="…" readonly></dsomm-radar>: DSOMM Radar as a part of your page.
// No dependencies, no inline style and no inline script: it works under a strict policy. The
// protocol behind it, and everything that is here, is described in docs/embedding.md.

{
  const VERSION = 1;
  /** Milliseconds after which an answer that has not come will not come. */
  const PATIENCE = 30_000;
  /** How the frame looks until the page says how high it is. */
  const SHEET = `
  :host { display: block; }
  :host([hidden]) { display: none; }
  iframe { display: block; inline-size: 100%; block-size: 100%; min-block-size: 480px; border: 0; }
  `;

  /** What a message of the page says besides what every message has. */
  function details({ dsomm, type, id, ...rest }) {
    return rest;
  }

  class DsommRadar extends HTMLElement {
    static observedAttributes = ["src", "team", "theme", "readonly"];

    #frame = null;
    #sheet = null;
    #origin = "";
    #count = 0;
    #waiting = new Map();
    #given = null;
    #opened = null;
    #listener = (event) => this.#hear(event);

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      // A sheet that is made here is no inline style, so a policy without 'unsafe-inline' lets it be.
      this.#sheet = new CSSStyleSheet();
      this.#sheet.replaceSync(SHEET);
      root.adoptedStyleSheets = [this.#sheet];
    }

    connectedCallback() {
      addEventListener("message", this.#listener);
      this.#make();
    }

    disconnectedCallback() {
      removeEventListener("message", this.#listener);
      this.#drop("The element was taken off the page.");
    }

    attributeChangedCallback(name, before, now) {
      if (!this.#frame || before === now) return;
      if (name === "src") {
        this.#make();
      } else if (this.#opened) {
        const value = { team: now, theme: now || "system", readonly: now !== null }[name];
        if (value !== null) this.set({ [name]: value }).catch((problem) => this.#report(problem));
      }
    }

    /** Settles once the page can be talked to. */
    get ready() {
      return this.#given.promise;
    }

    /** Revision, summary and the whole assessment, as in an assessment file. */
    get() {
      return this.#ask("get");
    }

    /** Opens an assessment in place of the one that is open: an object or the text of a file. */
    load(assessment) {
      return this.#ask("load", { assessment });
    }

    /** Changes some answers: `[{ team, activity, stage | not_sure | not_applicable | clear, note }]`. */
    patch(answers) {
      return this.#ask("patch", { answers });
    }

    /** A file: `{ name, media_type, content }`. */
    export(format = "json") {
      return this.#ask("export", { format });
    }

    /** Sets any of `theme`, `readonly`, `route` and `team`. */
    set(what) {
      return this.#ask("set", what);
    }

    /** Says that what `dsomm-save` brought is saved. */
    saved(revision) {
      return this.#ask("saved", { revision });
    }

    /** Says that it could not be saved; the user reads the message. */
    notSaved(revision, message = "") {
      return this.#ask("not_saved", { revision, message });
    }

    /** What `init` says besides the attributes; set it before the element is on the page. */
    init = {};

    #make() {
      this.#drop("The frame is loaded anew.");
      const src = this.getAttribute("src");
      if (!src) return;
      const address = new URL(src, document.baseURI);
      if (!/^https?:$/.test(address.protocol)) return;
      address.searchParams.set("embed", "1");
      // Known before the page can be talked to: no flash of another theme, nothing written.
      for (const name of ["theme", "storage"]) {
        if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      }
      for (const name of ["header", "nav"]) {
        if (this.hasAttribute(`no-${name}`)) address.searchParams.set(name, "0");
      }
      const given = { done: false };
      given.promise = new Promise((resolve, reject) => Object.assign(given, { resolve, reject }));
      // Whoever does not wait for it does not have to catch it either.
      given.promise.catch(() => {});
      this.#given = given;
      this.#origin = address.origin;
      const frame = document.createElement("iframe");
      frame.title = this.getAttribute("title") || "DSOMM Radar";
      frame.setAttribute(
        "sandbox",
        this.getAttribute("sandbox") ?? "allow-scripts allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox",
      );
      frame.referrerPolicy = "no-referrer";
      frame.src = address.href;
      this.#frame = frame;
      this.shadowRoot.replaceChildren(frame);
    }

    #drop(why) {
      this.#frame?.remove();
      this.#frame = null;
      this.#opened = null;
      this.#given?.reject(new Error(why));
      for (const { reject, timer } of this.#waiting.values()) {
        clearTimeout(timer);
        reject(new Error(why));
      }
      this.#waiting.clear();
    }

    #hear(event) {
      const message = event.data;
      if (!this.#frame || event.source !== this.#frame.contentWindow) return;
      // A frame without an origin of its own says "null"; its window is what identifies it.
      if (event.origin !== this.#origin && event.origin !== "null") return;
      if (message === null || typeof message !== "object" || message.dsomm !== VERSION) return;
      if (message.type === "ready") {
        this.#open();
      } else if (message.id !== null && message.id !== undefined) {
        this.#settle(message);
      } else if (message.type === "resize") {
        this.#resize(message.height_px);
      } else if (["changed", "saved", "save", "navigate", "error"].includes(message.type)) {
        this.#report(details(message), message.type);
      }
    }

    /** The page is there, for the first time or again. */
    async #open() {
      const said = { ...this.init };
      for (const name of ["theme", "team", "storage"]) {
        if (this.hasAttribute(name)) said[name] = this.getAttribute(name);
      }
      if (this.hasAttribute("readonly")) said.readonly = true;
      try {
        const answer = await this.#send("init", said);
        this.#opened = answer;
        this.#given.resolve(answer);
        this.#report(answer, "ready");
      } catch (problem) {
        this.#given.reject(problem);
        this.#report({ code: problem.code ?? "problem", message: problem.message }, "error");
      }
    }

    async #ask(type, more) {
      if (!this.#given) throw new Error("The element has no src, or is not on the page.");
      await this.#given.promise;
      return this.#send(type, more);
    }

    #send(type, more = {}) {
      const id = `m${(this.#count += 1)}`;
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          this.#waiting.delete(id);
          reject(new Error(`The page did not answer “${type}”.`));
        }, PATIENCE);
        this.#waiting.set(id, { resolve, reject, timer });
        // Inside a sandbox the page has no origin that could be named. The message goes to the
        // window of this frame, and to no other.
        const isOpaque = !this.#frame.sandbox.contains("allow-same-origin");
        this.#frame.contentWindow.postMessage({ ...more, dsomm: VERSION, type, id }, isOpaque ? "*" : this.#origin);
      });
    }

    #settle(message) {
      const waiting = this.#waiting.get(message.id);
      if (!waiting) return;
      this.#waiting.delete(message.id);
      clearTimeout(waiting.timer);
      if (message.type === "error") {
        waiting.reject(Object.assign(new Error(message.message), { code: message.code }));
      } else {
        waiting.resolve(details(message));
      }
    }

    #resize(height) {
      if (!Number.isFinite(height) || this.getAttribute("height") === "fixed") return;
      const rows = Math.min(Math.max(Math.ceil(height), 200), 100_000);
      this.#sheet.replaceSync(`${SHEET} iframe { block-size: ${rows}px; min-block-size: 0; }`);
    }

    /** Becomes a DOM event: `dsomm-changed` and so on. */
    #report(detail, type = "error") {
      this.dispatchEvent(new CustomEvent(`dsomm-${type}`, { detail, bubbles: true, composed: true }));
    }
  }

  customElements.get("dsomm-radar") ?? customElements.define("dsomm-radar", DsommRadar);
}
