// The conversation of a deal: say so where a message did not get through; what was typed stays in the box.
function show(event, failed) {
  const notice = event.target.querySelector?.("[data-send-failed]");
  if (notice) notice.hidden = !failed;
}
document.addEventListener("htmx:sendError", (event) => show(event, true));
document.addEventListener("htmx:responseError", (event) => show(event, true));
document.addEventListener("htmx:beforeRequest", (event) => show(event, false));
