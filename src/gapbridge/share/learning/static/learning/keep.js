// “Keep on this phone” on the page of a collection.
"use strict";

const byId = (id) => document.getElementById(id);
const tell = (text) => { byId("said").textContent = text; };

async function show(note = "") {
  const kept = await Kept.one(PAGE.id);
  byId("keep-now").textContent = say(kept ? "update" : "keep");
  byId("remove-now").hidden = !kept;
  const facts = kept ? say("kept", { time: clock(kept.keptAt), size: size(kept.bytes) }) : "";
  tell([note, facts].filter(Boolean).join(" "));
  return kept;
}

async function fetchIt(done) {
  byId("keep-now").disabled = true;
  const end = await Kept.keep(PAGE.bundle, (progress) => tell(say("keeping", progress))).catch(() => "failed");
  byId("keep-now").disabled = false;
  await show(say(end === "ok" ? done : end));
}

async function start() {
  if (!Kept.possible()) {
    byId("keep-now").hidden = true;
    tell(say("cantKeep"));
    return;
  }
  byId("keep-now").addEventListener("click", () => fetchIt("keptNow"));
  byId("remove-now").addEventListener("click", async () => {
    await Kept.remove(PAGE.id);
    await show(say("removed"));
  });
  const kept = await show();
  if (kept && (await Kept.look(kept)) === "changed") await fetchIt("updated");
}

start();
