// The script of an exercise against the clock, in a site that is built for one.
// Players see when it began; what is to come is for who opens the animator's view.
import { at, byID, html, length, onChange, read, say, write } from "../board/page.js";

const none = { script: "", start: 0, stop: 0, given: {} };
const load = () => ({ ...none, ...read("drill") });
const tables = () => [...document.querySelectorAll(".drill__script")];
const minute = 60000;

let stopping = false; // asked once

function save(change) {
  write("drill", { ...load(), ...change });
  showDrill();
}

// rows are the events of the script, with the moment at which each falls due.
const rows = ({ script, start }) => tables().filter((table) => table.dataset.script == script)
  .flatMap((table) => [...table.querySelectorAll("[data-after]")])
  .map((row, i) => ({ row, n: String(i), due: start + row.dataset.after * 1000, words: row.children[1].textContent }));

// state tells players and animators when it began, and for how long.
function state({ start, stop }) {
  if (!start) return html`<dt>[[drill.state]]</dt><dd>[[drill.waiting]]</dd>`;
  const over = (stop || Date.now()) - start;
  return html`<dt>[[drill.begun]]</dt><dd>${at(start)}</dd>${stop ? html`<dt>[[drill.ended]]</dt><dd>${say("[[drill.after]]", { at: at(stop), time: length(over) })}</dd>` : html`<dt>[[drill.elapsed]]</dt><dd id="d_elapsed">${length(Math.max(0, over))}</dd>`}`;
}

// next says what is to be given now, and what comes then.
function next(drill) {
  if (!drill.start || drill.stop) return "";
  const left = rows(drill).filter(({ n }) => !drill.given[n]);
  const now = left.filter(({ due }) => due <= Date.now());
  const [then] = left.slice(now.length);
  return [
    ...now.map(({ words }) => say("[[drill.now]]", { words })),
    then && say("[[drill.next]]", { time: length(then.due - Date.now() + minute - 1), words: then.words }),
    !left[0] && rows(drill)[0] && "[[drill.all]]",
  ].filter(Boolean).join(" · ");
}

function put(place, markup) {
  if (place.shown != markup) place.innerHTML = place.shown = markup;
}

export function showDrill() {
  const drill = load();
  const open = byID("d_animator").open;
  const words = next(drill);
  put(byID("d_state"), state(drill).markup);
  if (byID("d_script")) {
    byID("d_script").value = drill.script;
    byID("d_print").hidden = !byID("d_script").value;
  }
  byID("d_start").hidden = !!drill.start;
  byID("d_stop").hidden = !drill.start;
  byID("d_stop").textContent = drill.stop ? (stopping ? "[[drill.clear-sure]]" : "[[drill.clear]]") : stopping ? "[[drill.stop-sure]]" : "[[drill.stop]]";
  for (const table of tables()) table.hidden = table.dataset.script != drill.script || !(open || document.body.classList.contains("only-drill"));
  for (const { row, n, due } of rows(drill)) {
    const given = drill.given[n];
    const button = row.querySelector("button");
    row.querySelector(".drill__at").textContent = given ? at(given) : "";
    row.classList.toggle("drill__due", !!drill.start && !drill.stop && !given && due <= Date.now());
    button.hidden = !drill.start || !!drill.stop;
    button.textContent = given ? "[[drill.take-back]]" : "[[drill.give]]";
  }
  if (byID("d_next").textContent != words) byID("d_next").textContent = words;
  byID("d_next").hidden = !words;
}

// stop takes two clicks, and so does clearing what was given.
function stop() {
  const sure = stopping;
  stopping = !sure;
  if (!sure) return showDrill();
  save(load().stop ? none : { stop: Date.now() });
}

function give(button) {
  const drill = load();
  const { n } = rows(drill).find(({ row }) => row.contains(button));
  const given = { ...drill.given };
  if (given[n]) delete given[n];
  else given[n] = Date.now();
  save({ given });
}

export function startDrill() {
  if (!byID("d_drill")) return; // not an exercise
  byID("d_animator").ontoggle = showDrill;
  if (byID("d_script")) byID("d_script").onchange = ({ target }) => save({ script: target.value, given: {} });
  byID("d_start").onclick = () => save({ start: Date.now(), stop: 0, given: {} });
  byID("d_stop").onclick = stop;
  byID("d_print").onclick = () => {
    document.body.classList.add("only-drill");
    showDrill();
    window.print();
  };
  for (const table of tables()) table.onclick = ({ target }) => target.closest("button") && give(target.closest("button"));
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("only-drill");
    showDrill();
  });
  onChange(showDrill);
  setInterval(showDrill, 1000);
  showDrill();
}
