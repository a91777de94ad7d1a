// [data-rows]: [data-row] items that can be added ([data-row-add]) and removed ([data-row-remove]). A new row is a copy of the
// last one (or of a <template data-row-template>), emptied, with the next index. Without this script the same two buttons
// submit the form (name=add_row / remove_row) and the server does it.
import { onContent } from "./dom.js";

const INDEXED = ["name", "id", "for", "aria-describedby", "value", "aria-labelledby"];
const rowsOf = (group) => [...group.querySelectorAll("[data-row]")];
const indexOf = (row) => Number(row.querySelector("[name]")?.name.match(/-(\d+)(-|$)/)?.[1] ?? -1);

function renumber(row, index) {
  for (const element of [row, ...row.querySelectorAll("*")])
    for (const attribute of INDEXED) {
      if (attribute === "value" && !element.matches("[data-row-remove]")) continue;
      const old = element.getAttribute(attribute);
      if (old) element.setAttribute(attribute, old.replace(/-(\d+|__index__)(?=-|$)/, `-${index}`));
    }
}

function empty(row) {
  for (const input of row.querySelectorAll("input, select, textarea")) {
    if (input.type === "checkbox" || input.type === "radio") input.checked = input.defaultChecked && input.type === "radio";
    else if (input.tagName === "SELECT") input.selectedIndex = 0;
    else if (input.type !== "hidden" || input.name.endsWith("-id")) input.value = "";
    input.removeAttribute("aria-invalid");
  }
  row.querySelectorAll(".field-error").forEach((each) => each.remove());
  row.querySelectorAll(".has-error").forEach((each) => each.classList.remove("has-error"));
}

function add(group) {
  const rows = rowsOf(group), template = group.querySelector("template[data-row-template]");
  const limit = Number(group.dataset.max ?? 50);
  if (rows.length >= limit) return;
  const row = template ? template.content.firstElementChild.cloneNode(true) : rows.at(-1).cloneNode(true);
  renumber(row, Math.max(-1, ...rows.map(indexOf)) + 1);
  empty(row);
  if (rows.length) rows.at(-1).after(row);
  else (template ?? group.firstElementChild).after(row);
  row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  changed(group);
}

/** Add rows until those that `names` speak of are there. */
export function growTo(group, names) {
  const needed = [...names].filter((name) => name.startsWith(`${group.id}-`)).map((name) => parseInt(name.slice(group.id.length + 1), 10));
  const last = Math.min(Math.max(-1, ...needed.filter(Number.isFinite)), Number(group.dataset.max ?? 50));
  for (let guard = 0; guard <= last && indexOf(rowsOf(group).at(-1)) < last; guard += 1) add(group);
}

function remove(group, row) {
  const rows = rowsOf(group), at = rows.indexOf(row);
  if (rows.length <= Number(group.dataset.min ?? 1)) empty(row);
  else row.remove();
  (rows[at + 1] ?? rows[at - 1] ?? group).querySelector("input:not([type=hidden]), select, textarea")?.focus();
  changed(group);
}

const changed = (group) => group.dispatchEvent(new Event("input", { bubbles: true }));

onContent("[data-rows]", (group) => group.addEventListener("click", (event) => {
  if (event.target.closest("[data-row-add]")) { event.preventDefault(); add(group); }
  const button = event.target.closest("[data-row-remove]");
  if (button) { event.preventDefault(); remove(group, button.closest("[data-row]")); }
}));
