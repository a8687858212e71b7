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

function download() {
  const data = { format: "dsomm-rescue", version: 1, records: records() };
  // What could not be stored stands here; see src/ui/handover.rs.
  const unsaved = byId("handover")?.getAttribute("data-unsaved");
  if (unsaved) data.unsaved = unsaved;
  // Half a pair of surrogates, from a damaged record, would make the file unreadable as a whole.
  const whole = (_, value) =>
    typeof value === "string" ? value.replace(/\p{Surrogate}/gu, "\ufffd") : value;
  const text = JSON.stringify(data, whole);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = "dsomm-radar-rescue.json";
  link.click();
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
  location.href = "./";
});

/**
 * A trap of the program: no code of its own runs after that, so its own screen cannot be trusted.
 * Errors of anything else on the page, such as an extension of the browser, are not ours.
 */
function isTrap(cause) {
  return cause instanceof WebAssembly.RuntimeError || /wasm/.test(cause?.stack ?? "");
}

function broken(cause) {
  if (!isTrap(cause) || !byId("rescue").hidden) return;
  byId("rescue-message").textContent = String(cause);
  rescue(byId("rescue-title").textContent, byId("rescue-text").textContent);
}

addEventListener("error", (event) => broken(event.error));
addEventListener("unhandledrejection", (event) => broken(event.reason));

const isRescue = () => location.hash === "#/rescue";
addEventListener("hashchange", () => isRescue() && location.reload());

if (isRescue()) {
  rescue("Rescue", "Nothing of the program runs here, so this page opens even when another does not.");
} else {
  const script = document.querySelector("script[data-wasm]");
  const url = (name) => new URL(script.dataset[name], document.baseURI).href;
  try {
    const program = await import(url("js"));
    await program.default({ module_or_path: url("wasm") });
  } catch (cause) {
    console.error(cause);
    rescue(
      "The page could not be started",
      "Reload it; if that does not help, use a current version of Firefox, Chrome, Edge or Safari.",
    );
  }
}
