// What is kept in this browser: answers that wait or arrived, and answers that are not finished.
// Loaded first; the other scripts of these pages use what stands here.
"use strict";

/** What the page says of itself: {owner, locale, urls, words, form?} (views.py, `_page_data`). */
const PAGE = JSON.parse(document.getElementById("page-data").textContent);

/** A text of the page, with its %(names)s filled in. */
function say(key, values = {}) {
  const text = PAGE.words[key] ?? PAGE.form?.words[key] ?? key;
  return text.replace(/%\((\w+)\)s/g, (whole, name) => values[name] ?? whole);
}

function clock(time) {
  return new Date(time).toLocaleString(PAGE.locale, { dateStyle: "medium", timeStyle: "short" });
}

/** Tell what happened, also to who does not see it. */
function announce(text) {
  const place = document.getElementById("said");
  place.textContent = text;
  place.hidden = !text;
}

// ── The database ───────────────────────────────────────────────────────────
// answers: {instanceId, owner, title, send, xml, files: [{name, blob}], state, message, receipt,
//           savedAt, triedAt, arrivedAt}; state: "waiting", "arrived" or "refused"
// drafts:  {instanceId, owner, form, title, page, xform, version, xml, files, savedAt}
const DATABASE = "gapbridge-fill";
const TABLES = ["answers", "drafts"];
const changes = "BroadcastChannel" in window ? new BroadcastChannel(DATABASE) : null;

const Store = {
  /** Rejects where the browser keeps nothing. */
  open() {
    this.opened ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => TABLES.forEach((name) => request.result.createObjectStore(name, { keyPath: "instanceId" }));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return this.opened;
  },

  /** Resolves once it is on the disk: to what `work(table)` asked for. */
  async within(name, mode, work) {
    const database = await this.open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(name, mode, { durability: "strict" });
      const request = work(transaction.objectStore(name));
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  },

  async put(name, row) {
    await this.within(name, "readwrite", (table) => table.put(row));
    this.changed();
  },

  get: (name, key) => Store.within(name, "readonly", (table) => table.get(key)),

  all: (name) => Store.within(name, "readonly", (table) => table.getAll()),

  async remove(name, key) {
    await this.within(name, "readwrite", (table) => table.delete(key));
    this.changed();
  },

  async clear() {
    for (const name of TABLES) await this.within(name, "readwrite", (table) => table.clear());
    this.changed();
  },

  /** This window and all others show it. */
  changed() {
    dispatchEvent(new Event("store-changed"));
    changes?.postMessage("changed");
  },

  /** The rows of who is signed in, oldest first. */
  async mine(name) {
    const rows = await this.all(name);
    return rows.filter((row) => row.owner === PAGE.owner).sort((one, other) => one.savedAt - other.savedAt);
  },

  /** What a form gave, as it is kept: blobs outlive a page, a chosen File may not. */
  files: (files) => files.map((file) => ({ name: file.name, blob: new Blob([file], { type: file.type }) })),

  asFiles: (kept) => kept.map(({ name, blob }) => new File([blob], name, { type: blob.type })),
};

changes?.addEventListener("message", () => dispatchEvent(new Event("store-changed")));

/** Run `work` unless another window of this browser holds the lock; what it gave, or undefined. */
function alone(lock, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(`${DATABASE}:${lock}`, { ifAvailable: true }, (held) => (held ? work() : undefined));
}
