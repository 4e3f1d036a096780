// Under a text that must name nobody: what looks like a person, as one types, with a button that replaces it.
"use strict";

{
  const PAUSE = 600; // milliseconds after the last key

  class LiveMarks {
    constructor(textarea) {
      this.textarea = textarea;
      this.list = document.createElement("div");
      this.list.className = "live-marks";
      this.list.setAttribute("role", "status");
      textarea.after(this.list);
      textarea.addEventListener("input", () => this.plan());
      if (textarea.value && !document.querySelector(".marks-found")) this.look(); // else the server has told already
    }

    plan() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.look(), PAUSE);
    }

    async look() {
      const text = this.textarea.value;
      if (!text.trim()) return this.show(text, { marks: [] });
      const token = this.textarea.form.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = new URLSearchParams({ text, csrfmiddlewaretoken: token });
      try {
        const response = await fetch(this.textarea.dataset.marksUrl, { method: "POST", body });
        if (response.ok && text === this.textarea.value) this.show(text, await response.json());
      } catch { /* without a network the server looks when the form is sent */ }
    }

    show(text, found) {
      this.list.replaceChildren();
      if (!found.marks.length) return;
      const heading = document.createElement("p");
      heading.className = "meta";
      heading.textContent = found.heading;
      const rows = document.createElement("ul");
      rows.className = "rows";
      rows.append(...found.marks.map((mark) => this.row(text, mark, found.replace)));
      this.list.append(heading, rows);
    }

    row(text, mark, label) {
      const row = document.createElement("li");
      const words = document.createElement("mark");
      words.textContent = mark.text;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = label.replace("%s", mark.replacement);
      button.setAttribute("aria-label", `${button.textContent}: ${mark.text}`);
      button.addEventListener("click", () => this.replace(text, mark));
      row.append(words, ` ${mark.label} `, button);
      return row;
    }

    // Places are counted in code points by the server, in UTF-16 units here.
    replace(text, mark) {
      if (this.textarea.value !== text) return this.look();
      const points = Array.from(text);
      const before = points.slice(0, mark.start).join("").length;
      const after = before + points.slice(mark.start, mark.end).join("").length;
      this.textarea.setRangeText(mark.replacement, before, after, "end");
      this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
      this.textarea.focus();
      clearTimeout(this.timer);
      this.look();
    }
  }

  for (const textarea of document.querySelectorAll("textarea[data-marks-url]")) new LiveMarks(textarea);
}
