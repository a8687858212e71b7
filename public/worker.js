// Runs the program in a thread of its own, for work that would hold the page up. The page gives the
// addresses of the program as the name of the worker; see src/browser/worker.rs.
const broken = (cause) => postMessage(["broken", String(cause)]);
addEventListener("error", ({ message }) => broken(message));
addEventListener("unhandledrejection", ({ reason }) => broken(reason));
try {
  const [js, wasm] = self.name.split(" ").map((path) => new URL(path, self.location).href);
  const program = await import(js);
  await program.default({ module_or_path: wasm });
} catch (cause) {
  broken(cause);
}
