// The service worker of /library/. It keeps what a reader chose to keep: public pages, the same for everybody, fetched
// as a visitor. It keeps nothing else, and leaves every other page to the network. SETTINGS stands before it (kept.py).
"use strict";

const SHELL = `library-shell-${SETTINGS.build}`;
const PREFIX = "library-kept-";
const absolute = (path) => new URL(path, location).href;
const LIST = absolute(`${SETTINGS.scope}kept.json`); // an address that no page has; kept.js knows it
const PATIENCE = 5000; // milliseconds for a page that is kept, before the kept one is shown
const AT_ONCE = 4;

self.addEventListener("install", (event) => {
  event.waitUntil(fillShell().then(() => self.skipWaiting()));
});

async function fillShell() {
  const shell = await caches.open(SHELL);
  const pages = SETTINGS.languages.map((each) => `${SETTINGS.offline}?in=${each}`);
  const visitor = (address) => new Request(address, { credentials: "omit", cache: "no-cache" });
  await shell.addAll([...SETTINGS.shell, ...pages].map(visitor));
}

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

async function dropOldShells() {
  for (const name of await caches.keys()) {
    if (name.startsWith("library-shell-") && name !== SHELL) await caches.delete(name);
  }
}

// ── What is asked for ──────────────────────────────────────────────────────
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, address));
  else if (address.pathname.startsWith(SETTINGS.statics)) event.respondWith(keptFirst(request));
  else if (request.destination === "image") event.respondWith(fetch(request).catch(async () => (await keptCopy(request.url)) ?? Response.error()));
});

/** Only from caches of ours: other workers of the site keep pages of persons. */
async function keptCopy(url) {
  for (const name of await caches.keys()) {
    if (!name.startsWith("library-")) continue;
    const found = await (await caches.open(name)).match(url, { ignoreVary: true });
    if (found) return found;
  }
  return undefined;
}

/** Scripts and styles: their names change when they do. */
const keptFirst = async (request) => (await keptCopy(request.url)) ?? fetch(request);

/** The network first; a kept page when that fails or is late; else the page of what is kept. */
async function page(request, address) {
  const bare = `${address.origin}${address.pathname}`;
  const kept = address.pathname.startsWith(SETTINGS.reading) ? await keptCopy(bare) : undefined;
  try {
    const asked = fetch(request);
    asked.catch(() => {}); // it may still fail when the kept one has been shown
    const response = await (kept ? Promise.race([asked, late()]) : asked);
    return response.status >= 500 && kept ? kept : response;
  } catch {
    return kept ?? (await keptCopy(`${absolute(SETTINGS.offline)}?in=${await language(address)}`)) ?? Response.error();
  }
}

const late = () => new Promise((_, reject) => { setTimeout(reject, PATIENCE, new Error("late")); });

/** That of the address, else that of what was kept last. */
async function language(address) {
  const asked = address.searchParams.get("in");
  if (SETTINGS.languages.includes(asked)) return asked;
  const kept = (await bundles()).sort((a, b) => b.keptAt.localeCompare(a.keptAt));
  return kept[0]?.language ?? SETTINGS.languages[0];
}

async function bundles() {
  const found = [];
  for (const name of await caches.keys()) {
    const bundle = name.startsWith(PREFIX) && (await (await caches.open(name)).match(LIST));
    if (bundle) found.push({ ...(await bundle.json()), cache: name });
  }
  return found;
}

// ── "Keep on this phone" ───────────────────────────────────────────────────
self.addEventListener("message", (event) => {
  const [port] = event.ports;
  const progress = (done, all) => port.postMessage({ done, all });
  const end = keep(event.data.keep, progress).catch((error) => (error.name === "QuotaExceededError" ? "full" : "failed"));
  event.waitUntil(end.then((said) => port.postMessage({ end: said })));
});

/**
 * Into a cache of its own, the list last: a collection is kept whole or not at all. Pages that have not changed are
 * taken from the one before, which goes when the new one is whole.
 */
async function keep(address, progress) {
  const answer = await fetch(address, { credentials: "omit", cache: "no-store" });
  if (answer.status === 404) return "gone";
  if (!answer.ok) return "failed";
  const bundle = await answer.json();
  const before = (await bundles()).find((each) => each.id === bundle.id);
  const name = `${PREFIX}${bundle.id}-${bundle.stamp}-${Date.now()}`;
  try {
    const bytes = await fill(await caches.open(name), bundle, before, progress);
    const kept = { ...bundle, bytes, keptAt: new Date().toISOString() };
    await (await caches.open(name)).put(LIST, new Response(JSON.stringify(kept), { headers: { "Content-Type": "application/json" } }));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  for (const each of await caches.keys()) {
    if (each.startsWith(`${PREFIX}${bundle.id}-`) && each !== name) await caches.delete(each);
  }
  return "ok";
}

/** Bytes that it takes, the list among them. */
async function fill(cache, bundle, before, progress) {
  const same = new Set((before?.pages ?? []).map((page) => `${page.address} ${page.stamp}`));
  const wanted = bundle.pages.flatMap((page) => [page.address, ...page.pictures]
    .map((address) => ({ address, from: same.has(`${page.address} ${page.stamp}`) ? before.cache : undefined })));
  let [bytes, done] = [new Blob([JSON.stringify(bundle)]).size, 0];
  progress(done, wanted.length);
  const one = async () => {
    for (let next = wanted.shift(); next; next = wanted.shift()) {
      const took = await take(cache, next); // the others add to the sum meanwhile
      bytes += took;
      progress(done += 1, done + wanted.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return bytes;
}

async function take(cache, { address, from }) {
  const copied = from && (await (await caches.open(from)).match(address, { ignoreVary: true }));
  const response = copied ?? (await fetch(address, { credentials: "omit", redirect: "error", cache: "no-cache" }));
  if (!response.ok) throw new Error(`${address} answered ${response.status}`);
  const content = await response.blob();
  await cache.put(address, new Response(content, { headers: headers(response) }));
  return content.size;
}

/** What a page may do goes with it; that it was sent compressed does not. */
function headers(response) {
  const kept = new Headers();
  for (const name of ["Content-Type", "Content-Security-Policy", "Content-Language"]) {
    const value = response.headers.get(name);
    if (value) kept.set(name, value);
  }
  return kept;
}
