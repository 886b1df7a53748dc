// The analysis of docs/search.md §1, from the tables that the index carries.

const tokenOf = (letter, W) => RegExp(`[a-z]{3}-\\d{2,5}(?!${W})|${letter}(?:\\.${letter}(?!${W}))+|\\d+(?:\\.\\d+)+(?!${W})|${W}+(?:'${W}+)*`, "gu");
// Nearly all texts have no letter but a to z once they are folded. For the others
// a browser needs tables of Unicode, which it takes longer to make than to use.
const plain = tokenOf("[a-z]", "[a-z\\d]");
const beyond = /[^\0-©«°·»\u2000-\u206f]/;
let full;
const longest = 40; // characters of a word that count

export const setOf = (list) => new Set(list.split(" "));

const folds = new Map(); // the table of the index
const become = new Map(); // characters met, folded
const cuts = new Map();
let elisions;

export function prepareText(index) {
  for (const to in index.fold) for (const character of index.fold[to]) folds.set(character, to);
  elisions = setOf(index.elisions);
}

// fold gives what a character becomes.
function fold(character) {
  if (!become.has(character)) become.set(character, [...character.toLowerCase()].map((lower) => (folds.has(lower) ? folds.get(lower) : /[\u0300-\u036f]/.test(lower) ? "" : lower)).join(""));
  return become.get(character);
}

// tokens cuts a text in NFC into [word, start, end]. The texts of rows come
// back at each keystroke: the last ones are kept, with what else is found of
// their words.
export function tokens(text) {
  if (cuts.size > 999) cuts.clear();
  if (!cuts.has(text)) cuts.set(text, cut(text));
  return cuts.get(text);
}

function cut(text) {
  const found = [];
  let places; // of each code unit of folded, unless they are those of text
  let match;
  const folded = text.replace(/[^a-z\d ]/gu, (character) => {
    const out = fold(character);
    if (out.length != character.length) places = [];
    return out;
  });
  if (places) {
    let place = 0;
    for (const character of text) {
      for (let i = fold(character).length; i--; ) places.push(place);
      place += character.length;
    }
    places.push(place);
  }
  const token = beyond.test(folded) ? (full = full || tokenOf("\\p{L}", "[\\p{L}\\p{N}\\p{M}]")) : plain;
  token.lastIndex = 0;
  while ((match = token.exec(folded))) {
    let [start, end] = [match.index, token.lastIndex];
    if (places) {
      // A character may become several: the token ends after all of them.
      while (end < folded.length && places[end] == places[end - 1]) end++;
      [start, end] = [places[start], places[end]];
    }
    found.push([form(match[0]), start, end]);
  }
  return found;
}

// form is the word of a token.
function form(text) {
  const quote = text.indexOf("'");
  if (quote > 0 && elisions.has(text.slice(0, quote))) text = text.slice(quote);
  if (!/^\d+\.\d+$/.test(text)) text = text.replace(/['.-]/g, "");
  return text.length > longest ? [...text].slice(0, longest).join("") : text;
}

export const wordsOf = (text) => tokens(text).map(([word]) => word);
