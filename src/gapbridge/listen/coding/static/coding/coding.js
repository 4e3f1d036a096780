// The coding screen: keys and mouse on one side, the notes, the codes and the line on the other.
"use strict";

{
  const root = document.getElementById("coding");
  const region = document.getElementById("notes");
  const says = root.dataset;

  class Screen {
    constructor() {
      this.notes = new Coding.Notes(region);
      this.codes = new Coding.Chooser(root);
      this.line = new Coding.Line(root, (words, bad) => this.say(words, bad));
      this.stored = []; // stretches on their way to the server
      this.failed = []; // what the server would not take, to be taken up again
      this.active = null; // the mark under the cursor
      this.changing = null; // the mark whose codes are being changed
      this.live = new Coding.Live(root, this.notes, this.line, (answer) => this.apply(answer));
      this.listen();
      if (matchMedia("(max-width: 63.99rem)").matches) document.getElementById("codes").open = false;
      this.paint();
      root.dataset.ready = "1";
    }

    listen() {
      region.addEventListener("keydown", (event) => this.key(event));
      for (const kind of ["focus", "blur"]) region.addEventListener(kind, () => this.paint());
      region.addEventListener("click", (event) => this.click(event));
      for (const kind of ["mouseover", "focusin"]) {
        region.addEventListener(kind, (event) => this.notes.lift(event.target.closest?.(".label")?.dataset.m));
      }
      document.addEventListener("selectionchange", () => { clearTimeout(this.reading); this.reading = setTimeout(() => this.readMouse(), 120); });
      this.codes.input.addEventListener("keydown", (event) => this.keyInCodes(event));
      this.codes.list.addEventListener("click", (event) => this.pick(event));
      document.getElementById("codes").addEventListener("click", (event) => this.clickCode(event));
      document.addEventListener("keydown", (event) => this.keyAnywhere(event));
      for (const id of ["undo", "redo"]) {
        document.getElementById(id).form.addEventListener("submit", (event) => { event.preventDefault(); this.back(id); });
      }
      document.getElementById("show-keys").addEventListener("click", () => document.getElementById("keys").showModal());
    }

    say(words, bad = false) {
      const said = document.getElementById("said");
      said.textContent = words;
      said.classList.toggle("bad", bad);
    }

    // ── drawing ──
    paint() {
      const { selection, cursor } = this.notes;
      const draw = (name, places) => {
        if (!window.CSS?.highlights) return;
        const ranges = places.flatMap((place) => this.notes.ranges(place));
        if (ranges.length) CSS.highlights.set(name, new Highlight(...ranges)); else CSS.highlights.delete(name);
      };
      draw("coding-cursor", selection || document.activeElement !== region ? [] : [cursor]);
      draw("coding-selection", selection ? [selection] : []);
      draw("coding-waiting", this.stored.map((job) => job.place));
      if (!window.CSS?.highlights && document.activeElement === region) {
        const ranges = this.notes.ranges(selection || cursor);
        getSelection().setBaseAndExtent(ranges[0].startContainer, ranges[0].startOffset, ranges.at(-1).endContainer, ranges.at(-1).endOffset);
      }
      const here = selection ? [] : this.notes.marksHere();
      if (!here.includes(this.active)) this.active = here[0] || null;
      this.notes.lift(this.changing || this.active, true);
    }

    moved() {
      this.paint();
      this.notes.show();
      const { selection, cursor } = this.notes;
      const label = this.active && this.notes.label(this.active);
      const words = this.notes.textOf(selection || cursor);
      document.getElementById("heard").textContent = label ? `${words}: ${label.querySelector(".label-codes").textContent.trim()}` : words;
    }

    apply({ paragraphs = {}, counts, undo, redo }, all = true) {
      this.notes.steadily(() => {
        for (const [number, html] of Object.entries(paragraphs)) this.notes.replace(number, html);
      });
      for (const each of counts ? document.querySelectorAll("[data-count]") : []) {
        if (all || each.dataset.count in counts) each.textContent = counts[each.dataset.count] || "";
      }
      if (undo !== undefined) document.getElementById("undo").disabled = !undo;
      if (redo !== undefined) document.getElementById("redo").disabled = !redo;
      this.paint();
    }

    // ── keys ──
    key(event) {
      if (event.target !== region || event.isComposing) return;
      const many = event.ctrlKey || event.altKey || event.metaKey;
      const move = {
        ArrowLeft: [many ? "sentence" : "word", -1], ArrowRight: [many ? "sentence" : "word", 1],
        ArrowUp: [many ? "paragraph" : "line", -1], ArrowDown: [many ? "paragraph" : "line", 1],
        PageUp: ["screen", -1], PageDown: ["screen", 1],
        Home: [many ? "end" : "edge", -1], End: [many ? "end" : "edge", 1],
      }[event.key];
      if (move) {
        event.preventDefault();
        this.changing = null;
        getSelection().removeAllRanges();
        this.notes.move(...move, event.shiftKey);
        return this.moved();
      }
      if (many) return;
      const selecting = this.notes.selection;
      const act = { Enter: () => this.enter(), Escape: () => this.release(), Delete: () => this.remove(), Backspace: () => this.remove(), "?": () => document.getElementById("keys").showModal() }[event.key]
        || (selecting ? null : { n: () => this.next(1), p: () => this.next(-1), o: () => this.other(), m: () => this.memo(), s: () => this.sentence() }[event.key.toLowerCase()]);
      if (act) { event.preventDefault(); act(); }
      else if (event.key === " " || event.key.length === 1 && /[\p{L}\p{N}]/u.test(event.key)) {
        event.preventDefault();
        if (selecting) this.codes.open(event.key.trim()); else this.say(says.saidSelect);
      }
    }

    keyInCodes(event) {
      if (event.isComposing) return;
      const { codes } = this;
      const act = {
        ArrowDown: () => codes.step(1),
        ArrowUp: () => codes.step(-1),
        Enter: () => this.enter(),
        Escape: () => { codes.input.value ? codes.clear() : codes.hide(); region.focus({ preventScroll: true }); },
        " ": codes.current && !codes.current.create ? () => codes.toggle(codes.current) : null,
        Backspace: !codes.input.value && codes.chosen.length ? () => codes.toggle(codes.chosen.at(-1)) : null,
      }[event.key];
      if (act) { event.preventDefault(); act(); }
    }

    keyAnywhere(event) {
      const writing = event.target.closest?.("textarea, input") && event.target.value;
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || writing) return;
      event.preventDefault();
      this.back(event.shiftKey ? "redo" : "undo");
    }

    // ── mouse and touch ──
    click(event) {
      const native = getSelection();
      if (event.target.closest("a, form, .label") || !native.isCollapsed || !native.focusNode) return;
      const offset = this.notes.offsetOf(native.focusNode, native.focusOffset);
      if (offset === null) return;
      this.changing = null;
      this.notes.anchor = null;
      this.notes.cursor = this.notes.wordAt(offset);
      this.paint();
    }

    readMouse() {
      const native = getSelection();
      if (native.isCollapsed || !native.rangeCount || (!window.CSS?.highlights && document.activeElement === region)) return;
      const range = native.getRangeAt(0);
      const start = this.notes.offsetOf(range.startContainer, range.startOffset);
      const end = this.notes.offsetOf(range.endContainer, range.endOffset);
      if (start === null || end === null || end <= start) return;
      this.changing = null;
      this.notes.selectWords(start, end);
      document.getElementById("codes").open = true;
      this.paint();
    }

    pick(event) {
      const item = event.target.closest("[data-index]");
      if (!item) return;
      this.codes.active = Number(item.dataset.index);
      this.enter();
    }

    clickCode(event) { // with words selected a code marks them; else its link shows where it stands
      const link = event.target.closest("[data-code]");
      if (!link || !this.notes.selection) return;
      event.preventDefault();
      this.codes.chosen.push(this.codes.codes.find((code) => code.key === link.dataset.code));
      this.codes.input.value = "";
      this.codes.hide();
      this.enter();
    }

    // ── marking ──
    enter() {
      const { notes, codes } = this;
      if (!notes.selection) return this.active ? this.recode() : this.say(says.saidSelect);
      if (codes.current?.create) return this.create(codes.current.create);
      const chosen = codes.take();
      if (!chosen.length) { this.say(says.saidChoose); return codes.open(""); }
      const job = { place: notes.selection, chosen, changing: this.changing };
      const keys = chosen.map((code) => ["codes", code.key]);
      this.stored.push(job);
      const fields = this.changing ? keys : [["start", job.place.start], ["end", job.place.end], ["excerpt", notes.textOf(job.place)], ["notes_version", says.notesVersion], ...keys];
      this.line.send(this.changing ? this.address(this.changing, "change") : `${says.session}mark/`, fields,
        (answer) => { this.drop(job); this.active = String(answer.mark); this.apply(answer, job.changing); this.say(job.changing ? says.saidChanged : says.saidMarked); },
        (answer) => { this.drop(job); this.failed.push(job); this.say(answer.error, true); this.takeUp(); });
      this.release();
    }

    drop(job) { this.stored = this.stored.filter((each) => each !== job); }

    takeUp() { // what was not stored is selected again with its codes, once the hands are free
      const job = !this.notes.selection && this.failed.shift();
      if (!job) return this.paint();
      this.notes.select(job.place);
      this.changing = job.changing;
      this.codes.choose(job.chosen.map((code) => code.key));
      this.paint();
    }

    release() {
      this.notes.release();
      getSelection().removeAllRanges();
      this.changing = null;
      this.codes.clear();
      region.focus({ preventScroll: true });
      this.paint();
      if (this.failed.length) this.takeUp();
    }

    create(name) {
      this.line.send(says.themeUrl, [["name", name]],
        (answer) => { this.codes.toggle(this.codes.add(answer)); this.codes.input.focus(); },
        (answer) => this.say(answer.error, true));
    }

    // ── marks ──
    address(mark, what) { return `${says.session}marks/${mark}/${what}/`; }

    next(direction) {
      const labels = this.notes.labels();
      const at = labels.findIndex((each) => each.dataset.m === this.active);
      const start = this.notes.cursor.start;
      const found = at >= 0 ? labels[at + direction]
        : direction > 0 ? labels.find((each) => each.dataset.start > start) : labels.findLast((each) => each.dataset.start < start);
      if (!found) return this.say(says.saidLast);
      this.notes.anchor = null;
      this.notes.cursor = this.notes.wordAt(Number(found.dataset.start));
      this.active = found.dataset.m;
      this.moved();
    }

    other() {
      const here = this.notes.marksHere();
      this.active = here[(here.indexOf(this.active) + 1) % here.length] || null;
      this.moved();
    }

    sentence() { this.notes.selectSentence(); this.moved(); }

    recode() {
      const label = this.notes.label(this.active);
      if (!label) return;
      this.changing = this.active;
      this.notes.select({ start: Number(label.dataset.start), end: Number(label.dataset.end) });
      this.codes.choose(label.dataset.codes.split(" "));
      this.codes.open("");
      this.codes.hide();
      this.say(says.saidRecode);
      this.paint();
    }

    remove() {
      if (!this.active || this.notes.selection) return this.say(says.saidNone);
      this.line.send(this.address(this.active, "remove"), [],
        (answer) => { this.active = null; this.apply(answer); this.say(says.saidRemoved); },
        (answer) => this.say(answer.error, true));
    }

    back(what) {
      this.line.send(`${says.session}${what}/`, [],
        (answer) => { this.apply(answer); this.say(what === "undo" ? says.saidUndone : says.saidRedone); },
        (answer) => this.say(answer.error, true));
    }

    memo() {
      const label = this.active && this.notes.label(this.active);
      if (!label) return this.say(says.saidNone);
      const form = document.createElement("form"), text = document.createElement("textarea"), mark = this.active;
      text.value = label.querySelector(".memo")?.textContent || "";
      text.setAttribute("aria-label", says.labelMemo);
      text.maxLength = 4000;
      const button = (label, type) => Object.assign(document.createElement("button"), { type, className: "button small", textContent: label });
      const cancel = button(says.labelCancel, "button");
      const close = () => { form.remove(); label.classList.remove("writing"); region.focus({ preventScroll: true }); };
      form.append(text, button(says.labelSave, "submit"), cancel);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.line.send(this.address(mark, "change"), [["memo", text.value]],
          (answer) => { close(); this.apply(answer); this.say(says.saidChanged); },
          (answer) => { this.say(answer.error, true); text.focus(); });
      });
      cancel.addEventListener("click", close);
      form.addEventListener("keydown", (event) => {
        event.stopPropagation();
        if (event.key === "Escape") close();
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
      });
      label.append(form);
      label.classList.add("writing");
      text.focus();
    }
  }

  if (region) new Screen();
}
