// Search in both engines and languages, from a folder with a difficult name and over http: typing, keys, codes, facets,
// and what is said when a shard is lost. A console error, a refused script or a request elsewhere is a failure.
import assert from "node:assert/strict";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import axe from "axe-core";
import { browsers, launchChromium } from "./browsers.mjs";
import { copySite, insert, pattern, plain, readings, serve, sites } from "./site.mjs";

const folder = "Procédures d'urgence (été)";

// What is typed on a site, and what of its content must come of it.
const asked = {
  fr: {
    title: "ecran bloque urg", first: /URG-01.*Urgences.*v\d.*Écrans bloqués aux urgences/, marked: ["Écrans", "bloqués", "urgences"],
    mistyped: "ecrans blouqés ", unknown: "blouqés", mended: "ecrans bloqués",
    phrase: "qui appeler", word: "bracelet",
    card: "fiches/urgences/ecrans-bloques.html", codes: [["urg01", "fiches/urgences/ecrans-bloques.html"], ["URG-01", "fiches/urgences/ecrans-bloques.html"], ["URG)à&", "fiches/urgences/ecrans-bloques.html"], ["GEN)à\"", "fiches/general/qui-appeler.html"]],
    ambiguous: "PCA", senses: [/continuité d.activité/, /analgésie/],
    term: "FSSI", defined: /^FSSI ?fonctionnaire de sécurité des systèmes d.information.* · Responsable/, alsoInCards: "DPI",
    noise: "bracxxelyyt", nearly: "bracxelyyt",
    facet: "écrans bloqués", service: "urgences", number: "7112",
    synonym: "maternité", texts: ["La salle, la salle de naissance, la salle d’accouchement.", "Une salle de soins ; la maternité."], synonyms: [["salle de naissance", "salle d’accouchement"], ["maternité"]],
    section: "escalade", titled: "ecrans", hit: /Écrans bloqués/, plainPage: "fiches/urgences/sans-dpi.html",
  },
  en: {
    title: "screen locked emer", first: /EMG-01.*Emergency.*v\d.*Screens locked in the emergency department/, marked: ["Screens", "locked", "emergency"],
    mistyped: "screens lokced ", unknown: "lokced", mended: "screens locked",
    phrase: "runner radios", word: "wristband",
    card: "fiches/emergency/screens-locked.html", codes: [["emg01", "fiches/emergency/screens-locked.html"], ["EMG-01", "fiches/emergency/screens-locked.html"], ["EMG)à&", "fiches/emergency/screens-locked.html"], ["GEN)à\"", "fiches/general/who-to-call.html"]],
    ambiguous: "PCA", senses: [/patient-controlled analgesia/, /personal care assistant/],
    term: "CISO", defined: /^CISO ?chief information security officer.* · Person/, alsoInCards: "EHR",
    noise: "wrisxxtbyynd", nearly: "wrisxtbyynd",
    facet: "screens locked", service: "emergency", number: "7112",
    synonym: "maternity", texts: ["The room, the delivery room, the birthing room.", "A treatment room; maternity."], synonyms: [["delivery room", "birthing room"], ["maternity"]],
    section: "escalation", titled: "screens", hit: /Screens locked/, plainPage: "fiches/emergency/no-record.html",
  },
};

// A copy that opens with a query, as paths on a disk do not, with what is asked of it.
const onDisk = (copy, { language, dir, words }) => ({ ...copy, source: dir, words, ask: asked[language], url: (file) => copy.root + file });
const copyOf = async (site) => onDisk(await copySite(site.dir, folder), site);

// A tab that notes every fault. Messages of the browser about a file that the test took away are expected there.
async function openTab(browser, expected = /^$/) {
  const page = await browser.newPage();
  const faults = [];
  page.on("console", (m) => ["error", "warn", "warning"].includes(m.type()) && !expected.test(m.text()) && faults.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => expected.test(e.message) || faults.push(`script error: ${e.message}`));
  page.on("dialog", (d) => {
    faults.push(`dialog: ${d.message()}`);
    d.dismiss();
  });
  await page.evaluateOnNewDocument(() => document.addEventListener("securitypolicyviolation", (e) => console.error(`refused: ${e.effectiveDirective} ${e.blockedURI}`)));
  return { page, faults };
}

