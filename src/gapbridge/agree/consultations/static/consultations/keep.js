// Without an account nothing is kept on the server until it is sent: what is typed stays in this tab, over a lost
// connection or a look at another page, until it is sent or the tab is closed.
"use strict";

const form = document.querySelector("main form.form");
const kept = `typed:${location.pathname}`;
const sent = `sent:${location.pathname}`;
const areas = () => [...form.querySelectorAll("textarea")].filter((area) => !area.readOnly);

function keep() {
  sessionStorage.setItem(kept, JSON.stringify(Object.fromEntries(areas().map((area) => [area.name, area.value]))));
}

// A form was sent, and the page that came back says that it was taken: whichever page that is.
function forgetWhatWasTaken() {
  const taken = document.querySelector(".messages .notice.good");
  for (const key of Object.keys(sessionStorage).filter((each) => each.startsWith("sent:"))) {
    if (taken) sessionStorage.removeItem(key.replace("sent:", "typed:"));
    sessionStorage.removeItem(key);
  }
}

function bringBack() {
  const typed = JSON.parse(sessionStorage.getItem(kept) ?? "{}");
  for (const area of areas()) if (typed[area.name] && !area.value) area.value = typed[area.name];
}

if (form) {
  try {
    forgetWhatWasTaken();
    bringBack();
    form.addEventListener("input", keep);
    form.addEventListener("submit", () => sessionStorage.setItem(sent, "1"));
  } catch { /* this browser keeps nothing: the page itself still holds what is typed */ }
}
