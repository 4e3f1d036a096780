// On a phone the application and the grid are two tabs; the points add up while they are chosen.
"use strict";

const parts = [...document.querySelectorAll("#application, #scores")];
const tabs = [...document.querySelectorAll(".scoring-tabs a")];
const narrow = matchMedia("(max-width: 71.99rem)");
const places = {};
let open = document.querySelector("#errors, #scores [role=alert]") ? "scores" : "application";

function show(id, jump) {
  places[open] = scrollY;
  open = id;
  for (const part of parts) part.hidden = narrow.matches && part.id !== open;
  for (const tab of tabs) {
    if (tab.hash === `#${open}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  if (jump) scrollTo(0, places[open] ?? Math.min(scrollY, tabs[0].parentElement.offsetTop));
}

for (const tab of tabs) {
  tab.addEventListener("click", (event) => {
    event.preventDefault();
    show(tab.hash.slice(1), true);
    document.getElementById(open).focus({ preventScroll: true });
  });
}
narrow.addEventListener("change", () => show(open, false));
show(open, false);

const total = document.querySelector("[data-total]");

function add() {
  let points = 0, most = 0, chosen = 0;
  const scores = document.querySelectorAll(".score");
  for (const score of scores) {
    const value = score.querySelector("input:checked")?.value;
    points += Number(value ?? 0) * Number(score.dataset.weight);
    most += 5 * Number(score.dataset.weight);
    chosen += value ? 1 : 0;
  }
  const figure = (number) => number.toLocaleString(document.documentElement.lang);
  total.textContent = chosen ? `${figure(points)} / ${figure(most)} (${chosen}/${scores.length})` : total.dataset.none;
}

if (total) {
  document.addEventListener("change", add);
  add();
}