const labels = (page) => page.$$eval("#p_options [role=option]", (all) => all.map((o) => o.textContent.replace(/\s+/g, " ").trim()));
const note = (page) => page.$eval(".suggest__note", (n) => (n.hidden ? "" : n.textContent));
const rows = (page) => page.$$eval("#p_results .hit", (all) => all.map((r) => r.textContent.replace(/\s+/g, " ").trim()));
const heading = (page) => page.$eval("#p_found", (h) => h.textContent);

// Empties the box, types, and waits for the list that belongs to the whole text.
async function type(page, text) {
  await page.focus("#p_query");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.evaluate(() => {
    if (window.__paints === undefined) {
      window.__paints = 0;
      new MutationObserver(() => window.__paints++).observe(document.getElementById("p_options"), { childList: true });
      document.addEventListener("input", () => (window.__seen = window.__paints), { capture: true }); // before the box answers
    }
  });
  await page.type("#p_query", text);
  // Lists of a text typed before are never shown after the next letter.
  await page.waitForFunction((text) => document.getElementById("p_query").value === text && window.__paints > window.__seen, {}, text);
}

// Opens the page of results, and waits for what it found.
const results = async (page, site, query) => {
  await page.goto(site.url("recherche.html" + query));
  await page.waitForFunction((words) => new RegExp(words).test(document.getElementById("p_found").textContent.replace(/\s+/g, " ")), {}, countOf(site));
};
const countOf = ({ words }) => ["search.one", "search.many", "search.none", "search.all"].map((key) => pattern(words[key])).join("|");

async function typing(page, site) {
  await page.goto(site.url("index.html"));
  const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map((e) => e.name).filter((n) => /\/search\//.test(n)));
  assert.deepEqual(await loaded(), [], "something was loaded before the box was used");
  assert.equal(await page.evaluate(() => document.activeElement.id), "p_query", "the home box has no focus");
  await page.keyboard.type("e");
  assert.equal(await page.$eval("#p_query", (q) => q.getAttribute("aria-expanded")), "false", "a list for one letter");
  await page.keyboard.type("c");
  await page.waitForSelector("#p_query[aria-expanded=true]");
  assert.ok((await labels(page)).length > 0, "no result from two letters");
  await type(page, site.ask.title);
  assert.match((await labels(page))[0], site.ask.first);
  assert.ok((await labels(page))[0].includes(site.words["status.valide"]));
  assert.deepEqual(await page.$$eval("#p_option1 .hit__title mark", (all) => all.slice(0, 3).map((m) => m.textContent)), site.ask.marked);
  await page.waitForFunction((words) => new RegExp(words).test(document.querySelector("#p_search [role=status]").textContent.replace(/\s+/g, " ")), {}, countOf(site));
  const { mistyped, unknown, mended } = site.ask;
  await type(page, mistyped);
  assert.equal(plain(await note(page)), insert(site.words["search.corrected"], { q: unknown, other: mended }));
  assert.ok((await labels(page)).some((l) => plain(l).includes(insert(site.words["search.literal"], { q: mistyped.trim() }))), "the literal query is not offered");
}

async function byKeyboard(page, site) {
  await page.goto(site.url("fiches/index.html"));
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "p_query");
  assert.equal(await page.$eval("#p_query", (q) => q.value), "", "the slash was typed");
  await type(page, site.ask.phrase);
  const count = (await labels(page)).length;
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.$eval("#p_query", (q) => q.getAttribute("aria-activedescendant")), `p_option${count}`);
  await page.keyboard.press("ArrowDown"); // back in the box
  await page.keyboard.press("ArrowDown");
  const first = await page.$eval("[aria-selected=true]", (o) => ({ id: o.id, href: o.href }));
  assert.equal(first.id, "p_option1");
  await page.keyboard.press("Escape");
  assert.equal(await page.$eval("#p_query", (q) => q.getAttribute("aria-expanded") + q.value), "false" + site.ask.phrase);
  await page.keyboard.press("ArrowDown");
  await page.waitForSelector("#p_query[aria-expanded=true]");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(page.url(), first.href);
  await page.waitForSelector("main mark");
  assert.equal(await page.$eval("#p_query", (q) => q.value), site.ask.phrase);
  await page.keyboard.down("Control");
  await page.keyboard.press("k");
  await page.keyboard.up("Control");
  assert.equal(await page.evaluate(() => document.activeElement.id), "p_query");
  await type(page, site.ask.word);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.ok(page.url().endsWith(`recherche.html?q=${site.ask.word}`), page.url());
}

