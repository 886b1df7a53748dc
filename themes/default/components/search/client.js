// What the box and the results page ask of the engine, in their own terms.
import { createEngine } from "./engine.js";
import { say } from "./dom.js";
import { scriptLoader } from "./shards.js";

const kinds = {
  "fiche-reflexe": "[[type.fiche-reflexe]]", "procedure-degradee": "[[type.procedure-degradee]]", formulaire: "[[type.formulaire]]",
  affiche: "[[type.affiche]]", "grille-decision": "[[type.grille-decision]]", "modele-communication": "[[type.modele-communication]]",
  "main-courante": "[[type.main-courante]]", reference: "[[type.reference]]", retex: "[[type.retex]]", contact: "[[search.contact]]",
};
const groups = { cards: "[[search.cards]]", procedures: "[[search.procedures]]", forms: "[[search.forms]]", directory: "[[search.directory]]", reference: "[[search.reference]]" };

export function createClient(root) {
  const engine = createEngine(scriptLoader(root));
  const client = { root, open: () => void engine.open().catch(() => {}), resultsURL, codeURL, search, spansOf };

  // resultsURL is the address of the results page in a state.
  function resultsURL(state) {
    const asked = new URLSearchParams();
    for (const name of ["q", "service", "scenario", "role", "phase", "type"]) {
      for (const value of [].concat(state[name] || [])) asked.append(name, value);
    }
    for (const name of ["literal", "everywhere"]) if (state[name]) asked.set(name, "1");
    return root + "recherche.html" + (String(asked) && "?" + asked);
  }

  async function codeURL(text) {
    if (!text || text.length > 20) return "";
    const doc = await engine.code(text);
    return doc < 0 ? "" : href(await engine.row(doc), doc, "", "");
  }

  const isContact = (doc) => doc >= engine.index.pages;

  function href(row, doc, q, anchor) {
    const asked = q ? "?" + new URLSearchParams({ q }) : "";
    if (isContact(doc)) return root + "annuaire.html" + asked + "#" + encodeURIComponent(row[0]);
    return root + row[0].split("/").map(encodeURIComponent).join("/") + ".html" + asked + (anchor && "#" + encodeURIComponent(anchor));
  }

  // spansOf gives the function that finds in a text what a query looks for.
  async function spansOf(q) {
    const found = await engine.stems(q);
    return (text) => spans(text, found);
  }

  const spans = (text, found) => engine.tokens(text).filter((t) => found.has(engine.stem(t.word))).map((t) => [t.start, t.end]);

  async function search(text, options) {
    const found = await engine.search(text, options);
    const docs = found.groups.reduce((all, group) => all.concat(group.hits), []);
    const [rows, texts] = await Promise.all([
      Promise.all(docs.map((hit) => engine.row(hit.doc).catch(() => null))),
      Promise.all(docs.map((hit) => (options.texts && !isContact(hit.doc) ? engine.text(hit.doc).catch(() => null) : null))),
    ]);
    let at = 0;
    const shown = found.groups.map((group) => ({
      label: groups[group.name],
      rows: group.hits.map((hit) => rowOf(hit, rows[at], texts[at++], found)).filter(Boolean),
    })).filter((group) => group.rows.length > 0);
    return Object.assign(found, { groups: shown, shownRows: docs.length, broken: engine.broken, note: noteOf(found) });
  }

  function noteOf(found) {
    if (engine.broken) return "[[search.incomplete]]";
    if (found.corrected) return say("[[search.corrected]]", { q: found.text, other: found.shown });
    if (found.partial) return "[[search.partial]]";
    return "";
  }

  function rowOf(hit, row, text, found) {
    if (!row) return null;
    const contact = isContact(hit.doc);
    const title = row[2].normalize("NFC");
    const shown = {
      code: row[1], title, spans: spans(title, found.stems), kind: kinds[engine.type(hit.doc)], services: engine.labels("service", hit.doc),
      version: contact || !row[4] ? "" : "v" + row[4], number: contact ? row[4] : "", href: href(row, hit.doc, found.shown, ""), text: row[3] || "",
    };
    shown.detail = contact ? shown.text : [shown.services, shown.version].filter(Boolean).join(" · ");
    if (!contact) Object.assign(shown, stateOf(row));
    const section = text && (text[hit.section] || text[0]);
    if (section) {
      const snippet = cut(section[2].normalize("NFC"), found.stems);
      if (snippet) shown.text = snippet;
      shown.href = href(row, hit.doc, found.shown, section[0]);
    }
    shown.textSpans = spans(shown.text, found.stems);
    return shown;
  }

  // cut takes the part of a text with most of the words looked for.
  function cut(text, stems) {
    const hits = spans(text, stems);
    if (hits.length === 0) return "";
    let best = 0;
    let most = 0;
    for (let i = 0, j = 0; i < hits.length; i++) {
      while (j < hits.length && hits[j][1] - hits[i][0] <= length) j++;
      if (j - i > most) [most, best] = [j - i, hits[i][0]];
    }
    let start = best < 60 ? 0 : text.indexOf(" ", best - 60) + 1;
    if (start > best) start = best;
    let end = Math.min(text.length, start + length);
    if (end < text.length) end = Math.max(text.lastIndexOf(" ", end), best + 1);
    return (start > 0 ? "… " : "") + text.slice(start, end) + (end < text.length ? " …" : "");
  }

  return client;
}

const length = 220; // of a snippet, in characters

// stateOf says whether a page may be relied on today.
function stateOf(row) {
  const day = new Date();
  const today = String(day.getFullYear() * 10000 + (day.getMonth() + 1) * 100 + day.getDate());
  if (row[6] && row[6] < today) return { state: "[[search.overdue]]", stateClass: "relecture" };
  return row[5] ? { state: "[[status.valide]]", stateClass: "valide" } : {};
}
