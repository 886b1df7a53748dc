// The results page: what ?q=…&service=…&role=… asks for, with its facets.
import { codeURL, find } from "../engine/answer.js";
import { asked, input, shows, stateOf, url } from "../engine/page.js";
import { passes } from "../engine/rank.js";
import { column, isForAll } from "../engine/shards.js";
import { byID, entry, html, marked } from "../search/dom.js";
import { adding, asking, axes, count, say, ways } from "../search/words.js";

const step = 20; // rows before « Afficher la suite »

const axisOf = (box) => box.closest("fieldset").name;
const labelOf = (box) => box.nextElementSibling.textContent;

// startResults shows searches in a place. In a site of one file the page is a
// section, hidden while another is read.
export function startResults(place) {
  const heading = byID("p_found");
  const facets = byID("p_facets");
  const { title = document.title } = (place.closest("[data-title]") || place).dataset;
  const suffix = title.slice(heading.textContent.length);
  let run = 0;
  let rows = step;

  function head(text) {
    document.title = text + suffix;
    heading.textContent = text;
  }

  function ask(state) {
    history.pushState(null, "", url(state));
    rows = step;
    show();
  }

  async function show() {
    const current = ++run;
    const state = stateOf(location);
    if (place.closest("[hidden]")) return;
    const q = state.get("q") || "";
    const blank = !q.trim() && !axes.some((axis) => state.has(axis));
    input.value = q;
    byID("p_prompt").hidden = !blank;
    byID("p_nothing").hidden = true;
    if (blank) return head("[[search.title]]");
    head("[[search.loading]]");
    const found = await find(state, rows, true);
    if (current == run) paint(state, q, found);
  }

  function paint(state, q, found) {
    const focused = document.activeElement.id;
    const link = (kind, label, to, name) => html`<li><a class="chip${kind}" href="${url(to)}" data-ask${name && html` aria-label="${say("[[search.remove]]", { name })}"`}>${label}</a></li>`;
    const plain = ([label, to]) => link(" chip--plain", label, to);
    const list = (label, links) => links[0] && html`<div class="results__note">${label}<ul class="chips">${links}</ul></div>`;
    const chips = found.chips.map(({ label, sequence }) => {
      const name = say("[[search.first]]", { name: label });
      return link("", name + " ×", adding(state, "plain", sequence), name);
    });
    for (const box of facet(found)) chips.push(link("", labelOf(box) + " ×", new URLSearchParams([...state].filter(([axis, id]) => axis != axisOf(box) || id != box.value)), labelOf(box)));
    if (chips[1]) chips.push(plain(["[[search.clear]]", asking(q)]));
    if (found.corrected) chips.push(plain([say("[[search.literal]]", { q: q.trim() }), adding(state, "literal", 1)]));
    for (const { hits } of found.groups) for (const row of hits) row.kind = labelOf(byID("p_type" + row.type));
    let first = found.total > 1 && " hit--first";
    head(count(found.total, found.shown));
    byID("p_nothing").hidden = found.total;
    place.innerHTML = html`${found.note && html`<p class="results__note${found.broken && " warning"}">${found.note}</p>`}${list("", chips)}${ways(found).map(([label, all]) => list(label, all.map(plain)))}${found.groups.map(({ label, hits }) => html`<section><h2 class="results__group">${label}</h2><ol>${hits.map((row) => {
      const kind = first;
      first = "";
      return html`<li class="hit${kind}">${entry(row, html`<h3 class="hit__title"><a href="${row.href}">${marked(row.title, row.spans)}</a></h3>`)}</li>`;
    })}</ol></section>`)}${found.rows < found.total && html`<button class="button" type="button" id="p_more">[[search.more]]</button>`}`.markup;
    if (focused && byID(focused)) byID(focused).focus();
  }

  // facet counts what each term would leave, hides those that leave nothing,
  // and gives those that are on.
  function facet({ docs, filters, total }) {
    const on = [];
    facets.hidden = !total;
    for (const set of filters ? facets.querySelectorAll("fieldset") : []) {
      const own = {};
      let [every, shown] = [0, 0];
      for (const doc of docs) {
        if (!passes(doc, filters, set.name)) continue;
        const ids = column(set.name)[doc];
        every += isForAll(ids);
        for (const id of ids) own[id] = (own[id] || 0) + !isForAll(ids);
      }
      for (const box of set.querySelectorAll("input")) {
        box.checked = (filters[set.name] || []).includes(box.value);
        if (box.checked) on.push(box);
        shown += box.checked + !(box.parentNode.hidden = !box.checked && !(box.value in own));
        box.parentNode.lastElementChild.textContent = (own[box.value] || 0) + every;
      }
      set.hidden = shown < 2;
    }
    facets.querySelector("summary").textContent = on[0] ? say("[[search.filters-on]]", { n: on.length }) : "[[search.filters]]";
    return on;
  }

  facets.onchange = () => {
    const state = asking(stateOf(location).get("q") || "");
    for (const box of facets.querySelectorAll(":checked")) state.append(axisOf(box), box.value);
    ask(state);
  };
  facets.querySelector("details").open = matchMedia("(min-width: 961px)").matches;
  place.onclick = (event) => (event.target.id == "p_more" ? show((rows += step)) : asked(event, ask));
  window.addEventListener("popstate", show);
  shows(ask);
  if (!place.closest("[hidden]")) codeURL(stateOf(location).get("q")).then((code) => (code ? location.replace(code) : show()));
}
