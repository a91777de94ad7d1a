// details[data-menu] close on Escape and on a click outside; details[data-open-wide] stand open on a desk.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
  const closer = event.target.closest("[data-close-menu]");
  if (closer) close(closer.closest("details"));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest?.("details[data-menu][open]") ?? [...openMenus()].at(-1);
  if (menu) close(menu);
});

function close(menu) {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

const wide = matchMedia("(min-width: 992px)");
const openWide = () => document.querySelectorAll("details[data-open-wide]").forEach((each) => { if (wide.matches) each.open = true; });
wide.addEventListener("change", openWide);
document.addEventListener("htmx:afterSettle", openWide);
openWide();
