// The search box: a combobox whose list opens below it (ARIA Authoring
// Practices, editable combobox with list autocomplete).
import { el, entry, marked, set } from "./dom.js";
import { engine, form, root, shared, url } from "./page.js";
import { asking, count, say } from "./words.js";

const shortest = 2; // letters before anything is looked for
const rowsShown = 8;

export function startBox() {
  const input = form.elements.q;
  const list = el("div.suggest__list", { id: "p_options", role: "listbox", "aria-label": "[[search.title]]" });
  const note = el("p.suggest__note");
  const panel = el("div.suggest", { hidden: true, onmousedown: (event) => event.preventDefault() }, note, list); // the box keeps the focus
  const status = el("p.unseen", { role: "status" });
  let options = [];
  let active = -1;
  let run = 0;
  let pending = Promise.resolve();
  let speech;

  function close() {
    run++;
    panel.hidden = true;
    set(input, { "aria-expanded": "false" });
    choose(-1);
  }

  function choose(at) {
    if (options[active]) set(options[active], { "aria-selected": "false" });
    const option = options[(active = at)];
    if (!option) return input.removeAttribute("aria-activedescendant");
    set(option, { "aria-selected": "true" }).scrollIntoView({ block: "nearest" });
    set(input, { "aria-activedescendant": option.id });
  }

  function refresh(state) {
    const current = ++run;
    const q = state.get("q");
    if (q.length < shortest) return close();
    const unlessLate = (paint) => (found) => current == run && paint(q, found);
    pending = engine().then(({ find }) => find(state, rowsShown)).then(unlessLate(paint), unlessLate(() => show([["", [plain("[[search.to-alphabet]]", "index-a-z.html")]]], "[[search.lost]]", true)));
  }

  const option = (kind, href, act, ...children) =>
    el("a.option" + kind, { role: "option", tabindex: -1, "aria-selected": "false", href, onclick: act && ((event) => event.ctrlKey || event.shiftKey || event.metaKey || (event.preventDefault(), act())) }, ...children);
  const plain = (label, page) => option(".option--plain", root + page, 0, label);
  const again = (label, state) => option(".option--plain", url(state), () => {
    input.value = state.get("q");
    refresh(state);
  }, label);

  function paint(q, found) {
    const more = [];
    if (found.total > rowsShown) more.push(plain("[[search.all]]", "recherche.html?" + asking(q)));
    if (found.corrected) more.push(again(say("[[search.literal]]", { q }), asking(q, "literal")));
    for (const { label, sequence } of found.chips) more.push(again(say("[[search.plain]]", { name: label }), asking(q, "plain", sequence)));
    if (!found.total) more.push(plain("[[search.to-directory]]", "annuaire.html"), plain("[[search.to-alphabet]]", "index-a-z.html"));
    show([
      ...found.senses.map((sense) => [say("[[search.senses]]", { q: sense.term }), sense.senses.map((word) => again(word, asking(word)))]),
      ...found.groups.map((group) => [group.label, group.hits.map((row) => option("", row.href, 0, ...entry(row, el("b.hit__title", {}, ...marked(row.title, row.spans)))))]),
      ["[[search.near]]", found.near.map((word) => again(word, asking(word)))],
      ["", more],
    ], found.note, found.broken, count(found.total, found.shown));
  }

  // One paint for each keystroke, when everything has arrived: a list that is
  // shown never changes order. The status is read once the typing pauses.
  function show(groups, remark, bad, found) {
    options = [];
    list.replaceChildren(...groups.filter((group) => group[1].length).map(([label, members], i) => {
      members.forEach((member) => (member.id = "p_option" + options.push(member)));
      return el("div", label ? { role: "group", "aria-labelledby": "p_group" + i } : {}, label && el("div.suggest__group", { id: "p_group" + i }, label), ...members);
    }));
    note.textContent = remark;
    note.hidden = !remark;
    note.classList.toggle("suggest__note--bad", bad);
    panel.hidden = document.activeElement != input;
    set(input, { "aria-expanded": !panel.hidden + "" });
    choose(-1);
    clearTimeout(speech);
    speech = setTimeout(() => (status.textContent = [remark, found].filter(Boolean).join(" ")), 400);
  }

  const follow = (href, newTab) => (newTab ? open(href, "_blank", "noopener") : location.assign(href));

  // submit opens the card of a code at once, or else the results page.
  async function submit(newTab) {
    const q = input.value.trim();
    const code = await engine().then(({ codeURL }) => codeURL(q)).catch(() => "");
    if (!code && shared.ask && !newTab) {
      close();
      shared.ask(asking(q));
    } else follow(code || url(asking(q)), newTab);
  }

  form.append(panel, status);
  set(input, { role: "combobox", "aria-autocomplete": "list", "aria-controls": "p_options" });
  close();
  const typed = () => refresh(asking(input.value.trimStart()));
  // The home page's box has the focus without anyone having asked.
  for (const use of ["keydown", "pointerdown", input.autofocus ? "input" : "focus"]) input.addEventListener(use, () => engine().then(({ open }) => open()).catch(() => {}), { once: true });
  input.oninput = typed;
  input.onclick = () => panel.hidden && typed();
  input.onblur = close;
  form.onsubmit = (event) => {
    event.preventDefault();
    submit();
  };
  input.onkeydown = (event) => {
    const { key } = event;
    const step = { ArrowDown: 1, ArrowUp: -1 }[key];
    if (event.isComposing) return;
    if (key == "Escape") {
      if (panel.hidden) input.value = "";
      close();
    } else if (step) {
      if (panel.hidden) typed();
      // What is on its way is shown first: a choice never slips to another row.
      pending = pending.then(() => {
        const places = options.length + 1; // the box itself is one
        if (!panel.hidden) choose(((active + 1 + step + places) % places) - 1);
      });
    } else if (key == "Enter") {
      const newTab = event.ctrlKey || event.metaKey;
      pending.then(() => {
        const option = options[active];
        if (!option) submit(newTab);
        else if (option.onclick && !newTab) option.click();
        else follow(option.href, newTab);
      });
    } else return;
    event.preventDefault();
  };
  document.addEventListener("keydown", (event) => {
    const control = event.ctrlKey || event.metaKey;
    if (event.altKey || (control ? event.key != "k" : event.key != "/" || event.target.closest("input:not([type=checkbox]),textarea,select"))) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
}
