// Search in both engines, from a folder with a difficult name and over http: typing, keys, codes, facets, and what is
// said when a shard is lost. A console error, a refused script or a request elsewhere is a failure.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import axe from "axe-core";
import { browsers, launchChromium } from "./browsers.mjs";
import { copySite, siteDir } from "./site.mjs";

const folder = "Procédures d'urgence (été)";

// The site over http on the loopback, as a plain file server would give it.
async function serve(dir) {
  const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css" };
  const server = createServer(async (request, response) => {
    const file = decodeURI(new URL(request.url, "http://x").pathname);
    if (file === "/favicon.ico") return response.writeHead(204).end();
    try {
      const body = await readFile(path.join(dir, file));
      response.writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const root = `http://127.0.0.1:${server.address().port}/`;
  return { url: (file) => root + file, root, close: () => server.close() };
}

// The addresses of a copy on disk; unlike paths, they may have a query.
const onDisk = (copy) => ({ ...copy, url: (file) => copy.root + file });

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

const results = async (page, url) => {
  await page.goto(url);
  await page.waitForFunction(() => /résultat/.test(document.getElementById("p_found").textContent));
};

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
  await type(page, "ecran bloque urg");
  assert.match((await labels(page))[0], /URG-01.*Urgences.*v\d.*En vigueur.*Écrans bloqués aux urgences/);
  assert.deepEqual(await page.$$eval("#p_option1 .hit__title mark", (all) => all.slice(0, 3).map((m) => m.textContent)), ["Écrans", "bloqués", "urgences"]);
  await page.waitForFunction(() => /résultat/.test(document.querySelector("#p_search [role=status]").textContent));
  await type(page, "ecrans blouqés ");
  assert.match(await note(page), /inconnu.: blouqés\. Résultats pour «.ecrans bloqués.»/);
  assert.ok((await labels(page)).some((l) => /tel quel/.test(l)), "the literal query is not offered");
}

async function byKeyboard(page, site) {
  await page.goto(site.url("fiches/index.html"));
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => document.activeElement.id), "p_query");
  assert.equal(await page.$eval("#p_query", (q) => q.value), "", "the slash was typed");
  await type(page, "qui appeler");
  const count = (await labels(page)).length;
  await page.keyboard.press("ArrowUp");
  assert.equal(await page.$eval("#p_query", (q) => q.getAttribute("aria-activedescendant")), `p_option${count}`);
  await page.keyboard.press("ArrowDown"); // back in the box
  await page.keyboard.press("ArrowDown");
  const first = await page.$eval("[aria-selected=true]", (o) => ({ id: o.id, href: o.href }));
  assert.equal(first.id, "p_option1");
  await page.keyboard.press("Escape");
  assert.equal(await page.$eval("#p_query", (q) => q.getAttribute("aria-expanded") + q.value), "falsequi appeler");
  await page.keyboard.press("ArrowDown");
  await page.waitForSelector("#p_query[aria-expanded=true]");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(page.url(), first.href);
  await page.waitForSelector("main mark");
  assert.equal(await page.$eval("#p_query", (q) => q.value), "qui appeler");
  await page.keyboard.down("Control");
  await page.keyboard.press("k");
  await page.keyboard.up("Control");
  assert.equal(await page.evaluate(() => document.activeElement.id), "p_query");
  await type(page, "bracelet");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.match(page.url(), /recherche\.html\?q=bracelet$/);
}

async function newTab(page, site) {
  await page.goto(site.url("annuaire.html"));
  await type(page, "bracelet");
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
  for (const [typed, card] of [["urg01", "fiches/urgences/ecrans-bloques.html"], ["URG-01", "fiches/urgences/ecrans-bloques.html"], ["URG)à&", "fiches/urgences/ecrans-bloques.html"], ["GEN)à\"", "fiches/general/qui-appeler.html"]]) {
    await page.goto(site.url("glossaire.html"));
    await page.focus("#p_query");
    // A scanner types fast and ends with Enter.
    await Promise.all([page.waitForNavigation(), page.keyboard.type(typed).then(() => page.keyboard.press("Enter"))]);
    assert.equal(page.url(), site.url(card), typed);
  }
  await page.goto(site.url("recherche.html?q=URG-01"));
  await page.waitForFunction((card) => location.pathname.endsWith(card), {}, "fiches/urgences/ecrans-bloques.html");
}

