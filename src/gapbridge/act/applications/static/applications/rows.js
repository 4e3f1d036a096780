// Rows that save themselves: what changed is sent a second and a half after the last key, and again until an answer came.
// What was sent and not answered is sent once more as it was, before anything newer: so the server never takes one
// person's own earlier text for somebody else's. Until the server has it, what was typed lies on this device too.
"use strict";

// ── What lies on this device: an entry a row a window; signing out removes it ──
const KeptRows = {
  win: Math.random().toString(36).slice(2, 12),

  name(user, part, row, key, win) { return `writing:rows:${user}:${part}:${row}-${key}:${win}`; },

  put(name, entry) {
    try { localStorage.setItem(name, JSON.stringify({ ...entry, name, at: Date.now() })); } catch { /* full or forbidden: the page still holds it */ }
  },

  drop(name) { try { localStorage.removeItem(name); } catch { /* as above */ } },

  all(user, part) {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(`writing:rows:${user}:${part}:`));
      return names.map((name) => JSON.parse(localStorage.getItem(name))).sort((one, other) => one.at - other.at);
    } catch { return []; }
  },

  /** Entries that have no place on this page, sent as they lie here, those of one page together: how many the server
      took, and why it takes the others no more. */
  async send(entries, token) {
    let taken = 0, refused = "";
    for (const path of new Set(entries.map((entry) => entry.path))) {
      const here = entries.filter((entry) => entry.path === path);
      const body = new URLSearchParams({ csrfmiddlewaretoken: token, do: "save", ...here[0].with });
      for (const { row, key, version, was, boxes, all } of here) {
        for (const [name, value] of Object.entries({ version, was, ...boxes, ...all })) {
          if (value !== false) body.append(`${row}-${key}-${name}`, value === true ? "true" : value);
        }
      }
      const answer = await fetch(path, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
      if (answer?.status === 422) refused = KeptRows.reason(await answer.text());
      if (!answer?.ok || answer.redirected) continue;
      for (const { name } of here) KeptRows.drop(name);
      taken += here.length;
    }
    return { taken, refused };
  },

  /** Why a rule forbids it, as the page says it that the server answered with. */
  reason(page) { return new DOMParser().parseFromString(page, "text/html").querySelector("main p")?.textContent.trim() ?? ""; },

  /** A link by which what lies here can be had as a file. */
  download(entries, text) {
    const link = Object.assign(document.createElement("a"), { className: "button small", textContent: text, download: "rows.txt", href: "#" });
    const said = (all) => Object.values(all).filter((value) => typeof value === "string" && value).join(" | ");
    link.addEventListener("click", () => {
      link.href = URL.createObjectURL(new Blob([entries().map(({ all }) => said(all)).join("\n")], { type: "text/plain" }));
    });
    link.dataset.download = "";
    return link;
  },

  tell(place, text, ...more) {
    const notice = document.createElement("div"), line = document.createElement("p");
    notice.className = "notice restored";
    notice.setAttribute("role", "status");
    line.textContent = text;
    notice.append(line, ...more);
    place.prepend(notice);
  },
};

