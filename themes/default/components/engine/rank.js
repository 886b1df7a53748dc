// Ranking, as docs/search.md §3 sets it out: integers only, so that this and
// the Go engine agree on every number.
import { axes } from "../search/words.js";
import { broken, call, column, glue, index, known, light, open, paper, place, postings, row, stem, terms, typeOf, words } from "./shards.js";
import { tokens, wordsOf } from "./text.js";
import { candidates, completions, suggestions } from "./words.js";

const most = 32; // words of a query
const head = 20; // documents ranked again by their titles
const priors = { "fiche-reflexe": 109, "procedure-degradee": 106, formulaire: 103, affiche: 40, "modele-communication": 40 };
const groupOf = {
  "fiche-reflexe": "reflexe", "procedure-degradee": "procedure", "grille-decision": "procedure", formulaire: "formulaire", "main-courante": "formulaire", contact: "annuaire",
};

const { floor, max, min } = Math;

// lg is ⌊16·log2 x⌋ of the first 16 bits.
function lg(x) {
  let e = 0;
  for (; x > 65535; x >>= 1) e += 16;
  return e + floor(16 * Math.log2(x) + 1e-9);
}

const idf = (df) => 8 + max(0, lg(index.n) - lg(max(df, 1)));
const byScore = (a, b) => b.score - a.score || a.doc - b.doc;
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
    if (/^[0-9]+$/.test(typed[i])) {
      while (/^[0-9]+$/.test(typed[end])) end++;
      while (end > i + 1 && (join(i, end).length < 4 || !has(join(i, end), end))) end--;
    } else if (/^[a-z]{3}[0-9]$/.test(typed[i]) && !has(typed[i], end)) {
      const padded = typed[i].slice(0, 3) + "0" + typed[i][3];
      if (known(padded)) typed[i] = padded;
    } else if (/^[a-z]{3}$/.test(typed[i]) && /^[0-9]{1,5}$/.test(typed[end])) {
      if (has(join(i, end + 1), end + 1)) end++;
      else if (!typed[end][1] && known(typed[i] + "0" + typed[end])) typed[end] = "0" + typed[end++];
    }
    joined.push(join(i, end));
  }
  const meant = joined.some((word) => !glue.has(word));
  const heavy = joined.some((word) => !light.has(word));
  return joined.map((word, i) => {
    const item = { typed: word, word, known: known(word), light: heavy && light.has(word), grade: 16, more: [] };
    const last = unfinished && i == joined.length - 1;
    if (item.light) return item;
    if (last && word.length > 1) item.more = completions(word);
    if (item.known || (item.begun = item.more.length) || literal) return item;
    const [first, ...others] = candidates(word, last);
    if (first) {
      [item.word, item.grade] = first;
      item.more = others;
      item.known = item.corrected = true;
    }
    return item;
  }).filter((item) => !meant || !glue.has(item.typed));
}

// names gives, for a sequence of stems, its synonyms, sense and term.
let names;
function prepare() {
  names = new Map();
  const name = (sequence) => {
    const stems = key(sequence);
    if (!names.has(stems)) names.set(stems, { groups: new Set() });
    return names.get(stems);
  };
  for (const group of index.synonyms) group.words.forEach((sequence) => name(sequence).groups.add(group));
  for (const axis of axes.slice(0, 3)) terms(axis).forEach(({ label, names }, t) => names.forEach((sequence, order) => {
    const named = name(sequence);
    if (!named.term || order < named.term.order) named.term = { axis, label, id: t + 1, order, sequence };
  }));
  for (const sense of index.senses) name(sense.word).sense = sense;
}

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
      if (heavy && names.has(run)) unit = { items: items.slice(i, end + 1), named: names.get(run), run };
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
    let j = 0;
    return a.map(([doc, impact, section]) => {
      while (j < b.length && b[j][0] < doc) j++;
      return b[j] && b[j][0] == doc && [doc, min(impact, b[j][1]), section & (31 | b[j][2])];
    }).filter(Boolean);
  }, first);
}

