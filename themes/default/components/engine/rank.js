// Ranking, as docs/search.md §3 sets it out: integers only, so that this and
// the Go engine agree on every number.
import { axes } from "../search/words.js";
import { scanned } from "./keys.js";
import { absent, broken, call, column, digit, glue, index, isForAll, known, light, natureOf, once, open, paper, place, postings, row, stem, terms, words } from "./shards.js";
import { tokens, wordsOf } from "./text.js";
import { candidates, completions, suggestions } from "./words.js";

const most = 32; // words of a query
const head = 20; // documents ranked again by their titles
const grouped = 8; // documents under a heading of their own

const { floor, max, min } = Math;

// lg is ⌊16·log2 x⌋ of the first 16 bits.
function lg(x) {
  let e = 0;
  for (; x > 65535; x >>= 1) e += 16;
  return e + floor(16 * Math.log2(x) + 1e-9);
}

const idf = (df) => 8 + max(0, lg(index.counted) - lg(max(df, 1)));
// Definitions stand aside: after all others, and no measure for them.
const aside = (doc) => doc >= index.counted;
const byScore = (a, b) => aside(a.doc) - aside(b.doc) || b.score - a.score || a.doc - b.doc;
const key = (sequence) => sequence.split(" ").map(stem).join(" ");

// understand cuts a query into words with what they may stand for, §3.1.
function understand(text, literal) {
  const found = tokens(text).slice(0, most);
  const typed = found.map(([word]) => word);
  const unfinished = found.length && found[found.length - 1][2] == text.length;
  const has = (word, end) => known(word) || (unfinished && end == typed.length && (words[place(word)] || "").startsWith(word));
  const join = (from, to) => typed.slice(from, to).join("");
  const joined = [];
  for (let i = 0, end; i < typed.length; i = end) {
    end = i + 1;
    if (/^\d+$/.test(typed[i])) {
      while (/^\d+$/.test(typed[end])) end++;
      while (end > i + 1 && (join(i, end).length < 4 || !has(join(i, end), end))) end--;
    } else if (/^[a-z]{3}\d$/.test(typed[i]) && !known(typed[i])) {
      const padded = typed[i].slice(0, 3) + "0" + typed[i][3];
      if (known(padded)) typed[i] = padded;
    } else if (/^[a-z]{3}$/.test(typed[i]) && /^\d{1,5}$/.test(typed[end])) {
      if (!typed[end][1] && !known(join(i, end + 1)) && known(typed[i] + "0" + typed[end])) typed[end] = "0" + typed[end++];
      else if (has(join(i, end + 1), end + 1)) end++;
    }
    joined.push(join(i, end));
  }
  const meant = joined.some((word) => !glue.has(word));
  const heavy = joined.some((word) => !light.has(word));
  const items = joined.map((word, i) => {
    const item = { typed: word, word, known: known(word), light: heavy && light.has(word), grade: 16, more: [] };
    const last = unfinished && i == joined.length - 1;
    if (item.light) return item;
    if (last && word.length > 1) item.more = completions(word);
    if (item.known || (item.begun = item.more.length) || literal) return item;
    const [first, ...others] = candidates(word, last);
    if (first) {
      [item.word, item.grade] = first;
      item.more = others;
      item.known = item.mended = true;
    }
    return item;
  }).filter((item) => !meant || !glue.has(item.typed));
  finish(items);
  return items;
}

// finish gives an unfinished last word the end that it has in a sequence of which
// the words before it are the beginning: « qui app » is « qui appeler ».
function finish(items) {
  const last = items[items.length - 1];
  for (let from = 0; last && last.begun && items[from + 1]; from++) {
    const begun = items.slice(from).map((item) => item.word).join(" ");
    const sequence = written().sequences.find((sequence) => sequence.startsWith(begun) && !sequence.includes(" ", begun.length));
    if (!sequence) continue;
    last.word += sequence.slice(begun.length);
    last.grade = 14;
    last.begun = 0;
    last.known = true;
  }
}

