// Starts the workshop of the Model page; see src/ui/workshop.rs.
const url = (name) => new URL(name, document.baseURI).href;
try {
  const program = await import(url("workshop.js"));
  await program.default({ module_or_path: url("workshop_bg.wasm") });
} catch (cause) {
  console.error(cause);
  const place = document.getElementById("workshop");
  if (place) place.textContent = "This part of the page could not be loaded. Check the connection, then reload the page.";
}