async function newTab(page, site) {
  await page.goto(site.url("annuaire.html"));
  await type(page, site.ask.word);
  await page.keyboard.press("ArrowDown");
  const href = await page.$eval("[aria-selected=true]", (o) => o.href);
  const browser = page.browser();
  const before = (await browser.pages()).length;
  await page.keyboard.down("Control");
  await page.keyboard.press("Enter");
  await page.keyboard.up("Control");
  let opened;
  for (let i = 0; i < 100 && !opened; i++) {
    const pages = await browser.pages();
    if (pages.length > before) opened = pages.find((p) => p.url() === href);
    await new Promise((done) => setTimeout(done, 50));
  }
  assert.ok(opened, "no new tab");
  await opened.close();
  assert.match(page.url(), /annuaire\.html$/);
}

async function codes(page, site) {
  for (const [typed, card] of site.ask.codes) {
    await page.goto(site.url("glossaire.html"));
    await page.focus("#p_query");
    // A scanner types fast and ends with Enter.
    await Promise.all([page.waitForNavigation(), page.keyboard.type(typed).then(() => page.keyboard.press("Enter"))]);
    assert.equal(page.url(), site.url(card), typed);
  }
  const [, [code, card]] = site.ask.codes;
  await page.goto(site.url("recherche.html?q=" + code));
  await page.waitForFunction((card) => location.pathname.endsWith(card), {}, card);
}

async function ambiguous(page, site) {
  await page.goto(site.url("annuaire.html"));
  await type(page, site.ask.ambiguous);
  const shown = await labels(page);
  for (const sense of site.ask.senses) assert.ok(shown.some((l) => sense.test(l)), shown.join(" | "));
  await results(page, site, "?q=" + site.ask.ambiguous);
  const senses = await page.$$eval("#p_results .results__note .chip", (all) => all.map((a) => a.textContent));
  assert.ok(senses.length >= 2, senses.join());
}