// weigh gives each document the value of a unit's best alternative.
async function weigh(unit, plain, seen) {
  const { items, named, run } = unit;
  const base = min(...items.map((item) => item.grade));
  const alternatives = [];
  const add = (list, grade, df = list.length, term) => alternatives.push([list, grade, df, term]);
  const find = async (stems, grade) => {
    stems.forEach((stem) => seen.add(stem));
    add(await all(stems), grade);
  };
  const those = (impactOf, section) => {
    const list = [];
    for (let doc = 0; doc < index.n; doc++) if (impactOf(doc)) list.push([doc, impactOf(doc), section]);
    return list;
  };
  await find(items.filter((item) => !item.light).map((item) => stem(item.word)), base);
  if (!named.sense) {
    if (!items[1]) for (const [word, grade] of items[0].more) await find([stem(word)], grade);
    for (const { words, to } of named.groups) for (const other of words.concat(to).map(key)) if (other != run) await find(other.split(" "), (11 * base) >> 4);
    if (!items[1] && paper.has(items[0].word)) add(those((doc) => groupOf[typeOf(doc)] == "formulaire" && 32, 32), base);
    if (!items[1] && call.has(items[0].word)) add(those((doc) => typeOf(doc) == "contact" && 24, 0), base);
    const { term } = named;
    if (term && !plain.includes(term.sequence)) {
      const of = column(term.axis);
      unit.term = term;
      add(those((doc) => (of[doc].includes(term.id) ? 20 : of[doc].includes(0) && 8), 0), base, of.filter((set) => set.includes(term.id)).length, true);
    }
  }
  unit.values = new Int32Array(index.n);
  unit.sections = new Uint8Array(index.n);
  const typed = alternatives[0][2] && idf(alternatives[0][2]);
  unit.general = new Uint8Array(index.n); // for all terms, and found in no other way
  for (const [list, grade, df, term] of alternatives) {
    const weight = typed ? min(idf(df), typed) : idf(df);
    for (const [doc, impact, section] of list) {
      const value = floor((grade * weight * impact * impact) / 16);
      if (term && unit.values[doc]) unit.values[doc] += value;
      else if (value > unit.values[doc]) {
        unit.values[doc] = value;
        unit.sections[doc] = section;
        unit.general[doc] = term && impact < 20;
      }
    }
  }
}

// match finds and scores documents, §3.3.1 and 2.
function match(units) {
  const hits = [];
  const n = units.length;
  const named = units.some(({ term }) => term && term.axis == "service");
  let best = 0;
  for (let doc = 0; doc < index.n; doc++) {
    let [matched, titled, score] = [0, 0, 0];
    for (const { values, sections, general } of units) {
      if (!values[doc]) continue;
      matched += 1 - general[doc];
      score += values[doc];
      titled += sections[doc] >> 5;
    }
    if (!score) continue;
    best = max(best, matched);
    if (matched < n) score = floor((score * matched * matched) / (n * n));
    else if (titled == n) score *= 2;
    for (const { term } of units) if (term && n > 1 && column(term.axis)[doc].includes(term.id)) score = floor((score * 5) / 4);
    if (typeOf(doc) == "fiche-reflexe" && !named && column("service")[doc].includes(0)) score = floor((score * 17) / 10);
    hits.push({ doc, matched, titled, score: floor((score * (priors[typeOf(doc)] || 100)) / 100) });
  }
  const kept = hits.filter((hit) => hit.matched >= (best > 1 ? best - 1 : best));
  const top = kept.reduce((top, hit) => max(top, hit.score), 0);
  return kept.filter((hit) => best < n || hit.matched == best || hit.score * 8 >= top);
}

// again ranks the first documents by their titles, §3.3.4.
async function again(hits, items) {
  const asked = items.filter((item) => !item.light);
  const top = hits.sort(byScore).splice(0, head);
  for (const hit of top) {
    const title = wordsOf((await row(hit.doc).catch(() => ["", "", ""]))[2]);
    const same = asked.filter((item) => title.includes(item.word)).length;
    const heavy = title.filter((word) => !light.has(word)).length;
    const also = min(2, items.filter((item) => item.light && title.includes(item.word)).length);
    hit.whole = same > 1 && same == asked.length && same == heavy;
    if (asked[0]) hit.score = floor((hit.score * (64 + floor((16 * same) / asked.length) + floor((16 * same) / max(asked.length, heavy)) + 4 * also)) / 64);
  }
  return top.sort(byScore).concat(hits);
}

// What a French keyboard makes of an American scanner's digits, from 0 on.
const keys = "à&é\"'(-è_ç";

// codeOf gives the document whose code a text is, or -1, §3.3.5.
async function codeOf(text, items) {
  let tried = [];
  if (!items[1] && items[0] && /^[a-z]{3}[0-9]{2,5}$/.test(items[0].typed)) tried = [items[0].typed];
  else if (items[1] || !items[0] || !items[0].known) {
    tried = ["qawz,?", ""].map((from) => [...text.normalize("NFC").trim().toLowerCase().replace(/’/g, "'").replace(/[)°]/g, "\0")].map((c) =>
      keys.includes(c) ? keys.indexOf(c) : from.includes(c) ? "aqzwmm"[from.indexOf(c)] : c).join("").replace("\0", "-"))
      .filter((code) => /^[a-z]{3}-[0-9]{2,5}$/.test(code)).map((code) => code.replace("-", ""));
  }
  for (const word of tried) {
    for (const [doc, , section] of known(word) ? await postings(stem(word)) : []) {
      if (section > 31 && wordsOf((await row(doc))[1]).join("") == word) return doc;
    }
  }
  return -1;
}

