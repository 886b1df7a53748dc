// The search box: a combobox whose list opens below it (ARIA Authoring
// Practices, editable combobox with list autocomplete).
import { count, el, marked, say } from "./dom.js";

const shortest = 2; // letters before anything is looked for
const rowsShown = 8;

export function startBox(client, results) {
  const form = document.getElementById("p_search");
  const input = form.elements.q;
  const list = el("div", { class: "suggest__list", id: "p_options", role: "listbox", "aria-label": "[[search.title]]" });
  const note = el("p", { class: "suggest__note", hidden: true });
  const panel = el("div", { class: "suggest", hidden: true }, note, list);
  const status = el("p", { class: "unseen", role: "status" });
  form.append(panel, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "p_options");
  close();

  let options = [];
  let active = -1;
  let run = 0;
  let pending = Promise.resolve();
  let speech;
  let ways = {}; // how to search: as typed, everywhere

  function close() {
    panel.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(at) {
    if (options && options[active]) options[active].setAttribute("aria-selected", "false");
    active = at;
    const option = options && options[at];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  // The status is read once the typing pauses.
  function speak(text) {
    clearTimeout(speech);
    speech = setTimeout(() => (status.textContent = text), 400);
  }

  function tell(text, bad) {
    note.textContent = text;
    note.hidden = !text;
    note.classList.toggle("suggest__note--bad", Boolean(bad));
  }

  function refresh() {
    const current = ++run;
    const text = input.value.trim();
    if (text.length < shortest) {
      options = [];
      close();
      return;
    }
    pending = client.search(text, Object.assign({ rows: rowsShown }, ways)).then(
      (found) => current === run && paint(text, found),
      () => current === run && paintLost(),
    );
  }

  // One paint for each keystroke, when everything has arrived: a list that is
  // shown never changes order.
  function paint(text, found) {
    options = [];
    const parts = [];
    const add = (attributes, ...children) => {
      const option = el("a", Object.assign({ role: "option", id: "p_option" + options.length, tabindex: "-1", "aria-selected": "false" }, attributes), ...children);
      options.push(option);
      return option;
    };
    const plain = (href, label, act) => {
      const option = add({ class: "option option--plain", href }, label);
      if (act) option.act = act;
      return option;
    };
    const retype = (value) => plain(client.resultsURL({ q: value }), value, () => {
      input.value = value;
      ways = {};
      refresh();
    });
    const group = (label, children) => {
      if (children.length === 0) return;
      const id = "p_group" + parts.length;
      parts.push(el("div", { role: "group", "aria-labelledby": id }, el("div", { class: "suggest__group", id, role: "presentation" }, label), ...children));
    };
    group(say("[[search.senses]]", { q: found.sensesOf }), found.senses.map(retype));
    for (const g of found.groups) group(g.label, g.rows.map((row) => add({ class: "option", href: row.href }, ...optionParts(row))));
    group("[[search.near]]", found.near.map(retype));
    const more = [];
    if (found.total > options.length) more.push(plain(client.resultsURL(Object.assign({ q: text }, ways)), "[[search.all]]"));
    if (found.corrected) more.push(plain(client.resultsURL({ q: text, literal: true }), say("[[search.literal]]", { q: text }), () => again({ literal: true })));
    if (found.limited) more.push(plain(client.resultsURL({ q: text, everywhere: true }), "[[search.everywhere]]", () => again({ everywhere: true })));
    if (found.total === 0) {
      more.push(plain(client.root + "annuaire.html", "[[search.to-directory]]"), plain(client.root + "index-a-z.html", "[[search.to-alphabet]]"));
    }
    if (more.length > 0) parts.push(el("div", { role: "group", "aria-label": "[[search.other]]" }, ...more));
    list.replaceChildren(...parts);
    const said = say("[[search.for]]", { found: count(found.total), q: found.shown });
    tell(found.note, found.broken);
    open();
    speak([found.note, said].filter(Boolean).join(" "));
  }

  function paintLost() {
    options = [];
    const option = el("a", { role: "option", id: "p_option0", tabindex: "-1", "aria-selected": "false", class: "option option--plain", href: client.root + "index-a-z.html" }, "[[search.to-alphabet]]");
    options.push(option);
    list.replaceChildren(option);
    tell("[[search.lost]]", true);
    open();
    speak("[[search.lost]]");
  }

  function open() {
    panel.hidden = document.activeElement !== input;
    input.setAttribute("aria-expanded", String(!panel.hidden));
    choose(-1);
  }

  function again(way) {
    ways = way;
    refresh();
  }

  // go follows an option, or acts on it.
  function go(option, newTab) {
    if (option.act && !newTab) return option.act();
    follow(option.href, newTab);
  }

  function follow(href, newTab) {
    if (newTab) window.open(href, "_blank", "noopener");
    else location.assign(href);
  }

  // submit opens the card of a code at once, or else the results page.
  async function submit(newTab) {
    const text = input.value.trim();
    const code = await client.codeURL(text).catch(() => "");
    if (code) return follow(code, newTab);
    if (results && !newTab) {
      run++;
      close();
      results.ask(Object.assign({ q: text }, ways));
      return;
    }
    follow(client.resultsURL(Object.assign({ q: text }, ways)), newTab);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit(false);
  });
  input.addEventListener("input", () => {
    ways = {};
    refresh();
  });
  input.addEventListener("click", () => panel.hidden && refresh());
  for (const use of ["keydown", "pointerdown", "focus"]) {
    // The home page's box has the focus without anyone having asked.
    if (use !== "focus" || !input.autofocus) input.addEventListener(use, client.open, { once: true });
  }
  panel.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || !option.act || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(option);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });

  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const { key } = event;
    if (key === "Escape") {
      if (panel.hidden) input.value = "";
      run++;
      close();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      const step = key === "ArrowDown" ? 1 : -1;
      if (panel.hidden) refresh();
      // What is on its way is shown first: a choice never slips to another row.
      pending = pending.then(() => {
        if (panel.hidden || options.length === 0) return;
        const places = options.length + 1; // the box itself is one
        choose(((active + 1 + step + places) % places) - 1);
      });
    } else if (key === "Enter") {
      const newTab = event.ctrlKey || event.metaKey;
      pending.then(() => (active < 0 ? submit(newTab) : go(options[active], newTab)));
    } else return;
    event.preventDefault();
  });

  document.addEventListener("keydown", (event) => {
    const k = (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k";
    const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (!k && !slash) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  return input;
}

function optionParts(row) {
  return [
    row.code && el("span", { class: "code" }, row.code),
    el("span", { class: "option__title" }, ...marked(row.title, row.spans)),
    el("span", { class: "option__detail" }, row.detail),
    row.number && el("span", { class: "option__number" }, row.number),
  ].filter(Boolean);
}
