// The results page: what ?q=…&service=…&role=… asks for, with its facets.
import { count, el, marked, say } from "./dom.js";

export const axes = ["service", "scenario", "role", "phase", "type"];
const legends = ["[[services]]", "[[situations]]", "[[roles]]", "[[phases]]", "[[search.kind]]"];
const page = 20; // rows before « Afficher la suite »

export function startResults(client) {
  const place = document.getElementById("p_results");
  if (!place) return null;
  const heading = document.getElementById("p_found");
  const emergency = document.getElementById("p_emergency");
  const suffix = document.title.slice(document.title.indexOf(" — "));
  const status = el("p", { class: "unseen", role: "status" });
  place.before(status);
  let state = {};
  let run = 0;
  let opened = false; // the facets, on a narrow screen

  function head(text) {
    heading.textContent = text;
    document.title = text + suffix;
    status.textContent = text;
  }

  // ask shows what a state asks for; push leaves the former one in the history.
  function ask(next, replace) {
    state = next;
    history[replace ? "replaceState" : "pushState"](null, "", client.resultsURL(state));
    return show();
  }

  const change = (changes) => ask(Object.assign({}, state, { rows: page }, changes), true);

  async function show() {
    const current = ++run;
    document.getElementById("p_q").value = state.q || "";
    emergency && (emergency.hidden = true);
    if (!state.q && axes.every((axis) => !state[axis])) {
      head("[[search.title]]");
      place.replaceChildren(el("p", { class: "lead" }, "[[search.prompt]]"));
      return;
    }
    head("[[search.loading]]");
    let found;
    try {
      found = await client.search(state.q || "", Object.assign({ rows: page, texts: true, facets: true }, state));
    } catch (lost) {
      if (current === run) fail();
      return;
    }
    if (current === run) paint(found);
  }

  function fail() {
    head("[[search.none]]");
    place.replaceChildren(el("p", { class: "results__note results__note--bad" }, "[[search.lost]]"));
    emergency && (emergency.hidden = false);
  }

  function paint(found) {
    const n = count(found.total);
    head(state.q ? say("[[search.for]]", { found: n, q: found.shown }) : n);
    const focused = document.activeElement && document.activeElement.id;
    const main = el("div", {});
    if (found.note) main.append(el("p", { class: "results__note" + (found.broken ? " results__note--bad" : "") }, found.note));
    const chips = chipsOf(found);
    if (chips.length > 0) main.append(el("ul", { class: "chips" }, ...chips.map((chip) => el("li", {}, chip))));
    if (found.senses.length > 0) main.append(choices(say("[[search.senses]]", { q: found.sensesOf }), found.senses));
    let first = true;
    for (const group of found.groups) {
      main.append(el("h2", { class: "results__group" }, group.label), el("ol", {}, ...group.rows.map((row) => {
        const item = result(row, first && found.total > 1);
        first = false;
        return item;
      })));
    }
    if (found.shownRows < found.total) main.append(button("button screen", "[[search.more]]", () => change({ rows: found.shownRows + 2 * page }), "p_more"));
    if (found.total === 0) {
      main.append(el("p", { class: "results__note" }, "[[search.advice]]"));
      if (found.near.length > 0) main.append(choices("[[search.near]]", found.near));
      emergency && (emergency.hidden = false);
    }
    const facets = facetsOf(found);
    place.replaceChildren(facets ? el("div", { class: "results" }, facets, main) : main);
    const again = focused && document.getElementById(focused);
    if (again) again.focus();
  }

  const choices = (label, queries) => el("div", { class: "results__note" }, el("p", {}, label), el("ul", { class: "chips" },
    ...queries.map((q) => el("li", {}, el("a", { class: "chip chip--plain", href: client.resultsURL({ q }) }, q)))));

  function button(className, label, act, id) {
    const b = el("button", { class: className, type: "button", id }, label);
    b.addEventListener("click", act);
    return b;
  }

  function chip(label, name, act) {
    const b = button("chip", label, act);
    b.append(" ", el("span", { "aria-hidden": "true", class: "screen" }, "×"));
    b.setAttribute("aria-label", say("[[search.remove]]", { name }));
    return b;
  }

  function chipsOf(found) {
    const chips = [];
    if (found.limited) chips.push(chip(say("[[search.limited]]", { name: found.limited }), found.limited, () => change({ everywhere: true })));
    for (const facet of found.facets) {
      for (const term of facet.terms) if (term.on) chips.push(chip(term.label, term.label, () => change({ [facet.axis]: facet.on.filter((id) => id !== term.id) })));
    }
    if (chips.length > 1) chips.push(button("chip chip--plain", "[[search.clear]]", () => ask({ q: state.q })));
    if (found.corrected) chips.push(button("chip chip--plain", say("[[search.literal]]", { q: state.q }), () => change({ literal: true })));
    return chips;
  }

  function facetsOf(found) {
    const active = found.facets.reduce((n, facet) => n + facet.on.length, 0);
    const sets = found.facets.filter((facet) => facet.terms.length > 1 || facet.on.length > 0).map((facet) =>
      el("fieldset", { class: "facet" }, el("legend", {}, legends[axes.indexOf(facet.axis)]), ...facet.terms.map((term) => {
        const box = el("input", { type: "checkbox", id: "p_" + facet.axis + "_" + term.id, name: facet.axis, value: term.id, checked: term.on });
        box.addEventListener("change", () => change({ [facet.axis]: term.on ? facet.on.filter((id) => id !== term.id) : facet.on.concat(term.id) }));
        return el("label", {}, box, el("span", {}, term.label), el("span", { class: "facet__count" }, term.count));
      })));
    if (sets.length === 0) return null;
    const label = active > 0 ? say("[[search.filters-on]]", { n: active }) : "[[search.filters]]";
    const details = el("details", { class: "facets", open: opened || matchMedia("(min-width: 961px)").matches }, el("summary", {}, label), ...sets);
    details.addEventListener("toggle", () => (opened = details.open));
    return details;
  }

  // fromAddress reads the state that the address of the page carries.
  function fromAddress() {
    const asked = new URLSearchParams(location.search);
    const read = { q: (asked.get("q") || "").trim(), literal: asked.has("literal"), everywhere: asked.has("everywhere") };
    for (const axis of axes) if (asked.has(axis)) read[axis] = asked.getAll(axis).join(",").split(",").filter(Boolean);
    return read;
  }

  async function start() {
    state = fromAddress();
    const code = state.q && (await client.codeURL(state.q).catch(() => ""));
    if (code) location.replace(code);
    else show();
  }
  addEventListener("popstate", () => {
    state = fromAddress();
    show();
  });
  start();
  return { ask };
}

function result(row, first) {
  const line = [
    row.code && el("span", { class: "code" }, row.code), row.kind && el("span", { class: "result__kind" }, row.kind),
    row.services && el("span", {}, row.services), row.version && el("span", {}, row.version),
    row.state && el("span", { class: "status status--" + row.stateClass }, row.state),
  ].filter(Boolean);
  return el("li", { class: "result" + (first ? " result--first" : "") },
    el("p", { class: "result__line" }, ...spaced(line)),
    el("h3", { class: "result__title" }, el("a", { href: row.href }, ...marked(row.title, row.spans))),
    row.number && el("p", { class: "result__number" }, row.number),
    row.text && el("p", { class: "result__text" }, ...marked(row.text, row.textSpans)));
}

const spaced = (parts) => parts.reduce((all, part) => all.concat(all.length > 0 ? " " : [], part), []);
