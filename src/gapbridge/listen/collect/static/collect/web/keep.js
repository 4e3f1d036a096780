// Pages and forms that open without a network, and how they are taken off the device.
"use strict";

const Keep = {
  /** Resolves once pages can be kept; false where the browser has no service workers. */
  async ready() {
    if (!("serviceWorker" in navigator)) return false;
    await navigator.serviceWorker.register(PAGE.urls.worker, { scope: PAGE.urls.list });
    await navigator.serviceWorker.ready;
    return true;
  },

  /** Have the worker fetch these addresses and keep them. Resolves to whether it did. */
  keep(addresses) {
    this.working = (async () => {
      if (!(await this.ready())) return false;
      const { active } = await navigator.serviceWorker.ready;
      return this.ask(active, { keep: addresses });
    })();
    return this.working;
  },

  ask(worker, message) {
    return new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage(message, [port2]);
    });
  },

  async has(address) {
    return Boolean(await caches.match(address, { ignoreVary: true }));
  },

  /** Everything of these pages that is on this device: answers, forms, pages, the worker itself. */
  async removeAll() {
    await this.working?.catch(console.error); // or it would put back what is taken away
    await Store.clear();
    for (const name of await caches.keys()) {
      if (name === "kept-pages" || name.startsWith("fill-")) await caches.delete(name); // others keep other things here
    }
    const registration = await navigator.serviceWorker?.getRegistration(PAGE.urls.list);
    await registration?.unregister();
  },
};

/** Where nothing can be kept, nothing may be filled in: it would be lost. */
async function canKeep() {
  try {
    await Store.open();
    return true;
  } catch {
    announce(say("noStorage"));
    return false;
  }
}
