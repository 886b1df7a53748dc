(pages) => {
  const missing = [];
  for (const e of document.querySelectorAll("[data-page-of]")) {
    const page = pages[e.dataset.pageOf];
    if (page) e.textContent = page;
    else missing.push(e.dataset.pageOf);
  }
  return missing;
}
