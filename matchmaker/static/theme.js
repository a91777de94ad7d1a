// Set the theme before the first paint. Blocking on purpose, and as small as can be.
(function () {
  var root = document.documentElement;
  var chosen = "auto";
  try { chosen = localStorage.getItem("theme") || "auto"; } catch (error) { /* storage is off: follow the system */ }
  var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.themeChoice = chosen;
  root.dataset.bsTheme = chosen === "auto" ? (dark ? "dark" : "light") : chosen;
  root.classList.add("js");
})();
