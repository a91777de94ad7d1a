// Double-submit guard, sending a filter form on change (desk only), character counters, focus on the error summary.
import { onContent } from "./dom.js";

const buttonsOf = (form) => [...form.elements].filter((each) => each.type === "submit");

function hold(form) {
  for (const button of buttonsOf(form)) {
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    button.dataset.held = "";
  }
}

function release(root = document) {
  for (const button of root.querySelectorAll("[data-held]")) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
    delete button.dataset.held;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.target === "_blank" || "noGuard" in form.dataset) return;
  if ("sending" in form.dataset) { event.preventDefault(); return; }
  form.dataset.sending = "";
  // After this turn: the browser has by then read the pressed button's name and value.
  setTimeout(() => {
    if (event.defaultPrevented && !form.matches("[hx-post], [data-hx-post]")) { delete form.dataset.sending; return; }
    hold(form);
  });
  setTimeout(() => letGo(form), 10000);
});

function letGo(form) {
  delete form.dataset.sending;
  release(form);
}
addEventListener("pageshow", () => { document.querySelectorAll("form[data-sending]").forEach(letGo); });
document.addEventListener("htmx:afterRequest", (event) => event.target.closest?.("form") && letGo(event.target.closest("form")));

const wide = matchMedia("(min-width: 992px)");
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && wide.matches) form.requestSubmit();
});

onContent("textarea[maxlength], input[data-counter][maxlength]", (input) => {
  const counter = document.createElement("div");
  counter.className = "field-counter";
  counter.setAttribute("aria-hidden", "true");
  const count = () => { counter.textContent = `${[...input.value].length} / ${input.maxLength}`; };
  input.addEventListener("input", count);
  input.after(counter);
  count();
});

document.querySelector("[data-error-summary]")?.focus();