// written gives named, which has for a sequence of stems its synonyms, sense and
// term, and sequences, these as they are written. It takes long to make, and a
// first word that is not finished does without.
const written = () => once("named", () => {
  const named = new Map();
  const sequences = [];
  const name = (sequence) => {
    sequences.push(sequence);
    const stems = key(sequence);
    if (!named.has(stems)) named.set(stems, { groups: new Set() });
    return named.get(stems);
  };
  for (const group of index.synonyms) group.words.forEach((sequence) => name(sequence).groups.add(group));
  for (const axis of axes.slice(0, 3)) terms(axis).forEach(({ id, label, names }) => names.forEach((sequence, order) => {
    const one = name(sequence);
    if (!one.term || order < one.term.order) one.term = { axis, label, id, order, sequence };
  }));
  for (const sense of index.senses) name(sense.word).sense = sense;
  const { phrases } = index;
  for (const { words, docs } of phrases) name(words).list = docs.map((doc) => (doc << 12) | keyed);
  return { named, sequences };
});

// cut makes the units of a query's words, §3.2.
function cut(items) {
  const units = [];
  for (let i = 0; i < items.length; ) {
    let unit = !items[i].light && { items: [items[i]], named: { groups: [] } };
    let run = "";
    let heavy = false;
    for (let end = i; end < items.length && !items[end].begun; end++) {
      run += (run && " ") + stem(items[end].word);
      heavy = heavy || !items[end].light;
      const named = heavy && written().named.get(run);
      if (named) unit = { items: items.slice(i, end + 1), named, run };
    }
    if (unit) units.push(unit);
    i += unit ? unit.items.length : 1;
  }
  return units;
}

// all gives the documents with every stem: the lowest impact, the section of
// the first, the title bit of all.
async function all(stems) {
  const [first, ...rest] = await Promise.all(stems.map(postings));
  return rest.reduce((a, b) => {
    const both = [];
    let j = 0;
    for (const p of a) {
      while (j < b.length && b[j] >>> 12 < p >>> 12) j++;
      if (b[j] >>> 12 == p >>> 12) both.push((p & ~4095) | min(p & 4032, b[j] & 4032) | (p & (31 | (b[j] & 32))));
    }
    return both;
  }, first);
}

// those lists documents as postings do; of gives what stands beside the number,
// 0 for none.
const those = (name, of) => once(name, () => {
  const list = [];
  for (let doc = 0; doc < index.n; doc++) if (of(doc)) list.push((doc << 12) | of(doc));
  return list;
});

// The impacts of a term's documents, of those for all terms, of forms and of
// contacts that a word asks for; forms as if their title had it.
const own = 16 << 6;
const forAll = 8 << 6;
const asForm = (26 << 6) | 32;
const asContact = 22 << 6;
const keyed = (63 << 6) | 32; // with a phrase that was typed whole
const general = 64; // a document for all terms, found in no other way
const strong = 128; // a document with an impact of 20 or more: a word of a title, or of a keyword and the text

// weigh gives each document the value of a unit's best alternative.
async function weigh({ items, named, run }, plain) {
  const base = min(...items.map((item) => item.grade));
  const [word] = !items[1] && !named.sense ? [items[0].word] : [];
  const looked = [[items.filter((item) => !item.light).map((item) => stem(item.word)), base]];
  if (word) for (const [other, grade] of items[0].more) looked.push([[stem(other)], grade]);
  if (!named.sense) for (const { words, to } of named.groups) for (const other of words.concat(to).map(key)) if (other != run) looked.push([other.split(" "), (13 * base) >> 4]);
  // Files are read together, not one after the other.
  const alternatives = await Promise.all(looked.map(async ([stems, grade]) => [await all(stems), grade]));
  if (paper.has(word)) alternatives.push([those("paper", (doc) => natureOf(doc).group == "formulaire" && asForm), base]);
  if (call.has(word)) alternatives.push([those("call", (doc) => natureOf(doc).group == "annuaire" && asContact), base]);
  if (named.list && !named.sense) alternatives.push([named.list, base]);
  const term = !named.sense && named.term && !plain.includes(named.term.sequence) ? named.term : 0;
  if (term) {
    const of = column(term.axis);
    const list = those(term.axis + term.id, (doc) => (of[doc].includes(term.id) ? own : isForAll(of[doc]) && forAll));
    alternatives.push([list, base, list.filter((p) => p & own).length]);
  }
  const values = new Int32Array(index.n);
  const where = new Uint8Array(index.n);
  // Lists are in the order of documents, in which definitions come last.
  const count = (list) => {
    let n = list.length;
    while (n && aside(list[n - 1] >>> 12)) n--;
    return n;
  };
  const typed = count(alternatives[0][0]) && idf(count(alternatives[0][0]));
  let heaviest = 0;
  for (const [list, grade, had] of alternatives) {
    const df = had >= 0 ? had : count(list);
    const weight = typed ? min(idf(df), typed) : idf(df);
    heaviest = max(heaviest, weight);
    for (const p of list) {
      const doc = p >>> 12;
      const impact = (p >> 6) & 63;
      const value = (grade * weight * impact * impact) >> 4;
      if (had >= 0 && values[doc]) values[doc] += value;
      else if (value > values[doc]) {
        values[doc] = value;
        where[doc] = (p & 63) | (had >= 0 && impact < 16 ? general : 0) | (impact < 20 ? 0 : strong);
      }
    }
  }
  return { values, where, weight: heaviest, term, sequences: looked[0][0].concat(looked.slice(1).map(([stems]) => stems.join(" "))) };
}

