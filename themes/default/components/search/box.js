// The search box: a combobox whose list opens below it (ARIA Authoring
// Practices, editable combobox with list autocomplete).
import { codeURL, find } from "../engine/answer.js";
import { readAhead } from "../engine/shards.js";
import { entry, html, marked } from "./dom.js";
import { asked, form, input, root, single, url } from "./page.js";
import { adding, asking, count, say, ways } from "./words.js";

const shortest = 2; // letters before anything is looked for
const rowsShown = 8;

// shows tells the box what the results page does with a search, if it is this
// page. In one file, the results may not be what is shown.
let ask;
export const shows = (how) => (ask = !single && how);

export function startBox() {
  form.insertAdjacentHTML("beforeend", `<div class="suggest" hidden><p class="suggest__note"></p><div class="suggest__list" id="p_options" role="listbox" aria-label="[[search.title]]"></div></div><p class="unseen" role="status"></p>`);
  const status = form.lastChild;
  const panel = status.previousSibling;
  const [note, list] = panel.children;
  let options = [];
  let active = -1;
  let run = 0;
  let pending = Promise.resolve();
  let speech;

  const open = (shown) => {
    panel.hidden = !shown;
    input.setAttribute("aria-expanded", !!shown);
    choose(-1);
  };

  function close() {
    run++;
    open(false);
  }

  function choose(at) {
    const before = options[active];
    const option = options[(active = at)];
    if (before) before.setAttribute("aria-selected", false);
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", true);
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function refresh(state) {
    const current = ++run;
    const q = state.get("q");
    if (q.length < shortest) return close();
    pending = find(state, rowsShown).then((found) => current == run && show(q, found));
  }

  let n; // options made
  const option = (kind, href, content, again) => html`<a class="option${kind}" role="option" id="p_option${++n}" tabindex="-1" aria-selected="false" href="${href}"${again && html` data-ask`}>${content}</a>`;
  const plain = (label, page) => option(" option--plain", root + page, label);
  const again = ([label, state]) => option(" option--plain", url(state), label, true);

  // One paint for each keystroke, when everything has arrived: a list that is
  // shown never changes order. The status is read once the typing pauses.
  function show(q, found) {
    n = 0;
    const sheet = __sheet(q);
    const groups = [
      ...ways(found).map(([label, all]) => [label, all.map(again)]),
      ...found.groups.map(({ label, hits }) => [label, hits.map((row) => option("", row.href, entry(row, html`<b class="hit__title">${marked(row.title, row.spans)}</b>`)))]),
      ["", [].concat(
        sheet && option(" option--plain", sheet, "[[match.compare-sheet]]"),
        found.total > rowsShown && plain("[[search.all]]", "recherche.html?" + asking(q)),
        found.corrected && again([say("[[search.literal]]", { q: q.trim() }), adding(asking(q), "literal", 1)]),
        found.chips.map(({ label, sequence }) => again([say("[[search.plain]]", { name: label }), adding(asking(q), "plain", sequence)])),
        !found.total && [plain("[[search.to-directory]]", "annuaire.html"), plain("[[search.to-alphabet]]", "index-a-z.html")],
      ).filter(Boolean)],
    ];
    list.innerHTML = html`${groups.map(([label, members]) => members[0] && html`<div role="group" aria-label="${label}">${label && html`<div class="suggest__group" aria-hidden="true">${label}</div>`}${members}</div>`)}`.markup;
    options = list.getElementsByTagName("a");
    note.textContent = found.note;
    note.hidden = !found.note;
    note.classList.toggle("suggest__note--bad", found.broken);
    open(document.activeElement == input);
    clearTimeout(speech);
    speech = setTimeout(() => (status.textContent = found.note + " " + count(found.total, found.shown)), 400);
  }

  const follow = (href, newTab) => (newTab ? window.open(href, "_blank", "noopener") : location.assign(href));

  // submit opens the card of a code at once, or else the results page.
  async function submit(newTab) {
    const q = input.value.trim();
    const code = await codeURL(q);
    if (code || !ask || newTab) return follow(code || url(asking(q)), newTab);
    close();
    ask(asking(q));
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "p_options");
  close();
  const typed = () => refresh(asking(input.value.trimStart()));
  const prepare = () => readAhead(() => find(asking("pl"), rowsShown)).catch(() => {});
  // The home page's box has the focus without anyone having asked.
  for (const use of ["keydown", "pointerdown", input.autofocus ? "input" : "focus"]) input.addEventListener(use, prepare, { once: true });
  input.oninput = typed;
  input.onclick = () => panel.hidden && typed();
  input.onblur = close;
  panel.onmousedown = (event) => event.preventDefault(); // the box keeps the focus
  panel.onclick = (event) => asked(event, (state) => {
    input.value = state.get("q");
    refresh(state);
  });
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
        else if (newTab) follow(option.href, true);
        else option.click();
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
