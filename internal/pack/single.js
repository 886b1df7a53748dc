// One page at a time, named by what follows the # of the address: that of the
// page in the site, with its query and its anchor.
{
  const leaves = document.querySelectorAll(".folded");
  const start = document.querySelector("[data-start]");
  const places = []; // where each entry of the history was left
  let shown = null;
  let entry = 0;
  let settle;
  const paper = document.styleSheets[document.styleSheets.length - 1];
  let ruled = "";

  const find = (id) => {
    try {
      return document.getElementById(decodeURIComponent(id));
    } catch (malformed) {
      return null;
    }
  };

  const show = () => {
    const [, address, query, anchor = ""] = /^#?([^?#]*)(\?[^#]*)?(#.*)?$/.exec(location.hash);
    const target = find(address + anchor) || find(address) || (address ? leaves[0] : start); // else the contents
    const leaf = target.closest(".folded") || shown || start;
    places[entry] = scrollY;
    const back = history.state;
    entry = back || places.length;
    if (!back) history.replaceState(entry, "");
    if (leaf != shown) {
      open(leaf);
      const own = target == leaf;
      const top = (back && places[back]) || 0;
      settle = () => {
        focusOn((own && leaf.querySelector("h1")) || target);
        if (own) scrollTo(0, top);
        settle = () => {};
      };
    }
    // The browser marks the target of an address without a query alone.
    if (query && anchor) setTimeout(() => location.replace("#" + address + anchor));
  };

  const open = (leaf) => {
    for (const other of leaves) other.hidden = other != leaf;
    if (shown) {
      const main = shown.querySelector("[data-main]");
      for (const name of ["id", "role", "tabindex"]) main.removeAttribute(name);
    }
    shown = leaf;
    const main = leaf.querySelector("[data-main]");
    main.id = "p_main";
    main.setAttribute("role", "main");
    main.tabIndex = -1;
    document.title = leaf.dataset.title;
    if (ruled) paper.deleteRule(0);
    ruled = leaf.dataset.rules;
    if (ruled) paper.insertRule("@media print{" + ruled + "}", 0);
    document.body.className = leaf.dataset.class || "";
    for (const link of document.querySelectorAll("[data-frame] nav a")) {
      if (decodeURIComponent(link.hash.slice(1)) == leaf.id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  };

  const focusOn = (element) => {
    if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
    element.focus({ preventScroll: true });
  };

  document.documentElement.classList.add("js");
  history.scrollRestoration = "manual";
  addEventListener("popstate", show);
  // Between these two the browser goes to the top of the section, where the head
  // of the page is out of sight, and moves the focus.
  addEventListener("hashchange", () => settle());
  show();
  addEventListener("load", () => location.hash && settle());
}
