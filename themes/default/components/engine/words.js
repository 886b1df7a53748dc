// Words of the lexicon that begin like one typed, or are near it, §3.1.4.
import { known, light, once, place, stem, stemOf, weightOf, words } from "./shards.js";

const digits = /[0-9]/;

const correctable = (at) => !digits.test(words[at]) && !light.has(words[at]);

// heaviest keeps the first by weight, then in order.
const heaviest = (places, most) => places.sort((a, b) => weightOf(b) - weightOf(a) || a - b).slice(0, most);

function beginning(prefix) {
  const places = [];
  for (let at = place(prefix); at < words.length && words[at].startsWith(prefix); at++) places.push(at);
  return places;
}

// completions are [word, grade] of what an unfinished word may become.
export function completions(typed) {
  const own = known(typed) && stem(typed);
  const places = beginning(typed).filter((at) => weightOf(at) & 31 && stemOf(at) !== own); // "00" equals false loosely
  return heaviest(places, 24).map((at) => {
    const more = words[at].length - typed.length;
    return [words[at], (more < 3 ? 14 : more < 5 ? 13 : 12) >> !!own];
  });
}

// distances gives seen the place of each word of the lexicon, its distance to
// a word (optimal string alignment) and that of its nearest beginning; those
// above the limit are only known to be. Rows are kept for what a word shares
// with the one before, cells computed near the diagonal alone, and a word whose
// beginning is too far already is passed over.
function distances(word, limit, seen) {
  const n = word.length;
  const far = limit + 1;
  const rows = [Uint8Array.from({ length: n + 1 }, (_, j) => j)];
  const lows = [0];
  const whole = [n]; // of each row's last column
  const least = [n]; // of these so far
  let before = "";
  let valid = 0; // rows that hold for before
  words.forEach((other, at) => {
    let i = 0;
    while (i < before.length && before[i] == other[i]) i++;
    before = other;
    if (i > valid) return; // it begins as one that was passed over
    for (; i < other.length; i++) {
      const above = rows[i];
      const row = rows[i + 1] || (rows[i + 1] = new Uint8Array(n + 1));
      const from = i > limit ? i - limit : 0;
      const to = i + far < n ? i + far : n;
      let low = (row[from] = from ? far : i + 1);
      for (let j = from; j < to; j++) {
        let d = above[j] + (other[i] != word[j]);
        if (above[j + 1] + 1 < d) d = above[j + 1] + 1;
        if (row[j] + 1 < d) d = row[j] + 1;
        if (i && j && other[i] == word[j - 1] && other[i - 1] == word[j] && rows[i - 1][j - 1] + 1 < d) d = rows[i - 1][j - 1] + 1;
        row[j + 1] = d;
        if (d < low) low = d;
      }
      row[to + 1] = far; // nothing at the end of a row
      lows[i + 1] = low;
      whole[i + 1] = from <= to && to == n ? row[n] : far;
      least[i + 1] = Math.min(least[i], whole[i + 1]);
      valid = i;
      if (low > limit && lows[i] >= limit && least[i + 1] > 1) return;
    }
    valid = i;
    seen(at, whole[i], least[i]);
  });
}

// candidates are [word, grade] of what an unknown word was meant for.
export const candidates = (word, last) => once("~" + last + word, () => {
  const n = word.length;
  const most = n < 8 ? 1 : 2;
  const [near, far, begun] = [[], [], []];
  let family = [];
  if (n < 4 || digits.test(word)) return [];
  distances(word, most, (at, distance, prefix) => {
    const kind = distance < 2 ? near : distance <= most ? far : last && prefix < 2 ? begun : 0;
    if (kind && correctable(at)) kind.push(at);
  });
  for (let length = n; length >= Math.max(5, n - 3) && !family.length; length--) {
    family = beginning(word.slice(0, length)).filter((at) => words[at].length <= n + 3 && correctable(at));
  }
  const [places, grade] = [[near, 9], [family, 12], [far, 5], [begun, 7]].find((kind) => kind[0].length) || [[]];
  return heaviest(places, 6).map((at) => [words[at], grade]);
});

// suggestions are the words nearest to unknown ones.
export function suggestions(unknown) {
  const found = [];
  for (const word of unknown) {
    if (word.length > 3) distances(word, 3, (at, distance) => distance < 4 && weightOf(at) & 31 && !digits.test(words[at]) && found.push([distance, at]));
  }
  found.sort((a, b) => a[0] - b[0] || weightOf(b[1]) - weightOf(a[1]) || a[1] - b[1]);
  return [...new Set(found.map((near) => words[near[1]]))].slice(0, 5);
}
