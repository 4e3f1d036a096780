// The page of what this phone keeps: a search, the collections, their pages.
"use strict";

const byId = (id) => document.getElementById(id);
let index = [];

function tell(text) {
  byId("said").textContent = text;
  byId("said").hidden = !text;
}

function make(tag, properties = {}, children = []) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// ── The search ─────────────────────────────────────────────────────────────
const MOST_SHOWN = 30;

function result({ page, piece }, question) {
  const link = make("a", { href: `${page.address}#p${piece.number}`, lang: page.language }, [page.title]);
  const parts = Search.passage(piece.text, question, PAGE.letters)
    .map(({ text, marked }) => (marked ? make("mark", {}, [text]) : text));
  const place = piece.title ? make("p", { className: "meta", lang: page.language }, [piece.title]) : "";
  return make("li", {}, [make("p", {}, [link]), place, make("p", { lang: page.language }, parts)]);
}

function search() {
  const question = byId("q").value.trim();
  const found = question ? Search.find(index, question, PAGE.letters) : [];
  byId("results").replaceChildren(...found.slice(0, MOST_SHOWN).map((each) => result(each, question)));
  byId("results").hidden = !found.length;
  byId("kept-part").hidden = Boolean(question);
  byId("count").textContent = question ? say(found.length ? "found" : "nothingFound", { count: found.length }) : "";
  history.replaceState(null, "", question ? `#q=${encodeURIComponent(question)}` : location.pathname + location.search);
}

// ── The collections ────────────────────────────────────────────────────────
function button(text, spoken, act, tone = "") {
  const made = make("button", { type: "button", className: `button small ${tone}` }, [text]);
  made.setAttribute("aria-label", spoken);
  made.addEventListener("click", act);
  return made;
}

function collection(bundle) {
  const facts = say("kept", { time: clock(bundle.keptAt), size: size(bundle.bytes) });
  const pages = bundle.pages.map((page) => make("li", {}, [make("a", { href: page.address, lang: page.language }, [page.title])]));
  const note = make("p", { className: "meta", role: "status" });
  note.dataset.note = bundle.id;
  const named = { title: bundle.title };
  return make("section", { className: "card stage-share" }, [
    make("h3", { lang: bundle.language }, [bundle.title]),
    make("p", { className: "meta" }, [facts]),
    note,
    make("ul", { className: "rows" }, pages),
    make("p", { className: "toolbar" }, [
      button(say("update"), say("updateNamed", named), () => fetchAgain(bundle)),
      button(say("remove"), say("removeNamed", named), () => remove(bundle), "quiet"),
    ]),
  ]);
}

async function show() {
  const kept = await Kept.all();
  index = Search.index(kept);
  byId("kept").replaceChildren(...(kept.length ? kept.map(collection) : [make("p", {}, [say("nothing")])]));
  byId("total").textContent = kept.length > 1 ? say("total", { size: size(kept.reduce((sum, each) => sum + each.bytes, 0)) }) : "";
  byId("search").hidden = !kept.length;
  return kept;
}

const note = (bundle, text) => { const place = document.querySelector(`[data-note="${bundle.id}"]`); if (place) place.textContent = text; };

async function fetchAgain(bundle, done = "keptNow") {
  const end = await Kept.keep(Kept.address(bundle), (progress) => note(bundle, say("keeping", progress))).catch(() => "failed");
  await show();
  note(bundle, say(end === "ok" ? done : end));
}

async function remove(bundle) {
  await Kept.remove(bundle.id);
  await show();
  tell(say("removed"));
}

async function update(kept) {
  for (const bundle of kept) {
    const state = await Kept.look(bundle);
    if (state === "changed") await fetchAgain(bundle, "updated");
    if (state === "gone") note(bundle, say("gone"));
  }
}

async function start() {
  if (!Kept.possible()) {
    tell(say("cantKeep"));
    return;
  }
  byId("search").addEventListener("submit", (event) => { event.preventDefault(); search(); });
  byId("q").addEventListener("input", search);
  const kept = await show();
  if (location.pathname !== PAGE.offline) tell(say("notKept"));
  else if (!navigator.onLine) tell(say("offline"));
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked) {
    byId("q").value = asked;
    search();
  }
  if (navigator.onLine) await update(kept);
}

start();
