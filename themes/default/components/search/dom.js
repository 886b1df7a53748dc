export const byID = (id) => document.getElementById(id);

// html is the markup of a template. What is put in it is text, unless it is
// such markup, or a list; what is empty leaves nothing.
export const html = (parts, ...values) => ({ markup: parts.reduce((all, part, i) => all + shown(values[i - 1]) + part) });
const shown = (value) => (!value ? "" : Array.isArray(value) ? value.map(shown).join("") : value.markup || String(value).replace(/[&<"]/g, (c) => `&#${c.charCodeAt()};`));

// marked puts the spans [start, end] of a text in <mark>.
export const marked = (text, spans) => {
  let at = 0;
  const parts = spans.map(([start, end]) => [text.slice(at, start), html`<mark>${text.slice(start, (at = end))}</mark>`]);
  return [parts, text.slice(at)];
};

// entry shows a row of results, alike in the box and on the page.
export const entry = (row, title) => html`<span class="hit__line">${row.code && html`<span class="code">${row.code}</span> `}${[row.kind, row.services, row.version].filter(Boolean).join(" · ")} ${row.badges.map(([mood, label]) => html`<span class="status status--${mood}">${label}</span>`)}</span>${title}${row.number && html`<span class="hit__number">${row.number}</span>`}${row.text && html`<span class="hit__text">${marked(row.text, row.marks)}</span>`}`;
