// Without an account nothing is kept on the server until it is sent: what is typed stays in this tab, over a lost
// connection or a look at another page, until it is sent or the tab is closed.
"use strict";

const form = document.querySelector("main form.form");
const key = `typed:${location.pathname}`;
const typed = () => [...form.querySelectorAll("textarea")].filter((area) => !area.readOnly);

function keep() {
  try { sessionStorage.setItem(key, JSON.stringify(Object.fromEntries(typed().map((area) => [area.name, area.value])))); } catch { /* no room: the page itself still holds it */ }
}

function bringBack() {
  let kept = {};
  try { kept = JSON.parse(sessionStorage.getItem(key)) ?? {}; } catch { /* nothing there */ }
  for (const area of typed()) if (kept[area.name] && !area.value) area.value = kept[area.name];
}

if (form) {
  // A page without errors after something was sent: it was taken.
  if (document.querySelector(".messages .notice.good")) try { sessionStorage.removeItem(key); } catch { /* nothing there */ }
  bringBack();
  form.addEventListener("input", keep);
}
