// The strip of a declared crisis, on every page, and the cards to open now, on
// the pages that have a place for them.
import { byID, html } from "../search/dom.js";
import { say } from "../search/words.js";
import { told as remindersTold } from "../ticks/remind.js";
import { isKept, onChange, read, write } from "../ticks/store.js";
import { addressOf, firstFor, nameOf, placeOf, root, withFacts } from "./facts.js";
import { forget, hours, idle, sayExported, sayLost, tail, touch, waiting } from "./idle.js";
import { carrying, checked, day, follows, hour, isWrong, landing, levels, linesOf, load, now, save } from "./state.js";
import { at, length } from "./times.js";

self.planblancPage = {
  at, byID, checked, follows, forget, hour, hours, html, idle, isKept, isWrong, length, levels, linesOf, load, nameOf, now, onChange, read, save, say, sayExported, sayLost, tail, touch, waiting, withFacts, write,
}; // see page.js

const strip = byID("p_board"); // not in a site of one file
const place = byID("p_now");
const asleep = 2 * day; // four reviews missed

// reviews tells the reviews that are overdue, and the next one.
function reviews(board, wrong) {
  const clock = Date.now();
  const services = linesOf(board, "service").sort((a, b) => a[4] - b[4]);
  const review = ([, id, , , moment], word, time) => say(word, { service: nameOf("service", id), time, at: at(moment) });
  const planned = services.filter(([, , , level, moment]) => level && moment);
  if (wrong) return planned.map((line) => html` <span>${review(line, "[[board.next-at]]")}</span>`);
  const late = planned.filter((line) => line[4] <= clock);
  const next = planned[late.length];
  const open = services.filter((line) => !line[3]).length;
  return [
    late.map((line) => html` <b class="strip__late">${review(line, "[[board.late]]", length(clock - line[4]))}</b>`),
    open && html` <b class="strip__late">${say("[[board.to-decide]]", { n: open })}</b>`,
    next && html` <span>${review(next, "[[board.next]]", length(next[4] - clock))}</span>`,
  ];
}

// crisis tells what is declared; by a clock that is wrong, moments and no lengths.
function crisis(board) {
  const clock = Date.now();
  const wrong = isWrong(board.written);
  const [[, , begun]] = linesOf(board, "crisis");
  const [phase] = linesOf(board, "phase");
  const since = (word, wordAt, ms, name) => (wrong ? say(wordAt, { name, at: at(ms) }) : say(word, { name, time: length(clock - ms) }));
  return html`<p><b>${since("[[board.since]]", "[[board.since-at]]", begun)}</b> ${linesOf(board, "scenario").map(([, id]) => html`<span>${nameOf("scenario", id)}</span> `)}${phase && html`<span>${since("[[board.phase-since]]", "[[board.phase-at]]", phase[2], nameOf("phase", phase[1]))}</span>`}${reviews(board, wrong)}${wrong && html` <b class="strip__late">[[board.clock]]</b>`}${!wrong && clock - board.written > asleep && html` <b class="strip__late">${say("[[board.still]]", { time: length(clock - board.written) })}</b>`}${!byID("l_book") && follows() && " [[board.by-link]]"}</p>`;
}

// logbook tells what becomes of a logbook that nobody touches.
function logbook() {
  const soon = idle();
  return soon && html`<p><b class="strip__late">${soon.moment ? say("[[board.log-soon]]", { at: at(soon.moment) }) : say("[[board.log-unsaved]]", { n: waiting() })}</b></p>`;
}

// reminders leads to the actions that somebody wants to be reminded of.
function reminders() {
  const all = remindersTold();
  return all[0] && html`<p>${all.map(([words, url, late]) => html`<a${late && html` class="strip__late"`} href="${root + url}">${words}</a> `)}</p>`;
}

const row = ([code, title, url]) => html`<li class="row"><span class="code">${code}</span> <a class="row__title" href="${root + url}">${title}</a></li>`;

// cards lists what to open, each card once.
function cards(board, service) {
  const [[, phase] = []] = linesOf(board, "phase");
  const listed = new Set();
  return linesOf(board, "scenario").map(([, id]) => {
    const some = (firstFor(id, service, phase) || []).filter(([code]) => !listed.has(code) && listed.add(code));
    return some[0] && html`<section class="group"><div class="group__title"><h2>[[board.open-now]]</h2> <p>${nameOf("scenario", id)}</p></div><ul class="rows rows--urgent">${some.map(row)}</ul></section>`;
  });
}

// services leads to the cards of each service affected.
function services(board) {
  const lines = linesOf(board, "service").filter(([, id]) => placeOf("service", id) >= 0);
  const way = (id) => {
    const [, scenario] = linesOf(board, "scenario").find(([, other]) => firstFor(other, id)) || [];
    return addressOf("service", id).replace(/(\.html)$/, scenario ? "/" + scenario + "$1" : "$1");
  };
  return lines[0] && html`<section class="group"><div class="group__title"><h2>[[board.services]]</h2></div><ul class="compact">${lines.map(([, id, , level]) => html`<li><a href="${way(id)}">${nameOf("service", id)}${" — " + levels[level]}</a></li>`)}</ul></section>`;
}

// ofService tells whom one service takes in.
function ofService(board, id) {
  const [line] = linesOf(board, "service").filter((line) => line[1] == id);
  return line && html`<p class="lead"><b>[[board.takes]]</b> ${levels[line[3]]}${line[5] && " (" + line[5] + ")"}${line[4] && " – " + say("[[board.review-at]]", { at: at(line[4]) })}</p>`;
}

let shown = "";
let ahead = landing; // until what stands above it is shown

// showCards fills the place for what to open now.
function showCards(board, declared) {
  const service = place.dataset.term;
  const markup = declared ? html`${service && ofService(board, service)}${cards(board, service)}${!service && services(board)}`.markup : "";
  if (markup != place.shown) place.innerHTML = place.shown = markup;
}

function tell() {
  const told = logbook(); // first: it may clear the board
  const board = load();
  const declared = linesOf(board, "crisis")[0];
  const show = () => {
    const text = html`<div class="page">${declared && crisis(board)}${told}${reminders()}${!byID("l_book") && html`<a href="${root}situation.html">[[board.see]]</a>`}</div>`.markup;
    strip.hidden = !/<p>/.test(text);
    if (text != shown) strip.innerHTML = shown = text; // a link in it may have the focus
    if (place) showCards(board, declared);
    if (ahead) ahead.scrollIntoView();
    ahead = null;
  };
  if (declared) withFacts(show);
  else show();
}

// Where pages share no store, the board goes along with the links that are followed.
function carry({ target }) {
  const link = target.closest && target.closest("a[href]");
  if (!link || !load().rows[0] || !follows() || !link.href.startsWith(root) || link.getAttribute("href")[0] == "#") return;
  link.hash = carrying(link.hash.replace(/(^#|&)situation=.*/, ""));
}

if (strip) {
  tell();
  onChange(tell);
  setInterval(tell, 20000);
  document.addEventListener("visibilitychange", tell);
  for (const way of ["click", "auxclick", "contextmenu"]) document.addEventListener(way, carry, true);
}
