// The results page: what ?q=…&service=…&role=… asks for, with its facets.

const shared = self.planblancSearch; // of the box, on the same page
const { adding, asking, axes, byID, count, el, entry, marked, say, url } = shared;
let engine;

const length = 220; // of a snippet, in characters
const kinds = {
  "fiche-reflexe": "[[type.fiche-reflexe]]", "procedure-degradee": "[[type.procedure-degradee]]", formulaire: "[[type.formulaire]]",
  affiche: "[[type.affiche]]", "grille-decision": "[[type.grille-decision]]", "modele-communication": "[[type.modele-communication]]",
  "main-courante": "[[type.main-courante]]", reference: "[[type.reference]]", retex: "[[type.retex]]", contact: "[[search.contact]]", definition: "[[search.definition]]",
};
const legends = ["[[services]]", "[[situations]]", "[[roles]]", "[[phases]]", "[[search.kind]]"];
const step = 20; // rows before « Afficher la suite »

function start() {
  const place = byID("p_results");
  const heading = byID("p_found");
  const suffix = document.title.slice(heading.textContent.length);
  let run = 0;
  let rows = step;
  let open = matchMedia("(min-width: 961px)").matches;

  function head(text) {
    document.title = text + suffix;
    heading.textContent = text;
  }

  function ask(state) {
    history.pushState(null, "", "?" + state);
    rows = step;
    return show();
  }

  async function show() {
    const current = ++run;
    const state = new URLSearchParams(location.search);
    const q = state.get("q") || "";
    const blank = !q.trim() && !axes.some((axis) => state.has(axis));
    let found;
    byID("p_query").value = q;
    byID("p_prompt").hidden = !blank;
    byID("p_nothing").hidden = true;
    if (blank) return head("[[search.title]]");
    head("[[search.loading]]");
    try {
      engine = await shared.engine();
      found = await engine.find(state, rows);
      await Promise.all([].concat(...found.groups.map((group) => group.hits)).map((hit) => detail(hit, found.wanted)));
    } catch (lost) {
      found = { total: 0, note: "[[search.lost]]", broken: true, docs: [], groups: [], senses: [], near: [], chips: [] };
    }
    if (current == run) paint(state, q, found);
  }

  function paint(state, q, found) {
    const focused = document.activeElement.id;
    const without = (axis, id) => new URLSearchParams([...state].filter((entry) => entry[0] != axis || entry[1] != id));
    const link = (kind, label, to, name) => el("a." + kind, { href: url(to), "aria-label": name && say("[[search.remove]]", { name }), onclick: (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      ask(to);
    } }, label);
    const chips = [];
    for (const { label, sequence } of found.chips) {
      const name = say("[[search.first]]", { name: label });
      chips.push(link("chip", name + " ×", adding(state, "plain", sequence), name));
    }
    const all = facetsOf(found);
    for (const { axis, terms } of all) for (const term of terms) if (term.on) chips.push(link("chip", term.label + " ×", without(axis, term.id), term.label));
    if (chips.length > 1) chips.push(link("chip.chip--plain", "[[search.clear]]", asking(q)));
    if (found.corrected) chips.push(link("chip.chip--plain", say("[[search.literal]]", { q }), adding(state, "literal")));
    const list = (label, links) => links.length && el("div.results__note", {}, label, el("ul.chips", {}, ...links.map((a) => el("li", {}, a))));
    const words = (label, all) => list(label, all.map((word) => link("chip.chip--plain", word, asking(word))));
    let first = found.total > 1;
    head(count(found.total, found.shown));
    byID("p_nothing").hidden = found.total;
    place.classList.toggle("results--none", !found.total);
    place.replaceChildren(facets(all, q), el("div", {},
      found.note && el(found.broken ? "p.results__note.results__note--bad" : "p.results__note", {}, found.note),
      list("", chips),
      ...found.senses.map((sense) => words(say("[[search.senses]]", { q: sense.term }), sense.senses)),
      ...found.groups.map((group) => el("section", {}, el("h2.results__group", {}, group.label), el("ol", {}, ...group.hits.map((row) => {
        const hit = el("li.hit", {}, ...entry(row, el("h3.hit__title", {}, el("a", { href: row.href }, ...marked(row.title, row.spans)))));
        hit.classList.toggle("hit--first", first);
        first = false;
        return hit;
      })))),
      found.rows < found.total && el("button.button", { type: "button", id: "p_more", onclick: () => show((rows += step)) }, "[[search.more]]"),
      words("[[search.near]]", found.near),
    ));
    if (focused && byID(focused)) byID(focused).focus();
  }

  // facetsOf counts what each term would leave.
  const facetsOf = ({ docs, filters }) => (filters ? axes : []).map((axis) => {
    const left = docs.filter((doc) => engine.passes(doc, filters, axis));
    const of = axis == "type" ? engine.types().map((id) => ({ id, label: kinds[id] })) : engine.terms(axis);
    const here = new Set();
    for (const doc of left) for (const t of axis == "type" ? [engine.typeOf(doc)] : engine.column(axis)[doc]) here.add(t ? (of[t - 1] || { id: t }).id : t);
    return { axis, terms: of.map(({ id, label }) => ({
      id, label, on: (filters[axis] || []).includes(id), count: here.has(id) ? left.filter((doc) => engine.has(doc, axis, id)).length : 0,
    })).filter((term) => term.count || term.on) };
  });

  function facets(all, q) {
    const sets = all.filter(({ terms }) => terms.length > 1 || terms.some((term) => term.on)).map(({ axis, terms }) =>
      el("fieldset.facet", {}, el("legend", {}, legends[axes.indexOf(axis)]), ...terms.map((term) => el("label", {},
        el("input", { type: "checkbox", id: "p_" + axis + term.id, name: axis, value: term.id, checked: term.on }), el("span", {}, term.label), el("span.facet__count", {}, term.count + "")))));
    const active = all.reduce((n, { terms }) => n + terms.filter((term) => term.on).length, 0);
    const form = el("form.facets", { action: "", onchange: () => ask(new URLSearchParams(new FormData(form))) }, el("input", { type: "hidden", name: "q", value: q }),
      sets.length && el("details", { open, ontoggle: (event) => (open = event.target.open) }, el("summary", {}, active ? say("[[search.filters-on]]", { n: active }) : "[[search.filters]]"), ...sets));
    return form;
  }

  window.addEventListener("popstate", show);
  const q = new URLSearchParams(location.search).get("q");
  shared.engine().then(({ codeURL }) => codeURL(q)).catch(() => "").then((code) => (code ? location.replace(code) : show()));
  shared.ask = ask;
}

// detail adds to a row its kind and, of its best section, the text and the way.
async function detail(hit, wanted) {
  hit.kind = kinds[engine.typeOf(hit.doc)];
  const page = engine.isPage(hit.doc) && (await engine.sections(hit.doc).catch(() => {}));
  const [anchor, , text] = (page && (page[hit.section] || page[0])) || [];
  if (anchor) hit.href += "#" + encodeURIComponent(anchor);
  hit.text = (text && cut(text, wanted)) || hit.text;
  hit.marks = engine.spansIn(hit.text, wanted);
}

// cut takes the part of a text with most of the words looked for.
function cut(text, wanted) {
  const spans = engine.spansIn(text, wanted);
  let [best, most] = [0, 0];
  spans.forEach(([from], i) => {
    const n = spans.slice(i).filter(([, to]) => to <= from + length).length;
    if (n > most) [most, best] = [n, from];
  });
  const start = best < 60 ? 0 : Math.min(best, text.indexOf(" ", best - 60) + 1);
  const end = start + length < text.length ? Math.max(text.lastIndexOf(" ", start + length), best + 1) : text.length;
  return most ? (start ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "") : "";
}


start();
