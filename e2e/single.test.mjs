// The site in one file, in both engines, from a folder with a difficult name, with the network cut: nothing else is
// asked for, every link lands, search answers as the site's, cards print on their sheet; and all is readable without
// scripts, whether they are switched off or taken out.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { browsers, launchChromium, patience, watch } from "./browsers.mjs";
import { lintCSS } from "./compat-css.mjs";
import { globalsOf, lintJS } from "./compat-js.mjs";
import { assertNone } from "./faults.mjs";
import { manifest, readPage, siteDir } from "./site.mjs";

const run = promisify(execFile);
const program = path.join(path.dirname(fileURLToPath(import.meta.url)), "../bin/planblanc");
const dir = await mkdtemp(path.join(tmpdir(), "Clé d'été #1 100%-"));
const whole = path.join(dir, "plan blanc #1.html");
const service = path.join(dir, "urgences.html");
await run(program, ["pack", "-d", siteDir, "--single", whole]);
await run(program, ["pack", "-d", siteDir, "--single", service, "--service", "urgences"]);
test.after(() => rm(dir, { recursive: true, force: true }));

const address = (file, page = "") => pathToFileURL(file).href + (page && "#" + page);
const cards = (await manifest()).cards;
const card = cards.find((c) => c.code === "URG-01").url;
const shown = (page) => page.$$eval(".folded", (all) => all.filter((s) => s.getClientRects().length > 0).map((s) => s.id));
const shows = (page, id) => page.waitForFunction((id) => !document.getElementById(id).hidden && document.title, {}, id);
const hits = (page) => page.$$eval("#p_results .hit a", (all) => all.map((a) => a.getAttribute("href").replace(/^#/, "")));
const counted = (page) => page.waitForFunction(() => /résultat/.test(document.getElementById("p_found").textContent));

for (const [name, file] of [["whole", whole], ["service", service]]) {
  test(`single, ${name}: each link lands and nothing is loaded`, async (t) => {
    const html = await readFile(file, "utf8");
    const facts = readPage(html);
    const faults = [...facts.duplicateIds.map((id) => `id twice: ${id}`), ...facts.styleAttributes, ...facts.handlers, ...facts.refused];
    for (const { tag, attr, url } of facts.links) {
      if (tag === "a" && /^(https?|tel|mailto):/.test(url)) continue;
      if (tag === "img" && url.startsWith("data:image/")) continue;
      if (url === "#p_main") continue; // the script gives this id to the page shown
      if (!url.startsWith("#") || !facts.ids.has(decodeURIComponent(url.slice(1)))) faults.push(`<${tag} ${attr}="${url}">`);
    }
    assertNone(faults.map((fault) => [name, fault]));
    assert.equal(facts.scripts.length, 1);
    const held = cards.filter((c) => facts.ids.has(c.url));
    assert.ok(held.length > 10 && (file === service ? held.length < cards.length : held.length === cards.length), `${held.length} of ${cards.length} cards`);
    t.diagnostic(`${facts.links.length} addresses, ${held.length} of ${cards.length} documents with a code, ${(await stat(file)).size} bytes`);
  });
}

test("single: valid HTML", async () => {
  const validator = new HtmlValidate({
    root: true, extends: ["html-validate:recommended", "html-validate:document"],
    rules: {
      "long-title": "off", "require-sri": "off", "valid-id": ["error", { relaxed: true }],
      // Matters of style, which the writer of x/net/html decides.
      "void-style": "off", "attribute-boolean-style": "off",
      // Each page keeps its title and its way from the home page; one page is shown at a time.
      "heading-level": "off", "unique-landmark": "off",
    },
  });
  const report = await validator.validateString(await readFile(service, "utf8"));
  assertNone(report.results.flatMap((r) => r.messages).map((m) => ["urgences.html", `${m.ruleId}: ${m.message}`]));
});

// What makes pages of sections is not an asset of the site: compat.test.mjs does not see it.
test("single: works in the oldest browsers", async () => {
  const source = (name) => readFile(path.join(path.dirname(program), "../internal/pack", name), "utf8");
  const allowed = new Map([
    ["property content-visibility", "spares the work for what is out of sight; without it all is drawn"],
    ["property contain-intrinsic-size", "as content-visibility"],
    ["global addEventListener, unknown to the table", "window's own"], ["global scrollTo, unknown to the table", "window's own"],
  ]);
  const js = await source("single.js");
  const found = [...lintCSS(await source("single.css"), allowed), ...lintJS(js, new Set(globalsOf(js)), allowed)];
  assertNone(found.map((f) => [`line ${f.line}`, f.feature]));
});

const queries = ["imprimente", "Transfussion", "dpi", "bon de labo", "7112", "qui appeler"];

// What a results page lists for each query.
async function lists(page, start, go) {
  const all = {};
  await page.goto(start);
  for (const q of queries) {
    await go(q);
    await counted(page);
    all[q] = await hits(page);
    assert.ok(all[q].length > 0, q);
    await page.$eval("#p_found", (heading) => (heading.textContent = ""));
  }
  return all;
}

async function searching(page) {
  const site = pathToFileURL(path.join(siteDir, "recherche.html")).href;
  const known = await lists(page, site, (q) => page.goto(site + "?q=" + encodeURIComponent(q)));
  const here = await lists(page, address(whole), (q) => page.evaluate((q) => (location.hash = "recherche.html?q=" + encodeURIComponent(q)), q));
  assert.deepEqual(here, known);
  await page.goto("about:blank");
  await page.goto(address(whole));
  await page.type("#p_query", "transfussion");
  await page.waitForSelector("#p_options [role=option]", { visible: true });
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.startsWith("#f"));
  await page.waitForSelector("#p_main mark");
  assert.match(await page.title(), /transfusion/i);
}

async function moving(page) {
  await page.goto(address(whole));
  assert.deepEqual(await shown(page), ["index.html"]);
  await page.evaluate(() => scrollTo(0, 300));
  await page.$eval(`.folded:not([hidden]) a[href="#fiches/general/premiers-gestes.html"]`, (a) => a.click());
  await shows(page, "fiches/general/premiers-gestes.html");
  assert.deepEqual(await shown(page), ["fiches/general/premiers-gestes.html"]);
  assert.match(await page.title(), /^GEN-01 /);
  await page.waitForFunction(() => document.activeElement.tagName === "H1" && scrollY === 0);
  await page.evaluate(() => history.back());
  await shows(page, "index.html");
  await page.waitForFunction(() => scrollY === 300);

  await page.type("#p_query", "urg-02");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => /sans-dpi/.test(location.hash));
  assert.match(await page.title(), /^URG-02 /);
  await page.focus("#p_query");
  await page.$eval("#p_query", (input) => (input.value = ""));
  await page.type("#p_query", "étiquette");
  await page.keyboard.press("Enter");
  await counted(page);
  assert.deepEqual(await shown(page), ["recherche.html"]);
  assert.match(await page.title(), /^\d+ résultats.* — Plan blanc/);
  await page.evaluate(() => history.back());
  await shows(page, cards.find((c) => c.code === "URG-02").url);
  assert.match(await page.title(), /^URG-02 /);
  await page.goto(address(whole, "annuaire.html#cellule-de-crise"));
  assert.equal(await page.$eval(":target", (row) => row.getBoundingClientRect().top < innerHeight && row.id), "annuaire.html#cellule-de-crise");
}

async function restricted(page) {
  await page.goto(address(service, "recherche.html?q=" + encodeURIComponent("écrans bloqués")));
  await counted(page);
  const found = await hits(page);
  const lost = await page.evaluate((all) => all.filter((href) => !document.getElementById(decodeURIComponent(href.split(/[?#]/)[0]))), found);
  assert.ok(found.length > 0);
  assert.deepEqual(lost, []);
  const outside = cards.find((c) => c.code === "PUI-01");
  assert.equal(await page.evaluate((url) => document.getElementById(url), outside.url), null);
  await page.goto(address(service));
  await page.type("#p_query", outside.code);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.startsWith("#recherche.html?"));
  assert.deepEqual(await shown(page), ["recherche.html"]);
}

const printers = {
  chromium: (page) => page.pdf({ preferCSSPageSize: true, printBackground: false, timeout: patience }),
  firefox: (page) => page.pdf({ format: "A4", printBackground: false, timeout: patience }),
};

async function printing(page, engine) {
  await page.goto(address(whole, card));
  const file = path.join(dir, engine + ".pdf");
  await writeFile(file, await printers[engine](page));
  const { stdout } = await run("pdfinfo", [file]);
  assert.match(stdout, /^Pages: +1$[\s\S]*^Page size: +59\d(\.\d+)? x 84\d/m);
  const words = (await run("pdftotext", ["-layout", file, "-"])).stdout;
  const { code, fingerprint } = cards.find((c) => c.url === card);
  for (const word of [code, fingerprint, "2026.11"]) assert.ok(words.includes(word), `${word} is not printed`);
  if (engine === "chromium") assert.match(words, /URG-01 · 1 \/ 1/);
}

for (const [engine, start] of Object.entries(browsers)) {
  test(`single: ${engine}`, async (t) => {
    const browser = await start();
    t.after(() => browser.close());
    const page = await browser.newPage();
    const open = await watch(page, address(whole));
    const faults = [];
    for (const hash of ["", card, "recherche.html?q=dpi", "sommaire", "p_main", "rien%", "annuaire.html?q=7000#cellule-de-crise"]) {
      for (const fault of await open(address(whole, hash))) faults.push([hash, fault]);
      await page.goto("about:blank"); // else the next is a move within the page
    }
    assertNone(faults);
    await page.close();
    for (const use of [searching, moving, restricted, printing]) {
      await t.test(use.name, async () => {
        const page = await browser.newPage();
        await use(page, engine);
        await page.close();
      });
    }
  });
}

test("single: axe", async (t) => {
  const browser = await launchChromium();
  t.after(() => browser.close());
  const faults = [];
  for (const screen of [{ width: 1366, height: 768 }, { width: 390, height: 844 }]) {
    for (const hash of ["", card, "recherche.html?q=dpi", "sommaire"]) {
      const page = await browser.newPage();
      await page.setViewport(screen);
      await page.goto(address(service, hash));
      if (/\?/.test(hash)) await counted(page);
      await page.evaluate(axe.source);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
      for (const v of found.violations) faults.push([`#${hash} ${screen.width}`, `axe ${v.id}: ${v.nodes[0].target} ${v.help}`]);
      await page.close();
    }
  }
  assertNone(faults);
});

test("single: without scripts", async (t) => {
  const browser = await launchChromium();
  t.after(() => browser.close());
  const stripped = path.join(dir, "stripped.html");
  await writeFile(stripped, (await readFile(service, "utf8")).replace(/<script>[\s\S]*<\/script>/, ""));
  for (const [name, file, on] of [["switched off", service, false], ["taken out", stripped, true]]) {
    await t.test(name, async () => {
      const page = await browser.newPage();
      await page.setJavaScriptEnabled(on);
      await page.goto(address(file));
      const all = await page.$$eval(".folded", (sections) => sections.map((s) => s.id));
      assert.deepEqual(await shown(page), all.filter((id) => id !== "recherche.html"));
      assert.equal(all[0], "sommaire");
      assert.deepEqual(await page.$$eval("[role=search]", (forms) => forms.filter((f) => f.getClientRects().length > 0).length), 0);
      const [link] = await page.$$(`#sommaire a[href="#${card}"]`);
      await link.click();
      assert.deepEqual(await shown(page), [card]);
      await page.goto(address(file, "annuaire.html#cellule-de-crise"));
      assert.deepEqual(await shown(page), ["annuaire.html"]);
      const pdf = path.join(dir, "without.pdf");
      await page.goto(address(file, card));
      await writeFile(pdf, await printers.chromium(page));
      assert.match((await run("pdfinfo", [pdf])).stdout, /^Pages: +1$/m);
      await page.close();
    });
  }
});
