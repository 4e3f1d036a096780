// Comforts of a round's pages: a long list that narrows as one types, and comments ticked together.
"use strict";

const plain = (text) => text.toLocaleLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/ı/g, "i").replace(/ə/g, "e");

// ── Find in a list of ticks: nothing that is ticked is lost ────────────────
for (const search of document.querySelectorAll("form[data-find-in]")) {
  const list = document.querySelector(search.dataset.findIn);
  const words = search.querySelector("input[name=find]");
  if (!list || !words) continue;
  const narrow = () => {
    const wanted = plain(words.value).split(/\s+/).filter(Boolean);
    for (const group of list.querySelectorAll("details")) {
      let shown = 0;
      for (const row of group.querySelectorAll(":scope > div")) {
        row.hidden = !wanted.every((word) => plain(row.textContent).includes(word));
        shown += !row.hidden;
      }
      group.hidden = shown === 0;
      group.open = wanted.length > 0 ? shown > 0 : Boolean(group.querySelector("input:checked"));
    }
  };
  words.addEventListener("input", narrow);
  search.addEventListener("submit", (event) => {
    if (search.querySelector("select")?.value) return;
    event.preventDefault();
    narrow();
  });
}

// ── Tick all on the page, and say how many ─────────────────────────────────
for (const form of document.querySelectorAll("form[data-ticks]")) {
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  const status = form.querySelector("[data-ticked]");
  const say = () => {
    if (status) status.textContent = status.dataset.ticked.replace("%(number)s", boxes.filter((box) => box.checked).length);
  };
  form.addEventListener("change", say);
  form.querySelector("[data-tick-all]")?.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
    say();
  });
}
