// Writing a posting: once the first save has made a draft, the page's address becomes the draft's; links to fields open their group.
// Where other words were saved, the answer says what the posting resembles, as HTML; the place for it is #duplicates.
document.body.addEventListener("autosaved", ({ detail }) => {
  if (detail.edit_url) history.replaceState(null, "", detail.edit_url);
  const place = document.getElementById("duplicates");
  if (place && detail.duplicates !== undefined && place.innerHTML !== detail.duplicates) place.innerHTML = detail.duplicates;
});

function reveal(id) {
  const field = id && document.getElementById(id);
  for (let fold = field?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (field) (field.matches("input, select, textarea") ? field : field.querySelector("input, select, textarea") ?? field).focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link) setTimeout(() => reveal(decodeURIComponent(link.hash.slice(1))));
});
