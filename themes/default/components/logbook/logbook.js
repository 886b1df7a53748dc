// situation.html: the board, the cards under way and the logbook (main courante). Other
// pages hand it ticks in the address, since some browsers give each file a store
// of its own.
import { at, byID, hour, hours, idle, isWrong, load, onChange, read, save, say, sayExported, tail, waiting } from "../board/page.js";
import { add, book, empty, goOn, reload, touched } from "./book.js";
import { showBoard, startBoard } from "./capacity.js";
import { drop, showCards, takeCard } from "./cards.js";
import { oneLine, stamp } from "./chain.js";
import { startDrill } from "./drill.js";
import { fromFile, offer, toCSV, toHTML } from "./files.js";
import { overflows, rows, sealLine, shortSeal } from "./rows.js";

const late = 10; // entries not exported before it is said loudly

let whole = false; // all entries are on screen
let striking = 0; // the number of the entry to correct
let asked = false; // to clear what was not exported

function paint(onPaper) {
  byID("l_entries").innerHTML = rows(whole, onPaper);
  byID("l_empty").hidden = book.entries[0];
  byID("l_all").hidden = whole || !overflows();
  byID("l_seal").textContent = sealLine(book);
  for (const id of ["l_html", "l_csv", "l_clear"]) byID(id).disabled = !book.entries[0] && !load().rows[0];
  warn();
}

// warn says what was asked, or else the worst that there is to say.
function warn(words, wrong) {
  const { bad, kept, missing } = book;
  const box = byID("l_warning");
  const left = waiting();
  const soon = idle();
  const alarm = (bad.size && say("[[log.broken]]", { n: bad.size })) || (missing && say("[[log.cut]]", { n: missing })) || (!kept && "[[log.lost]]") || (soon && (soon.moment ? say("[[board.log-soon]]", { at: at(soon.moment) }) : say("[[board.log-unsaved]]", { n: left })));
  const said = words || alarm || (left >= late && say("[[log.remind]]", { n: left })) || usual();
  box.textContent = said;
  box.hidden = !said;
  box.classList.toggle("warning--bad", !!(wrong || alarm));
  byID("l_keep").hidden = !soon;
}

// usual says where the entries are and until when, or what was cleared.
function usual() {
  const end = tail();
  const gone = read("log-gone");
  if (gone) return say("[[log.gone]]", { n: gone.n, seal: gone.seal.slice(0, 8), at: at(gone.gone) });
  if (!end) return "";
  return "[[log.kept]]" + (hours && !isWrong(end.moment) ? " " + say("[[log.until]]", { at: at(end.moment + hours * hour), n: hours }) : "");
}

function show(sound = true) {
  paint();
  showBoard();
  showCards();
  if (!sound) warn("[[log.not-ours]]", true);
}

function strike(n) {
  striking = n;
  byID("l_striking").textContent = n ? say("[[log.striking]]", { n }) : "";
  byID("l_striking").hidden = byID("l_cancel").hidden = !n;
  byID("l_text").focus();
}

function enter(event) {
  const text = byID("l_text");
  event.preventDefault();
  if (!oneLine(text.value)) return;
  add(striking ? "[[log.correction]]" : byID("l_kind").value, text.value, byID("l_who").value, striking);
  text.value = "";
  asked = false;
  strike(0);
  paint();
}

function saveFile(ending, type, text) {
  offer((byID("d_drill") ? "[[drill.file]]-" : "") + "main-courante-" + stamp(new Date()).slice(0, 16).replace(" ", "-").replace(":", "h") + ending, type, text);
  sayExported(book.entries.length, load().written);
  paint();
}

// take goes on from a file, if nothing in it was touched.
function take(text) {
  const theirs = fromFile(text);
  if (!theirs) return warn("[[log.not-ours]]", true);
  const { board, entries, wrong } = theirs;
  if (wrong[0]) return warn(say("[[log.file-altered]]", { lines: wrong.slice(0, 20).join(", ") }), true);
  if (!board) return warn("[[log.not-ours]]", true);
  if (!goOn(entries)) return warn("[[log.other]]", true);
  if (board.written > load().written) book.kept = save(board) && book.kept;
  touched();
  sayExported(entries.length, board.written);
  show();
  warn(say("[[log.taken]]", { n: entries.length, seal: shortSeal(entries) }));
}

function clear() {
  if (waiting() > 0 && !asked) {
    asked = true;
    return warn(say("[[log.unsaved]]", { n: waiting() }), true);
  }
  asked = whole = false;
  empty();
  show();
}

byID("l_form").onsubmit = enter;
byID("l_cancel").onclick = () => strike(0);
byID("l_entries").onclick = ({ target }) => target.dataset.strike && strike(Number(target.dataset.strike));
byID("l_all").onclick = () => paint(!(whole = true));
byID("l_html").onclick = () => saveFile(".html", "text/html", toHTML(book.entries, load(), { title: document.title, lead: "[[log.lead]]", seal: sealLine(book) }));
byID("l_csv").onclick = () => saveFile(".csv", "text/csv", toCSV(book.entries, load()));
byID("l_clear").onclick = clear;
byID("l_cards").onclick = ({ target }) => target.dataset.card && drop(target.dataset.card);
byID("l_file").onchange = ({ target }) => {
  const reader = new FileReader();
  reader.onload = () => take(reader.result);
  reader.onerror = () => warn("[[log.not-ours]]", true);
  reader.readAsText(target.files[0]);
  target.value = "";
};
byID("l_keep").onclick = () => {
  touched();
  paint();
};
window.addEventListener("beforeprint", () => document.body.classList.contains("only-board") || paint(true));
window.addEventListener("afterprint", () => paint());
window.addEventListener("hashchange", () => show(takeCard()));
window.addEventListener("beforeunload", (event) => {
  if (book.kept || waiting() <= 0) return;
  event.preventDefault();
  event.returnValue = ""; // older browsers ask for it
});
onChange(() => {
  reload();
  show();
});
reload();
startBoard(paint);
startDrill();
byID("l_book").hidden = false;
setInterval(() => (idle() || !byID("l_keep").hidden) && warn(), 20000); // else what was said last stays
show(takeCard());
