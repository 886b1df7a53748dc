// The board on situation.html: what is declared, whom each service takes in, and
// each change as an entry of the logbook.
import { at, byID, follows, hour, html, isWrong, length, levels, linesOf, load, nameOf, now, save, say, withFacts } from "../board/page.js";
import { add, book, touched } from "./book.js";
import { oneLine } from "./chain.js";
import { sealLine } from "./rows.js";

const named = (lines) => lines.map(([kind, id]) => nameOf(kind, id)).join(" · ");
const boxes = (kind) => [...byID("b_crisis").querySelectorAll(`[name=${kind}]`)];
const cell = (label, content) => html`<td data-label="${label}">${content}</td>`;

let ending = false; // asked once
let repaint; // repaints the logbook

// row is a service's; a review that is late is said in words.
function row([, id, since, level, review, note, who], wrong, onPaper) {
  const left = review - Date.now();
  const late = level && !wrong && left <= 0 && html` <b class="capacity__late">${say("[[board.late-by]]", { time: length(-left) })}</b>`;
  return html`<tr class="capacity--${String(level)}"><th scope="row">${nameOf("service", id)}</th>${[
    cell("[[board.level]]", html`<b class="capacity__level">${levels[level]}</b>`), cell("[[board.note]]", note), cell("[[board.who]]", who),
    cell("[[board.begun]]", level && at(since, onPaper)), cell("[[board.review]]", level && html`<span>${at(review, onPaper)}${late}</span>`),
  ]}<td class="screen"><button class="button" type="button" data-term="${id}" aria-label="${say("[[board.review-of]]", { service: nameOf("service", id) })}">[[board.decide]]</button></td></tr>`;
}

// put replaces what has changed, so that nothing loses the focus without a reason.
function put(id, markup) {
  const place = byID(id);
  if (place.shown != markup) place.innerHTML = place.shown = markup;
}

// showBoard shows the board as it is; the form of a crisis only when the board is
// another one than it shows.
export function showBoard(onPaper) {
  withFacts(() => {
    const board = load();
    const wrong = isWrong(board.written);
    const [crisis] = linesOf(board, "crisis");
    const services = linesOf(board, "service");
    const [phase] = linesOf(board, "phase");
    const since = (ms) => (wrong ? at(ms, onPaper) : say("[[board.since-time]]", { at: at(ms, onPaper), time: length(Date.now() - ms) }));
    put("b_state", crisis ? html`<dt>[[board.crisis]]</dt><dd>${since(crisis[2])}</dd><dt>[[situations]]</dt><dd>${named(linesOf(board, "scenario"))}</dd>${phase && html`<dt>[[board.phase]]</dt><dd>${nameOf("phase", phase[1])}, ${since(phase[2])}</dd>`}${wrong && html`<dt class="capacity__late">[[board.clock]]</dt><dd></dd>`}`.markup : "");
    put("b_rows", html`${services.map((line) => row(line, wrong, onPaper))}`.markup);
    byID("b_table").classList.toggle("capacity--many", services.length > 24);
    byID("b_table").hidden = !services[0];
    for (const id of ["b_decide", "b_print", "b_end"]) byID(id).hidden = !crisis;
    byID("b_follows").hidden = !crisis || !follows();
    byID("b_go").textContent = crisis ? "[[board.update]]" : "[[board.declare]]";
    byID("b_seal").textContent = say("[[board.as-of]]", { at: new Date().toLocaleString(document.documentElement.lang) }) + " " + sealLine(book);
    if (byID("b_crisis").shown == board.written) return;
    byID("b_crisis").shown = board.written;
    for (const kind of ["scenario", "service"]) for (const box of boxes(kind)) box.checked = linesOf(board, kind).some(([, id]) => id == box.value);
    byID("b_phase").value = phase ? phase[1] : "";
    if (crisis) byID("b_declare").open = false;
  });
}

