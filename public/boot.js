// Starts the program. A file of its own, because the page's policy allows no inline script.
const script = document.querySelector("script[data-wasm]");

function fail(cause) {
  console.error(cause);
  const state = document.getElementById("boot-state");
  if (state) {
    state.textContent =
      "The page could not be started. Reload it; if that does not help, use a current version of Firefox, Chrome, Edge or Safari.";
    state.setAttribute("role", "alert");
  }
}

try {
  const url = (name) => new URL(script.dataset[name], document.baseURI).href;
  const program = await import(url("js"));
  await program.default({ module_or_path: url("wasm") });
} catch (cause) {
  fail(cause);
}
