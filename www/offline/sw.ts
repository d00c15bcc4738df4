// The service worker: after one visit the page works without network, from whatever folder of whatever host. One version is kept whole, with
// the digest of each file; a page is answered from one version alone, so that new and old are never mixed. It also adds the headers without
// which a browser gives a page no memory that threads share, and has a document that needs none.

/** What belongs to this version: a path below the page's folder, and the first half of its SHA-256. */
declare const FILES: readonly (readonly [path: string, digest: string])[];
declare const VERSION: string;

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const SCOPE = worker.registration.scope;
/** Another page of the same host has caches of its own. */
const OURS = `glasslm ${SCOPE} `;
const digests = new Map(FILES);
/** What a file was found to be, beside its bytes: the next version takes over what has not changed. */
const DIGEST = "x-glasslm-digest";
/** What isolates a page, and each worker of it. Where the host has a word of its own in this, that stays. */
const ISOLATING = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cross-origin-resource-policy": "same-origin",
};
/** Of what a host says of a file, all that changes how it is read. */
const HEADERS = ["content-type", "content-security-policy", "x-content-type-options", ...Object.keys(ISOLATING)];
/** A document for a hidden frame, below the page's folder: Chromium isolates it although the page around it is not. */
const FRAME = here("isolated");
const FRAME_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; script-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
  "document-isolation-policy": "isolate-and-require-corp",
  // Without it a page whose host forbids half of the isolation may not hold it.
  "cross-origin-embedder-policy": "require-corp",
  "x-content-type-options": "nosniff",
};

function here(path: string): string {
  return new URL(path, SCOPE).href;
}

async function digestOf(bytes: ArrayBuffer): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).subarray(0, 16);
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What is said of a file of ours. */
function headersOf(answer: Response, digest: string): Headers {
  const headers = new Headers({ ...ISOLATING, [DIGEST]: digest });
  for (const name of HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return headers;
}

/** A file of this version from the host; a host that has another one by now is refused. */
async function fetched(path: string, digest: string): Promise<Response> {
  // What the browser has kept will often do.
  for (const cache of ["default", "reload"] as const) {
    const answer = await fetch(here(path), { cache, credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)}`);
    const bytes = await answer.arrayBuffer();
    if ((await digestOf(bytes)) !== digest) continue;
    return new Response(bytes, { headers: headersOf(answer, digest) });
  }
  throw new Error(`${path} is of another version`);
}

/** Keeps every file, or none: a version that is not whole is not offered. */
async function keep(): Promise<void> {
  const name = OURS + VERSION;
  const cache = await caches.open(name);
  const older = (await caches.keys()).filter((one) => one.startsWith(OURS) && one !== name);
  for (const [path, digest] of FILES) {
    const url = here(path);
    let file: Response | undefined;
    for (const one of [name, ...older]) {
      const found = await caches.match(url, { cacheName: one });
      // An older version may have kept it without a header that this one gives.
      if (found?.headers.get(DIGEST) === digest) file = new Response(found.body, { headers: headersOf(found, digest) });
      if (file !== undefined) break;
    }
    await cache.put(url, file ?? (await fetched(path, digest)));
  }
}

async function answered(path: string, digest: string, request: Request): Promise<Response> {
  const cacheName = OURS + VERSION;
  try {
    const kept = await caches.match(here(path), { cacheName });
    if (kept !== undefined) return kept;
  } catch {
    // Storage that refuses is as good as none.
  }
  // The browser let go of it. A page may begin with what the host has now; what comes later must be of this version.
  return request.mode === "navigate" ? fetch(request) : fetched(path, digest);
}

/** The frame's document: one script of this version, which the page names. */
function framed(script: string | null): Response {
  if (script === null || !digests.has(script)) return new Response(null, { status: 404 });
  const html = `<!doctype html><title>GlassLM</title><script type="module" src="${script}"></script>`;
  return new Response(html, { headers: FRAME_HEADERS });
}

worker.addEventListener("install", (event) => event.waitUntil(keep()));

worker.addEventListener("activate", (event) => {
  const others = async (): Promise<void> => {
    for (const name of await caches.keys())
      if (name.startsWith(OURS) && name !== OURS + VERSION) await caches.delete(name);
  };
  event.waitUntil(others());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(SCOPE)) return;
  const url = new URL(request.url);
  if (request.destination === "iframe" && url.origin + url.pathname === FRAME) {
    event.respondWith(framed(url.searchParams.get("script")));
    return;
  }
  const path = decodeURI(url.pathname.slice(new URL(SCOPE).pathname.length)) || "index.html";
  const digest = digests.get(path);
  if (digest !== undefined) event.respondWith(answered(path, digest, request));
});

/** The page asks for the new version. Where other pages still show the old one, they would be mixed: they are counted, and nothing is done. */
worker.addEventListener("message", (event) => {
  if (event.data !== "take") return;
  const take = async (): Promise<void> => {
    const all = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
    const open = all.filter(({ url }) => url.startsWith(SCOPE) && !url.startsWith(FRAME)).length;
    event.ports[0]?.postMessage(open);
    if (open <= 1) await worker.skipWaiting();
  };
  event.waitUntil(take());
});

export {};
