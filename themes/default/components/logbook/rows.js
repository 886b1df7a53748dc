// What the page shows of entries.
import { html, say } from "../board/page.js";
import { book } from "./book.js";
import { lastSeal } from "./chain.js";

const most = 50; // entries on screen, the newest

// moment writes a stamp for people, without seconds and zone.
export const moment = (at) => at.replace(/^(\d+)-(\d+)-(\d+) (\d+:\d+).*/, "$3/$2/$1 $4");

const short = (seal) => seal.slice(0, 8);
export const shortSeal = (entries) => short(lastSeal(entries));
export const sealLine = ({ entries }) => (entries[0] ? say("[[log.seal-of]]", { n: entries.length, seal: shortSeal(entries) }) : "");

const cell = (label, content, kind = "") => html`<td data-label="${label}"${kind && html` class="${kind}"`}>${content}</td>`;

function row([n, at, kind, text, who, strikes, seal], by, bad) {
  const said = by ? html`<s class="log__struck">${text}</s> ${say("[[log.struck]]", { n: by })}` : text;
  const words = html`<span>${strikes && say("[[log.corrects]]", { n: strikes }) + " "}${said}${bad && html` <b>[[log.altered]]</b>`}</span>`;
  const button = html`<button class="button" type="button" data-strike="${n}" aria-label="${say("[[log.correct-n]]", { n })}">[[log.correct]]</button>`;
  return html`<tr${bad && html` class="log__bad"`}>${[
    cell("[[log.number]]", n), cell("[[log.time]]", moment(at)), cell("[[log.kind]]", kind), cell("[[log.text]]", words), cell("[[log.who]]", who),
    cell("[[log.seal]]", short(seal), "log__seal"),
  ]}<td class="screen">${!by && button}</td></tr>`;
}

export const overflows = () => book.entries.length > most;

// rows are the newest entries, or all of them; paper has the oldest first.
export function rows(all, onPaper) {
  const { entries, bad } = book;
  const by = {};
  for (const [n, , , , , strikes] of entries) if (strikes) by[strikes] = n;
  const first = all || onPaper ? 0 : Math.max(0, entries.length - most);
  const shown = entries.slice(first).map((entry, i) => row(entry, by[entry[0]], bad.has(first + i)));
  return html`${onPaper ? shown : shown.reverse()}`.markup;
}
