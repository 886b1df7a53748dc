// Words, and the states of a search: what needs no page.

export const axes = ["service", "scenario", "role", "phase", "type"];

// say puts values in place of the names in braces of a word.
export const say = (word, values) => word.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const count = (n, q) => {
  const found = n ? (n > 1 ? say("[[search.many]]", { n }) : "[[search.one]]") : "[[search.none]]";
  return q ? say("[[search.for]]", { found, q }) : found;
};

// asking is the state of a search as the results page's address carries it.
export const asking = (q, way, value = 1) => adding(new URLSearchParams({ q }), way, value);

export function adding(state, way, value = 1) {
  const more = new URLSearchParams(state);
  if (way) more.append(way, value);
  return more;
}
