// [data-copy=URL]: copy a link; [data-copy-text=TEXT]: copy a text; and say so.
import { announce } from "./dom.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-text]");
  if (!button) return;
  const text = button.dataset.copyText ?? new URL(button.dataset.copy || location.href, location.href).href;
  try { await navigator.clipboard.writeText(text); } catch { window.prompt("", text); return; }
  const label = button.lastChild, before = label.textContent;
  label.textContent = button.dataset.copied;
  announce(button.dataset.copied);
  setTimeout(() => { label.textContent = before; }, 2500);
});

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
