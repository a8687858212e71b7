// What comes when the page is there and has time: the copy for offline use, the offer of a new
// version, and files that the system opens with this page. Nothing else depends on it.
const HOUR = 3_600_000;
const byId = (id) => document.getElementById(id);
const scope = new URL("./", document.baseURI).href;

/** Says in the page that a new version is ready, with a button that does `use`. */
function offer(use) {
  if (byId("offer")) return;
  const place = document.createElement("div");
  place.id = "offer";
  place.className = "offer";
  place.setAttribute("role", "status");
  const words = document.createElement("span");
  const button = (name, kind, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `button ${kind}`;
    made.textContent = name;
    made.addEventListener("click", act);
    return made;
  };
  words.textContent = "A new version is ready.";
  const take = () => {
    // What could not be stored would be lost; see src/ui/state/.
    if (byId("unsaved")?.hasAttribute("data-unsaved")) {
      words.textContent = "A new version is ready, but not all of this is stored. Export a file and reload the page.";
    } else {
      use();
    }
  };
  document.body.prepend(place);
  // Screen readers read out what is put into such a place, not what it comes with.
  setTimeout(() => place.append(words, button("Use it now", "primary", take), button("Later", "quiet", () => place.remove())), 200);
}

async function keepCopy() {
  const workers = navigator.serviceWorker;
  // What is missing from the copy.
  workers.addEventListener("message", ({ data }) => data?.told && console.info(data.told));
  // Without one, this is the first visit, and what takes over is the version that is shown.
  let isControlled = Boolean(workers.controller);
  let isWanted = false;
  const registration = await workers.register(new URL("sw.js", scope), { scope, updateViaCache: "none" });
  const use = () => {
    isWanted = true;
    if (registration.waiting) registration.waiting.postMessage("use");
    else location.reload();
  };
  const look = () => registration.waiting && registration.active && offer(use);
  workers.addEventListener("controllerchange", () => {
    if (isWanted) location.reload();
    // Another tab has taken it; this one goes on until it is told to.
    else if (isControlled) offer(use);
    isControlled = true;
  });
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", look);
  });
  look();
  // A page that stays open for weeks asks now and then.
  let asked = Date.now();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || Date.now() - asked < HOUR) return;
    asked = Date.now();
    registration.update().catch(() => {});
  });
}

/** The program is there and listens. */
function ready() {
  const isThere = () => document.querySelector("body > .app");
  return new Promise((resolve) => {
    if (isThere()) return resolve();
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { childList: true });
  });
}

/** A file that the system opens with this page arrives as if it were dropped on it. */
function takeFiles() {
  window.launchQueue?.setConsumer(async ({ files }) => {
    if (!files?.length) return;
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(await files[0].getFile());
    await ready();
    window.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
  });
}

takeFiles();
// Where that is not possible, the page works all the same, with a server.
keepCopy().catch(() => {});
