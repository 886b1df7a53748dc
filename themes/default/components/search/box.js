// The search box: a combobox whose list opens below it (ARIA Authoring
// Practices, editable combobox with list autocomplete).
import { asked, form, input, single, url } from "./page.js";
import { asking } from "./words.js";

const shortest = 2; // letters before anything is looked for

// shows tells the box what the results page does with a search, if it is this
// page. In one file, the results may not be what is shown.
let ask;
export const shows = (how) => (ask = !single && how);

export function startBox(engine) {
  form.insertAdjacentHTML("beforeend", `<div class="suggest" hidden><p class="suggest__note"></p><div class="suggest__list" id="p_options" role="listbox" aria-label="[[search.title]]"></div></div><p class="unseen" role="status"></p>`);
  const status = form.lastChild;
  const panel = status.previousSibling;
  const [note, list] = panel.children;
  const options = list.getElementsByTagName("a"); // those of now
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
    pending = engine().then((engine) => engine.list(state)).then((found) => current == run && show(found));
  }

  // One paint for each keystroke, when everything has arrived: a list that is
  // shown never changes order. The status is read once the typing pauses.
  function show(found) {
    list.innerHTML = found.options;
    note.textContent = found.note;
    note.hidden = !found.note;
    note.classList.toggle("suggest__note--bad", found.broken);
    open(document.activeElement == input);
    clearTimeout(speech);
    speech = setTimeout(() => (status.textContent = found.said), 400);
  }

  const follow = (href, newTab) => (newTab ? window.open(href, "_blank", "noopener") : location.assign(href));

  // submit opens the card of a code at once, or else the results page.
  async function submit(newTab) {
    const q = input.value.trim();
    const code = await (await engine()).codeURL(q);
    if (code || !ask || newTab) return follow(code || url(asking(q)), newTab);
    close();
    ask(asking(q));
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", "p_options");
  close();
  const typed = () => refresh(asking(input.value.trimStart()));
  const prepare = () => engine().then((engine) => engine.prepare());
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
