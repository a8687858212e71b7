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

const address = (path) => new URL(path, SCOPE).href;

/** Downloads all files, or none. */
async function download() {
  const wasThere = await caches.has(COPY);
  try {
    const cache = await caches.open(COPY);
    await Promise.all(
      Object.entries(FILES).map(async ([path, integrity]) => {
        const answer = await fetch(address(path), { cache: "no-cache", integrity });
        if (!answer.ok) throw new Error(`${path}: the server answered ${answer.status}`);
        // Some servers lead from index.html to its folder. A browser refuses a page that was led.
        const { body, headers } = answer;
        await cache.put(address(path), answer.redirected ? new Response(body, { headers }) : answer);
      }),
    );
  } catch (problem) {
    if (!wasThere) await caches.delete(COPY);
    throw problem;
  }
  if (VERSION) await askHost(new Request(address(CONFIG))).catch(() => {});
}

/** Takes away what older versions have kept. */
async function tidy() {
  for (const name of await caches.keys()) {
    if (name.startsWith(OURS) && name !== COPY && name !== HOST) await caches.delete(name);
  }
  await self.clients.claim();
}

/** Whether a frame asks: what is embedded comes from the server, always. */
async function isEmbedded(id) {
  const client = id && (await self.clients.get(id));
  return client && (client.frameType === "nested" || new URL(client.url).searchParams.has("embed"));
}

/** What the host says now; else what it said last. */
async function askHost(request) {
  const cache = await caches.open(HOST);
  try {
    const answer = await fetch(request, { cache: "no-cache" });
    // That there is none is an answer too.
    if (answer.status === 200 || answer.status === 404) await cache.put(request.url, answer.clone());
    return answer;
  } catch (problem) {
    const kept = await cache.match(request.url, { ignoreVary: true });
    if (kept) return kept;
    throw problem;
  }
}

async function respond(request, path, clientId) {
  try {
    if (await isEmbedded(clientId)) return await fetch(request);
    if (!Object.hasOwn(FILES, path)) return await askHost(request);
    const kept = await (await caches.open(COPY)).match(address(path), { ignoreVary: true });
    if (kept) return kept;
  } catch (problem) {
    console.warn(problem);
  }
  return fetch(request);
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
