// [data-theme-toggle]: auto → light → dark, remembered on this machine. theme.js applies it before the first paint.
import { announce } from "./dom.js";

const NEXT = { auto: "light", light: "dark", dark: "auto" };
const root = document.documentElement;
const system = matchMedia("(prefers-color-scheme: dark)");

function apply(choice) {
  root.dataset.themeChoice = choice;
  root.dataset.bsTheme = choice === "auto" ? (system.matches ? "dark" : "light") : choice;
  document.dispatchEvent(new CustomEvent("themechange"));
}

function describe(button) {
  const label = button.dataset[`label${root.dataset.themeChoice.replace(/^./, (letter) => letter.toUpperCase())}`];
  button.querySelector("[data-theme-label]").textContent = label;
  button.title = label;
  return label;
}

system.addEventListener("change", () => root.dataset.themeChoice === "auto" && apply("auto"));
for (const button of document.querySelectorAll("[data-theme-toggle]")) {
  describe(button);
  button.addEventListener("click", () => {
    const choice = NEXT[root.dataset.themeChoice] ?? "auto";
    try { localStorage.setItem("theme", choice); } catch { /* storage is off: the choice lasts for this page */ }
    apply(choice);
    announce(describe(button));
  });
}
