// [data-copy=URL]: copy a link, and say so.
import { announce } from "./dom.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const url = new URL(button.dataset.copy || location.href, location.href).href;
  try { await navigator.clipboard.writeText(url); } catch { window.prompt("", url); return; }
  const label = button.lastChild, before = label.textContent;
  label.textContent = button.dataset.copied;
  announce(button.dataset.copied);
  setTimeout(() => { label.textContent = before; }, 2500);
});

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
