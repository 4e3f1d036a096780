// Runs before the first paint: the reader's choice of light or dark, and the mark that scripts run.
(function (root) {
  root.classList.add("js");
  try {
    var chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch (e) { /* storage switched off: the system's choice stays */ }
})(document.documentElement);
