// The analysis of docs/search.md §1, from the tables that the index carries.

const token = /[a-z]{3}-[0-9]{2,5}(?![\p{L}\p{N}\p{M}])|\p{L}(?:\.\p{L}(?![\p{L}\p{N}\p{M}]))+|[0-9]+(?:\.[0-9]+)+(?![\p{L}\p{N}\p{M}])|[\p{L}\p{N}\p{M}]+(?:'[\p{L}\p{N}\p{M}]+)*/gu;

export const words = (list) => new Set(list.split(" "));

// analysis returns the function that cuts a text in NFC into tokens: the word,
// and where it stands in the text.
export function analysis(index) {
  const fold = new Map();
  for (const replacement of Object.keys(index.fold)) {
    for (const character of index.fold[replacement]) fold.set(character, replacement);
  }
  const elisions = words(index.elisions);
  return (text) => {
    let folded = "";
    const places = []; // of each code unit of folded
    let place = 0;
    for (const character of text) {
      for (const lower of character.toLowerCase()) {
        const known = fold.get(lower);
        const out = known !== undefined ? known : /[\u0300-\u036f]/.test(lower) ? "" : lower;
        for (let i = 0; i < out.length; i++) places.push(place);
        folded += out;
      }
      place += character.length;
    }
    places.push(place);
    const found = [];
    for (const match of folded.matchAll(token)) {
      const end = match.index + match[0].length;
      // A character may fold into several: a token ends where the next begins.
      let after = end;
      while (after < folded.length && places[after] === places[end - 1]) after++;
      found.push({ word: word(match[0], elisions), start: places[match.index], end: places[after] });
    }
    return found;
  };
}

function word(text, elisions) {
  const quote = text.indexOf("'");
  if (quote > 0) return (elisions.has(text.slice(0, quote)) ? text.slice(quote) : text).replace(/'/g, "");
  if (/^[0-9.]+$/.test(text) && text.indexOf(".") === text.lastIndexOf(".")) return text;
  return text.replace(/[.-]/g, "");
}
