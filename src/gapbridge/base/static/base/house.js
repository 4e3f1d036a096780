// Comforts on top of pages that work without: forms that save themselves, menus that close, light and dark.
"use strict";

// ── Light and dark ─────────────────────────────────────────────────────────
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-theme-toggle]")) return;
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  try { localStorage.setItem("theme", root.dataset.theme); } catch { /* not kept, still switched */ }
});

// ── Menus close on Escape and on a click elsewhere ─────────────────────────
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// ── Signing out takes along what was kept on this device: pages to read without a network, texts not yet sent ──
document.addEventListener("submit", (event) => {
  if (!/\/(logout|cast)\/$/.test(event.target.action)) return;
  window.caches?.delete("kept-pages");
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("writing:")) localStorage.removeItem(name);
  } catch { /* nothing is kept here */ }
});

// ── Forms save themselves ──────────────────────────────────────────────────
// What is typed goes to the server two seconds after the last key, when the page is left, and again
// when a lost connection is back. Files and passwords are never sent this way.
class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-autosave-status]");
    this.kept = this.content();
    form.addEventListener("input", () => this.plan(2000));
    form.addEventListener("change", () => this.plan(500));
    form.addEventListener("submit", () => this.stop());
    addEventListener("online", () => this.save());
    addEventListener("pagehide", () => this.save(true));
    document.addEventListener("visibilitychange", () => document.hidden && this.save(true));
    addEventListener("pageshow", (event) => { if (event.persisted) this.sent = false; });
    addEventListener("beforeunload", (event) => { if (this.failed && !this.sent) event.preventDefault(); });
  }

  content() {
    const secret = new Set([...this.form.querySelectorAll("input[type=password]")].map((input) => input.name));
    const typed = [...new FormData(this.form)].filter(([name, value]) => typeof value === "string" && !secret.has(name));
    return new URLSearchParams(typed).toString();
  }

  plan(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop() {
    this.sent = true;
    clearTimeout(this.timer);
    this.running?.abort();
  }

  async save(leaving = false) {
    clearTimeout(this.timer);
    const content = this.content();
    if (this.sent || content === this.kept) return;
    this.running?.abort();
    const running = (this.running = new AbortController());
    this.say(this.form.dataset.saving);
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(content),
        keepalive: leaving && content.length < 60000,
        signal: running.signal,
      });
      if (answer.redirected || (!answer.ok && answer.status !== 400)) throw new Error(answer.status);
      const said = answer.ok ? (await answer.json()).saved : await answer.text();
      this.kept = content;
      this.failed = false;
      this.say(said, !answer.ok);
    } catch {
      if (running.signal.aborted) return;
      this.failed = true;
      this.say(this.form.dataset.failed, true);
      this.plan(15000);
    }
  }

  say(text, bad = false) {
    if (!this.status) return;
    this.status.textContent = text;
    this.status.classList.toggle("failed", bad);
  }
}
for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);

// ── A reload of a part that brings another page (signed out, error) becomes a whole one ──
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const id = detail.target.id;
  if (!id || detail.serverResponse.includes(`id="${id}"`)) return;
  detail.shouldSwap = false;
  location.assign(detail.pathInfo.responsePath || detail.pathInfo.finalRequestPath);
});

// ── What was typed into a search before this script had come over a slow line is searched too ──
document.addEventListener("htmx:load", () => {
  for (const field of document.querySelectorAll("form[hx-get] input[type=search]")) {
    if (field.value !== field.defaultValue) field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}, { once: true });

// ── After “search” on a phone its keyboard goes away from what was found ──
document.addEventListener("submit", ({ target }) => {
  if (target.matches("form[hx-get][role=search]") && matchMedia("(pointer: coarse)").matches) document.activeElement?.blur();
});

// ── What was refused is read first ─────────────────────────────────────────
document.querySelector("[data-focus]")?.focus();
