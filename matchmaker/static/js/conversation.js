// The conversation of a deal: say so where a message did not get through; what was typed stays in the box.
import { announce } from "./dom.js";

function show(event, failed) {
  const notice = event.target.querySelector?.("[data-send-failed]");
  if (notice) notice.hidden = !failed;
}
document.addEventListener("htmx:sendError", (event) => show(event, true));
document.addEventListener("htmx:responseError", (event) => show(event, true));
document.addEventListener("htmx:beforeRequest", (event) => show(event, false));
document.addEventListener("htmx:afterSwap", () => {
  const section = document.getElementById("conversation");
  const sent = section?.querySelector("[data-sent]");
  if (sent) announce(sent.textContent.trim());
  if (sent || section?.querySelector("[aria-invalid]")) section.querySelector("textarea").focus();
});
