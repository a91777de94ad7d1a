// [data-pick]: the box in the head ([data-pick-all]) ticks every box of the table.
import { onContent } from "./dom.js";

onContent("[data-pick]", (form) => form.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-pick-all]")) return;
  for (const box of form.querySelectorAll("tbody input[type=checkbox]")) box.checked = target.checked;
}));
