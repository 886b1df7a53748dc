() => {
  const words = (e) => (e ? e.textContent.replace(/\s+/g, " ").trim() : "");
  const bookmarks = [];
  for (const e of document.querySelectorAll(".leaf[id], .binder__part[id]")) {
    const sheet = e.matches(".leaf");
    const title = words(e.querySelector("h1, h2, h3"));
    bookmarks.push({ id: e.id, title: sheet ? e.id.toUpperCase() + " " + title : title, sheet: sheet });
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
  // The contents take their room at the first print, so that numbers move nothing.
  const numbers = document.querySelectorAll("[data-sheet]");
  for (const e of numbers) e.textContent = "00";
  if (numbers.length) document.documentElement.dataset.numbered = "";
  return { bookmarks: bookmarks, numbers: numbers.length };
}
