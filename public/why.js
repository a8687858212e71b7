// Finds out why the page does not start, and says it: a sentence for whoever opened the page, one
// for whoever runs the server, and below them what the browser said. Loaded by start.js when
// something is wrong or takes long; the table of causes is in docs/hosting.md.
(() => {
  const start = window.dsommStart;
  const byId = (id) => document.getElementById(id);
  const HERE = new URL("./", document.baseURI).href;
  /** A file that takes longer does not come. */
  const PATIENCE = 6000;
  /** While nothing is found, everything is looked at again after this time. */
  const AGAIN = 15_000;
  const TELL = "Reload the page; if that does not help, tell whoever runs the server.";

  /** Files that it takes to start, in the order in which they are needed. */
  function files() {
    const boot = document.querySelector("script[data-wasm]");
    const parts = [...document.querySelectorAll("link[rel=modulepreload]")].map((link) => link.href);
    const own = boot ? [boot.src, boot.dataset.js, ...parts, boot.dataset.wasm] : [];
    const all = [...own, "model/dsomm/outline.json"].map((path) => new URL(path, document.baseURI).href);
    return [...new Set(all)];
  }

  /** What the server answers for a file, as far as it matters here. */
  async function probe(address) {
    const file = address.startsWith(HERE) ? address.slice(HERE.length) : address;
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), PATIENCE);
    try {
      const answer = await fetch(address, { cache: "no-store", signal: limit.signal });
      const bytes = new Uint8Array(await answer.arrayBuffer());
      const type = (answer.headers.get("Content-Type") ?? "").split(";")[0].trim().toLowerCase();
      const first = new TextDecoder().decode(bytes.subarray(0, 200)).trim();
      return { file, status: answer.status, type, bytes, first };
    } catch (cause) {
      return { file, cause, isLate: limit.signal.aborted };
    } finally {
      clearTimeout(timer);
    }
  }

  /** What is wrong with an answer: for the person, for the owner, and what exactly came. */
  function wrong({ file, status, type, bytes, first, cause, isLate }) {
    const seen = `${file}: ${status}, ${type || "no type"}, ${bytes?.length} bytes`;
    if (isLate) {
      return [
        `The server does not answer when it is asked for ${file}. Try again later.`,
        `Find out why it does not send ${file}.`,
        `${file}: no answer after ${PATIENCE / 1000} seconds`,
      ];
    }
    if (cause) {
      return [
        "The server cannot be reached. Check the connection, then reload the page.",
        `The browser got no answer for ${file}. A proxy, a filter or an add-on may be in the way.`,
        `${file}: ${cause}`,
      ];
    }
    if (status === 404 || status === 410) {
      return [
        `A part of the page is missing on the server: ${file}. ${TELL}`,
        "Copy the whole folder of one version. The file index.html names the others, so it must not be kept from an older version: send it with “Cache-Control: no-cache”.",
        seen,
      ];
    }
    if (status === 401 || status === 403) {
      return [
        `The server does not give out ${file}. If this page needs a login, open it in a tab of its own and log in.`,
        `It answers ${status}. Let whoever may see the page read all files of its folder.`,
        seen,
      ];
    }
    if (status < 200 || status > 299) {
      return [
        `The server could not send ${file}: it answered ${status}. Try again later.`,
        "Look into the log of the server.",
        seen,
      ];
    }
    if (/html/.test(type) || first.startsWith("<")) {
      return [
        `Instead of ${file}, the server answered with a web page, perhaps a login. Open this page in a tab of its own, log in if it asks you to, and reload it.`,
        `Send ${file} itself. If it is there, a login or a proxy stands before it; if it is missing, a rule for missing files answers with a page.`,
        `${seen}, “${first.slice(0, 60)}…”`,
      ];
    }
    if (/\.js$/.test(file) && !/^(text|application)\/(x-)?(javascript|ecmascript)$/.test(type)) {
      return [
        `The browser refuses ${file}, because the server does not call it a script. ${TELL}`,
        "Send files that end in .js as text/javascript.",
        seen,
      ];
    }
    const isProgram = (it) => it[0] === 0 && it[1] === 97 && it[2] === 115 && it[3] === 109;
    if ((/\.wasm$/.test(file) && !isProgram(bytes)) || (/\.json$/.test(file) && !/^[{[]/.test(first))) {
      return [
        `The file ${file} is damaged. ${TELL}`,
        "Copy the whole folder of one version again, byte by byte. Nothing on the way may change it.",
        seen,
      ];
    }
    return undefined;
  }

  /** What a policy refused of this page; extensions of the browser are not meant. */
  function refused() {
    if (/Content Security Policy|by CSP/i.test(start.cause)) return [{ effectiveDirective: "script-src", blockedURI: "wasm-eval" }];
    const ours = ({ type, blockedURI: what }) =>
      type === "securitypolicyviolation" && (/^(wasm-eval|trusted-types)/.test(what) || what.startsWith(HERE));
    return start.faults.filter(ours);
  }

  const rank = ({ blockedURI }) => ["trusted-types-policy", "trusted-types-sink"].indexOf(blockedURI);

  function policy({ effectiveDirective: directive, blockedURI: what }) {
    const isProgram = what === "wasm-eval";
    const needs = isProgram
      ? "'wasm-unsafe-eval' in script-src"
      : /trusted-types/.test(directive)
        ? "“default” in trusted-types"
        : `'self' in ${directive}`;
    return [
      `A security policy of the server keeps the page from ${isProgram ? "running its program" : "what it needs"}. Tell whoever runs the server.`,
      `The header Content-Security-Policy has to allow ${needs}.`,
      `${directive} refused ${what}`,
    ];
  }

  /** The cause: for the person, for the owner, what exactly; nothing, if there is none to be found. */
  async function find() {
    if (location.protocol === "file:") {
      return [
        "This page was opened as a file, and browsers load no program from there. Open it at the address of a web server, or use the single file of a release, which opens by a double click.",
        "Put the whole folder on a web server, or hand out the single file.",
      ];
    }
    if (!window.WebAssembly) {
      return [
        "This browser runs no WebAssembly. A lockdown mode or a setting may have switched it off; otherwise use a current version of Firefox, Chrome, Edge or Safari.",
        "Nothing is wrong with the server.",
      ];
    }
    const answers = await Promise.all(files().map(probe));
    // The cause of all others comes first.
    const [violation] = refused().sort((one, other) => rank(one) - rank(other));
    if (violation) return policy(violation);
    const silent = answers.filter(({ cause, isLate }) => cause && !isLate);
    if (window.origin === "null" && silent.length > 0) {
      return [
        "This page is shown in a sandboxed frame, and the server does not let it load its own files there. Open it in a tab of its own.",
        "Send “Access-Control-Allow-Origin: *” with all files of the page, or add allow-same-origin to the sandbox of the frame.",
        `${silent[0].file}: ${silent[0].cause}`,
      ];
    }
    const found = answers.map(wrong).find(Boolean);
    if (found || !start.cause) return found;
    return [
      "Reload the page; if that does not help, use a current version of Firefox, Chrome, Edge or Safari.",
      "All files that it takes to start come as they should, so the browser's message has to say more.",
    ];
  }

  /** What the browser itself said. */
  function said() {
    const texts = start.faults.map((event) => {
      if (event.type === "securitypolicyviolation") return `${event.effectiveDirective} refused ${event.blockedURI}`;
      const { target, reason, message } = event;
      return String(reason ?? message ?? `${target?.src ?? target?.href ?? "a file"} could not be loaded`);
    });
    return [start.cause && String(start.cause), ...texts].filter(Boolean);
  }

  function paragraph(id, text, after) {
    const made = byId(id) ?? document.createElement("p");
    made.id = id;
    made.textContent = text;
    after.after(made);
    return made;
  }

  function show([person, owner, seen]) {
    const screen = byId("rescue");
    byId("rescue-title").textContent = "The page could not be started";
    byId("rescue-text").textContent = person;
    paragraph("rescue-owner", `For whoever runs the server: ${owner}`, byId("rescue-text"));
    const texts = new Set([seen, ...said()].filter(Boolean));
    byId("rescue-message").textContent = [...texts].slice(0, 4).join(" · ").slice(0, 600);
    if (!start.isBoot) {
      // What these buttons do is in the script that did not come.
      for (const unable of screen.querySelectorAll("button, .small")) unable.remove();
      byId("rescue-data").textContent = "Answers that are stored in this browser are untouched.";
    }
    screen.hidden = false;
    byId("boot")?.remove();
  }

  let isLooking = false;
  start.look = async () => {
    if (isLooking) return;
    isLooking = true;
    const found = await find();
    isLooking = false;
    if (found && (start.cause || start.isWaiting())) return show(found);
    if (!start.isWaiting()) return;
    paragraph("boot-slow", "This takes longer than usual. Nothing has failed so far.", byId("boot-state"));
    setTimeout(start.look, AGAIN);
  };
  start.look();
})();
