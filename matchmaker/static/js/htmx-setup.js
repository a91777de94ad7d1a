// htmx: send the CSRF token, keep open what the reader opened, show a refusal's page instead of nothing.
import { meta } from "./dom.js";

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = meta("csrf-token");
});

let opened = new Set();
document.addEventListener("htmx:beforeSwap", (event) => {
  opened = new Set([...document.querySelectorAll("details[id][open]")].map((each) => each.id));
  if (event.detail.xhr.status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
});
document.addEventListener("htmx:afterSwap", () => {
  for (const id of opened) { const each = document.getElementById(id); if (each) each.open = true; }
});