// While one types, only the last unit changes: those of the query before are
// kept.
let weighed = new Map();

async function weighAll(units, plain) {
  const before = weighed;
  weighed = new Map();
  await Promise.all(units.map(async (unit) => {
    const name = JSON.stringify([unit.items, plain]);
    weighed.set(name, before.get(name) || weighed.get(name) || weigh(unit, plain));
    Object.assign(unit, await weighed.get(name));
  }));
}

// agreed is how many units, all matched, name the same section.
const votes = new Uint8Array(32);
function agreed(doc, units) {
  let most = 0;
  votes.fill(0);
  for (const { where } of units) most = max(most, ++votes[where[doc] & 31]);
  return most;
}

// mass is what the units weigh that a document matches.
const mass = (doc, units) => units.reduce((sum, { values, where, weight }) => sum + (values[doc] && !(where[doc] & general) ? weight : 0), 0);

// worths are what the score of each document is multiplied by, whatever is asked:
// in tenths when it is for all services, in twentieths for links, in percent.
const worths = () => once("worths", () => {
  const services = column("service");
  const [tenths, twentieths, percent] = [new Uint8Array(index.n), new Uint8Array(index.n), new Uint16Array(index.n)];
  for (let doc = 0; doc < index.n; doc++) {
    const { group, prior } = natureOf(doc);
    tenths[doc] = !isForAll(services[doc]) ? 10 : group == "reflexe" ? 15 : 13;
    twentieths[doc] = 20 + digit(index.links, doc);
    percent[doc] = prior;
  }
  for (const doc of index.locals || []) percent[doc] *= 2;
  return { tenths, twentieths, percent };
});

const titledIn = (found) => (found >> 8) & 255;

// match finds and scores documents, §3.3.1 and 2. Of each, found has how many
// units it matches, from bit 8 on how many in its title, from bit 16 on how many
// strongly.
function match(units) {
  const n = units.length;
  const whole = units.reduce((sum, { weight }) => sum + weight, 0);
  const chips = units.filter(({ term }) => term).map(({ term }) => ({ of: column(term.axis), id: term.id }));
  const served = units.some(({ term }) => term && term.axis == "service");
  const { tenths, twentieths, percent } = worths();
  const services = column("service");
  const scores = new Float64Array(index.n);
  const found = new Uint32Array(index.n);
  const docs = [];
  let [best, top, first] = [0, 0];
  for (const { values, where } of units) {
    for (let doc = 0; doc < index.n; doc++) {
      if (!values[doc] || absent[doc]) continue;
      scores[doc] += values[doc];
      found[doc] += !(where[doc] & general) + ((where[doc] & 32) << 3) + ((where[doc] & strong) << 9);
    }
  }
  for (let doc = 0; doc < index.n && best < n && !(best && aside(doc)); doc++) best = max(best, found[doc] & 255);
  const least = best > 1 ? best - 1 : best;
  for (let doc = 0; doc < index.n; doc++) {
    let score = scores[doc];
    const m = found[doc] & 255;
    if (!score || m < least) continue;
    if (m < n) score = floor((score * mass(doc, units)) / whole);
    else if (titledIn(found[doc]) == n) score *= 2;
    else if (found[doc] >> 16 == n) score = floor((score * 13) / 10);
    else if (n > 1) score += floor((score * (agreed(doc, units) - 1)) / (4 * (n - 1)));
    if (n > 1) for (const { of, id } of chips) if (of[doc].includes(id)) score = floor((score * 5) / 4);
    if (!served) score = floor((score * tenths[doc]) / 10);
    score = floor((score * twentieths[doc]) / 20);
    scores[doc] = score = floor((score * percent[doc]) / 100);
    if (score > top && !aside(doc)) [top, first] = [score, doc];
    docs.push(doc);
  }
  const kept = n == 1 || best < n ? docs : docs.filter((doc) => (found[doc] & 255) == n || scores[doc] * 16 >= top);
  // The best is in company: more of its one service.
  const [of, other] = services[first] || [];
  if (of != "tous" && !other) for (const doc of kept) if (services[doc].includes(of)) scores[doc] += floor((scores[doc] * 3) / 10);
  return { docs: kept, scores, found, partial: docs[0] >= 0 && !docs.some((doc) => (found[doc] & 255) == n) };
}

