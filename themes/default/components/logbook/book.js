// The logbook as this browser keeps it: entries in pieces of a hundred, so that
// adding one writes little.
import { forget, isKept, read, say, sayLost, tail, touch, write } from "../board/page.js";
import { faults, lastSeal, oneLine, sealOf, stamp } from "./chain.js";

const piece = 100;

export const book = {
  entries: [],
  bad: new Set(), // the places of lines that do not follow from the one before
  missing: 0, // entries that were the last ones
  kept: isKept, // by the browser, all that was added
};

// load reads the entries from a place on, in pieces that begin before it.
function load(from) {
  const all = [];
  for (let i = Math.floor(from / piece), part; (part = read("log:" + i)); i++) all.push(...part);
  return all.slice(from % piece);
}

export function reload() {
  const end = tail();
  book.entries = load(0);
  book.bad = new Set(faults(book.entries));
  book.missing = end ? Math.max(0, end.n - book.entries.length) : 0;
}

// touched says that somebody works on the logbook or the board.
export const touched = () => touch(book.entries.length, lastSeal(book.entries));

function keep(from) {
  book.kept = isKept;
  for (let i = Math.floor(from / piece); i * piece < book.entries.length; i++) book.kept = write("log:" + i, book.entries.slice(i * piece, (i + 1) * piece)) && book.kept;
  touched();
}

// add seals an entry after those that other pages may have added meanwhile.
export function add(kind, text, who, strikes = 0) {
  const { entries, missing } = book;
  book.missing = 0;
  if (missing) {
    sayLost();
    add("[[log.fact]]", say("[[log.cut]]", { n: missing }), "");
  }
  entries.push(...load(entries.length));
  const entry = [entries.length + 1, stamp(new Date()), kind, oneLine(text), oneLine(who), strikes];
  entry.push(sealOf(entry, lastSeal(entries)));
  entries.push(entry);
  keep(entries.length - 1);
}

const begins = (a, b) => a.every((entry, i) => b[i] && entry[6] == b[i][6]);

// goOn takes sound entries that go on from ours, and reports whether they, or
// ours, are the whole of the other.
export function goOn(theirs) {
  if (!begins(book.entries, theirs)) return begins(theirs, book.entries);
  if (theirs.length > book.entries.length) {
    book.entries = theirs;
    book.missing = 0;
    keep(0);
  }
  return true;
}

export function empty() {
  forget();
  reload();
}