const numeral = (text) => Number(String(text).replace(/[\s\u00a0\u202f'’]/g, "").replace(",", ".") || NaN);
const same = (one, other) => one === other || String(one).trim() === String(other).trim() || numeral(one) === numeral(other);
const parsed = (text) => { try { return JSON.parse(text) ?? {}; } catch { return {}; } };

class Rows {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.saved = new Map(this.rows().map((row) => [row, this.values(row)]));
    form.addEventListener("input", () => { this.keepSoon(); this.plan(1500); });
    form.addEventListener("change", () => { this.keepSoon(); this.plan(300); });
    form.addEventListener("click", (event) => this.add(event));
    form.addEventListener("submit", (event) => { this.letGo(event.submitter); this.keep(); this.leaving = true; clearTimeout(this.timer); });
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => { if (document.hidden) { this.keep(); this.save(); } });
    addEventListener("pageshow", (event) => { if (event.persisted) this.leaving = false; });
    addEventListener("beforeunload", (event) => { if (this.failed && !this.leaving) event.preventDefault(); });
    document.addEventListener("submit", (event) => this.signingOut(event), true);
    this.bringBack();
  }

  rows() { return [...this.form.querySelectorAll("[data-row]")]; }

  fields(row) { return [...row.querySelectorAll("input[name], select[name], textarea[name]")].filter((each) => !each.closest("[data-versions]")); }

  prefix(row) { return `${row.dataset.row}-${row.dataset.key}-`; }

  field(row, name) { return row.querySelector(`[name="${this.prefix(row)}${name}"]`); }

  value(input) { return input.type === "checkbox" ? input.checked : input.value; }

  write(input, value) {
    if (input.type === "checkbox") input.checked = value === true || value === "true";
    else input.value = value;
  }

  // What a person typed, by cell: not the version, nor what stood there.
  values(row) {
    const from = this.prefix(row).length;
    return Object.fromEntries(this.fields(row).filter((each) => each.type !== "hidden").map((each) => [each.name.slice(from), this.value(each)]));
  }

  differing(row) {
    const saved = this.saved.get(row) ?? {};
    return Object.fromEntries(Object.entries(this.values(row)).filter(([name, value]) => saved[name] !== value));
  }

  changed() { return this.rows().filter((row) => Object.keys(this.differing(row)).length); }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // ── On this device ──

  named(row) {
    const { user, part } = this.form.dataset;
    return KeptRows.name(user, part, row.dataset.row, row.dataset.key, KeptRows.win);
  }

  keepSoon() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.keep(), 300);
  }

  keep() {
    for (const row of this.changed()) {
      const boxes = this.field(row, "boxes");
      KeptRows.put(this.named(row), {
        path: location.pathname, with: Object.fromEntries([...this.form.querySelectorAll("[data-with]")].map((each) => [each.name, each.value])),
        row: row.dataset.row, key: row.dataset.key, version: this.field(row, "version").value, was: this.field(row, "was").value,
        boxes: boxes ? { boxes: boxes.value } : {}, cells: this.differing(row), all: this.values(row),
      });
    }
  }

  /** What is taken away on purpose does not come back. */
  letGo(button) {
    const key = /^remove[a-z-]*:(.+)$/.exec(button?.value ?? "")?.[1];
    for (const row of this.rows().filter((each) => each.dataset.key === key)) {
      this.saved.set(row, this.values(row));
      KeptRows.drop(this.named(row));
    }
  }

  /** What an earlier visit left here comes back into its cells, on the version on which it was written; then it is sent. */
  async bringBack() {
    const { user, part, back } = this.form.dataset;
    const homeless = [];
    let is_back = false;
    for (const entry of KeptRows.all(user, part).filter((each) => each.path === location.pathname)) {
      const row = this.place(entry);
      if (!row) { homeless.push(entry); continue; }
      is_back = this.put(row, entry) || is_back;
      KeptRows.drop(entry.name);
    }
    if ((await KeptRows.send(homeless, this.form.elements.csrfmiddlewaretoken.value)).taken) is_back = true;
    if (!is_back) return;
    KeptRows.tell(this.form, back);
    this.keep();
    this.form.dispatchEvent(new Event("input"));
    this.save();
  }

  /** The row of an entry; one that is not here is made anew, under its own mark. */
  place({ row: kind, key, all }) {
    const marks = [key, `again-${key}`]; // by which the server knows a row that it made of what lies here
    const found = this.rows().find((row) => row.dataset.row === kind && (row.dataset.key === key || marks.includes(row.dataset.token)));
    if (found) return found;
    if (this.form.querySelector(`template[data-new="${kind}"]`)) {
      const near = all.heading ? this.form.querySelector(`[data-heading="${all.heading}"] [data-add]`) : null;
      return this.make(near ?? this.form.querySelector(`[data-add="${kind}"]`), key);
    }
    const blank = this.rows().find((row) => row.dataset.row === kind && !this.field(row, "version").value && !this.changed().includes(row));
    if (blank) this.rename(blank, key);
    return blank;
  }

  put(row, entry) {
    const is_new = !this.field(row, "version").value, was = parsed(this.field(row, "was").value), then = parsed(entry.was);
    let is_back = false;
    for (const [name, value] of Object.entries(is_new ? entry.all : entry.cells)) {
      const input = this.field(row, name);
      if (!input || same(this.value(input), value)) continue;
      this.write(input, value);
      was[name] = then[name] ?? "";
      input.closest(".cell, td")?.classList.add("is-back");
      is_back = true;
    }
    if (is_back) {
      this.field(row, "version").value = entry.version;
      this.field(row, "was").value = is_new ? entry.was : JSON.stringify(was);
      row.querySelector("details.more")?.toggleAttribute("open", Boolean(row.querySelector("details .is-back")));
    }
    return is_back;
  }

  signingOut(event) {
    if (!/\/(logout|cast)\/$/.test(event.target.action) || !this.changed().length || confirm(this.form.dataset.leave)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  // ── The way to the server ──

  pack() {
    const rows = this.changed();
    if (!rows.length) return null;
    const body = new URLSearchParams({ csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value, do: "save" });
    for (const each of this.form.querySelectorAll("[data-with]")) body.append(each.name, each.value);
    for (const row of rows) {
      for (const each of this.fields(row)) {
        if (each.type !== "checkbox" || each.checked) body.append(each.name, each.value);
      }
    }
    return { body, rows: new Map(rows.map((row) => [row, this.values(row)])) };
  }

  async save() {
    clearTimeout(this.timer);
    if (this.running || this.leaving) return;
    this.unanswered ??= this.pack();
    if (!this.unanswered) return;
    this.running = true;
    this.say(this.form.dataset.saving);
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: this.unanswered.body, headers: { Accept: "application/json" }, keepalive: String(this.unanswered.body).length < 60000 });
      if (answer.status === 422 || answer.status === 403) this.refused(await answer.text());
      else if (!answer.ok || answer.redirected) throw new Error(answer.status);
      else this.answered(await answer.json());
    } catch {
      this.failed = true;
      this.keep();
      this.say(this.form.dataset.failed, true);
      this.timer = setTimeout(() => this.save(), 10000);
    }
    this.running = false;
    if (!this.failed && this.changed().length) this.plan(300);
  }

  answered(told) {
    let waits = false;
    for (const [row, sent] of this.unanswered.rows) {
      const about = told[row.dataset.row]?.[row.dataset.key];
      KeptRows.drop(this.named(row));
      if (about) this.tell(row, about, sent);
      this.saved.set(row, sent);
      waits ||= Boolean(about?.html);
    }
    if (told.at) history.replaceState(null, "", told.at);
    this.unanswered = null;
    this.failed = false;
    this.keep();
    this.say(waits ? this.form.dataset.choose : told.said, waits);
    this.form.dispatchEvent(new CustomEvent("rows:saved", { detail: told }));
  }

  // A rule forbids it (the deadline passed, it was submitted): the person must see the reason, and keeps what is typed.
  refused(page) {
    const { user, part, file } = this.form.dataset;
    this.unanswered = null;
    this.failed = true;
    this.keep();
    this.say(KeptRows.reason(page) || this.form.dataset.failed, true);
    if (!this.form.querySelector("[data-download]")) this.status?.after(KeptRows.download(() => KeptRows.all(user, part), file));
  }

  /** What the server made of a row. A cell that holds somebody else's words shows them, unless one has typed on in it:
      then it keeps saying on what it was written, and waits beside theirs in its turn. */
  tell(row, about, sent) {
    if (row.dataset.key !== about.key) this.rename(row, about.key);
    const [version, was] = [this.field(row, "version"), this.field(row, "was")], stood = parsed(was.value), stands = parsed(about.was);
    let typed_on = false;
    for (const [name, text] of Object.entries(about.others ?? {})) {
      const input = this.field(row, name);
      if (!input) continue;
      if (this.value(input) === sent[name]) {
        this.write(input, text);
        sent[name] = this.value(input);
      } else {
        stands[name] = stood[name] ?? "";
        typed_on = true;
      }
    }
    if (!typed_on) version.value = about.version;
    was.value = JSON.stringify(stands);
    for (const line of row.querySelectorAll(".cell-problem[id]")) {
      const name = line.id.slice(this.prefix(row).length, -"-problem".length);
      this.mark(this.field(row, name), about.problems[name] || "");
    }
    for (const cell of row.querySelectorAll(".is-back")) cell.classList.remove("is-back");
    const versions = row.querySelector("[data-versions]");
    if (versions) versions.innerHTML = about.html ?? "";
    row.classList.toggle("waits", Boolean(about.html));
  }

  mark(input, problem) {
    const line = input && document.getElementById(input.name + "-problem");
    if (!line) return;
    line.hidden = !problem;
    line.textContent = problem;
    input.closest(".cell").classList.toggle("has-error", Boolean(problem));
    if (problem) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  }

  rename(row, key) {
    const from = `${row.dataset.row}-${row.dataset.key}`, to = `${row.dataset.row}-${key}`;
    for (const each of [row, ...row.querySelectorAll("[id], [name], [for], [aria-describedby]")]) {
      for (const name of ["id", "name", "for", "aria-describedby"]) {
        const value = each.getAttribute(name);
        if (value?.startsWith(from)) each.setAttribute(name, to + value.slice(from.length));
      }
    }
    row.dataset.key = key;
  }

  // ── New rows ──

  add(event) {
    const button = event.target.closest("[data-add]");
    if (!button) return;
    event.preventDefault();
    const key = "n" + [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("");
    this.make(button, key).querySelector("input:not([type=hidden]), textarea").focus();
  }

  // Under a mark of its own, by which the server makes it once however often it is sent.
  make(button, key) {
    const made = this.form.querySelector(`template[data-new="${button.dataset.add}"]`).content.firstElementChild.cloneNode(true);
    made.dataset.key = "__key__";
    this.rename(made, key);
    button.parentElement.querySelector("[data-lines]").append(made);
    this.form.dispatchEvent(new CustomEvent("rows:added", { detail: { row: made, button } }));
    this.saved.set(made, this.values(made));
    return made;
  }

  say(text, bad = false) {
    if (!this.status) return;
    this.status.textContent = text;
    this.status.classList.toggle("failed", bad);
  }
}
for (const form of document.querySelectorAll("form[data-rows]")) form.rowsThatSave = new Rows(form);

// On the pages around the editors: what a visit left on this device goes to the server from there too.
for (const root of document.querySelectorAll("[data-rows-left]")) {
  const { user, part, back, file } = root.dataset, SENT = "rows-are-back";
  if (sessionStorage.getItem(SENT)) { sessionStorage.removeItem(SENT); KeptRows.tell(root, back); }
  (async () => {
    const left = KeptRows.all(user, part), { taken, refused } = await KeptRows.send(left, root.querySelector("[name=csrfmiddlewaretoken]").value);
    if (refused) KeptRows.tell(root, refused, KeptRows.download(() => left, file));
    if (!taken) return;
    sessionStorage.setItem(SENT, "1");
    location.reload();
  })();
}
