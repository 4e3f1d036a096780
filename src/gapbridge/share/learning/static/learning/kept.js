// What this browser keeps of the knowledge hub, read by its pages. It is written by the worker (worker.js) alone.
"use strict";

const PAGE = JSON.parse(document.getElementById("page-data").textContent);

/** What is said under this name, with its %(places)s filled in. */
const say = (name, places = {}) => PAGE.words[name].replace(/%\((\w+)\)s/g, (_, key) => places[key] ?? "");
const clock = (time) => new Date(time).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

function size(bytes) {
  const [unit, by] = bytes < 1_000_000 ? ["kilobyte", 1000] : ["megabyte", 1_000_000];
  const digits = bytes < 10 * by ? 1 : 0;
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: digits }).format(bytes / by);
}

const Kept = {
  PREFIX: "library-kept-",
  LIST: new URL("kept.json", new URL(PAGE.scope, location)).href, // an address that no page has; worker.js knows it

  possible() {
    return "serviceWorker" in navigator && "caches" in window;
  },

  async all() {
    const found = [];
    for (const name of await caches.keys()) {
      if (!name.startsWith(this.PREFIX)) continue;
      const bundle = await (await caches.open(name)).match(this.LIST);
      if (bundle) found.push(await bundle.json());
    }
    return found.sort((a, b) => a.title.localeCompare(b.title));
  },

  async one(id) {
    return (await this.all()).find((each) => each.id === id);
  },

  /** Fetch and keep. `progress({ done, all })` is called along the way. Resolves to "ok", "failed", "full" or "gone". */
  async keep(address, progress) {
    navigator.storage?.persist?.().catch(() => {});
    await navigator.serviceWorker.register(PAGE.worker, { scope: PAGE.scope });
    const { active } = await navigator.serviceWorker.ready;
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => (data.end ? resolve(data.end) : progress(data));
      active.postMessage({ keep: address }, [port2]);
    });
  },

  /** Whether it has changed since: "same", "changed", "gone", or "unknown" without a network. */
  async look(bundle) {
    try {
      const answer = await fetch(`${this.address(bundle)}&have=${bundle.stamp}`, { credentials: "omit", cache: "no-store" });
      if (answer.status === 404) return "gone";
      if (!answer.ok) return "unknown";
      return (await answer.json()).changed === false ? "same" : "changed";
    } catch {
      return "unknown";
    }
  },

  address: (bundle) => `${bundle.address}kept.json?in=${bundle.language}`,

  /** The last one takes the worker and its shell along. */
  async remove(id) {
    for (const name of await caches.keys()) {
      if (name.startsWith(`${this.PREFIX}${id}-`)) await caches.delete(name);
    }
    if ((await this.all()).length) return;
    for (const name of await caches.keys()) if (name.startsWith("library-")) await caches.delete(name);
    await (await navigator.serviceWorker.getRegistration(PAGE.scope))?.unregister();
  },
};
