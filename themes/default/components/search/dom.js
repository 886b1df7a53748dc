// set gives an element attributes; functions become its handlers, and what is
// empty is left out.
export function set(element, attributes) {
  for (const name in attributes) {
    const value = attributes[name];
    if (typeof value == "function") element[name] = value;
    else if (value) element.setAttribute(name, value === true ? "" : value);
  }
  return element;
}

// el makes an element from "tag.class.class"; empty children are left out.
export function el(kind, attributes, ...children) {
  const [tag, ...classes] = kind.split(".");
  const element = set(document.createElement(tag), attributes);
  if (classes.length) element.className = classes.join(" ");
  element.append(...children.filter(Boolean));
  return element;
}

export const byID = (id) => document.getElementById(id);

// marked cuts a text around the spans [start, end] to show in <mark>.
export function marked(text, spans) {
  let at = 0;
  const parts = [];
  for (const [start, end] of spans) {
    parts.push(text.slice(at, start), el("mark", {}, text.slice(start, end)));
    at = end;
  }
  return parts.concat(text.slice(at));
}

// entry shows a row of results, alike in the box and on the page.
export const entry = (row, title) => [
  el("span.hit__line", {},
    row.code && el("span.code", {}, row.code), " ", row.kind && el("span", {}, row.kind), " ", row.services && el("span", {}, row.services), " ",
    row.version && el("span", {}, row.version), ...row.badges.map(([mood, label]) => el("span.status.status--" + mood, {}, label))),
  title,
  row.number && el("span.hit__number", {}, row.number),
  row.text && el("span.hit__text", {}, ...marked(row.text, row.marks)),
];