// A term that only the glossary has leads to its definition; a card comes before.
async function definitions(page, site) {
  await page.goto(site.url("annuaire.html"));
  const { term, defined, alsoInCards } = site.ask;
  await type(page, term);
  const groups = await page.$$eval("#p_options .suggest__group", (all) => all.map((g) => g.textContent));
  assert.deepEqual(groups, [site.words["search.reference"]]);
  assert.match((await labels(page))[0], defined);
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(page.url(), site.url(`glossaire.html?q=${term}#${term.toLowerCase()}`));
  await page.waitForFunction((term) => [...document.querySelectorAll("dt mark")].some((m) => m.textContent === term), {}, term);
  await results(page, site, "?q=" + alsoInCards);
  const found = await page.$$eval("#p_results .hit a", (all) => all.map((a) => a.getAttribute("href")));
  assert.ok(/^fiches\//.test(found[0]), found.join());
  await results(page, site, `?q=${alsoInCards}&type=definition`);
  assert.match((await rows(page))[0], new RegExp(`^${site.words["search.definition"]} ?${alsoInCards}`));
}

async function nothing(page, site) {
  await page.goto(site.url("annuaire.html"));
  await type(page, site.ask.noise);
  const shown = (await labels(page)).map(plain);
  for (const key of ["search.to-directory", "search.to-alphabet"]) assert.ok(shown.includes(site.words[key]), `${key}: ${shown.join(" | ")}`);
  await results(page, site, "?q=" + site.ask.noise);
  assert.match(plain(await heading(page)), new RegExp(`^${pattern(site.words["search.none"])}`));
  assert.equal(await page.$eval("#p_nothing", (n) => n.hidden), false);
  assert.match(await page.$eval("#p_nothing", (n) => n.textContent), /7000/, "no emergency contact");
  assert.ok(await page.$eval(".results__end a", (a) => a.href.endsWith("index-a-z.html")));
  await results(page, site, `?q=${site.ask.nearly}+`);
  const near = await page.$$eval("#p_results .chip", (all) => all.map((a) => a.textContent));
  assert.ok(near.includes(site.ask.word), `no nearest word: ${near}`);
}

async function facets(page, site) {
  const { service } = site.ask;
  await results(page, site, "?q=" + encodeURIComponent(site.ask.facet));
  const all = await rows(page);
  const box = `[name=service] [value=${service}]`;
  const promised = await page.$eval(box, (i) => Number(i.parentElement.querySelector(".facet__count").textContent));
  await page.focus(box);
  await page.keyboard.press(" ");
  await page.waitForFunction((service, box) => location.search.includes("service=" + service) && document.querySelector(box).checked, {}, service, box);
  await page.waitForFunction((n) => document.querySelectorAll("#p_results .hit").length === n, {}, promised);
  assert.ok(promised < all.length, "the filter leaves everything");
  assert.equal(await page.evaluate(() => document.activeElement.value), service, "the focus is lost");
  const address = new URL(page.url()).search;
  const filtered = await rows(page);
  await results(page, site, address);
  assert.deepEqual(await rows(page), filtered, "the address does not give the same page");
  await page.click(".chip");
  await page.waitForFunction((n) => document.querySelectorAll("#p_results .hit").length === n, {}, all.length);
  await page.goBack();
  await page.waitForFunction((n) => document.querySelectorAll("#p_results .hit").length === n, {}, filtered.length);
  // Several axes at once, from the address alone.
  await results(page, site, `?service=${service}&type=formulaire`);
  const forms = await rows(page);
  assert.ok(forms.length > 0, "no form");
  for (const row of forms) assert.ok(row.includes(site.words["type.formulaire"]), row);
  await results(page, site, "?q=" + site.ask.number);
  assert.equal(await page.$eval(".hit__number", (n) => n.textContent), site.ask.number);
}

// A synonym of several words is marked whole, in a row and on arrival.
async function marks(page, site) {
  await page.goto(site.url("index.html"));
  const marked = await page.evaluate(async ({ synonym, texts }) => {
    const spans = await (await window.planblancSearch.engine()).finder(synonym);
    return texts.map((text) => spans(text).map(([from, to]) => text.slice(from, to)));
  }, site.ask);
  assert.deepEqual(marked, site.ask.synonyms);
}

// A row says of a card's approval what the card's head says.
async function states(page, site) {
  await results(page, site, "?type=procedure-degradee&type=fiche-reflexe");
  const said = await page.$$eval("#p_results .hit", (all) => all.map((row) => [row.querySelector("a").href, [...row.querySelectorAll(".status")].map((s) => s.textContent)]));
  assert.equal(said.length, Math.min(20, await page.$$eval("[name=type] :checked", (boxes) => boxes.reduce((n, b) => n + Number(b.parentElement.querySelector(".facet__count").textContent), 0))));
  for (const [href, words] of said) {
    const head = await readFile(path.join(site.source, decodeURI(href.slice(site.root.length).replace(/[?#].*/, ""))), "utf8");
    const line = /<p class="head__line">.*?<\/p>/s.exec(head)[0];
    assert.deepEqual(words, [...line.matchAll(/<span class="status[^>]*>([^<]*)/g)].map((m) => m[1]), href);
    assert.ok(words.length > 0, href);
  }
}

async function deepLink(page, site) {
  await results(page, site, "?q=" + site.ask.section);
  const hrefs = await page.$$eval("#p_results h3 a", (all) => all.map((a) => a.href));
  const deep = hrefs.find((h) => h.includes("#"));
  assert.ok(deep, hrefs.join());
  await page.goto(deep);
  await page.waitForFunction(() => document.getElementById(decodeURIComponent(location.hash.slice(1))));
  await page.waitForSelector("main mark");
}

const hostile = [
  "<img src=x onerror=alert(1)><script>alert(2)</script>", "\"'><svg/onload=alert(3)>", "a\u0000b\u0007c\u202e\ufeff", "%00%0d%0a", "__proto__", "constructor",
  "é".repeat(10000), "(((((a+)+)+)+)$ ".repeat(600), "l'".repeat(5000), "1.".repeat(5000), "a.".repeat(5000), "\ud83d\ude00".repeat(3000) + "\ud83d", "urg-".repeat(2500),
];

async function hostileQueries(page, site) {
  await page.goto(site.url("annuaire.html"));
  await page.focus("#p_query");
  await page.evaluate(() => (window.__script = 0));
  for (const text of hostile) {
    const took = await page.evaluate(async (text) => {
      const q = document.getElementById("p_query");
      q.value = text;
      const start = performance.now();
      q.dispatchEvent(new Event("input", { bubbles: true }));
      await (await window.planblancSearch.engine()).find(new URLSearchParams({ q: text }), 8);
      return performance.now() - start;
    }, text);
    assert.ok(took < 60_000, `${text.slice(0, 20)}: ${Math.round(took)} ms`); // a hang, not a slow machine
    assert.equal(await page.$$eval("#p_search img, #p_search svg, #p_search script", (all) => all.length), 0);
  }
  await results(page, site, "?q=" + encodeURIComponent(hostile[0]) + "&service=" + encodeURIComponent(hostile[1]) + "&service=__proto__&type=x");
  assert.equal(await page.$$eval("#p_results img, #p_results svg, #p_results script", (all) => all.length), 0);
}

const scenes = { typing, states, marks, "keyboard only": byKeyboard, "new tab": newTab, codes, "an ambiguous acronym": ambiguous, definitions, "no result": nothing, facets, "deep link": deepLink, "hostile queries": hostileQueries };

for (const { engine, way, site: source, name } of readings) test(`search: ${name}`, async (t) => {
  const copy = await copyOf(source);
  t.after(copy.remove);
  const site = way === "file" ? copy : { ...copy, ...await serve(copy.dir) };
  if (site.close) t.after(site.close);
  const browser = await browsers[engine]({ loopback: way === "http" });
  t.after(() => browser.close());
  for (const [name, scene] of Object.entries(scenes)) {
    await t.test(name, async () => {
      const { page, faults } = await openTab(browser);
      await page.bringToFront();
      await scene(page, site);
      assert.deepEqual(faults, []);
      await page.close();
    });
  }
});

// A key is spoilt in the same ways whatever its language.
for (const [engine, launch] of Object.entries(browsers)) {
  test(`search: ${engine}, a key that lost something`, async (t) => {
    const browser = await launch();
    t.after(() => browser.close());
    const lost = /ERR_FILE_NOT_FOUND|Failed to load|SyntaxError|Invalid or unexpected token|unterminated string|literal contains|Loading failed/i;
    // edit changes the shards of a kind, in index.js, where each is a line, or in files of their own.
    const edit = async (dir, kind, change) => {
      for (const name of await readdir(path.join(dir, "search"))) {
        const file = path.join(dir, "search", name);
        const text = await readFile(file, "utf8");
        const edited = text.split(/(?<=\n)/).map((line) => (line.startsWith(`__rs("${kind}-`) ? change(line) : line)).join("");
        if (!edited) await rm(file);
        else if (edited !== text) await writeFile(file, edited);
      }
    };
    // apart gives each shard its file, as on a large site.
    const apart = async (dir) => {
      const file = path.join(dir, "search/index.js");
      const [index, ...lines] = (await readFile(file, "utf8")).split(/(?<=\n)/);
      assert.ok(lines.length > 2);
      await writeFile(file, index);
      for (const line of lines) await writeFile(path.join(dir, "search", line.split('"')[1] + ".js"), line);
    };
    const damage = {
      "missing postings": (dir) => edit(dir, "p", () => ""),
      "missing files of postings": (dir) => apart(dir).then(() => edit(dir, "p", () => "")),
      "altered postings": (dir) => edit(dir, "p", (line) => line.slice(0, 200) + (line[200] === "A" ? "B" : "A") + line.slice(201)),
      "a lexicon cut short": (dir) => edit(dir, "l", (line) => line.slice(0, 2000) + '")\n'),
      "a truncated file of the lexicon": (dir) => apart(dir).then(() => edit(dir, "l", (line) => line.slice(0, 2000))),
      "missing texts": (dir) => edit(dir, "t", () => ""),
      "postings of another build": (dir) => edit(dir, "p", (line) => line.replace(/,.*/, ',"bracelet #A#|")')),
    };
    for (const [name, harm] of Object.entries(damage)) {
      await t.test(name, async () => {
        const site = await copyOf(sites.fr);
        try {
          await harm(site.dir);
          const { page, faults } = await openTab(browser, lost);
          await page.bringToFront();
          await page.goto(site.url("annuaire.html"));
          await type(page, site.ask.word + " ");
          await type(page, site.ask.titled);
          // The box reads no texts: only the results page misses them.
          if (name !== "missing texts") assert.equal(plain(await note(page)), site.words["search.incomplete"]);
          assert.ok((await labels(page)).some((l) => site.ask.hit.test(l)), "the titles are not searched");
          await results(page, site, "?q=" + site.ask.titled);
          assert.match(await page.$eval("#p_results .warning", (n) => n.textContent), /recopier la clé/);
          assert.ok((await rows(page)).length > 3);
          assert.deepEqual(faults, []);
          await page.close();
        } finally {
          await site.remove();
        }
      });
    }
    for (const [name, lose] of Object.entries({
      "no index at all": async (dir) => rm(path.join(dir, "search"), { recursive: true }),
      "no engine": async (dir) => rm(path.join(dir, "assets/engine.js")),
      "no table of documents": (dir) => edit(dir, "d", () => ""),
      "a truncated index": async (dir) => writeFile(path.join(dir, "search/index.js"), (await readFile(path.join(dir, "search/index.js"), "utf8")).slice(0, -1000)),
    })) await t.test(name, async () => {
      const site = await copyOf(sites.fr);
      try {
        await lose(site.dir);
        const { page, faults } = await openTab(browser, lost);
        await page.bringToFront();
        await page.goto(site.url("annuaire.html"));
        await type(page, site.ask.titled);
        assert.equal(plain(await note(page)), site.words["search.lost"]);
        assert.ok(plain((await labels(page)).join()).includes(site.words["search.to-alphabet"]));
        await results(page, site, "?q=" + site.ask.titled);
        assert.match(await page.$eval("#p_results .warning", (n) => n.textContent), /recopier la clé/);
        assert.equal(await page.$eval("#p_nothing", (n) => n.hidden), false);
        assert.deepEqual(faults, []);
        await page.close();
      } finally {
        await site.remove();
      }
    });
  });
}

for (const source of Object.values(sites)) test(`search: without JavaScript the box leads to the A–Z list, ${source.language}`, async (t) => {
  const site = await copyOf(source);
  t.after(site.remove);
  const browser = await launchChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(site.url(site.ask.plainPage));
  await page.type("#p_query", site.ask.word);
  await Promise.all([page.waitForNavigation(), page.click(".search__go")]);
  assert.equal(page.url(), site.url("recherche.html?q=" + site.ask.word));
  const letters = await page.$$eval("main .letter a", (all) => all.filter((a) => a.getClientRects().length > 0).length);
  assert.ok(letters > 12, `${letters} links in the list`);
  assert.ok(plain(await page.$eval("main", (m) => m.innerText)).includes(site.words["search.no-script"]));
});

test("search: no violation with results open", async (t) => {
  const site = await copyOf(sites.fr);
  t.after(site.remove);
  const browser = await launchChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const faults = [];
  const look = async (name) => {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
    for (const v of violations) for (const n of v.nodes) faults.push(`${name}: ${v.id} ${n.target} ${n.any.map((a) => a.message).join("; ")}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wide > 0) faults.push(`${name}: scrolls sideways by ${wide} px`);
  };
  for (const scheme of ["light", "dark"]) {
    for (const [width, height] of [[1366, 768], [390, 844], [320, 640]]) {
      await page.setViewport({ width, height });
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
      const at = `${scheme}, ${width} px`;
      await page.goto(site.url("index.html"));
      for (const text of ["ecran noir", "PCA", "ranson ", "xqzkw", "astreinte"]) {
        await type(page, text);
        await page.keyboard.press("ArrowDown");
        await look(`list for ${text} (${at})`);
      }
      for (const q of ["q=ecran+noir", "q=ranson", "q=PCA", "q=xqzkw", "q=astreinte&service=urgences", "q=imprimer+r%C3%A9a", ""]) {
        if (q) await results(page, site, "?" + q);
        else await page.goto(site.url("recherche.html"));
        for (const d of await page.$$("#p_facets:not([hidden]) details:not([open]) summary")) await d.click();
        await look(`results for ${q} (${at})`);
      }
    }
  }
  assert.deepEqual(faults, []);
});
