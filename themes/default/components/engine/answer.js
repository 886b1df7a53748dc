// Answers as the box and the results page show them.
import { axes, say } from "../search/words.js";
import { root } from "./page.js";
import { code, search, wantedBy } from "./rank.js";
import { broken, column, glue, isPage, natureOf, once, row, sections, stem, terms } from "./shards.js";
import { tokens } from "./text.js";

const groups = { reflexe: "[[search.action-cards]]", procedure: "[[search.procedures]]", formulaire: "[[search.forms]]", annuaire: "[[search.directory]]", glossaire: "[[glossary.title]]", reference: "[[search.reference]]", autre: "[[search.others]]" };

// The badges of a card by their letters in the table, docs/search.md §2, and
// one for a review that is overdue.
const states = {
  v: ["valide", "[[status.valide]]"], b: ["brouillon", "[[status.brouillon]]"], r: ["relecture", "[[status.relecture]]"],
  a: ["archive", "[[status.archive]]"], m: ["modified", "[[modified]]"], o: ["relecture", "[[search.overdue]]"],
};

const longest = 6; // words of a sequence that is marked

// spansIn are the places in a text of whole sequences of stems; articles may
// stand inside.
function spansIn(text, wanted) {
  const found = tokens(text).filter((token) => wanted.has(token[3] || (token[3] = stem(token[0]))) || !glue.has(token[0]));
  const spans = [];
  for (let i = 0, end; i < found.length; i = end || i + 1) {
    let run = "";
    end = 0;
    for (let j = i; j < i + longest && found[j] && (j == i || wanted.has(run)); j++) {
      if (wanted.has(run + found[j][3])) end = j + 1;
      run += found[j][3] + " ";
    }
    if (end) spans.push([found[i][1], found[end - 1][2]]);
  }
  return spans;
}

function href(address, doc, q = "", section = "") {
  const [page, anchor = section] = isPage(doc) ? [address] : address.split("#");
  return root + page.split("/").map(encodeURIComponent).join("/") + ".html" + q + (anchor && "#" + anchor);
}

// codeURL gives the address of the card whose code was typed or scanned, or of
// what a sheet is worth by its fingerprint or version.
export async function codeURL(text) {
  try {
    const sheet = __sheet(text);
    const doc = sheet || !text ? -1 : await code(text);
    return doc < 0 ? sheet : href((await row(doc))[0], doc);
  } catch (lost) {
    return "";
  }
}

// finder gives the function that finds in a text what a query looks for.
export async function finder(q) {
  const wanted = await wantedBy(q);
  return (text) => spansIn(text, wanted);
}

const services = (doc) => once("services" + doc, () => {
  const names = column("service")[doc].map((id) => (terms("service").find((term) => term.id == id) || {}).short).filter(Boolean);
  return names.slice(0, 3).join(", ") + (names[3] ? "…" : "");
});

const length = 220; // of a snippet, in characters

// snippet takes the part of a text with most of the words looked for.
function snippet(text, wanted) {
  const spans = spansIn(text, wanted);
  let [best, most] = [0, 0];
  spans.forEach(([from], i) => {
    const n = spans.slice(i).filter(([, to]) => to <= from + length).length;
    if (n > most) [most, best] = [n, from];
  });
  const start = best < 60 ? 0 : Math.min(best, text.indexOf(" ", best - 60) + 1);
  const end = start + length < text.length ? Math.max(text.lastIndexOf(" ", start + length), best + 1) : text.length;
  return most && (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
}

// entryOf is a document's row; with whole, it shows and leads to the section
// that says most.
async function entryOf({ doc, section }, fields, { wanted, shown }, today, whole) {
  const [address, code, title, summary = "", version, , review, state] = fields;
  const page = (whole && isPage(doc) && (await sections(doc).catch(() => {}))) || [];
  const [anchor, , body = ""] = page[section] || page[0] || [];
  const text = snippet(body, wanted) || summary;
  return {
    code, title, text, spans: spansIn(title, wanted), marks: spansIn(text, wanted),
    type: natureOf(doc).name, services: services(doc),
    version: isPage(doc) && version && "v" + version, number: !isPage(doc) && version,
    badges: !isPage(doc) ? [] : [...(state || "v") + (review && review < today ? "o" : "")].map((name) => states[name]),
    href: href(address, doc, shown && "?q=" + encodeURIComponent(shown), anchor && encodeURIComponent(anchor)),
  };
}

// rewrite writes a query with its corrections, accents put back from the rows,
// and lists the words corrected.
function rewrite(text, items, table) {
  const unknown = [];
  let [shown, at] = ["", 0];
  for (const [word, start, end] of tokens(text)) {
    const item = items.find((item) => item.mended && item.typed == word);
    if (!item) continue;
    const titles = table.map((fields) => fields && fields[2] + " " + fields[3]).join(" ");
    const [, from, to] = tokens(titles).find(([word]) => word == item.word) || [];
    shown += text.slice(at, start) + (to ? titles.slice(from, to).replace(/^.*['’]/, "").toLowerCase() : item.word);
    unknown.push(text.slice(start, end));
    at = end;
  }
  return [shown + text.slice(at), unknown.join(", ")];
}

// find answers what a state asks for, with some rows, which may be whole.
export const find = (state, rows, whole) => answer(state, rows, whole).catch(() => ({ total: 0, note: "[[search.lost]]", broken: true, docs: [], groups: [], senses: [], near: [], chips: [] }));

async function answer(state, rows, whole) {
  const filters = {};
  for (const axis of axes) if (state.has(axis)) filters[axis] = state.getAll(axis);
  const typed = (state.get("q") || "").normalize("NFC");
  const found = await search(typed, filters, rows, state.has("literal"), state.getAll("plain"));
  const hits = [].concat(...found.groups.map((group) => group.hits));
  const table = await Promise.all(hits.map(({ doc }) => row(doc).catch(() => {})));
  if (broken && !table.some(Boolean)) throw Error("table");
  const day = new Date();
  const today = day.getFullYear() * 10000 + day.getMonth() * 100 + 100 + day.getDate();
  found.filters = filters;
  found.rows = hits.length;
  [found.shown, found.corrected] = rewrite(typed.trim(), found.items, table);
  await Promise.all(hits.map(async (hit, i) => table[i] && Object.assign(hit, await entryOf(hit, table[i], found, today, whole))));
  found.broken = broken;
  found.note = broken ? "[[search.incomplete]]" : found.corrected ? say("[[search.corrected]]", { q: found.corrected, other: found.shown }) : found.partial ? "[[search.partial]]" : "";
  for (const group of found.groups) {
    group.label = groups[group.name];
    group.hits = group.hits.filter((hit) => hit.href);
  }
  return found;
}