// passes reports whether a document has one of the terms wanted on each axis.
export const has = (doc, axis, id) => (axis == "type" ? typeOf(doc) == id : column(axis)[doc].some((t) => !t || terms(axis)[t - 1].id == id));
export const passes = (doc, filters, but) => axes.every((axis) => axis == but || !filters[axis] || filters[axis].some((id) => has(doc, axis, id)));

// group sorts documents into groups, §3.3.6.
function group(hits, items, n, exact) {
  const groups = [];
  const named = (name) => groups.find((group) => group.name == name) || { hits: [] };
  const first = (name) => groups.sort((a, b) => (b.name == name) - (a.name == name));
  const best = hits.reduce((best, hit) => max(best, hit.score), 0);
  for (const hit of hits) {
    let name = groupOf[typeOf(hit.doc)] || "reference";
    if (hit.doc != exact && hit.score * 3 < best) name = "autre";
    else if (name == "reflexe" && hit.doc != exact && (named(name).hits[2] || hit.matched < n || hit.score * 10 < best * 9)) name = "procedure";
    if (!named(name).name) groups.push({ name, hits: [] });
    named(name).hits.push(hit);
  }
  const contacts = named("annuaire").hits;
  const asks = (words) => items.some((item) => words.has(item.word));
  first("reflexe");
  if (contacts.some((hit) => hit.whole) || (contacts[0] && n > 1 && contacts[0].matched == n && contacts[0].titled >= n - 1 && asks(call))) first("annuaire");
  if (asks(paper)) first("formulaire");
  if (exact >= 0) first((groups.find((group) => group.hits[0].doc == exact) || {}).name);
  return groups;
}

function sectionOf(doc, units) {
  const votes = new Uint8Array(32);
  for (const { values, sections } of units) if (values[doc]) votes[sections[doc] & 31]++;
  return votes.indexOf(max(...votes));
}

// titles is what is left of search when a file of the index is lost.
async function titles(items) {
  const hits = [];
  for (let doc = 0; doc < index.n; doc++) {
    const title = wordsOf((await row(doc).catch(() => [])).slice(1, 3).join(" "));
    const matched = items.filter((item) => title.some((word) => word.startsWith(item.typed))).length;
    if (matched) hits.push({ doc, matched, score: matched });
  }
  return hits;
}

async function start(text, literal) {
  await open();
  if (!names) prepare();
  return understand(text, literal);
}

export const code = async (text) => codeOf(text, await start(text.normalize("NFC")));

// stemsOf are the stems that a query looks for.
export async function stemsOf(text) {
  const seen = new Set();
  for (const unit of cut(await start(text.normalize("NFC")))) await weigh(unit, [], seen);
  return seen;
}

// search ranks the documents for a query, filters by axis, at most some rows;
// literal takes words as they are, plain lists terms that are mere words.
export async function search(text, filters, rows, literal, plain) {
  const items = await start(text.normalize("NFC"), literal);
  const units = cut(items);
  const seen = new Set();
  for (const unit of units) await weigh(unit, plain, seen);
  let every = match(units);
  // Filters alone list what they leave.
  if (!items[0] && Object.keys(filters)[0]) every = Array.from({ length: index.n }, (_, doc) => ({ doc, matched: 0, score: 0 }));
  if (broken) every = await titles(items);
  const exact = await codeOf(text, items).catch(() => -1);
  let hits = await again(every.filter((hit) => passes(hit.doc, filters)), items);
  if (exact >= 0) hits = [{ doc: exact, matched: units.length, titled: 0, score: 0 }].concat(hits.filter((hit) => hit.doc != exact));
  const shown = hits.slice(0, rows);
  for (const hit of shown) hit.section = sectionOf(hit.doc, units);
  return {
    items, every, hits, stems: seen, total: hits.length,
    groups: group(shown, items, units.length, exact),
    chips: units.map((unit) => unit.term).filter(Boolean),
    senses: units.map((unit) => unit.named.sense).filter(Boolean),
    partial: every[0] && every.every((hit) => hit.matched < units.length),
    near: hits[0] ? [] : suggestions(items.filter((item) => !item.light && !known(item.typed)).map((item) => item.typed)),
  };
}