async function ambiguous(page, site) {
  await page.goto(site.url("annuaire.html"));
  await type(page, "PCA");
  const shown = await labels(page);
  assert.ok(shown.some((l) => /continuité d.activité/.test(l)) && shown.some((l) => /analgésie/.test(l)), shown.join(" | "));
  await results(page, site.url("recherche.html?q=PCA"));
  const senses = await page.$$eval("#p_results .results__note .chip", (all) => all.map((a) => a.textContent));
  assert.ok(senses.length >= 2, senses.join());
}

// A term that only the glossary has leads to its definition; a card comes before.
async function definitions(page, site) {
  await page.goto(site.url("annuaire.html"));
  await type(page, "ORSAN");
  const groups = await page.$$eval("#p_options .suggest__group", (all) => all.map((g) => g.textContent));
  assert.deepEqual(groups, ["Référence"]);
  assert.match((await labels(page))[0], /^ORSAN ?organisation de la réponse du système de santé.* · Dispositif/);
  await page.keyboard.press("ArrowDown");
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  assert.equal(page.url(), site.url("glossaire.html?q=ORSAN#orsan"));
  await page.waitForFunction(() => [...document.querySelectorAll("dt mark")].some((m) => m.textContent === "ORSAN"));
  await results(page, site.url("recherche.html?q=DPI"));
  const found = await page.$$eval("#p_results .hit a", (all) => all.map((a) => a.getAttribute("href")));
  assert.ok(/^fiches\//.test(found[0]), found.join());
  await results(page, site.url("recherche.html?q=DPI&type=definition"));
  assert.match((await rows(page))[0], /^Définition ?DPI/);
}

async function nothing(page, site) {
  await page.goto(site.url("annuaire.html"));
  await type(page, "bracxxelyyt");
  const shown = await labels(page);
  assert.ok(shown.some((l) => /annuaire/.test(l)) && shown.some((l) => /A–Z/.test(l)), shown.join(" | "));
  await results(page, site.url("recherche.html?q=bracxxelyt"));
  assert.match(await heading(page), /^Aucun résultat pour/);
  assert.equal(await page.$eval("#p_nothing", (n) => n.hidden), false);
  assert.match(await page.$eval("#p_nothing", (n) => n.textContent), /7000/, "no emergency contact");
  assert.ok(await page.$eval(".results__end a", (a) => a.href.endsWith("index-a-z.html")));
  await results(page, site.url("recherche.html?q=bracxelyyt+"));
  const near = await page.$$eval("#p_results .chip", (all) => all.map((a) => a.textContent));
  assert.ok(near.includes("bracelet"), `no nearest word: ${near}`);
}

async function facets(page, site) {
  await results(page, site.url("recherche.html?q=%C3%A9crans+bloqu%C3%A9s"));
  const all = await rows(page);
  const box = "[name=service] [value=urgences]";
  const promised = await page.$eval(box, (i) => Number(i.parentElement.querySelector(".facet__count").textContent));
  await page.focus(box);
  await page.keyboard.press(" ");
  await page.waitForFunction(() => /service=urgences/.test(location.search) && document.querySelector("[name=service] [value=urgences]").checked);
  await page.waitForFunction((n) => document.querySelectorAll("#p_results .hit").length === n, {}, promised);
  assert.ok(promised < all.length, "the filter leaves everything");
  assert.equal(await page.evaluate(() => document.activeElement.value), "urgences", "the focus is lost");
  const address = page.url();
  const filtered = await rows(page);
  await results(page, address);
  assert.deepEqual(await rows(page), filtered, "the address does not give the same page");
  await page.click(".chip");
  await page.waitForFunction((n) => document.querySelectorAll("#p_results .hit").length === n, {}, all.length);
  await page.goBack();
  await page.waitForFunction((n) => document.querySelectorAll("#p_results .hit").length === n, {}, filtered.length);
  // Several axes at once, from the address alone.
  await results(page, site.url("recherche.html?service=urgences&type=formulaire"));
  for (const row of await rows(page)) assert.match(row, /Formulaire/);
  await results(page, site.url("recherche.html?q=7112"));
  assert.match(await page.$eval(".hit__number", (n) => n.textContent), /^7112$/);
}

// A synonym of several words is marked whole, in a row and on arrival.
async function marks(page, site) {
  await page.goto(site.url("index.html"));
  const marked = await page.evaluate(async () => {
    const spans = await window.planblancSearch.finder("maternité");
    return ["La salle, la salle de naissance, la salle d’accouchement.", "Une salle de soins ; la maternité."].map((text) => spans(text).map(([from, to]) => text.slice(from, to)));
  });
  assert.deepEqual(marked, [["salle de naissance", "salle d’accouchement"], ["maternité"]]);
}

// A row says of a card's approval what the card's head says.
async function states(page, site) {
  await results(page, site.url("recherche.html?type=procedure-degradee&type=fiche-reflexe"));
  const said = await page.$$eval("#p_results .hit", (all) => all.map((row) => [row.querySelector("a").href, [...row.querySelectorAll(".status")].map((s) => s.textContent)]));
  assert.equal(said.length, 20);
  for (const [href, words] of said) {
    const head = await readFile(path.join(siteDir, decodeURI(href.slice(site.root.length).replace(/[?#].*/, ""))), "utf8");
    const line = /<p class="head__line">.*?<\/p>/s.exec(head)[0];
    assert.deepEqual(words, [...line.matchAll(/<span class="status[^>]*>([^<]*)/g)].map((m) => m[1]), href);
    assert.ok(words.length > 0, href);
  }
}

async function deepLink(page, site) {
  await results(page, site.url("recherche.html?q=escalade"));
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
      await window.planblancSearch.find(new URLSearchParams({ q: text }), 8);
      return performance.now() - start;
    }, text);
    assert.ok(took < 60_000, `${text.slice(0, 20)}: ${Math.round(took)} ms`); // a hang, not a slow machine
    assert.equal(await page.$$eval("#p_search img, #p_search svg, #p_search script", (all) => all.length), 0);
  }
  await results(page, site.url("recherche.html?q=" + encodeURIComponent(hostile[0]) + "&service=" + encodeURIComponent(hostile[1]) + "&service=__proto__&type=x"));
  assert.equal(await page.$$eval("#p_results img, #p_results svg, #p_results script", (all) => all.length), 0);
}

const scenes = { typing, states, marks, "keyboard only": byKeyboard, "new tab": newTab, codes, "an ambiguous acronym": ambiguous, definitions, "no result": nothing, facets, "deep link": deepLink, "hostile queries": hostileQueries };

for (const [engine, launch] of Object.entries(browsers)) {
  for (const scheme of ["file", "http"]) {
    test(`search: ${engine}, ${scheme}`, async (t) => {
      const copy = await copySite(undefined, folder);
      t.after(copy.remove);
      const site = scheme === "file" ? onDisk(copy) : await serve(copy.dir);
      if (site.close) t.after(site.close);
      const browser = await launch({ loopback: scheme === "http" });
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
  }

  test(`search: ${engine}, a key that lost something`, async (t) => {
    const browser = await launch();
    t.after(() => browser.close());
    const shards = async (dir, letter) => (await readdir(path.join(dir, "search"))).filter((f) => f.startsWith(letter)).map((f) => path.join(dir, "search", f));
    const damage = {
      "a missing postings shard": async (dir) => Promise.all((await shards(dir, "p-")).map((f) => rm(f))),
      "an altered postings shard": async (dir) => Promise.all((await shards(dir, "p-")).map(async (f) => {
        const text = await readFile(f, "utf8");
        await writeFile(f, text.slice(0, 200) + (text[200] === "A" ? "B" : "A") + text.slice(201));
      })),
      "a truncated lexicon": async (dir) => Promise.all((await shards(dir, "l-")).map(async (f) => writeFile(f, (await readFile(f, "utf8")).slice(0, 2000)))),
      "missing texts": async (dir) => Promise.all((await shards(dir, "t-")).map((f) => rm(f))),
      "a shard of another build": async (dir) => Promise.all((await shards(dir, "p-")).map((f) => writeFile(f, `__rs("${path.basename(f, ".js")}","bracelet #A#|")\n`))),
    };
    for (const [name, harm] of Object.entries(damage)) {
      await t.test(name, async () => {
        const site = onDisk(await copySite(undefined, folder));
        try {
          await harm(site.dir);
          const { page, faults } = await openTab(browser, /ERR_FILE_NOT_FOUND|Failed to load|SyntaxError|Invalid or unexpected token|unterminated string|literal contains|Loading failed/i);
          await page.bringToFront();
          await page.goto(site.url("annuaire.html"));
          await type(page, "bracelet ");
          await type(page, "ecrans");
          // The box reads no texts: only the results page misses them.
          if (name !== "missing texts") assert.match(await note(page), /^Index incomplet.: recopier la clé/);
          assert.ok((await labels(page)).some((l) => /Écrans bloqués/.test(l)), "the titles are not searched");
          await results(page, site.url("recherche.html?q=ecrans"));
          assert.match(await page.$eval(".results__note--bad", (n) => n.textContent), /recopier la clé/);
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
      "no table of documents": async (dir) => Promise.all((await shards(dir, "d-")).map((f) => rm(f))),
    })) await t.test(name, async () => {
      const site = onDisk(await copySite(undefined, folder));
      try {
        await lose(site.dir);
        const { page, faults } = await openTab(browser, /ERR_FILE_NOT_FOUND|Failed to load|Loading failed/i);
        await page.bringToFront();
        await page.goto(site.url("annuaire.html"));
        await type(page, "ecrans");
        assert.match(await note(page), /recopier la clé.*A–Z/);
        assert.match((await labels(page)).join(), /A–Z/);
        await results(page, site.url("recherche.html?q=ecrans"));
        assert.match(await page.$eval(".results__note--bad", (n) => n.textContent), /recopier la clé/);
        assert.equal(await page.$eval("#p_nothing", (n) => n.hidden), false);
        assert.deepEqual(faults, []);
        await page.close();
      } finally {
        await site.remove();
      }
    });
  });
}

test("search: without JavaScript the box leads to the A–Z list", async (t) => {
  const site = onDisk(await copySite(undefined, folder));
  t.after(site.remove);
  const browser = await launchChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(site.url("fiches/urgences/sans-dpi.html"));
  await page.type("#p_query", "bracelet");
  await Promise.all([page.waitForNavigation(), page.click(".search__go")]);
  assert.equal(page.url(), site.url("recherche.html?q=bracelet"));
  const letters = await page.$$eval("main .letter a", (all) => all.filter((a) => a.getClientRects().length > 0).length);
  assert.ok(letters > 50, `${letters} links in the list`);
  assert.match(await page.$eval("main", (m) => m.innerText), /Sans JavaScript/);
});

test("search: no violation with results open", async (t) => {
  const site = onDisk(await copySite(undefined, folder));
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
        if (q) await results(page, site.url("recherche.html?" + q));
        else await page.goto(site.url("recherche.html"));
        for (const d of await page.$$("#p_facets:not([hidden]) details:not([open]) summary")) await d.click();
        await look(`results for ${q} (${at})`);
      }
    }
  }
  assert.deepEqual(faults, []);
});
