// The service worker of /fill/. It keeps the pages, scripts and forms that were opened here, of one person at a
// time. It keeps no answers: those are in the pages' own database. SETTINGS stands before it (shell.py).
"use strict";

const SHELL = `fill-shell-${SETTINGS.build}`;
const PAGES = "kept-pages"; // house.js knows this name
const OWNER = "X-Fill-Owner";
const PATIENCE = 6000; // milliseconds for a page that is kept, before the kept one is shown

self.addEventListener("install", (event) => {
  event.waitUntil(fillShell().then(() => self.skipWaiting()));
});

async function fillShell() {
  const shell = await caches.open(SHELL);
  // The page for no network is fetched as a visitor: it bears nobody's name.
  const offline = new Request(SETTINGS.offline, { credentials: "omit", cache: "reload" });
  await shell.addAll([...SETTINGS.shell, offline]);
}

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOldShells().then(() => self.clients.claim()));
});

async function dropOldShells() {
  for (const name of await caches.keys()) {
    if (name.startsWith("fill-shell-") && name !== SHELL) await caches.delete(name);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname.startsWith(SETTINGS.statics)) event.respondWith(keptFirst(request));
  else if (address.pathname.startsWith(SETTINGS.scope) && !SETTINGS.fresh.includes(address.pathname)) event.respondWith(networkFirst(request));
});

// ── Scripts and styles: their names change when they do ────────────────────
async function keptFirst(request) {
  return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

// ── Pages and the files of forms ───────────────────────────────────────────
async function networkFirst(request) {
  const kept = await caches.match(request, { ignoreVary: true, ignoreSearch: request.mode === "navigate" });
  const asked = fetch(request).then((response) => remember(request, response));
  asked.catch(() => {}); // it may still fail when the kept one has been shown
  try {
    const response = await (kept ? Promise.race([asked, late()]) : asked);
    return response.status >= 500 && kept ? kept : response;
  } catch {
    return kept ?? (request.mode === "navigate" ? caches.match(SETTINGS.offline) : Response.error());
  }
}

const late = () => new Promise((_, reject) => { setTimeout(reject, PATIENCE, new Error("late")); });

/** Keep what a person may see; forget what they may no longer, and everything when somebody else has signed in. */
async function remember(request, response) {
  if (signedOut(response)) {
    await caches.delete(PAGES);
    return response;
  }
  const owner = response.headers.get(OWNER);
  if (response.ok && owner) await put(request, response.clone(), owner);
  else if (response.status === 403 || response.status === 404) await (await caches.open(PAGES)).delete(request, { ignoreVary: true });
  return response;
}

/** These pages send nobody elsewhere, except to sign in. */
const signedOut = (response) => response.type === "opaqueredirect" || response.redirected;

async function put(request, response, owner) {
  const of = new URL("owner", new URL(SETTINGS.scope, location)).href; // an address that no page has
  const before = await (await caches.match(of))?.text();
  if (before !== owner) {
    await caches.delete(PAGES);
    await (await caches.open(PAGES)).put(of, new Response(owner));
  }
  const pages = await caches.open(PAGES);
  await pages.put(request, response);
}

// ── "Keep on this device" ──────────────────────────────────────────────────
self.addEventListener("message", (event) => {
  const [port] = event.ports;
  event.waitUntil(keepAll(event.data.keep).then((kept) => port.postMessage(kept), () => port.postMessage(false)));
});

/** Whether all of them are kept now. */
async function keepAll(addresses) {
  for (const address of addresses) {
    const request = new Request(address, { credentials: "same-origin", redirect: "manual" });
    const response = await remember(request, await fetch(request));
    if (!response.ok) return false;
    // A form that is kept brings along the files that it shows.
    const files = address.startsWith(SETTINGS.scope) && address !== SETTINGS.scope ? filesIn(await response.text()) : [];
    if (files.length && !(await keepAll(files))) return false;
  }
  return true;
}

function filesIn(page) {
  const data = page.match(/<script id="page-data" type="application\/json">(.*?)<\/script>/s);
  return data ? Object.values(JSON.parse(data[1]).form?.files ?? {}) : [];
}
