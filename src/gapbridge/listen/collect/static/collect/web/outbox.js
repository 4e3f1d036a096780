// Sends what waits, one after the other and from one window at a time. An answer has its instance id: the
// server keeps it once however often it is sent, so what is in doubt is sent again.
"use strict";

const Outbox = {
  async add(answers) {
    await Store.put("answers", { state: "waiting", owner: PAGE.owner, savedAt: Date.now(), ...answers });
    navigator.storage?.persist?.(); // asks the browser not to clear it when space is short
  },

  /** Send all that waits. Says what became of it, unless `quiet` and there was nothing to send. */
  async sendAll({ quiet = true } = {}) {
    const waiting = (await Store.mine("answers")).filter((row) => row.state === "waiting");
    if (!waiting.length) return quiet || announce(say("nothingWaits"));
    if (!navigator.onLine) return announce(say("offline"));
    const done = await alone("sending", async () => { await this.sendEach(); return true; });
    if (!done) announce(say("sendsElsewhere"));
  },

  async sendEach() {
    const token = await this.token();
    if (!token) return;
    // Read anew: the window that held the lock before may have sent them.
    for (const { instanceId } of await Store.mine("answers")) {
      const row = await Store.get("answers", instanceId);
      if (row?.state !== "waiting") continue;
      if (!(await this.sendOne(row, token))) return;
    }
  },

  /** A fresh token, if whoever filled these in is signed in. Says why not. */
  async token() {
    try {
      const response = await fetch(PAGE.urls.ready, { cache: "no-store", credentials: "same-origin" });
      const { owner, token } = await response.json();
      if (owner === PAGE.owner) return token;
      announceSignIn(owner ? "anotherPerson" : "signIn");
    } catch {
      announce(say(navigator.onLine ? "noServer" : "offline"));
    }
    return null;
  },

  /** Whether to go on with the next one. */
  async sendOne(row, token) {
    this.underWay = row.instanceId;
    Store.changed();
    try {
      const response = await fetch(row.send, {
        method: "POST", body: this.body(row), headers: { "X-CSRFToken": token }, credentials: "same-origin", redirect: "manual",
      });
      return await this.settle(row, response);
    } catch {
      await this.stays(row, "noServer");
      return false;
    } finally {
      this.underWay = null;
      Store.changed();
    }
  },

  body({ xml, files }) {
    const body = new FormData();
    body.set("xml_submission_file", new Blob([xml], { type: "text/xml" }), "submission.xml");
    for (const { name, blob } of files) body.set(name, blob, name);
    return body;
  },

  async settle(row, response) {
    const said = await response.json().catch(() => ({}));
    if (response.status === 201 || response.status === 202) {
      await this.keep(row, { state: "arrived", message: "", receipt: said.receipt, arrivedAt: Date.parse(said.receivedAt), xml: null, files: [] });
      announce(say("sent", row));
      return true;
    }
    if (response.type === "opaqueredirect") {
      announceSignIn("signIn");
      return false;
    }
    if (said.message || response.status === 403 || response.status === 404 || response.status === 413) {
      await this.keep(row, { state: "refused", message: said.message ?? say("notAllowed") });
      announce(say("notTaken", row));
      return true;
    }
    await this.stays(row, "serverBusy");
    return false;
  },

  async stays(row, why) {
    await this.keep(row, { message: say(navigator.onLine ? why : "offline") });
    announce(say("notSent", row));
  },

  keep: (row, change) => Store.put("answers", { ...row, ...change, triedAt: Date.now() }),
};

function announceSignIn(key) {
  announce(say(key));
  const link = Object.assign(document.createElement("a"), { className: "button small", href: PAGE.urls.signIn });
  link.textContent = say("signInLink");
  document.getElementById("said").append(" ", link);
}

addEventListener("online", () => { announce(say("online")); Outbox.sendAll(); });
addEventListener("offline", () => announce(say("offline")));
// A network may come back without the browser telling: while something waits, look every half minute.
setInterval(() => document.hidden || Outbox.sendAll(), 30_000);
