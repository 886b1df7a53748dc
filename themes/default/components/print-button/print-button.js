// Printing by a button needs a script, so the button only shows with one.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
for (const link of document.querySelectorAll("[data-sheets]")) {
  link.hash = "imprimer=" + link.dataset.sheets; // as the binder's page reads it
  link.hidden = false;
}
