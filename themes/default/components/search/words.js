// Words, and the states of a search.

export const axes = ["service", "scenario", "role", "phase", "type"];

// say puts values in place of the names in braces of a word.
export const say = (word, values) => word.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const count = (n, q) => {
  const found = n ? (n > 1 ? say("[[search.many]]", { n }) : "[[search.one]]") : "[[search.none]]";
  return q ? say("[[search.for]]", { found, q }) : found;
};

// asking is the state of a search as the results page's address carries it.
export const asking = (q) => new URLSearchParams({ q });

export const adding = (state, way, value) => {
  const more = new URLSearchParams(state);
  more.append(way, value);
  return more;
};

// ways are other searches that an answer offers: lists of [label, state] under
// a heading each.
export const ways = ({ senses, near }) => [
  ...senses.map(({ term, senses }) => [say("[[search.senses]]", { q: term }), senses]),
  ["[[search.near]]", near],
].map(([heading, words]) => [heading, words.map((word) => [word, asking(word)])]);
