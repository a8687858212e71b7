// <dsomm-radar src="…" team="…" theme="…" readonly></dsomm-radar>: DSOMM Radar as a part of your page.
// No dependencies, no inline style and no inline script: it works under a strict policy. The
// protocol behind it, and everything that is here, is described in docs/embedding.md.

{
  const VERSION = 1;
  /** Milliseconds after which an answer that has not come will not come. */
  const PATIENCE = 30_000;
  /** The same for the page in the frame to be there, and for its first answer. */
  const START = 20_000;
  const FIRST = 10_000;
  /** For so long, what was said last may still arrive after the element was taken off the page. */
  const LAST = 1000;
  /** How the frame looks until the page says how high it is. */
  const SHEET = `
  :host { display: block; }
  :host([hidden]) { display: none; }
  iframe { display: block; inline-size: 100%; block-size: 100%; min-block-size: 480px; border: 0; }
  p { margin: 0; padding: 12px 16px; border: 1px solid; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  `;
  /** Attributes that are properties too, and those of them that are there or not. */
  const TEXTS = ["src", "team", "theme", "storage", "sandbox", "height"];
  const FLAGS = { readonly: "readonly", noHeader: "no-header", noNav: "no-nav" };

  /** What a message of the page says besides what every message has. */
  function details({ dsomm, type, id, ...rest }) {
    return rest;
  }

  /** Some frameworks write `false` as a text. */
  const isSet = (value) => value !== null && value !== undefined && value !== false && value !== "false";

  function problem(code, message) {
    return Object.assign(new Error(message), { code });
  }

  /** A promise with what settles it. Whoever does not wait for it does not have to catch it either. */
  function promised() {
    const given = {};
    given.promise = new Promise((resolve, reject) => Object.assign(given, { resolve, reject }));
    given.promise.catch(() => {});
    return given;
  }

  class DsommRadar extends HTMLElement {
    static observedAttributes = ["src", "team", "theme", "readonly", "title"];

    #frame = null;
    #window = null;
    #sheet = null;
    #origin = "";
    #count = 0;
    #waiting = new Map();
    #given = promised();
    #opened = null;
    #timer = 0;
    #hasFailed = false;
    /** The theme in the address of the frame. */
    #linked = null;
    #init = undefined;
    /** What the page knows of the attributes that may change. */
    #told = {};
    #listener = (event) => this.#hear(event);
    #watch = (event) => this.#refused(event);

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      // A sheet that is made here is no inline style, so a policy without 'unsafe-inline' lets it be.
      this.#sheet = new CSSStyleSheet();
      this.#sheet.replaceSync(SHEET);
      root.adoptedStyleSheets = [this.#sheet];
    }

    connectedCallback() {
      // What was set before this script was there stands in front of the properties below.
      for (const name of [...TEXTS, ...Object.keys(FLAGS), "init"]) {
        if (!Object.hasOwn(this, name)) continue;
        const value = this[name];
        delete this[name];
        // Some scripts write each `src` of a page to itself, which is nothing before this script.
        if (value !== undefined) this[name] = value;
      }
      addEventListener("message", this.#listener);
      document.addEventListener("securitypolicyviolation", this.#watch);
      this.#make();
    }

    disconnectedCallback() {
      document.removeEventListener("securitypolicyviolation", this.#watch);
      const gone = this.#window;
      this.#drop("The element was taken off the page.");
      this.#window = gone;
      setTimeout(() => !this.isConnected && removeEventListener("message", this.#listener), LAST);
    }

    attributeChangedCallback(name, before, now) {
      if (!this.isConnected || before === now) return;
      if (name === "src") this.#make();
      else if (name === "title") this.#name();
      else if (this.#opened) this.#tell();
    }

    /** Settles once the page can be talked to. */
    get ready() {
      return this.#given.promise;
    }

    /** What `init` says besides the attributes; set it before the page is ready. */
    get init() {
      return this.#init ?? this.#read() ?? {};
    }

    set init(value) {
      this.#init = value ?? undefined;
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

    /** The attribute `init`: JSON, for those who can only write texts. */
    #read() {
      const text = this.getAttribute("init");
      if (!text) return undefined;
      try {
        return JSON.parse(text);
      } catch {
        this.#report({ code: "bad_message", message: "The attribute init is no JSON. Set the property init, or write JSON." });
        return undefined;
      }
    }

    #name() {
      if (this.#frame) this.#frame.title = this.getAttribute("title") || "DSOMM Radar";
    }

    #make() {
      this.#drop("The frame is loaded anew.");
      const src = this.getAttribute("src");
      if (!src) return;
      const address = URL.canParse(src, document.baseURI) ? new URL(src, document.baseURI) : undefined;
      if (!address || !/^https?:$/.test(address.protocol)) {
        this.#fail("no_page", `“${src}” is no address of a page: src has to lead to http or https.`);
        return;
      }
      address.searchParams.set("embed", "1");
      // Known before the page can be talked to: no flash of another theme, nothing written.
      for (const name of ["theme", "storage"]) {
        if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      }
      for (const name of ["header", "nav"]) {
        if (isSet(this.getAttribute(`no-${name}`))) address.searchParams.set(name, "0");
      }
      this.#linked = this.getAttribute("theme");
      this.#origin = address.origin;
      const frame = document.createElement("iframe");
      frame.setAttribute(
        "sandbox",
        this.getAttribute("sandbox") ?? "allow-scripts allow-same-origin allow-downloads allow-popups allow-popups-to-escape-sandbox",
      );
      frame.referrerPolicy = "no-referrer";
      frame.src = address.href;
      this.#frame = frame;
      this.#name();
      this.shadowRoot.replaceChildren(frame);
      this.#window = frame.contentWindow;
      this.#timer = setTimeout(() => {
        this.#fail(
          "no_page",
          `Nothing was heard of the page at ${this.#shown()} for ${START / 1000} seconds. It may not be there, may not let itself be shown in a frame (frame-ancestors, X-Frame-Options), or cannot start.${
            // There, 'self' in the page's policy is nobody.
            frame.sandbox.contains("allow-same-origin") ? "" : " WebKit and Safari start no page in a sandbox without allow-same-origin."
          }`,
        );
      }, START);
    }

    /** The page's address as it is shown. */
    #shown() {
      return new URL(this.getAttribute("src"), document.baseURI).href;
    }

    /** A policy of the page around the element may not let the frame be there. */
    #refused({ effectiveDirective, blockedURI }) {
      if (!this.#frame || this.#opened || !/^(frame|child|default)-src$/.test(effectiveDirective)) return;
      if (blockedURI !== this.#origin && !blockedURI.startsWith(`${this.#origin}/`)) return;
      this.#fail(
        "not_allowed",
        `The Content Security Policy of this page does not let ${this.#origin} be shown: add it to frame-src.`,
      );
    }

    /** Says in the element, and to whoever waits or listens, that the page cannot be talked to. */
    #fail(code, message) {
      clearTimeout(this.#timer);
      this.#hasFailed = true;
      this.#given.reject(problem(code, message));
      const said = document.createElement("p");
      said.setAttribute("role", "alert");
      said.setAttribute("part", "problem");
      said.textContent = `${message} `;
      if (this.#frame) {
        const link = document.createElement("a");
        Object.assign(link, { href: this.#shown(), target: "_blank", rel: "noopener", textContent: "Open the page by itself" });
        said.append(link);
      }
      this.shadowRoot.querySelector("p")?.remove();
      this.shadowRoot.prepend(said);
      this.#report({ code, message });
    }

    #drop(why) {
      clearTimeout(this.#timer);
      this.shadowRoot.replaceChildren();
      if (this.#frame || this.#hasFailed) {
        this.#given.reject(new Error(why));
        this.#given = promised();
      }
      this.#hasFailed = false;
      this.#frame = null;
      this.#window = null;
      this.#opened = null;
      for (const { reject, timer } of this.#waiting.values()) {
        clearTimeout(timer);
        reject(new Error(why));
      }
      this.#waiting.clear();
    }

    /** What the attributes say that may change. */
    #wanted() {
      return {
        theme: this.getAttribute("theme"),
        team: this.getAttribute("team"),
        readonly: isSet(this.getAttribute("readonly")),
      };
    }

    /** Tells the page what it does not know yet; one by one, so that one refusal stops no other. */
    #tell() {
      const wanted = this.#wanted();
      const told = this.#told;
      this.#told = wanted;
      for (const [name, value] of Object.entries(wanted)) {
        const now = name === "theme" ? value || "system" : value;
        if (value === told[name] || now === null) continue;
        this.#send("set", { [name]: now }).catch(({ code, message }) => this.#report({ code, message }));
      }
    }

    #hear(event) {
      const message = event.data;
      if (!this.#window) return;
      // The window of a frame that was just taken away cannot always be told any more.
      if (event.source !== this.#window && (this.#frame || event.source)) return;
      // A frame without an origin of its own says "null"; its window is what identifies it.
      if (event.origin !== this.#origin && event.origin !== "null") return;
      if (message === null || typeof message !== "object" || message.dsomm !== VERSION) return;
      if (!this.#frame) {
        if (message.type === "save") this.#report(details(message), "save");
      } else if (message.type === "ready") {
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
      clearTimeout(this.#timer);
      const wanted = this.#wanted();
      const said = { ...this.init };
      for (const name of ["theme", "team", "storage"]) {
        if (this.hasAttribute(name)) said[name] = this.getAttribute(name);
      }
      if (wanted.readonly) said.readonly = true;
      const late = setTimeout(() => {
        this.#fail(
          "not_answered",
          `The page at ${this.#shown()} does not answer ${location.origin}: its config.json has to name this origin under embed.origins.`,
        );
      }, FIRST);
      try {
        const answer = await this.#send("init", said);
        this.shadowRoot.querySelector("p")?.remove();
        // A theme in the address wins over what init says.
        this.#told = { ...wanted, theme: this.#linked ?? wanted.theme };
        this.#opened = answer;
        // It was late, not absent.
        if (this.#hasFailed) this.#given = promised();
        this.#hasFailed = false;
        this.#tell();
        this.#given.resolve(answer);
        this.#report(answer, "ready");
      } catch (problem) {
        this.#given.reject(problem);
        if (problem.code) this.#report({ code: problem.code, message: problem.message });
      } finally {
        clearTimeout(late);
      }
    }

    async #ask(type, more) {
      if (!this.#frame) throw new Error("The element has no src, or is not on the page.");
      if (!this.#opened) await this.#given.promise;
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

  const property = (get, set) => ({ get, set, configurable: true, enumerable: true });
  for (const name of TEXTS) {
    const put = (element, value) =>
      value === null || value === undefined ? element.removeAttribute(name) : element.setAttribute(name, value);
    const get = function () { return this.getAttribute(name) ?? ""; };
    Object.defineProperty(DsommRadar.prototype, name, property(get, function (value) { put(this, value); }));
  }
  for (const [name, attribute] of Object.entries(FLAGS)) {
    const get = function () { return isSet(this.getAttribute(attribute)); };
    Object.defineProperty(DsommRadar.prototype, name, property(get, function (value) {
      this.toggleAttribute(attribute, isSet(value));
    }));
  }

  customElements.get("dsomm-radar") ?? customElements.define("dsomm-radar", DsommRadar);
}