// again ranks the first documents by their neighbours and titles, §3.3.4.
// rows is how many are to be shown, so to be sorted.
async function again(docs, { scores, found }, items, rows) {
  const asked = items.filter((item) => !item.light);
  const most = max(head, rows);
  const worth = (doc) => scores[doc] - aside(doc) * 1e15;
  const best = []; // documents, sorted
  let least = -Infinity; // what the last one is worth, when there are enough
  for (const doc of docs) {
    const own = worth(doc);
    if (own <= least) continue;
    let i = best.length;
    while (i && worth(best[i - 1]) < own) i--;
    best.splice(i, 0, doc);
    if (best.length > most) best.pop();
    if (best.length == most) least = worth(best[most - 1]);
  }
  // The best definition has a group when its term is what is asked.
  let term = -1;
  for (let i = docs.length; i-- && aside(docs[i]); ) if (!(scores[docs[i]] < scores[term])) term = docs[i];
  if (term >= 0 && !best.includes(term)) best.push(term);
  const hits = best.map((doc) => ({ doc, matched: found[doc] & 255, titled: titledIn(found[doc]), score: scores[doc] }));
  const table = await Promise.all(hits.map(({ doc }, i) => (i < head || doc == term) && row(doc).catch(() => ["", "", ""])));
  // What the best of the first lead to or what leads to them gains, up to the double.
  const first = hits.slice(0, head);
  const more = first.map(() => 0);
  const leads = (i, doc) => (table[i][8] || []).includes(doc);
  first.forEach(({ doc, score }, i) => {
    if (aside(doc) || score * 2 < first[0].score) return;
    first.forEach((to, j) => {
      if (leads(i, to.doc) || leads(j, doc)) more[j] += floor(score / 10);
    });
  });
  first.forEach((hit, i) => (hit.score += min(more[i], hit.score)));
  table.forEach((fields, i) => {
    if (!fields) return;
    const hit = hits[i];
    const title = wordsOf(fields[2]);
    const same = asked.filter((item) => title.includes(item.word)).length;
    const heavy = title.filter((word) => !light.has(word)).length;
    const also = min(2, items.filter((item) => item.light && title.includes(item.word)).length);
    const whole = same == asked.length && same == heavy && same;
    hit.whole = whole > 1;
    hit.defines = whole && hit.doc == term;
    if (asked[0] && i < head) hit.score = floor((hit.score * (64 + floor((16 * same) / asked.length) + floor((16 * same) / max(asked.length, heavy)) + 4 * also)) / 64);
  });
  return hits.sort(byScore);
}

// codeOf gives the document whose code a text is, or -1, §3.3.5.
async function codeOf(text, items) {
  let tried = [];
  if (!items[1] && items[0] && /^[a-z]{3}\d{2,5}$/.test(items[0].typed)) tried = [items[0].typed];
  else if (items[1] || !items[0] || !items[0].known) {
    tried = scanned(text).filter((code) => /^[a-z]{3}-\d{2,5}$/.test(code)).map((code) => code.replace("-", ""));
  }
  for (const word of tried) {
    for (const p of known(word) ? await postings(stem(word)) : []) {
      const doc = p >>> 12;
      if (p & 32 && !absent[doc] && wordsOf((await row(doc))[1]).join("") == word) return doc;
    }
  }
  return -1;
}

// passes reports whether a document has one of the terms wanted on each axis,
// one aside.
export const passes = (doc, filters, but) => axes.every((axis) => {
  const wanted = axis != but && filters[axis];
  return !wanted || isForAll(column(axis)[doc]) || wanted.some((id) => column(axis)[doc].includes(id));
});

