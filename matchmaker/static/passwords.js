// A box under each password that shows what was typed; without JavaScript it stays hidden.
for (const input of document.querySelectorAll("input[data-password]")) {
  const label = document.createElement("label");
  label.className = "choice account-show";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.className = "form-check-input";
  box.setAttribute("aria-controls", input.id);
  const text = document.createElement("span");
  text.textContent = input.dataset.password;
  label.append(box, text);
  input.after(label);
  box.addEventListener("change", () => { input.type = box.checked ? "text" : "password"; });
  input.form.addEventListener("submit", () => { input.type = "password"; });
}
