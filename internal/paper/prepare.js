() => {
  const code = /^[a-z]{3}-[0-9]{2,5}$/;
  const words = (e) => (e ? e.textContent.replace(/\s+/g, " ").trim() : "");
  const bookmarks = [];
  for (const e of document.querySelectorAll("article.sheet[id], [data-bookmark][id]")) {
    const sheet = e.matches("article.sheet");
    let title = e.dataset.bookmark || words(e.querySelector("h1, h2, h3"));
    const mark = e.id.toUpperCase();
    if (sheet && code.test(e.id) && !title.startsWith(mark)) title = mark + " " + title;
    bookmarks.push({ id: e.id, title: title, sheet: sheet });
  }
  // A link to another page of the site leads nowhere once this one is alone.
  for (const a of document.querySelectorAll("a[href]")) {
    const here = a.pathname === location.pathname && a.search === location.search;
    if (a.origin === location.origin && !(here && a.hash)) a.removeAttribute("href");
  }
  // The browser makes a destination of what some link points at, seen or not.
  for (const b of bookmarks) {
    const a = document.createElement("a");
    a.href = "#" + b.id;
    document.head.append(a);
  }
  return { bookmarks: bookmarks, numbers: document.querySelectorAll("[data-page-of]").length };
}
