// Finding a code by two letters: its number, or words of its name in any of the languages.
"use strict";

{
  const MOST = 9;
  const PLAIN = { "ə": "e", "ı": "i", "ё": "е" };

  // As base/folding.py on the server: letters without their marks, й stays a letter of its own.
  const fold = (text) => text.toLowerCase().replace(/[əıё]/g, (letter) => PLAIN[letter]).normalize("NFD")
    .replace(/и\u0306/g, "й").replace(/\p{M}/gu, "").trim();

  class Chooser {
    constructor(root) {
      this.root = root;
      this.input = document.getElementById("find-code");
      this.list = document.getElementById("found-codes");
      this.picked = document.getElementById("chosen-codes");
      this.codes = [...document.querySelectorAll("[data-code]")].map((link) => this.read(link));
      this.chosen = [];
      this.shown = [];
      this.active = 0;
      try { this.recent = JSON.parse(sessionStorage.getItem("codes")) || []; } catch { this.recent = []; }
      this.input.addEventListener("input", () => this.find());
      this.list.addEventListener("mousedown", (event) => event.preventDefault());
    }

    read(link) {
      const short = fold(link.querySelector("b")?.textContent || "");
      return { key: link.dataset.code, label: link.textContent.trim(), look: link.className, short, find: ` ${link.dataset.find}` };
    }

    open(typed) {
      document.getElementById("codes").open = true;
      this.input.value = typed;
      this.input.focus({ preventScroll: true });
      this.find();
    }

    clear() {
      this.chosen = [];
      this.input.value = "";
      this.hide();
      this.drawChosen();
    }

    hide() {
      this.shown = [];
      this.list.hidden = true;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }

    rank(code, asked) { // what was used lately comes first, a code's own number before all; none: no match
      if (!asked.every((part) => code.short.startsWith(part) || code.find.includes(` ${part}`))) return null;
      if (code.short === asked[0]) return -1000;
      const used = this.recent.indexOf(code.key);
      return used >= 0 ? used - 100 : code.short.startsWith(asked[0]) ? 0 : 1;
    }

    find() {
      const asked = fold(this.input.value).split(/\s+/).filter(Boolean);
      const found = asked.length ? this.codes : this.codes.filter((code) => this.recent.includes(code.key));
      const ranked = found.map((code) => ({ code, rank: asked.length ? this.rank(code, asked) : this.recent.indexOf(code.key) }));
      this.shown = ranked.filter((each) => each.rank !== null).sort((a, b) => a.rank - b.rank).slice(0, MOST).map((each) => each.code);
      const name = this.input.value.trim();
      if (name.length > 1 && !this.codes.some((code) => fold(code.label) === fold(name))) this.shown.push({ create: name });
      this.active = 0;
      this.draw();
    }

    draw() {
      this.list.replaceChildren(...this.shown.map((code, index) => {
        const item = document.createElement("li");
        item.id = `found-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", String(index === this.active));
        item.className = code.create ? "create" : `${code.look}${this.chosen.includes(code) ? " is-chosen" : ""}`;
        item.textContent = code.create ? this.root.dataset.saidCreate.replace("{name}", code.create) : code.label;
        item.dataset.index = index;
        return item;
      }));
      this.list.hidden = !this.shown.length;
      this.input.setAttribute("aria-expanded", String(this.shown.length > 0));
      if (this.shown.length) this.input.setAttribute("aria-activedescendant", `found-${this.active}`);
    }

    step(direction) {
      if (!this.shown.length) return this.find();
      this.active = (this.active + direction + this.shown.length) % this.shown.length;
      this.draw();
    }

    get current() { return this.shown[this.active]; }

    toggle(code) {
      this.chosen = this.chosen.includes(code) ? this.chosen.filter((each) => each !== code) : [...this.chosen, code];
      this.input.value = "";
      this.drawChosen();
      this.find();
    }

    drawChosen() {
      this.picked.replaceChildren(...this.chosen.map((code) => {
        const item = document.createElement("li"), button = document.createElement("button");
        button.type = "button";
        button.className = code.look;
        button.textContent = `${code.label} ×`;
        button.addEventListener("click", () => this.toggle(code));
        item.append(button);
        return item;
      }));
    }

    choose(keys) { // those of a mark that is changed
      this.chosen = keys.map((key) => this.codes.find((code) => code.key === key)).filter(Boolean);
      this.drawChosen();
    }

    take() { // all that is chosen now, remembered as used lately
      const current = this.current && !this.current.create && (this.input.value.trim() || !this.chosen.length) ? [this.current] : [];
      const codes = [...new Set([...this.chosen, ...current])];
      this.recent = [...new Set([...codes.map((code) => code.key), ...this.recent])].slice(0, 12);
      try { sessionStorage.setItem("codes", JSON.stringify(this.recent)); } catch { /* not remembered */ }
      return codes;
    }

    add({ key, name }) { // a theme that was just made
      const item = document.createElement("li"), link = document.createElement("a"), number = document.createElement("span");
      Object.assign(link, { className: "code h-t", href: `?code=${key}`, textContent: name });
      Object.assign(link.dataset, { code: key, find: fold(name) });
      number.className = "number";
      number.dataset.count = key;
      item.className = "d0";
      item.append(link, " ", number);
      document.getElementById("themes").append(item);
      this.codes.push(this.read(link));
      return this.codes.at(-1);
    }
  }

  Object.assign(Coding, { Chooser, fold });
}
