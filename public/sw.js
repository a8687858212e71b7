// Keeps a copy of all files of this page, so that it works offline after the first visit. A new
// version is downloaded completely and compared with the sums below before anything of it is
// shown; then it waits until somebody takes it, or until the page is closed everywhere.
//
// The build fills in the next two lines; see xtask/src/offline.rs.
const VERSION = "";
const FILES = {};

const SCOPE = self.registration.scope;
// Other pages of this origin, and other copies of this one, have caches of their own.
const OURS = `dsomm-radar ${SCOPE} `;
const COPY = OURS + VERSION;
// What the host lays beside the page, or writes anew at any time: always asked for, and kept for
// when there is no answer.
const HOST = `${OURS}host`;
const CONFIG = "config.json";
/** What the page starts without. Some hosts refuse such files. */
const SPARE = /^(?!icons\/radar\.svg$)(icons\/|schema\/|.*\.(yaml|webmanifest|md)$)/;
/** A host that says nothing for so long is taken to be away, and for how long; in milliseconds. */
const PATIENCE = 3000;
const SILENCE = 30_000;

const address = (path) => new URL(path, SCOPE).href;

/** Fetches a file of this version and keeps it, if it is what the list says. */
async function keep(cache, path) {
  const answer = await fetch(address(path), { cache: "no-cache", integrity: FILES[path] });
  if (!answer.ok) throw new Error(String(answer.status));
  // Some servers lead from index.html to its folder. A browser refuses a page that was led.
  const { body, headers } = answer;
  await cache.put(address(path), answer.redirected ? new Response(body, { headers }) : answer);
}

/** Says something to those who look into the consoles of the pages: a worker has another one. */
async function tell(text) {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) {
    client.postMessage({ told: text });
  }
}

/** Why a file could not be kept. Where a sum does not fit, the browser says no more than that. */
async function reason(path, problem) {
  const answer = await fetch(address(path), { cache: "no-cache" }).catch(() => undefined);
  if (!answer) return problem.message;
  answer.body?.cancel();
  if (!answer.ok) return `the server answered ${answer.status}.`;
  return isPage(answer) && !path.endsWith(".html")
    ? "the server answered with a web page, perhaps a login."
    : "it is not the file of this version.";
}

/** Downloads all files that the page needs, or none; and of the others, those that come. */
async function download() {
  const wasThere = await caches.has(COPY);
  const missing = [];
  try {
    const cache = await caches.open(COPY);
    const spare = (path) => async (problem) => {
      if (!SPARE.test(path)) throw new Error(`${path}: ${await reason(path, problem)}`);
      missing.push(path);
    };
    await Promise.all(Object.keys(FILES).map((path) => keep(cache, path).catch(spare(path))));
  } catch (problem) {
    if (!wasThere) await caches.delete(COPY);
    await tell(`The page is not kept for offline use, because not all of its files come. ${problem.message}`);
    throw problem;
  }
  if (missing.length > 0) {
    await tell(`The page works offline, but these files did not come, so what needs them does not: ${missing.sort().join(", ")}`);
  }
  if (VERSION) await soon(askHost(new Request(address(CONFIG)))).catch(() => {});
}

const LATE = new Error("The server does not answer.");

/** The same, unless it takes too long. */
function soon(answer) {
  const late = new Promise((_, reject) => setTimeout(reject, PATIENCE, LATE));
  return Promise.race([answer, late]);
}

/** Takes away what older versions have kept. */
async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== COPY && name !== HOST) await caches.delete(name);
  }
  await self.clients.claim();
}

/**
 * Whether a frame asks: what is embedded comes from the server, always. A page that is opened was looked
 * at before, and its client is the one that it replaces.
 */
async function isEmbedded({ mode }, id) {
  const client = mode !== "navigate" && id && (await self.clients.get(id));
  return client && (client.frameType === "nested" || new URL(client.url).searchParams.has("embed"));
}

/** Whether an answer is what was asked for. A login comes as a page, in place of any file. */
async function isGenuine(answer, path) {
  // That there is none is an answer too.
  if (answer.status === 404) return true;
  if (answer.status !== 200) return false;
  if (path === CONFIG) {
    const read = await answer.clone().json().catch(() => null);
    return Object.prototype.toString.call(read) === "[object Object]";
  }
  return !isPage(answer) || !/\.(?!html?$)[^./]+$/.test(path);
}

const isPage = (answer) => /html/.test(answer.headers.get("Content-Type"));

/** Until when nothing is expected of the host. */
let silentUntil = 0;

/** What the host says now; else what it said last. */
async function askHost(request, path = CONFIG) {
  const cache = await caches.open(HOST);
  const kept = await cache.match(request.url, { ignoreVary: true });
  const asked = (async () => {
    const answer = await fetch(request, { cache: "no-cache" });
    silentUntil = 0;
    if (await isGenuine(answer, path)) await cache.put(request.url, answer.clone());
    // A login says nothing about what the host has set.
    else if (kept && answer.ok && isPage(answer)) return kept.clone();
    return answer;
  })();
  if (!kept) return asked;
  try {
    if (Date.now() >= silentUntil) return await soon(asked);
  } catch (problem) {
    if (problem === LATE) silentUntil = Date.now() + SILENCE;
  }
  // It may still come, for the next time.
  asked.catch(() => {});
  return kept;
}

async function respond(request, path, clientId) {
  try {
    if (await isEmbedded(request, clientId)) return await fetch(request);
    if (!Object.hasOwn(FILES, path)) return await askHost(request, path);
    const cache = await caches.open(COPY);
    const find = () => cache.match(address(path), { ignoreVary: true });
    const kept = await find();
    if (kept) return kept;
    // What did not come with the others may come now.
    if (SPARE.test(path) && (await keep(cache, path).then(() => true, () => false))) return await find();
  } catch (problem) {
    console.warn(problem);
  }
  return fetch(request).catch((problem) => onceMore(request, path, problem));
}

/** Without a server, a page that could not be taken from the copy a moment ago is there or nowhere. */
async function onceMore({ mode }, path, problem) {
  const kept = mode === "navigate" && (await caches.match(address(path), { cacheName: COPY, ignoreVary: true }));
  if (kept) return kept;
  throw problem;
}

self.addEventListener("install", (event) => event.waitUntil(download()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("message", (event) => {
  if (event.data === "use") self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const { request, clientId } = event;
  const url = new URL(request.url);
  if (!VERSION || request.method !== "GET" || !url.href.startsWith(SCOPE)) return;
  const path = url.pathname.slice(new URL(SCOPE).pathname.length) || "index.html";
  if (request.mode === "navigate") {
    const isFrame = request.destination !== "document" || url.searchParams.has("embed");
    // Other pages that lie beside this one are none of its business.
    if (isFrame || path !== "index.html") return;
  }
  event.respondWith(respond(request, path, clientId));
});