// group sorts documents into groups, §3.3.6.
function group(hits, items, n, exact) {
  const groups = [];
  const named = (name) => groups.find((group) => group.name == name) || { hits: [] };
  const move = (name, to) => {
    const at = groups.findIndex((group) => group.name == name);
    if (at > to) groups.splice(to, 0, ...groups.splice(at, 1));
  };
  const first = (name) => move(name, 0);
  const best = hits.reduce((best, hit) => max(best, aside(hit.doc) ? 0 : hit.score), 0);
  hits.forEach((hit, i) => {
    let name = natureOf(hit.doc).group;
    const asked = hit.doc == exact || (hit.whole && name == "annuaire");
    if (best && hit.defines) name = "glossaire";
    else if (best && !asked && (i >= grouped || hit.score * 2 < best || aside(hit.doc))) name = "autre";
    else if (name == "reflexe" && !asked && (named(name).hits[2] || hit.matched < n || hit.score * 10 < best * 9)) name = "procedure";
    if (!named(name).name) groups.push({ name, hits: [] });
    named(name).hits.push(hit);
  });
  const contacts = named("annuaire").hits;
  const asks = (words) => items.some((item) => words.has(item.word));
  first("reflexe");
  if (contacts.some((hit) => hit.whole) || (contacts[0] && n > 1 && contacts[0].matched == n && contacts[0].titled >= n - 1 && asks(call))) first("annuaire");
  if (asks(paper)) first("formulaire");
  move("glossaire", 1);
  if (exact >= 0) first((groups.find((group) => group.hits[0].doc == exact) || {}).name);
  return groups;
}

function sectionOf(doc, units) {
  const votes = new Uint8Array(32);
  for (const { values, where } of units) if (values[doc]) votes[where[doc] & 31]++;
  return votes.indexOf(max(...votes));
}

// titles is what is left of search when a file of the index is lost.
async function titles(items, { docs, scores, found }) {
  docs.length = 0;
  for (let doc = 0; doc < index.n; doc++) {
    const title = wordsOf((await row(doc).catch(() => [])).slice(1, 3).join(" "));
    scores[doc] = found[doc] = items.filter((item) => title.some((word) => word.startsWith(item.typed))).length;
    if (scores[doc]) docs.push(doc);
  }
}

async function start(text, literal) {
  await open();
  return understand(text.normalize("NFC"), literal);
}

export const code = async (text) => codeOf(text, await start(text));

// wanted are the sequences of stems to mark for a query's units: each word
// that was typed, and what stands for them; also how they begin, with a space.
function wanted(units) {
  const all = new Set();
  for (const { sequences } of units) for (const sequence of sequences) {
    for (let at = 0; (at = sequence.indexOf(" ", at) + 1); ) all.add(sequence.slice(0, at));
    all.add(sequence);
  }
  return all;
}

export async function wantedBy(text) {
  const units = cut(await start(text));
  await weighAll(units, []);
  return wanted(units);
}

// search ranks the documents for a query, filters by axis, at most some rows;
// literal takes words as they are, plain lists terms that are mere words.
export async function search(text, filters, rows, literal, plain) {
  const items = await start(text, literal);
  const units = cut(items);
  await weighAll(units, plain);
  const found = match(units);
  const { docs } = found;
  const filtered = Object.keys(filters)[0];
  // Filters alone list what they leave.
  if (!items[0] && filtered) for (let doc = 0; doc < index.n; doc++) if (!absent[doc]) docs.push(doc);
  if (broken) await titles(items, found);
  const exact = await codeOf(text, items).catch(() => -1);
  const left = filtered ? docs.filter((doc) => passes(doc, filters)) : docs;
  let hits = await again(left, found, items, rows);
  if (exact >= 0) hits = [{ doc: exact, matched: units.length, titled: 0, score: 0 }].concat(hits.filter((hit) => hit.doc != exact));
  const shown = hits.filter((hit, i) => i < rows || hit.defines);
  for (const hit of shown) hit.section = sectionOf(hit.doc, units);
  return {
    items, docs, total: left.length + (exact >= 0 && !left.includes(exact)), wanted: wanted(units),
    groups: group(shown, items, units.length, exact),
    chips: units.map((unit) => unit.term).filter(Boolean),
    senses: units.map((unit) => unit.named.sense).filter(Boolean),
    partial: found.partial,
    near: hits[0] ? [] : suggestions(items.filter((item) => !item.light && !known(item.typed)).map((item) => item.typed)),
  };
}
