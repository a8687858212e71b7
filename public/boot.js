// Starts the program, and shows the rescue screen where that fails or is asked for. A file of its
// own, because the page's policy allows no inline script; plain, because it has to work when
// nothing else does.
const PREFIX = "dsomm-radar/";
const byId = (id) => document.getElementById(id);

/** What this page keeps in the browser, as it stands there. */
function records() {
  const found = {};
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const key = localStorage.key(at);
      if (key.startsWith(PREFIX)) found[key] = localStorage.getItem(key);
    }
  } catch {
    // Storage is denied here: nothing is kept, so nothing can be lost.
  }
  return found;
}

function save(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `dsomm-radar-${name}.json`;
  link.click();
}

function download() {
  const data = { format: "dsomm-rescue", version: 1, records: records() };
  // What could not be stored stands here; see src/ui/state/.
  const unsaved = byId("unsaved")?.getAttribute("data-unsaved");
  // A long one is a file of its own: assessment files are imported up to 256 MB, rescue files to 32.
  // It comes a little later, because some browsers drop the second of two files at once.
  if (unsaved?.length > 4e6) setTimeout(save, 1000, unsaved, "unsaved.dsomm");
  else if (unsaved) data.unsaved = unsaved;
  // Half a pair of surrogates, from a damaged record, would make the file unreadable as a whole.
  const whole = (_, value) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;
  save(JSON.stringify(data, whole), "rescue");
}

function rescue(title, text) {
  byId("rescue-title").textContent = title;
  byId("rescue-text").textContent = text;
  const found = records();
  const units = Object.entries(found).reduce((sum, [key, text]) => sum + key.length + text.length, 0);
  byId("rescue-data").textContent = `${Object.keys(found).length} records, ${Math.ceil(units / 1024)} kB, are kept in this browser.`;
  byId("rescue").hidden = false;
  byId("boot")?.remove();
}

byId("rescue-download").addEventListener("click", download);
byId("rescue-anew").addEventListener("click", () => {
  try {
    // The data stays; only what is opened first is forgotten.
    localStorage.removeItem(`${PREFIX}current`);
  } catch {
    // Nothing is kept here.
  }
  location.href = byId("rescue").querySelector("a").href;
});

/**
 * A trap of the program: no code of its own runs after that, so its own screen cannot be trusted.
 * Errors of anything else on the page, such as an extension of the browser, are not ours; and what
 * the glue between program and browser throws does not stop the program.
 */
function isTrap(cause) {
  if (cause instanceof WebAssembly.RuntimeError) return true;
  // A stack that is too deep ends the program in the middle of something.
  return cause instanceof RangeError && /wasm/.test(cause.stack ?? "");
}

function broken(cause) {
  if (!isTrap(cause) || !byId("rescue").hidden) return;
  byId("rescue-message").textContent = String(cause);
  rescue(byId("rescue-title").textContent, byId("rescue-text").textContent);
}

addEventListener("error", (event) => broken(event.error));
addEventListener("unhandledrejection", (event) => broken(event.reason));

/** Where the copy for offline use is managed; nothing where there is none. */
function workers() {
  try {
    return location.protocol.startsWith("http") ? navigator.serviceWorker : undefined;
  } catch {
    // A sandbox does not even let the page ask.
    return undefined;
  }
}

// The copy for offline use can be left even when it is what is broken. See public/sw.js.
if (workers()) {
  const button = byId("rescue-offline");
  button.hidden = false;
  button.addEventListener("click", async () => {
    const scope = new URL("./", location.href).href;
    let said = "The offline copy is gone. Reload, and the page comes from the server.";
    try {
      for (const worker of await workers().getRegistrations()) {
        if (worker.scope === scope) await worker.unregister();
      }
      for (const name of await caches.keys()) {
        if (name.startsWith(`${PREFIX.slice(0, -1)} ${scope} `)) await caches.delete(name);
      }
    } catch (cause) {
      said = `The offline copy could not be removed (${cause}). Remove it in the settings of the browser.`;
    }
    byId("rescue-message").textContent = said;
  });
}

/** Whether the page is shown inside another one. */
const isEmbedded = () => window.top !== window || new URLSearchParams(location.search).has("embed");

/**
 * Whether somebody has set something: by a configuration, by a page around this one, or in the
 * address. Then the program loads what it takes to obey, before it shows anything. `late`: nobody
 * knows, because the server says nothing.
 */
async function isHosted(address) {
  const names = [...new URLSearchParams(location.search).keys()];
  if (isEmbedded() || names.some((name) => !["uuid", "name", "radar"].includes(name))) return true;
  try {
    const answer = await fetch(address("config.json"), { signal: AbortSignal.timeout(5000) });
    if (answer.status === 404) return false;
    const config = await answer.json();
    const says = ([key, value]) => !(key === "version" ? value === 1 : key === "$schema");
    const isPlain = answer.ok && Object.prototype.toString.call(config) === "[object Object]";
    return !isPlain || Object.entries(config).some(says);
  } catch ({ name }) {
    // What is wrong with it is for the program to say. It does not wait for it once more.
    return name === "TimeoutError" ? "late" : true;
  }
}

function fetchAhead(address) {
  const link = document.createElement("link");
  Object.assign(link, { rel: "preload", as: "fetch", crossOrigin: "anonymous", href: address });
  document.head.append(link);
}

/** Where the program comes from; the single file brings its own, see xtask/src/single.rs. */
async function load() {
  const address = (path) => new URL(path, document.baseURI).href;
  if (window.trustedTypes && !trustedTypes.defaultPolicy) throw new Error("There is no policy for Trusted Types.");
  const { js, wasm, hosted: parts = "" } = document.querySelector("script[data-wasm]").dataset;
  const told = isHosted(address).then((hosted) => {
    // What such a page starts with comes together with the program, not after it.
    for (const part of hosted ? parts.split(" ").filter(Boolean) : []) fetchAhead(address(part));
    return hosted;
  });
  const [program, hosted] = await Promise.all([import(address(js)), told]);
  if (hosted) document.documentElement.dataset.hosted = hosted;
  await program.default({ module_or_path: address(wasm) });
  if (!workers() || isEmbedded()) return;
  // When there is time: everything here works without it.
  const later = window.requestIdleCallback ?? ((act) => setTimeout(act, 2000));
  later(() => import(new URL("offline.js", document.baseURI).href).catch(() => {}), { timeout: 5000 });
}

(window.dsommStart ??= {}).isBoot = true;
const isRescue = () => location.hash === "#/rescue";
addEventListener("hashchange", () => isRescue() && location.reload());

if (isRescue()) {
  rescue("Rescue", "Nothing of the program runs here, so this page opens even when another does not.");
} else {
  try {
    await (window.dsommLoad ?? load)();
  } catch (cause) {
    console.error(cause);
    rescue(
      "The page could not be started",
      "Reload it; if that does not help, use a current version of Firefox, Chrome, Edge or Safari.",
    );
    dsommStart.fail?.(cause);
  }
}
