// The list below the box.
import { find } from "../engine/answer.js";
import { root, url } from "../engine/page.js";
import { entry, html, marked } from "../search/dom.js";
import { adding, asking, count, say, ways } from "../search/words.js";

export const rowsShown = 8;

// list answers a state with the markup of the options, and what is said of them.
export async function list(state) {
  const found = await find(state, rowsShown);
  const q = state.get("q");
  const sheet = __sheet(q);
  let n = 0;
  const option = (kind, href, content, again) => html`<a class="option${kind}" role="option" id="p_option${++n}" tabindex="-1" aria-selected="false" href="${href}"${again && html` data-ask`}>${content}</a>`;
  const plain = (label, page) => option(" option--plain", root + page, label);
  const again = ([label, state]) => option(" option--plain", url(state), label, true);
  const groups = [
    ...ways(found).map(([label, all]) => [label, all.map(again)]),
    ...found.groups.map(({ label, hits }) => [label, hits.map((row) => option("", row.href, entry(row, html`<b class="hit__title">${marked(row.title, row.spans)}</b>`)))]),
    ["", [].concat(
      sheet && option(" option--plain", sheet, "[[match.compare-sheet]]"),
      found.total > rowsShown && plain("[[search.all]]", "recherche.html?" + asking(q)),
      found.corrected && again([say("[[search.literal]]", { q: q.trim() }), adding(asking(q), "literal", 1)]),
      found.chips.map(({ label, sequence }) => again([say("[[search.plain]]", { name: label }), adding(asking(q), "plain", sequence)])),
      !found.total && [plain("[[search.to-directory]]", "annuaire.html"), plain("[[search.to-alphabet]]", "index-a-z.html")],
    ).filter(Boolean)],
  ];
  return {
    options: html`${groups.map(([label, members]) => members[0] && html`<div role="group" aria-label="${label}">${label && html`<div class="suggest__group" aria-hidden="true">${label}</div>`}${members}</div>`)}`.markup,
    note: found.note, broken: found.broken, said: found.note + " " + count(found.total, found.shown),
  };
}
