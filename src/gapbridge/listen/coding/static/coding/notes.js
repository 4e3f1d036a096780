// The notes on the screen: where words stand, counted in code points of the whole notes, and a cursor among them.
"use strict";
window.Coding = {};

{
  const WORD = /[\p{L}\p{M}\p{N}]+(?:[^\s\p{L}\p{M}\p{N}]+[\p{L}\p{M}\p{N}]+)*/gu;
  const SENTENCE = /[^.!?…]*[.!?…]+["”»’')\]]*\s*|[^.!?…]+$/gu;
  const known = new WeakMap();

  // What a paragraph's element says: { start, text, at } with `at(i)`, the offset of UTF-16 index i.
  function read(element) {
    if (known.has(element)) return known.get(element);
    const text = element.querySelector(".words").textContent;
    const start = Number(element.dataset.start);
    const far = /[\ud800-\udbff]/.test(text);
    const before = (index) => (far ? [...text.slice(0, index)].length : index);
    const pieces = (pattern) => [...text.matchAll(pattern)].map((found) => {
      const first = start + before(found.index);
      return { start: first, end: first + (far ? [...found[0]].length : found[0].length) };
    });
    const info = {
      start, text,
      end: start + before(text.length),
      at: (index) => start + before(index),
      index: (offset) => (far ? [...text].slice(0, offset - start).join("").length : offset - start),
    };
    info.words = pieces(WORD);
    if (!info.words.length) info.words = pieces(/\S+/gu);
    info.sentences = pieces(SENTENCE).map((each) => ({ start: each.start, end: each.end }));
    known.set(element, info);
    return info;
  }

  class Notes {
    constructor(root) {
      this.root = root;
      this.paras = [...root.querySelectorAll(".para")];
      this.starts = this.paras.map((each) => Number(each.dataset.start));
      this.cursor = read(this.paras[0]).words[0];
      this.anchor = null;
      this.lifted = 0;
    }

    // ── finding ──
    place(offset) { // the index of the paragraph that holds an offset
      let low = 0, high = this.starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (this.starts[middle] <= offset) low = middle; else high = middle - 1;
      }
      return low;
    }

    para(offset) { return this.paras[this.place(offset)]; }

    words(index) { return this.paras[index] ? read(this.paras[index]).words : []; }

    wordAt(offset) { // the word there, or the next one in its paragraph, or the last
      const words = this.words(this.place(offset));
      return words.find((word) => word.end > offset) || words.at(-1);
    }

    get selection() {
      if (!this.anchor) return null;
      const start = Math.min(this.anchor.start, this.cursor.start), end = Math.max(this.anchor.end, this.cursor.end);
      return end > start ? { start, end } : null;
    }

    textOf({ start, end }) {
      return this.within(start, end).map(([info, from, to]) => info.text.slice(from, to)).join("\n");
    }

    within(start, end) { // [info, from, to, element] for each paragraph that the stretch touches
      const found = [];
      for (let index = this.place(start); index < this.paras.length && this.starts[index] < end; index++) {
        const info = read(this.paras[index]);
        const from = info.index(Math.max(start, info.start)), to = info.index(Math.min(end, info.end));
        if (to > from) found.push([info, from, to, this.paras[index]]);
      }
      return found;
    }

    ranges({ start, end }) {
      return this.within(start, end).map(([, from, to, element]) => {
        const range = document.createRange();
        range.setStart(...spot(element, from, false));
        range.setEnd(...spot(element, to, true));
        return range;
      });
    }

    offsetOf(node, offset) { // of a place in the page; null outside the notes
      const element = (node.nodeType === 1 ? node : node.parentElement).closest(".para");
      if (!element || !this.root.contains(element)) return null;
      const words = element.querySelector(".words"), info = read(element);
      if (!words.contains(node)) return node === element && offset === 0 ? info.start : info.end;
      const range = document.createRange();
      range.setStart(words, 0);
      range.setEnd(node, offset);
      return info.at(range.toString().length);
    }

    // ── moving ──
    move(unit, direction, extend) {
      const target = this[unit](direction, extend);
      if (!target) return;
      this.anchor = extend ? this.anchor || this.cursor : null;
      this.cursor = target;
    }

    word(direction) {
      let index = this.place(this.cursor.start);
      const words = this.words(index);
      const here = words.findIndex((word) => word.end > this.cursor.start) + direction;
      if (words[here]) return words[here];
      for (index += direction; this.paras[index]; index += direction) {
        const next = this.words(index);
        if (next.length) return direction > 0 ? next[0] : next.at(-1);
      }
      return null;
    }

    sentence(direction, extend) { return this.chunk("sentences", direction, extend); }

    paragraph(direction, extend) { return this.chunk("whole", direction, extend); }

    chunk(kind, direction, extend) { // to the first word of a sentence or paragraph; selecting on, to its last
      const edge = (word) => {
        const index = this.place(word.start), info = read(this.paras[index]);
        const chunks = kind === "whole" ? [info] : info.sentences;
        const chunk = chunks.find((each) => each.end > word.start) || info;
        const inside = info.words.filter((each) => each.start >= chunk.start && each.end <= chunk.end);
        return direction > 0 ? inside.at(-1) || word : inside[0] || word;
      };
      const here = edge(this.cursor);
      if (here.start !== this.cursor.start && (extend || direction < 0)) return here;
      const next = new Notes.Step(this, here).word(direction);
      return next && (extend || direction < 0 ? edge(next) : next);
    }

    line(direction) {
      const from = box(this, this.cursor);
      let word = this.cursor, best = null, top = null;
      for (let count = 0; count < 400; count++) {
        word = new Notes.Step(this, word).word(direction);
        if (!word) break;
        const rect = box(this, word);
        if (direction > 0 ? rect.top < from.bottom - 4 : rect.bottom > from.top + 4) continue;
        top ??= rect.top;
        if (Math.abs(rect.top - top) > 6) break;
        const far = Math.abs(rect.left - from.left);
        if (best && far > best.far) break;
        best = { word, far };
      }
      return best?.word;
    }

    screen(direction) {
      const goal = box(this, this.cursor).top + direction * innerHeight * 0.8;
      let index = this.place(this.cursor.start);
      const beyond = (at) => direction * (this.paras[at].getBoundingClientRect().top - goal) >= 0;
      while (this.paras[index + direction] && !beyond(index)) index += direction;
      return this.words(index)[0];
    }

    edge(direction) { return this.words(this.place(this.cursor.start)).at(direction < 0 ? 0 : -1); }

    end(direction) { return this.words(direction < 0 ? 0 : this.paras.length - 1).at(direction < 0 ? 0 : -1); }

    select({ start, end }) {
      this.anchor = { start, end: start };
      this.cursor = { start: end, end };
    }

    selectWords(start, end) { // from the first word that is touched to the last
      const first = this.wordAt(start);
      const words = this.words(this.place(end - 1)).filter((word) => word.start < end);
      const last = words.at(-1) || first;
      this.anchor = first;
      this.cursor = last.start < first.start ? first : last;
    }

    selectSentence() {
      this.anchor = this.chunkEdge(-1);
      this.cursor = this.chunkEdge(1);
    }

    chunkEdge(direction) {
      const info = read(this.para(this.cursor.start));
      const sentence = info.sentences.find((each) => each.end > this.cursor.start) || info;
      const inside = info.words.filter((each) => each.start >= sentence.start && each.end <= sentence.end);
      return direction < 0 ? inside[0] : inside.at(-1);
    }

    release() { // let go, and stand on the last word
      if (this.anchor) this.cursor = this.wordAt(Math.max(this.selection ? this.selection.end - 1 : 0, 0));
      this.anchor = null;
    }

    show() { // bring the cursor into view, clear of the edges and of a sheet below
      const rect = box(this, { start: this.cursor.start, end: Math.max(this.cursor.end, this.cursor.start) });
      const low = innerHeight * 0.7;
      if (rect.top < 90) scrollBy(0, rect.top - 160);
      else if (rect.bottom > low) scrollBy(0, rect.bottom - low);
    }

    // ── marks ──
    labels() { return [...this.root.querySelectorAll(".label")].sort((a, b) => a.dataset.start - b.dataset.start); }

    label(mark) { return this.root.querySelector(`.label[data-m="${mark}"]`); }

    marksHere() { // ids of the marks under the cursor, the shortest first
      const [node] = spot(this.para(this.cursor.start), read(this.para(this.cursor.start)).index(this.cursor.start), false);
      const ids = (node.parentElement.closest("mark")?.dataset.m || "").split(" ").filter(Boolean);
      const size = (id) => { const label = this.label(id); return label ? label.dataset.end - label.dataset.start : Infinity; };
      return ids.sort((a, b) => size(a) - size(b));
    }

    lift(mark, strongly = false) { // in the hue of its first code, whatever else lies on the words
      const name = strongly ? "lifted" : "touched";
      for (const each of this.root.querySelectorAll(`.${name}`)) {
        each.classList.remove(name);
        if (!each.matches(".lifted, .touched")) each.classList.remove(...[...each.classList].filter((one) => one.startsWith("h-")));
      }
      if (!mark) return;
      const hue = this.label(mark)?.querySelector(".code").className.match(/h-\w+/)?.[0];
      for (const each of this.root.querySelectorAll(`mark[data-m~="${mark}"], .label[data-m="${mark}"]`)) each.classList.add(name, ...(hue ? [hue] : []));
    }

    // ── what comes from the server ──
    replace(number, html) {
      const old = document.getElementById(`p${number}`);
      if (!old || old.querySelector("form")) return; // a memo is being written there
      const index = this.paras.indexOf(old);
      const holder = document.createElement("template");
      holder.innerHTML = html;
      const fresh = holder.content.firstElementChild;
      const focused = old.contains(document.activeElement);
      old.replaceWith(fresh);
      this.paras[index] = fresh;
      if (focused) this.root.focus({ preventScroll: true });
    }

    steadily(change) { // without the words before the reader's eyes moving
      let still = this.para(this.cursor.start);
      const seen = (element) => { const rect = element.getBoundingClientRect(); return rect.bottom > 0 && rect.top < innerHeight; };
      if (!seen(still)) still = this.paras.find(seen) || still;
      const top = still.getBoundingClientRect().top, id = still.id;
      change();
      scrollBy(0, document.getElementById(id).getBoundingClientRect().top - top);
    }
  }

  // A cursor that walks ahead without moving the real one.
  Notes.Step = class {
    constructor(notes, cursor) { this.notes = notes; this.cursor = cursor; }
    place(offset) { return this.notes.place(offset); }
    words(index) { return this.notes.words(index); }
    get paras() { return this.notes.paras; }
  };
  Notes.Step.prototype.word = Notes.prototype.word;

  // The text node and the index in it of a UTF-16 index of a paragraph.
  function spot(element, index, ending) {
    const walker = document.createTreeWalker(element.querySelector(".words"), NodeFilter.SHOW_TEXT);
    let node = walker.nextNode(), last = node;
    for (; node; node = walker.nextNode()) {
      last = node;
      if (index < node.length || (ending && index === node.length)) return [node, index];
      index -= node.length;
    }
    return [last, last.length];
  }

  function box(notes, place) {
    const range = notes.ranges(place.end > place.start ? place : { start: place.start - 1, end: place.start })[0];
    return range ? range.getClientRects()[0] || range.getBoundingClientRect() : notes.para(place.start).getBoundingClientRect();
  }

  Coding.Notes = Notes;
}
