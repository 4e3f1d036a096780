// Writing that loses no word. What is typed lies on this device at once, goes to the server every few seconds, and is
// taken off the device when the server has said that it has it. Each window has a name and counts its changes, so that
// the server knows what this window itself sent before, whether or not its answer came back.
"use strict";

{
  const root = document.querySelector("[data-writing]");
  const says = root.dataset;
  const store = `writing:${says.user}:${says.part}:`;
  const win = Math.random().toString(36).slice(2, 12);
  const EVERY = 5000, THERE = 20000, AGAIN = 10000, WAIT = 20000, FOR_LEAVING = 60000;
  const WORD = /[\p{L}\p{N}_]+(?:[’'ʼ.,/-][\p{L}\p{N}_]+)*/gu; // as procedures/definition.py counts
  const turn = () => Math.round(performance.now());
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  let token = $("[name=csrfmiddlewaretoken]", root)?.value;

  // ── What lies on this device: an entry a field a window ──
  const Kept = {
    put(key, entry) {
      try { localStorage.setItem(`${store}${key}:${win}`, JSON.stringify({ key, win, turn: turn(), at: Date.now(), ...entry })); } catch { /* full or forbidden: the page still holds it */ }
    },
    drop({ key, win: whose }) { try { localStorage.removeItem(`${store}${key}:${whose}`); } catch { /* as above */ } },
    all() {
      try {
        const names = Object.keys(localStorage).filter((name) => name.startsWith(store));
        return names.map((name) => JSON.parse(localStorage.getItem(name))).sort((a, b) => a.at - b.at);
      } catch { return []; }
    },
  };

  // ── A field: read and written by its kind ──
  class Field {
    constructor(box) {
      this.box = box;
      this.key = box.dataset.field;
      this.kind = box.dataset.kind;
      this.version = Number(box.dataset.version);
      this.known = this.now();
      this.count();
    }

    get controls() { return $$(`[name^="a-${this.key}"]:not([type=hidden])`, this.box); }
    now() { return JSON.stringify(this.read()); }
    get dirty() { return this.now() !== this.known; }

    read() {
      const all = this.controls;
      if (this.kind === "choice") return all.find((each) => each.checked)?.value ?? "";
      if (this.kind === "choices") return all.filter((each) => each.checked).map((each) => each.value);
      if (this.kind === "declaration") return all[0].checked;
      if (this.kind !== "table") return all[0].value;
      const rows = $$("[data-row]", this.box).map((row) => Object.fromEntries($$("[data-column]", row).map((cell) => [cell.dataset.column, cell.value.trim()])));
      return rows.filter((row) => Object.values(row).some(Boolean));
    }

    write(value) {
      const all = this.controls;
      if (this.kind === "table") {
        while ($$("[data-row]", this.box).length < value.length) this.addRow();
        $$("[data-row]", this.box).forEach((row, index) => {
          for (const cell of $$("[data-column]", row)) cell.value = value[index]?.[cell.dataset.column] ?? "";
        });
      } else if (this.kind === "declaration") all[0].checked = value;
      else if (this.kind === "choice" || this.kind === "choices") for (const each of all) each.checked = [value].flat().includes(each.value);
      else all[0].value = value;
      this.count();
    }

    addRow() {
      const rows = $$("[data-row]", this.box), last = rows.at(-1), row = last.cloneNode(true), number = Math.max(...rows.map((each) => Number(each.dataset.row))) + 1;
      const renumber = (text) => text.replace(last.dataset.row, number);
      row.dataset.row = number;
      $("th", row).textContent = number;
      for (const cell of $$("[data-column]", row)) Object.assign(cell, { name: `a-${this.key}-${number}-${cell.dataset.column}`, value: "", ariaLabel: renumber(cell.ariaLabel) });
      const remove = $("[data-remove-row]", row);
      remove.ariaLabel = renumber(remove.ariaLabel);
      last.after(row);
      $("[data-rows]", this.box).value = number;
      return row;
    }

    removeRow(row) {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (next) row.remove(); else for (const cell of $$("[data-column]", row)) cell.value = "";
      $("[data-column]", next ?? row).focus();
    }

    count() {
      const counter = $("[data-count]", this.box), area = $("textarea", this.box);
      if (!counter || this.kind !== "text") return;
      const words = area.value.match(WORD)?.length ?? 0, most = Number(area.dataset.words);
      counter.textContent = counter.dataset.said.replace("{count}", words);
      counter.classList.toggle("is-over", Boolean(most) && words > most);
    }

    complain(text) {
      $("[data-problems]", this.box).replaceChildren(...(text ? [Object.assign(document.createElement("li"), { textContent: text })] : []));
      this.box.classList.toggle("has-error", Boolean(text));
    }

    settle(version) {
      this.version = version;
      const hidden = $(`[name="v-${this.key}"]`, this.box);
      if (hidden) hidden.value = version;
    }
  }

  const fields = new Map($$("[data-version]", root).filter((box) => box.dataset.kind !== "files").map((box) => [box.dataset.field, new Field(box)]));
  const fieldOf = (element) => fields.get(element.closest?.("[data-field]")?.dataset.field);

  // ── The way to the server ──
  const Writing = {
    refused: new Map(), // field → what the server would not take, until it changes
    there: 0,

    say(text, bad = false) {
      const status = $("[data-status]");
      if (!status) return;
      status.textContent = text;
      status.classList.toggle("failed", bad);
    },

    plan(wait = EVERY) {
      this.timer ??= setTimeout(() => { this.timer = null; this.save(); }, wait);
    },

    changed() { return [...fields.values()].filter((field) => field.dirty && this.refused.get(field.key) !== field.now()); },

    keep() { for (const field of fields.values()) if (field.dirty) Kept.put(field.key, { value: field.read(), based: field.version }); },

    async save(leaving = false) {
      if (this.closed) return;
      const changed = this.changed(), due = Date.now() - this.there >= THERE && says.section && !document.hidden;
      if (!changed.length && !due) return;
      this.keep();
      if (this.busy && !leaving) return this.plan(1000);
      if (!navigator.onLine) { if (changed.length) this.say(says.saidOffline, true); return this.plan(AGAIN); }
      const sent = new Map(changed.map((field) => [field, field.now()]));
      const body = {
        answers: Object.fromEntries(changed.map((field) => [field.key, field.read()])),
        based: Object.fromEntries(changed.map((field) => [field.key, field.version])),
        window: win, turn: turn(),
      };
      if (due) Object.assign(body, { section: says.section, seen: Object.fromEntries([...fields.values()].map((field) => [field.key, field.version])) });
      if (sent.size) this.say(says.saidSaving);
      this.busy = true;
      const answer = await this.send(body, leaving);
      this.busy = false;
      if (!answer) { if (changed.length) this.say(navigator.onLine ? says.saidBusy : says.saidOffline, true); return this.plan(AGAIN); }
      if (due) this.there = Date.now();
      this.take(answer, sent);
    },

    /** {status, told}, or null when it is not known whether the server got it. */
    async send(body, leaving = false, again = true) {
      const text = JSON.stringify(body);
      try {
        const response = await fetch(says.save, {
          method: "POST", body: text, credentials: "same-origin", redirect: "manual",
          headers: { "Content-Type": "application/json", "X-CSRFToken": token },
          keepalive: leaving && text.length < FOR_LEAVING, signal: leaving ? undefined : AbortSignal.timeout(WAIT),
        });
        if (response.type === "opaqueredirect") return { status: 401, told: {} };
        if (response.status === 403 && again && await this.renew()) return this.send(body, leaving, false);
        if (response.status >= 500) return null;
        return { status: response.status, told: await response.json().catch(() => ({})) };
      } catch { return null; }
    },

    /** A fresh token after signing in anew; false when nobody or somebody else is signed in. */
    async renew() {
      const response = await fetch(says.save, { credentials: "same-origin", redirect: "manual", cache: "no-store" });
      if (!response.ok) return false;
      const told = await response.json();
      if (String(told.user) !== says.user) { this.close(says.saidOther); return false; }
      token = told.token;
      for (const input of $$("[name=csrfmiddlewaretoken]")) input.value = token;
      return true;
    },

    take({ status, told }, sent) {
      if (status === 200 || status === 409) return this.took(told, sent);
      if (status === 422 && told.closed) return this.close(told.error);
      if (this.closed) return;
      if (status === 401 || status === 403) this.say(says.saidOut, true);
      else if (status === 422 && fields.has(told.field)) {
        this.refused.set(told.field, sent.get(fields.get(told.field)));
        fields.get(told.field).complain(told.error);
        this.say(told.error, true);
        return this.plan(500);
      } else this.say(told.error ?? says.saidLong, true);
      this.plan(AGAIN);
    },

    took(told, sent) {
      for (const [field, value] of sent) {
        const waits = told.waiting?.[field.key];
        if (!waits) field.settle(told.versions[field.key]);
        if (this.refused.delete(field.key)) field.complain("");
        field.known = value;
        if (!field.dirty) Kept.drop({ key: field.key, win });
        $("[data-two]", field.box).innerHTML = waits ? waits.html : "";
      }
      if (told.there) this.showThere(told.there);
      for (const [key, { version, value }] of Object.entries(told.changed ?? {})) this.follow(fields.get(key), version, value);
      if (told.waiting && sent.size) this.say(says.saidTwo, true);
      else if (sent.size) this.say(told.saved);
      if (this.changed().length) this.plan();
    },

    /** A colleague changed a field that nobody touches here: show it as it is now. */
    follow(field, version, value) {
      if (!field || field.dirty || field.version >= version || field.box.contains(document.activeElement) || $("[data-two] *", field.box)) return;
      field.write(value);
      field.known = field.now();
      field.settle(version);
      this.say(says.saidChanged);
    },

    showThere(names) {
      const line = $("[data-there]");
      line.hidden = !names.length;
      line.textContent = line.dataset.one.replace("{names}", names.join(", "));
    },

    /** Nothing more is taken here: what was written stays, on the page and on this device, and can be had as a file. */
    close(why) {
      this.closed = true;
      this.keep();
      this.say(why, true);
      if (!fields.size || $("[data-download]")) return;
      const link = Object.assign(document.createElement("a"), { className: "button small", textContent: says.saidDownload, download: `${says.section}.txt`, href: "#" });
      link.addEventListener("click", () => { link.href = URL.createObjectURL(new Blob([this.text()], { type: "text/plain" })); });
      link.dataset.download = "";
      $("[data-status]").after(link);
    },

    text() {
      const cells = (each) => (typeof each === "object" ? Object.values(each).join(" | ") : each);
      return [...fields.values()].map((field) => `${$("label, legend", field.box).firstChild.textContent.trim()}\n\n${[field.read()].flat().map(cells).join("\n")}\n`).join("\n");
    },

    /** What an earlier visit left on this device: the newest text of a field comes back into it, all are sent. */
    async bringBack() {
      for (const entry of Kept.all().filter((each) => each.win !== win)) {
        const field = fields.get(entry.key);
        if (field && JSON.stringify(entry.value) === field.known) { Kept.drop(entry); continue; }
        const answer = await this.send({ answers: { [entry.key]: entry.value }, based: { [entry.key]: entry.based }, window: entry.win, turn: entry.turn });
        if (answer?.status === 422 && answer.told.closed && field && !field.dirty) field.write(entry.value);
        if (answer?.status === 422 && answer.told.closed) this.close(answer.told.error);
        if (answer?.status !== 200 && answer?.status !== 409) continue;
        Kept.drop(entry);
        if (!field) continue;
        if (answer.status === 200 && !field.dirty) { field.write(entry.value); field.known = field.now(); field.settle(answer.told.versions[entry.key]); }
        if (answer.status === 409) $("[data-two]", field.box).innerHTML = answer.told.waiting[entry.key].html;
        this.say(answer.status === 409 ? says.saidTwo : says.saidBack, answer.status === 409);
      }
    },
  };

  // ── What happens on the page ──
  root.addEventListener("input", ({ target }) => {
    const field = target.name?.startsWith("a-") && fieldOf(target);
    if (!field) return;
    field.count();
    clearTimeout(Writing.keeping);
    Writing.keeping = setTimeout(() => Writing.keep(), 300);
    Writing.plan();
  });
  root.addEventListener("focusout", ({ target }) => { if (fieldOf(target)) Writing.save(); });
  root.addEventListener("change", ({ target }) => {
    if (target.type !== "file") return;
    const button = $("[data-send-files]", target.closest("[data-field]"));
    button.hidden = !target.files.length;
  });
  root.addEventListener("click", (event) => {
    const field = fieldOf(event.target), row = event.target.closest("[data-remove-row]")?.closest("[data-row]");
    if (row) field.removeRow(row);
    else if (event.target.closest("[data-add-row]")) { event.preventDefault(); $("[data-column]", field.addRow()).focus(); }
    else return;
    Writing.plan(500);
  });
  root.addEventListener("submit", () => {
    Writing.keep();
    $("[name=window]", root).value = win;
    $("[name=turn]", root).value = turn();
    Writing.sent = true;
  });
  const leave = () => { Writing.keep(); if (!Writing.sent) Writing.save(true); };
  addEventListener("pagehide", leave);
  addEventListener("pageshow", ({ persisted }) => { if (persisted) Writing.sent = false; });
  document.addEventListener("visibilitychange", () => (document.hidden ? leave() : Writing.save()));
  addEventListener("online", () => { Writing.bringBack(); Writing.save(); });
  addEventListener("offline", () => Writing.say(says.saidOffline, true));
  document.addEventListener("submit", (event) => { // signing out takes what lies on this device along
    if (!/\/(logout|cast)\/$/.test(event.target.action) || !Writing.changed().length || confirm(says.saidLeave)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  setInterval(() => Writing.save(), THERE);
  Writing.bringBack().then(() => Writing.save());
  root.dataset.ready = "1";
}
