(pages) => {
  const missing = [];
  for (const e of document.querySelectorAll("[data-sheet]")) {
    const page = pages[e.dataset.sheet];
    if (page) e.textContent = page;
    else missing.push(e.dataset.sheet);
  }
  return missing;
}
