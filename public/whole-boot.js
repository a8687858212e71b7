// Loads the whole program, which takes over from the first one; see src/ui/mod.rs.
const url = (name) => new URL(name, document.baseURI).href;
try {
  const program = await import(url("whole.js"));
  await program.default({ module_or_path: url("whole_bg.wasm") });
} catch (cause) {
  console.error(cause);
  window.dispatchEvent(new Event("dsomm-whole-failed"));
}
