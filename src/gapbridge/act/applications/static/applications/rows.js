// Rows that save themselves: what changed is sent a second and a half after the last key, and again until an answer came.
// What was sent and not answered is sent once more as it was, before anything newer: so the server never takes one
// person's own earlier text for somebody else's.
"use strict";

class Rows {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-status]");
    this.saved = new Map(this.rows().map((row) => [row, this.content(row)]));
    form.addEventListener("input", () => this.plan(1500));
    form.addEventListener("change", () => this.plan(300));
    form.addEventListener("click", (event) => this.add(event));
    form.addEventListener("submit", () => { this.leaving = true; clearTimeout(this.timer); });
    addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    addEventListener("pageshow", (event) => { if (event.persisted) this.leaving = false; });
    addEventListener("beforeunload", (event) => { if (this.failed && !this.leaving) event.preventDefault(); });
  }

  rows() { return [...this.form.querySelectorAll("[data-row]")]; }

  fields(row) { return [...row.querySelectorAll("input[name], select[name], textarea[name]")]; }

  // What a person typed: not the version, nor what stood there.
  content(row) {
    return JSON.stringify(this.fields(row).filter((each) => each.type !== "hidden")
      .map((each) => (each.type === "checkbox" ? each.checked : each.value)));
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  changed() { return this.rows().filter((row) => this.saved.get(row) !== this.content(row)); }

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
    return { body, contents: new Map(rows.map((row) => [row, this.content(row)])) };
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
      this.say(this.form.dataset.failed, true);
      this.timer = setTimeout(() => this.save(), 10000);
    }
    this.running = false;
    if (!this.failed && this.changed().length) this.plan(300);
  }

  answered(told) {
    for (const [row, content] of this.unanswered.contents) {
      this.saved.set(row, content);
      const about = told[row.dataset.row]?.[row.dataset.key];
      if (about) this.tell(row, about);
    }
    this.unanswered = null;
    this.failed = false;
    this.say(told.said);
    this.form.dispatchEvent(new CustomEvent("rows:saved", { detail: told }));
  }

  // A rule forbids it (the deadline passed, it was submitted): the person must see the reason, and keeps what is typed.
  refused(page) {
    const reason = new DOMParser().parseFromString(page, "text/html").querySelector("main p");
    this.unanswered = null;
    this.failed = true;
    this.say(reason?.textContent.trim() || this.form.dataset.failed, true);
  }

  tell(row, about) {
    if (row.dataset.key !== about.key) this.rename(row, about.key);
    const prefix = `${row.dataset.row}-${about.key}-`;
    this.field(row, prefix + "version").value = about.version;
    this.field(row, prefix + "was").value = about.was;
    for (const line of row.querySelectorAll(".cell-problem[id]")) {
      const name = line.id.slice(prefix.length, -"-problem".length);
      this.mark(this.field(row, prefix + name), about.problems[name] || "");
    }
    if (about.waits && !row.querySelector(".versions")) this.choose(row);
  }

  field(row, name) { return row.querySelector(`[name="${name}"]`); }

  mark(input, problem) {
    const line = input && document.getElementById(input.name + "-problem");
    if (!line) return;
    line.hidden = !problem;
    line.textContent = problem;
    input.closest(".cell").classList.toggle("has-error", Boolean(problem));
    if (problem) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  }

  choose(row) {
    const notice = document.createElement("div"), link = document.createElement("a");
    notice.className = "notice warn versions";
    notice.setAttribute("role", "alert");
    link.href = `${location.pathname}?#${row.id}`;
    link.textContent = this.form.dataset.look;
    notice.append(this.form.dataset.choose, " ", link);
    row.append(notice);
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

  // A new row under a mark of its own, by which the server makes it once however often it is sent.
  add(event) {
    const button = event.target.closest("[data-add]");
    if (!button) return;
    event.preventDefault();
    const key = "n" + [...crypto.getRandomValues(new Uint8Array(12))].map((each) => each.toString(16).padStart(2, "0")).join("");
    const made = this.form.querySelector(`template[data-new="${button.dataset.add}"]`).content.firstElementChild.cloneNode(true);
    made.dataset.key = "__key__";
    this.rename(made, key);
    button.parentElement.querySelector("[data-lines]").append(made);
    this.form.dispatchEvent(new CustomEvent("rows:added", { detail: { row: made, button } }));
    this.saved.set(made, this.content(made));
    made.querySelector("input:not([type=hidden]), textarea").focus();
  }

  say(text, bad = false) {
    if (!this.status) return;
    this.status.textContent = text;
    this.status.classList.toggle("failed", bad);
  }
}
for (const form of document.querySelectorAll("form[data-rows]")) form.rowsThatSave = new Rows(form);
