// The index and its shards, docs/search.md §2: fetched when they are needed,
// proved whole, decoded. A page has one index.
import { prepareText, setOf } from "./text.js";

export let index;
export let broken = false; // a shard is missing, damaged or of another build
export let call, glue, light, paper; // words
export let words, stems, weights; // the lexicon

let load; // gives [text, crc] of a name, or fails
let opening;
const kept = new Map();

export function readFrom(loader) {
  load = loader;
}

// Shards are scripts: the only way in which a page opened from a disk may read
// another file.
export function scripts(root) {
  const arrived = {};
  window.__rs = (name, ...shard) => (arrived[name] = shard);
  return (name) => new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = root + "search/" + name + ".js";
    script.onload = script.onerror = () => {
      script.remove();
      arrived[name] ? done(arrived[name]) : failed(Error(name));
    };
    document.head.append(script);
  });
}

// crc32 is the CRC-32 (IEEE) of a text's UTF-8 bytes, in base 36.
const table = [];
function crc32(text) {
  let crc = -1;
  for (const byte of new TextEncoder().encode(text)) {
    let c = (crc ^ byte) & 255;
    if (table[c] == null) {
      let d = c;
      for (let bit = 8; bit--; ) d = (d & 1 ? 0xedb88320 : 0) ^ (d >>> 1);
      table[c] = d;
    }
    crc = table[c] ^ (crc >>> 8);
  }
  return (~crc >>> 0).toString(36);
}

function once(name, make) {
  if (!kept.has(name)) kept.set(name, make());
  return kept.get(name);
}

const shard = ([name, crc]) => once(name, async () => {
  try {
    const [text] = await load(name);
    if (crc32(text) == crc) return text;
  } catch (lost) {}
  broken = true;
  throw Error(name);
});

export const digit = (text, at) => {
  const code = text.charCodeAt(at);
  return code - 35 - (code > 92);
};

// vlq reads a number and gives what follows it to next.
function vlqs(text, at, end, seen) {
  while (at < end) {
    let value = 0;
    for (let shift = 0, d = 32; d > 31; shift += 5) {
      d = digit(text, at++);
      value |= (d & 31) << shift;
    }
    at += seen(value, at) || 0;
  }
}

function numbers(text) {
  const all = [];
  vlqs(text, 0, text.length, (n) => void all.push(n));
  return all;
}

export const open = () => opening || (opening = read());

async function read() {
  const [text, crc] = await load("index");
  if (crc32(text) != crc) throw Error("index");
  index = JSON.parse(text);
  prepareText(index);
  glue = setOf(index.glue);
  light = setOf(index.function);
  paper = setOf(index.paper);
  call = setOf(index.call);
  words = [];
  stems = [];
  weights = [];
  let word = "";
  for (const entry of (await shard(index.lex).catch(() => "")).split("|").slice(0, -1)) {
    const [rest, added = ""] = entry.slice(3).split("/");
    word = word.slice(0, digit(entry, 0)) + rest;
    words.push(word);
    weights.push(digit(entry, 1));
    stems.push(word.slice(0, word.length - digit(entry, 2)) + added);
  }
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
export const stem = (word) => (known(word) ? stems[place(word)] : word);

// postings are [document, impact, section] of a stem, with 32 added to the
// section for a title; none where their shard is lost.
export const postings = (stem) => once(" " + stem, async () => {
  const { post } = index;
  const found = [];
  const file = post.filter((file) => file[2] <= stem).pop();
  const text = "|" + (file ? await shard(file).catch(() => "") : "");
  const start = text.indexOf("|" + stem + " ") + 1;
  let doc = -1;
  if (start) vlqs(text, start + stem.length + 1, text.indexOf("|", start), (gap, at) => found.push([(doc += gap + 1), digit(text, at), digit(text, at + 1)]) && 2);
  return found;
});

const part = ({ per, files }, doc, decode) => {
  const file = files[(doc / per) | 0];
  return once(file[0] + "*", () => shard(file).then(decode)).then((all) => all[doc % per]);
};

// row gives a document's fields in the table.
export const row = (doc) => part(index.docs, doc, (text) => {
  let address = "";
  return text.split("\x1e").map((line) => {
    const fields = line.split("\x1f");
    address = fields[0] = address.slice(0, digit(fields[0], 0)) + fields[0].slice(1);
    return fields;
  });
});

// sections gives [anchor, heading, text] of a page's sections.
export const sections = (doc) => part(index.texts, doc, (text) => text.split("\x1e").map((page) => page.split("\x1d").map((section) => section.split("\x1f"))));

export const types = () => index.types;
export const typeOf = (doc) => index.types[digit(index.type, doc)];

const axisOf = (name) => index.axes.find(({ axis }) => axis == name);
export const terms = (name) => axisOf(name).terms;

// column gives the numbers of each document's terms on an axis: 0 for all, or
// one more than their places.
export const column = (name) => once("/" + name, () => {
  const { sets, docs } = axisOf(name);
  const all = sets.split("|").map(numbers);
  return numbers(docs).map((set) => all[set]);
});
