// The index and its shards, docs/search.md §2: fetched when they are needed,
// proved whole, decoded. A page has one index.
import { prepareText, setOf } from "./text.js";

export let index;
export let broken = false; // a shard is missing, damaged or of another build
export let call, glue, light, paper; // words
export let words; // of the lexicon
let entries;

let load; // gives [text, crc] of a name, or fails
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
const table = Int32Array.from({ length: 256 }, (_, c) => {
  for (let bit = 8; bit--; ) c = (c & 1 ? 0xedb88320 : 0) ^ (c >>> 1);
  return c;
});
function crc32(text) {
  const bytes = new TextEncoder().encode(text);
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return (~crc >>> 0).toString(36);
}

// once keeps what a name was made into.
export function once(name, make) {
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

// numbers reads VLQs; with posted, postings: each is one number, of the
// document, 6 bits of impact and 6 of section and title.
function numbers(text, at = 0, end = text.length, posted) {
  const all = [];
  for (let doc = -1; at < end; ) {
    let value = 0;
    for (let shift = 0, d = 32; d > 31; shift += 5) {
      d = digit(text, at++);
      value |= (d & 31) << shift;
    }
    if (posted) value = ((doc += value + 1) << 12) | (digit(text, at++) << 6) | digit(text, at++);
    all.push(value);
  }
  return all;
}

export const open = () => once("", read);

async function read() {
  const [text, crc] = await load("index");
  if (crc32(text) != crc) throw Error("index");
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
export const stemOf = (at) => words[at].slice(0, words[at].length - digit(entries[at], 2)) + (entries[at].slice(3).split("/")[1] || "");
export function stem(word) {
  const at = place(word);
  return words[at] == word ? stemOf(at) : word;
}

// postings are those of a stem, as numbers reads them; none where their shard
// is lost.
export const postings = (stem) => once(" " + stem, async () => {
  const file = index.post.filter((file) => file[2] <= stem).pop();
  const text = "|" + (file ? await shard(file).catch(() => "") : "");
  const start = text.indexOf("|" + stem + " ") + 1;
  return start ? numbers(text, start + stem.length + 1, text.indexOf("|", start), true) : [];
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
  const all = sets.split("|").map((set) => numbers(set));
  return numbers(docs).map((set) => all[set]);
});
