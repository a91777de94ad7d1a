// Shows only the fields of the kind of payment that is chosen.

function show(group) {
  const chosen = group.querySelector("input[type=radio]:checked");
  for (const part of group.querySelectorAll("[data-kind]")) {
    part.hidden = Boolean(chosen) && part.dataset.kind !== chosen.value;
  }
}

for (const group of document.querySelectorAll("[data-payment]")) {
  group.addEventListener("change", () => show(group));
  show(group);
}
