// [data-visit=URL data-token]: tell the server that a person has this page open and in view, once.
const page = document.querySelector("[data-visit]");

function tell() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  fetch(page.dataset.visit, { method: "POST", keepalive: true, headers: { "X-CSRFToken": page.dataset.token } }).catch(() => {});
}

if (page) {
  document.addEventListener("visibilitychange", tell);
  setTimeout(tell, 1500);
}
