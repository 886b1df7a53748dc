// A code is typed or scanned anywhere: its first letter goes to the search box,
// and the rest follows. « ? » shows the keys. Single keys can be turned off
// (WCAG 2.2 §2.1.4), the search script's « / » too.
import { choice, note } from "../desk/record.js";
import { html } from "../search/dom.js";
import { input } from "../search/page.js";

const buttons = document.querySelectorAll("[data-keys]");
const isLetter = (key) => key.length == 1 && key.toLowerCase() != key.toUpperCase();

// Where, and what each key does there.
const map = [
  ["[[keys.everywhere]]", [
    [["/", "Ctrl K"], "[[keys.search]]"], [["A … Z"], "[[keys.code]]"], [["?"], "[[keys.map]]"],
    [["[[keys.tab]]"], "[[keys.next]]"], [["[[keys.escape]]"], "[[keys.close]]"], [["Ctrl P"], "[[keys.print]]"],
  ]],
  ["[[keys.suggestions]]", [[["↓", "↑"], "[[keys.choose]]"], [["[[keys.enter]]"], "[[keys.open]]"], [["Ctrl [[keys.enter]]"], "[[keys.open-tab]]"]]],
  ["[[keys.actions]]", [[["[[keys.space]]"], "[[keys.tick]]"]]],
  ["[[reader.title]]", [
    [["→", "↓", "[[keys.space]]", "[[keys.page-down]]"], "[[reader.next]]"], [["←", "↑", "[[keys.page-up]]"], "[[reader.previous]]"],
    [["[[keys.home]]", "[[keys.end]]"], "[[keys.ends]]"], [["[[keys.enter]]"], "[[keys.tick]]"],
  ]],
];

let dialog;
let back;

function open() {
  if (!dialog) {
    dialog = document.body.appendChild(document.createElement("dialog"));
    dialog.className = "keys screen";
    dialog.setAttribute("aria-labelledby", "p_keys");
    dialog.innerHTML = html`<h2 id="p_keys" tabindex="-1">[[keys.title]]</h2>${map.map(([where, rows]) => html`<h3>${where}</h3><dl>${rows.map(([keys, does]) => html`<dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${does}</dd>`)}</dl>`)}<p class="keys__choice"><label class="choice"><input type="checkbox"> [[keys.typing]]</label></p><button class="button" type="button">[[keys.close]]</button>`.markup;
    dialog.querySelector("input").onchange = ({ target }) => note("typing", target.checked);
    dialog.lastChild.onclick = () => dialog.close();
    dialog.onclose = () => back && back.focus();
  }
  back = document.activeElement;
  dialog.querySelector("input").checked = choice("typing") !== false;
  dialog.showModal();
  dialog.firstChild.focus();
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || !target.closest || target.closest("input:not([type=checkbox]),textarea,select,dialog")) return;
  if (key != "/" && key != "?" && !isLetter(key)) return;
  if (choice("typing") === false) return event.stopPropagation();
  if (key == "?") {
    event.preventDefault();
    open();
  } else if (key != "/" && input) {
    input.focus(); // which takes the letter
    input.select();
  }
}, true);

for (const button of buttons) {
  button.hidden = false;
  button.onclick = open;
}
