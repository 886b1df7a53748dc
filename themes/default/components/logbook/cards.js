// The cards under way: what a card hands over in the address, and the way back
// to it, which carries its ticks.
import { byID, html, read, say, write } from "../board/page.js";
import { add, book } from "./book.js";
import { oneLine, stamp } from "./chain.js";
import { moment } from "./rows.js";

const address = /^(?:[\w%-][\w%.~-]*\/)*[\w%-][\w%.~-]*\.html$/; // of a page below this one
const back = (done) => done.map(([n, at, who]) => [n, at.toString(36), encodeURIComponent(who).replace(/\./g, "%2E")].join(".")).join(",");

export function showCards() {
  const all = read("cards") || {};
  const items = Object.keys(all).sort().map((code) => {
    const { url, title, done, total } = all[code];
    return html`<li><a href="${url + (done[0] ? "#coches=" + back(done) : "")}">${code} ${title} — ${done.length} / ${total}</a><button class="button screen" type="button" data-card="${code}" aria-label="${say("[[log.drop]]", { code })}">[[log.end]]</button></li>`;
  });
  byID("l_running").hidden = !items[0];
  byID("l_cards").innerHTML = html`${items}`.markup;
}

export function drop(code) {
  const all = read("cards") || {};
  delete all[code];
  write("cards", all);
  showCards();
}

// parse reads what a card hands over; it throws on what no card of this site
// writes, such as an address elsewhere.
function parse(text) {
  const { code, url, title, total, done } = JSON.parse(decodeURIComponent(text));
  if (!/^[A-Z]{3}-\d{2,5}$/.test(code) || !address.test(url) || /%2e/i.test(url)) throw Error("refused");
  const ticks = done.map(([n, at, who, words]) => [Number(n), Number(at), String(who), String(words)]).filter(([n, at]) => n > 0 && at > 0);
  return { code, card: { url, title: String(title), total: Number(total), done: ticks.sort((a, b) => a[1] - b[1]) } };
}

// takeCard enters the ticks of the card in the address, each once. It reports
// whether the address was sound.
export function takeCard() {
  const [, text] = /^#fiche=(.*)/.exec(location.hash) || [];
  if (!text) return true;
  history.replaceState(history.state, "", location.href.split("#")[0]);
  let code, card;
  try {
    ({ code, card } = parse(text));
  } catch (broken) {
    return false;
  }
  const known = new Set(book.entries.map(([, , , words]) => words));
  for (const [n, at, who, words] of card.done) {
    const entry = oneLine(say("[[log.ticked]]", { code, n, at: moment(stamp(new Date(at))), words }).slice(0, 1000));
    if (!known.has(entry)) add("[[log.action]]", entry, who);
  }
  write("cards", Object.assign(read("cards") || {}, { [code]: card }));
  return true;
}
