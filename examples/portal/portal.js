// What a portal does with DSOMM Radar. Where this example keeps the file in the browser, a real
// portal asks its own server.
const KEY = "example-portal/assessment";
const radar = document.getElementById("radar");
const said = document.getElementById("said");
const say = (text) => {
  said.textContent = text;
};

// Load: as soon as the page can be talked to, it gets what was saved last.
radar.addEventListener("dsomm-ready", async () => {
  try {
    const file = localStorage.getItem(KEY);
    if (file) await radar.load(file);
    say(file ? "Loaded" : "New");
  } catch (problem) {
    say(`Not loaded: ${problem.message}`);
  }
});

// Save: say that it is saved only when it is. Until then, the page says "Not saved".
radar.addEventListener("dsomm-save", ({ detail }) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(detail.assessment));
    radar.saved(detail.revision);
  } catch {
    radar.notSaved(detail.revision, "The portal has no room left.");
  }
});

// Events: a line of the portal that follows the numbers.
radar.addEventListener("dsomm-changed", ({ detail: { summary } }) => {
  const maturity = summary.maturity === null ? "n/a" : summary.maturity.toFixed(2);
  say(`${summary.team_name}: ${summary.answered} of ${summary.all} answered, maturity ${maturity}`);
});
radar.addEventListener("dsomm-error", ({ detail }) => say(detail.message));

// Theme and read-only: attributes, which may change at any time.
document.getElementById("dark").addEventListener("change", ({ target }) => {
  document.documentElement.classList.toggle("dark", target.checked);
  radar.setAttribute("theme", target.checked ? "dark" : "light");
});
document.getElementById("readonly").addEventListener("change", ({ target }) => {
  radar.toggleAttribute("readonly", target.checked);
});

// Export: a file, made by the page.
document.getElementById("export").addEventListener("click", async () => {
  const { name, media_type, content } = await radar.export("json");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: media_type }));
  link.download = name;
  link.click();
});
