// How old this copy and this card are, by the clock of whoever reads. A clock
// that is behind the copy is said to be wrong, and nothing is counted by it.
import { say } from "../search/words.js";

const { built, day, until, limit } = self.planblancCopy;
const byID = (id) => document.getElementById(id);

// since counts the days from a date to today, as the reader's calendar has it.
function since(date) {
  const now = new Date();
  return (Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()) - Date.parse(date)) / 86400000;
}

const ago = (n) => (n > 1 ? say("[[age.many]]", { n }) : n > 0 ? "[[age.one]]" : "[[age.today]]");

// A reader west of whoever built the copy may still be in the day before.
const wrong = () => since(built) < -1;

function tellCopy() {
  const late = since(limit) > 0;
  const age = byID("p_age");
  age.textContent = wrong()
    ? say("[[age.clock]]", { today: new Date().toLocaleDateString(document.documentElement.lang), date: day })
    : say("[[age.copy]]", { date: day, age: ago(since(built)) }) + (late ? " " + say("[[age.late]]", { until }) : "");
  age.hidden = false;
  age.parentNode.parentNode.classList.toggle("edition--late", late || wrong());
}

function tellCard(card) {
  const [label, due] = card.children;
  const n = since(due.dateTime);
  const late = n > 0 && !wrong();
  const printed = (card.dataset.printed = card.dataset.printed || label.textContent);
  if (late) label.textContent = n > 1 ? say("[[validity.many]]", { n }) : "[[validity.one]]";
  else label.textContent = "approved" in card.dataset && !wrong() ? "[[validity.until]]" : printed;
  card.classList.toggle("validity--late", late);
}

// A page may stay open for days, and be looked at again; a single file has many
// cards, whose ids have another form.
function tell() {
  if (byID("p_age")) tellCopy();
  document.querySelectorAll(".validity").forEach(tellCard);
}

tell();
document.addEventListener("visibilitychange", tell);
setInterval(tell, 600000);
