// Shows what both sides will read of the reason that is chosen, once one is.

for (const box of document.querySelectorAll("[data-told]")) {
  const select = document.querySelector(`select[name="${box.dataset.told}"]`);
  const show = () => {
    for (const row of box.querySelectorAll("[data-code]")) row.hidden = row.dataset.code !== select.value;
    box.hidden = !select.value;
    box.open = Boolean(select.value);
  };
  if (select) {
    select.addEventListener("change", show);
    show();
  }
}
