// el makes an element; attributes that are undefined or false are left out.
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) {
    const value = attributes[name];
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child || child === 0));
  return element;
}

// say puts values in place of the names in braces of a word.
export const say = (word, values) => word.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const count = (n) => (n ? (n > 1 ? say("[[search.many]]", { n }) : "[[search.one]]") : "[[search.none]]");

// marked cuts a text around the spans [start, end] to show in <mark>.
export function marked(text, spans) {
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    parts.push(text.slice(at, start), el("mark", {}, text.slice(start, end)));
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}
