// The index and its shards, docs/search.md §2: fetched when they are needed,
// proved whole, decoded. A page has one index.
import { byID } from "../search/dom.js";
import { load, single } from "./page.js";
import { prepareText, setOf } from "./text.js";

export let index;
export let broken = false; // a shard is missing, damaged or of another build
export let call, glue, light, paper; // words
export let words; // of the lexicon
export const absent = []; // documents that a file with some pages of a site lacks
let entries;

const folder = "search/";
const kept = new Map();
// checksum is docs/search.md §2's, in base 36.
function checksum(text) {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(31, sum) + text.charCodeAt(i)) | 0;
  return (sum >>> 0).toString(36);
}

// once keeps what a name was made into.
export function once(name, make) {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name);
}

const shard = ([name, sum]) => once(name, async () => {
  const [text] = await load(folder, name);
  if (text && checksum(text) == sum) return text;
  broken = true;
  throw Error(name);
});

export const digit = (text, at) => {
  const code = text.charCodeAt(at);
  return code - 35 - (code > 92);
};

// numbers reads VLQs; with posted, postings: each is one number, of the
// document, 6 bits of impact and 6 of title and section.
function numbers(text, posted) {
  const all = [];
  for (let doc = -1, at = 0; at < text.length; ) {
    const first = posted && digit(text, at++);
    let value = 0;
    if (first < 32 && posted) value = (first >> 2) & 14;
    else for (let shift = 0, d = 32; d > 31; shift += 5) {
      d = digit(text, at++);
      value |= (d & 31) << shift;
    }
    all.push(posted ? ((doc += (value >> 1) + 1) << 12) | (digit(text, at++) << 6) | ((value & 1) << 5) | (first & (first < 32 ? 7 : 31)) : value);
  }
  return all;
}

export const open = () => once("", read);

async function read() {
  const [text = "", sum] = await load(folder, "index");
  if (checksum(text) != sum) throw Error("index");
  index = JSON.parse(text);
  prepareText(index);
  glue = setOf(index.glue);
  light = setOf(index.function);
  paper = setOf(index.paper);
  call = setOf(index.call);
  let word = "";
  entries = (await shard(index.lex).catch(() => "")).split("|").slice(0, -1);
  words = entries.map((entry) => {
    const end = entry.indexOf("/", 3);
    return (word = word.slice(0, digit(entry, 0)) + (end < 0 ? entry.slice(3) : entry.slice(3, end)));
  });
  if (single) for (let doc = 0; doc < index.n; doc++) absent[doc] = !byID((await row(doc))[0].replace(/#.*|$/, ".html"));
}

// place is where a word stands in the lexicon, or where it would.
export function place(word) {
  let from = 0;
  let to = words.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (words[middle] < word) from = middle + 1;
    else to = middle;
  }
  return from;
}

export const known = (word) => words[place(word)] == word;
export const weightOf = (at) => digit(entries[at], 1);
export function stemOf(at) {
  const entry = entries[at];
  const end = entry.indexOf("/", 3);
  return words[at].slice(0, words[at].length - digit(entry, 2)) + (end < 0 ? "" : entry.slice(end + 1));
}
export function stem(word) {
  const at = place(word);
  return words[at] == word ? stemOf(at) : word;
}

// postings are those of a stem, as numbers reads them; none where it comes before
// all, or where their shard is lost.
export const postings = (stem) => once(" " + stem, async () => {
  const file = index.post.filter((file) => file[2] <= stem).pop();
  const list = file && (await lists(file).catch(() => new Map())).get(stem);
  return list ? numbers(list, true) : [];
});

// lists are those of a file, by stem.
const lists = (file) => decoded(file, (text) => new Map(text.split("|").map((list) => list.split(" "))));

const decoded = (file, decode) => once(file, () => shard(file).then(decode));

// part is one of the parts of a file, which RS separates.
const part = async ({ per, files }, doc, take) => take(await decoded(files[(doc / per) | 0], (text) => text.split("\x1e")), doc % per);

// row gives a document's fields in the table, the last one as the pages that it
// leads to. Of a file only the rows asked for are taken apart, and kept.
export const row = (doc) => once(doc, () => part(index.docs, doc, (lines, at) => {
  const fields = lines[at].split("\x1f");
  fields[8] = numbers(fields[8] || "").map((n) => doc + (n & 1 ? -(n + 1) >> 1 : n >> 1));
  // What an address shares with the one before is in the nearest that has more of it.
  let address = "";
  for (let left = Infinity; left; at--) {
    const shared = digit(lines[at], 0);
    if (shared >= left) continue;
    address = lines[at].split("\x1f", 1)[0].slice(1, 1 + left - shared) + address;
    left = shared;
  }
  fields[0] = address;
  return fields;
}));

// sections gives [anchor, heading, text] of a page's sections.
export const sections = (doc) => part(index.texts, doc, (pages, at) => pages[at].split("\x1d").map((section) => section.split("\x1f")));

const ahead = 600; // files read before they are asked for: those of 100,000 pages

const idle = () => new Promise(requestIdleCallback);

// readAhead reads the index and then, while nothing else happens, has a first
// answer made, which takes longest, and reads what answers are made of.
export async function readAhead(answer) {
  await open();
  await idle();
  await answer();
  const reads = index.post.map((file) => () => lists(file)).concat(index.docs.files.map((_, i) => () => row(i * index.docs.per)));
  for (let i = 0; i < ahead; i += 4) {
    await Promise.all(reads.slice(i, i + 4).map((read) => read().catch(() => {})));
    await idle();
  }
}

export const natureOf = (doc) => index.types[digit(index.type, doc)];
export const isPage = (doc) => doc < index.pages;

const axisOf = (name) => index.axes.find(({ axis }) => axis == name);
export const terms = (name) => axisOf(name).terms;
export const isForAll = (ids) => ids.includes("tous");

// column gives the ids of each document's terms on an axis, or its type.
export const column = (name) => once("/" + name, () => {
  if (name == "type") return Array.from(index.type, (_, doc) => [natureOf(doc).name]);
  const { terms, sets, docs } = axisOf(name);
  const all = sets.split("|").map((set) => numbers(set).map((t) => (t ? terms[t - 1].id : "tous")));
  return numbers(docs).map((set) => all[set]);
});
