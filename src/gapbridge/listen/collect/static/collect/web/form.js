// One form: it is opened, saves itself on this device while it is filled in, and goes into the outbox.
"use strict";

const NONCE = document.currentScript.nonce; // the policy's leave for styles that the form makes
const FORM = PAGE.form;
const byId = (id) => document.getElementById(id);
const SAVE_AFTER = 1500; // milliseconds after the last change

/** An answer under way: what is shown, kept as a draft until it is submitted. */
class Filling {
  constructor(draft) {
    this.draft = draft; // null: a new one
    this.xform = draft?.xform ?? FORM.xform; // an answer is finished on the version it was begun on
    this.version = draft?.version ?? FORM.version;
  }

  async open() {
    const { openForm } = await import(FORM.library);
    const shown = await openForm({
      target: byId("web-form"),
      xform: this.xform,
      fetchAttachment,
      draft: this.draft && { xml: this.draft.xml, files: Store.asFiles(this.draft.files) },
      words: FORM.libraryWords,
      locale: PAGE.locale,
      languages: FORM.languages,
      nonce: NONCE,
      onSubmit: (answers) => this.submit(answers),
    });
    this.shown = shown;
    const begun = await shown.read();
    this.instanceId = begun.instanceId;
    this.saved = begun.xml;
    this.hold();
    for (const kind of ["input", "change", "click", "keyup"]) byId("web-form").addEventListener(kind, this.planned);
    document.addEventListener("visibilitychange", this.leaving);
  }

  /** Another window of this browser leaves this draft alone while this one has it. */
  hold() {
    alone(`draft:${this.instanceId}`, () => new Promise((release) => { this.release = release; }));
  }

  planned = () => {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER);
  };

  leaving = () => { if (document.hidden) this.save(); };

  async save() {
    if (this.closed) return;
    const { instanceId, xml, files } = await this.shown.read();
    if (this.closed || xml === this.saved) return;
    try {
      await Store.put("drafts", {
        instanceId, owner: PAGE.owner, form: FORM.id, title: FORM.title, page: location.pathname, xform: this.xform,
        version: this.version, xml, files: Store.files(files), savedAt: Date.now(),
      });
      this.saved = xml;
      byId("draft-state").textContent = say("draftKept", { time: new Date().toLocaleTimeString(PAGE.locale, { timeStyle: "short" }) });
    } catch (error) {
      console.error(error);
      byId("draft-state").textContent = say("draftFailed");
    }
  }

  /** Into the outbox and onto the disk, and only then is the draft gone. */
  async submit({ instanceId, xml, files }) {
    try {
      await Outbox.add({ instanceId, title: FORM.title, send: FORM.send, xml, files: Store.files(files) });
    } catch (error) {
      console.error(error);
      announce(say("submitFailed"));
      return false;
    }
    this.close();
    await Store.remove("drafts", instanceId);
    showDone();
    await Outbox.sendAll();
    return false; // the form is closed here, not emptied by itself
  }

  async discard() {
    this.close();
    await Store.remove("drafts", this.instanceId);
  }

  close() {
    this.closed = true;
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.leaving);
    for (const kind of ["input", "change", "click", "keyup"]) byId("web-form").removeEventListener(kind, this.planned);
    this.shown?.close();
    this.release?.();
  }
}

/** A file that the form shows: jr://images/house.png → where this site keeps it. */
function fetchAttachment(resource) {
  const name = decodeURIComponent(String(resource).split("/").pop());
  const address = FORM.files[name];
  return address ? fetch(address, { credentials: "same-origin" }) : Promise.resolve(new Response("", { status: 404 }));
}

// ── Drafts ─────────────────────────────────────────────────────────────────
/** The draft that the address names, else the newest that no other window has open; null begins a new one. */
async function draftToOpen() {
  const wanted = decodeURIComponent(location.hash.slice(1));
  const drafts = (await Store.mine("drafts")).filter((row) => row.form === FORM.id).reverse();
  if (wanted === "new") return null;
  const named = drafts.find((row) => row.instanceId === wanted);
  if (named && (await isFree(named))) return named;
  if (named) announce(say("elsewhere"));
  for (const row of named ? [] : drafts) if (await isFree(row)) return row;
  return null;
}

const isFree = async (row) => Boolean(await alone(`draft:${row.instanceId}`, () => true));

// ── The page ───────────────────────────────────────────────────────────────
let filling = null;

async function begin(draft) {
  byId("done").hidden = true;
  byId("restored").hidden = !draft;
  byId("draft-state").textContent = "";
  if (draft) byId("restored").querySelector("[data-text]").textContent = say("restored", { time: clock(draft.savedAt) });
  document.querySelector(".web-form-card").hidden = false;
  byId("opening").hidden = false;
  filling = new Filling(draft);
  try {
    await filling.open();
    byId("opening").hidden = true;
  } catch (error) {
    console.error(error);
    byId("opening").textContent = `${say("cantOpen")} ${say("reason", { reason: error.message })}`;
  }
}

async function beginAfresh() {
  filling?.close();
  await begin(null);
}

function showDone() {
  document.querySelector(".web-form-card").hidden = true;
  byId("restored").hidden = true;
  byId("draft-state").textContent = "";
  const done = byId("done");
  done.querySelector("[data-text]").textContent = say(navigator.onLine ? "submitted" : "submittedOffline");
  done.hidden = false;
  done.focus();
}

async function throwAway() {
  if (!confirm(say("draftSure"))) return;
  await filling.discard();
  await begin(null);
}

async function start() {
  if (!(await canKeep())) return;
  announce(navigator.onLine ? "" : say("offline"));
  byId("again").addEventListener("click", beginAfresh);
  byId("afresh").addEventListener("click", async () => { await filling.save(); await beginAfresh(); });
  byId("discard").addEventListener("click", throwAway);
  await begin(await draftToOpen());
  await Promise.all([keepThisForm(), Outbox.sendAll()]);
}

async function keepThisForm() {
  const kept = await Keep.keep([PAGE.urls.list, location.pathname]).catch(() => false);
  const here = kept || (await Keep.has(location.pathname));
  byId("kept").textContent = say(here ? "opensOffline" : "opensOnlineOnly");
}

start();
