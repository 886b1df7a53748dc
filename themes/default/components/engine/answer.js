// Answers as the box and the results page show them.
import { asking, axes, say } from "../search/words.js";
import { code, search, wantedBy } from "./rank.js";
import { broken, column, glue, index, readFrom, row, scripts, stem, terms } from "./shards.js";
import { tokens } from "./text.js";

const groups = { reflexe: "[[search.action-cards]]", procedure: "[[search.procedures]]", formulaire: "[[search.forms]]", annuaire: "[[search.directory]]", reference: "[[search.reference]]", autre: "[[search.others]]" };

// The badges of a card by their letters in the table, docs/search.md §2, and
// one for a review that is overdue.
const states = {
  v: ["valide", "[[status.valide]]"], b: ["brouillon", "[[status.brouillon]]"], r: ["relecture", "[[status.relecture]]"],
  a: ["archive", "[[status.archive]]"], m: ["modified", "[[modified]]"], o: ["relecture", "[[search.overdue]]"],
};

let root;

export function connect(to) {
  root = to;
  readFrom(scripts(root));
}

export const isPage = (doc) => doc < index.pages;

const longest = 6; // words of a sequence that is marked

// spansIn are the places in a text of whole sequences of stems; articles may
// stand inside.
export function spansIn(text, wanted) {
  const found = tokens(text).map(([word, ...places]) => [stem(word), ...places, glue.has(word)]).filter(([stem, , , article]) => !article || wanted.has(stem));
  const spans = [];
  for (let i = 0, end; i < found.length; i = end || i + 1) {
    let run = "";
    end = 0;
    for (let j = i; j < i + longest && found[j]; j++) {
      run += (run && " ") + found[j][0];
      if (wanted.has(run)) end = j + 1;
    }
    if (end) spans.push([found[i][1], found[end - 1][2]]);
  }
  return spans;
}

function href(fields, doc, q) {
  const [page, anchor] = isPage(doc) ? [fields[0]] : fields[0].split("#");
  return root + page.split("/").map(encodeURIComponent).join("/") + ".html" + (q ? "?" + asking(q) : "") + (anchor ? "#" + anchor : "");
}

// codeURL gives the address of the card whose code was typed or scanned.
export async function codeURL(text) {
  try {
    const doc = text ? await code(text) : -1;
    return doc < 0 ? "" : href(await row(doc), doc);
  } catch (lost) {
    return "";
  }
}

// finder gives the function that finds in a text what a query looks for.
export async function finder(q) {
  const wanted = await wantedBy(q);
  return (text) => spansIn(text, wanted);
}

function services(doc) {
  const names = column("service")[doc].map((n) => n && terms("service")[n - 1].short).filter(Boolean);
  return names.slice(0, 3).join(", ") + (names[3] ? "…" : "");
}

function entryOf(doc, fields, { wanted, shown }, today) {
  const page = isPage(doc);
  const [, code, title, text = "", version, , review, state = "v"] = fields;
  const overdue = review && review < today ? "o" : "";
  return {
    code, title, text, spans: spansIn(title, wanted), marks: spansIn(text, wanted),
    services: services(doc),
    version: page && version && "v" + version, number: !page && version,
    badges: page ? [...state + overdue].map((name) => states[name]) : [],
    href: href(fields, doc, shown),
  };
}

// rewrite writes a query with its corrections, accents put back from the rows,
// and lists the words corrected.
function rewrite(text, items, table) {
  const titles = table.map((fields) => fields && fields[2] + " " + fields[3]).join(" ");
  const unknown = [];
  let [shown, at] = ["", 0];
  for (const [word, start, end] of tokens(text)) {
    const item = items.find((item) => item.mended && item.typed == word);
    if (!item) continue;
    const [, from, to] = tokens(titles).find(([word]) => word == item.word) || [];
    shown += text.slice(at, start) + (to ? titles.slice(from, to).replace(/^.*['’]/, "").toLowerCase() : item.word);
    unknown.push(text.slice(start, end));
    at = end;
  }
  return [shown + text.slice(at), unknown.join(", ")];
}

// find answers what a state asks for, with rows to show.
export async function find(state, rows) {
  const filters = {};
  for (const axis of axes) if (state.has(axis)) filters[axis] = state.getAll(axis);
  const typed = (state.get("q") || "").normalize("NFC");
  const q = typed.trim();
  const found = await search(typed, filters, rows, state.has("literal"), state.getAll("plain"));
  const hits = [].concat(...found.groups.map((group) => group.hits));
  const table = await Promise.all(hits.map(({ doc }) => row(doc).catch(() => {})));
  const day = new Date();
  const today = day.getFullYear() * 10000 + day.getMonth() * 100 + 100 + day.getDate();
  found.filters = filters;
  found.rows = hits.length;
  found.broken = broken;
  [found.shown, found.corrected] = rewrite(q, found.items, table);
  found.note = broken ? "[[search.incomplete]]" : found.corrected ? say("[[search.corrected]]", { q: found.corrected, other: found.shown }) : found.partial ? "[[search.partial]]" : "";
  for (const group of found.groups) {
    group.label = groups[group.name];
    group.hits = group.hits.filter((hit) => {
      const fields = table[hits.indexOf(hit)];
      return fields && Object.assign(hit, entryOf(hit.doc, fields, found, today));
    });
  }
  return found;
}
