// The list of forms: which are kept here, what waits, what arrived.
"use strict";

const byId = (id) => document.getElementById(id);
const SHOWN_AS = { waiting: "open", sending: "open", arrived: "good", refused: "bad" };

// ── What waits and what arrived ────────────────────────────────────────────
function entry({ title, state, label, when, message, buttons }) {
  const item = byId("entry").content.cloneNode(true).firstElementChild;
  const part = (name) => item.querySelector(`[data-${name}]`);
  part("title").textContent = title;
  part("state").textContent = label;
  part("state").classList.add(state);
  part("when").textContent = when.filter(Boolean).join(" · ");
  part("message").textContent = message ?? "";
  part("message").hidden = !message;
  part("buttons").append(...buttons);
  return item;
}

function button(key, title, act, tone = "") {
  const made = Object.assign(document.createElement("button"), { type: "button", className: `button small ${tone}` });
  made.textContent = say(key);
  made.setAttribute("aria-label", `${say(key)} · ${title}`);
  made.addEventListener("click", act);
  return made;
}

function answerEntry(row) {
  const state = Outbox.underWay === row.instanceId ? "sending" : row.state;
  return entry({
    title: row.title,
    state: SHOWN_AS[state],
    label: say(state),
    when: [
      say("savedAt", { time: clock(row.savedAt) }),
      row.files.length ? say("withFiles", { count: row.files.length }) : "",
      row.state === "arrived"
        ? say("arrivedAt", { time: clock(row.arrivedAt), receipt: row.receipt })
        : row.triedAt ? say("triedAt", { time: clock(row.triedAt) }) : "",
    ],
    message: row.message,
    buttons: row.state === "refused"
      ? [button("tryAgain", row.title, () => tryAgain(row)), button("discard", row.title, () => discard(row), "danger")]
      : [],
  });
}

async function tryAgain(row) {
  await Store.put("answers", { ...row, state: "waiting", message: "" });
  await Outbox.sendAll();
}

async function discard(row) {
  if (confirm(say("discardSure"))) await Store.remove("answers", row.instanceId);
}

function draftEntry(row) {
  const link = Object.assign(document.createElement("a"), { className: "button small", href: `${row.page}#${row.instanceId}` });
  link.textContent = say("continueDraft");
  link.setAttribute("aria-label", `${say("continueDraft")} · ${row.title}`);
  const away = button("discard", row.title, async () => {
    if (confirm(say("draftSure"))) await Store.remove("drafts", row.instanceId);
  });
  return entry({
    title: row.title, state: "draft", label: say("draft"), buttons: [link, away],
    when: [say("draftAt", { time: clock(row.savedAt) })],
  });
}

async function show() {
  const [answers, drafts, everyones] = await Promise.all([Store.mine("answers"), Store.mine("drafts"), Store.all("answers")]);
  const count = (state) => answers.filter((row) => row.state === state).length;
  byId("queue").replaceChildren(...answers.toReversed().map(answerEntry));
  byId("drafts").replaceChildren(...drafts.toReversed().map(draftEntry));
  byId("queue").hidden = !answers.length;
  byId("drafts").hidden = !drafts.length;
  const counts = { waiting: count("waiting"), arrived: count("arrived"), refused: count("refused") };
  byId("summary").textContent = answers.length ? say("summary", counts) : say("nothingWaits");
  byId("clear-arrived").disabled = !counts.arrived;
  const others = everyones.filter((row) => row.owner !== PAGE.owner && row.state !== "arrived").length;
  byId("others").hidden = !others;
  byId("others").textContent = say("othersWait", { count: others });
}

async function clearArrived() {
  for (const row of await Store.mine("answers")) {
    if (row.state === "arrived") await Store.remove("answers", row.instanceId);
  }
}

async function removeAll() {
  if (!confirm(say("removeAllSure"))) return;
  await Keep.removeAll();
  document.querySelectorAll("[data-keep-label]").forEach((label) => { label.textContent = say("keep"); });
  announce(say("removedAll"));
}

// ── Forms that are kept ────────────────────────────────────────────────────
async function offerToKeep(keep) {
  const label = keep.querySelector("[data-keep-label]");
  const showKept = async () => { if (await Keep.has(keep.dataset.keep)) label.textContent = say("kept"); };
  keep.addEventListener("click", async () => {
    const kept = await Keep.keep([keep.dataset.keep, PAGE.urls.list]).catch(() => false);
    announce(say(kept ? "keptNow" : "keepFailed", { title: keep.closest("[data-title]").dataset.title }));
    await showKept();
  });
  await showKept();
}

async function start() {
  if (!(await canKeep())) return;
  addEventListener("store-changed", show);
  byId("send-now").addEventListener("click", () => Outbox.sendAll({ quiet: false }));
  byId("clear-arrived").addEventListener("click", clearArrived);
  byId("remove-all").addEventListener("click", removeAll);
  announce(navigator.onLine ? "" : say("offline"));
  await show();
  document.querySelectorAll("[data-keep]").forEach(offerToKeep);
  Keep.keep([PAGE.urls.list]).catch(console.error);
  await Outbox.sendAll();
}

start();