// change saves the board, and enters what was decided where that is asked for.
function change(rows, words, who, entered) {
  const kept = save({ written: now(), rows });
  if (entered) add("[[log.decision]]", words, who);
  else touched();
  book.kept = kept && book.kept;
  showBoard();
  repaint();
}

// told says what a board has that another has not.
function told(before, after) {
  const without = (a, b, kind) => linesOf(a, kind).filter(([, id]) => !linesOf(b, kind).some(([, other]) => id == other));
  const differ = (kind) => without(before, after, kind)[0] || without(after, before, kind)[0];
  const word = (word, lines) => lines[0] && say(word, { names: named(lines) });
  return [
    !before.rows[0] && "[[board.crisis]].",
    differ("scenario") && say("[[board.told-scenarios]]", { names: named(linesOf(after, "scenario")) || "–" }),
    differ("phase") && say("[[board.told-phase]]", { names: named(linesOf(after, "phase")) || "–" }),
    word("[[board.told-services]]", without(after, before, "service")),
    word("[[board.told-gone]]", without(before, after, "service")),
  ].filter(Boolean).join(" ");
}

function declare(event) {
  const board = load();
  event.preventDefault();
  // A term that this edition has dropped has no box, and stays.
  const chosen = (kind) => boxes(kind).filter((box) => box.checked).map((box) => box.value)
    .concat(linesOf(board, kind).map(([, id]) => id).filter((id) => !boxes(kind).some((box) => box.value == id)));
  const lines = (kind, ids) => ids.map((id) => linesOf(board, kind).find((line) => line[1] == id) || [kind, id, now(), 0, 0, "", ""]);
  const phase = byID("b_phase").value;
  const after = { rows: [...lines("crisis", [""]), ...lines("scenario", chosen("scenario")), ...lines("phase", phase ? [phase] : []), ...lines("service", chosen("service"))] };
  const words = told(board, after);
  if (words) change(after.rows, words, byID("b_who").value, byID("b_enter").checked);
  byID("b_declare").open = false;
}

function decide(event) {
  const board = load();
  const id = byID("b_service").value;
  const level = Number(byID("b_level").value);
  const line = ["service", id, now(), level, now() + Number(byID("b_hours").value) * hour, oneLine(byID("b_note").value), oneLine(byID("b_by").value)];
  event.preventDefault();
  const place = board.rows.findIndex(([kind, other]) => kind == "service" && other == id);
  const lines = place < 0 ? board.rows.concat([line]) : board.rows.map((other, i) => (i == place ? line : other));
  const words = say("[[board.decided]]", { service: nameOf("service", id), level: levels[level], note: line[5] && " (" + line[5] + ")", at: at(line[4], true) });
  change(lines, words, line[6], byID("b_enter-too").checked);
  byID("b_note").value = "";
}

// choose fills the form of a decision with what is in force.
function choose(id) {
  const [, , , level, , note, who] = linesOf(load(), "service").find((line) => line[1] == id);
  byID("b_service").value = id;
  byID("b_level").value = level || 1;
  byID("b_note").value = note;
  byID("b_by").value = who;
  byID("b_level").focus();
}

// endCrisis takes two clicks. The logbook stays.
function endCrisis() {
  const sure = ending;
  ending = !sure;
  byID("b_end").textContent = sure ? "[[board.end-crisis]]" : "[[board.end-sure]]";
  if (sure) change([], "[[board.ended]]", byID("b_who").value, true);
}

function printBoard() {
  document.body.classList.add("only-board");
  window.print();
}

// startBoard makes the board work; paint shows the logbook.
export function startBoard(paint) {
  repaint = paint;
  byID("b_crisis").onsubmit = declare;
  byID("b_decide").onsubmit = decide;
  byID("b_rows").onclick = ({ target }) => target.dataset.term && choose(target.dataset.term);
  byID("b_end").onclick = endCrisis;
  byID("b_print").onclick = printBoard;
  window.addEventListener("beforeprint", () => showBoard(true));
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("only-board");
    showBoard();
  });
  setInterval(showBoard, 20000, false);
}
