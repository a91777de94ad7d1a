// Helpers shared by the modules.

/** Call `use` for each element that matches, now and whenever htmx puts new content on the page. */
export function onContent(selector, use) {
  const scan = (root) => {
    if (root.matches?.(selector)) use(root);
    root.querySelectorAll(selector).forEach((element) => use(element));
  };
  scan(document);
  document.addEventListener("htmx:load", (event) => event.target !== document.body && scan(event.target));
}

/** Say something to screen readers without moving the focus. */
export function announce(text) {
  const place = document.getElementById("announcer");
  if (!place) return;
  place.textContent = "";
  setTimeout(() => { place.textContent = text; }, 50);
}

export const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
