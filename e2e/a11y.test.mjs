// WCAG 2.2 AA and RGAA 4.1, as far as machines and scripts can tell, on one page of each layout in both languages: axe-core
// in two schemes, on two screens, with forced colours and in the states that scripts make; names, keyboard, zoom,
// spacing. What comes of it is what the site's declaration says: themes/default/accessibility.json, which UPDATE=1
// writes anew.
import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import axe from "axe-core";
import { doubled, held, lost, markup, paleEdges, smallTargets, spacing, unnamed, walk } from "./access.mjs";
import { inTabs, launchChromium } from "./browsers.mjs";
import { criteria, judge, newer } from "./criteria.mjs";
import { assertNone } from "./faults.mjs";
import { copySite, layoutOf, listFiles, manifest, pagesOf, sites, text } from "./site.mjs";
import { faultsOf } from "./valid.mjs";

const record = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "../themes/default/accessibility.json");

const required = [
  "home", "card", "form", "section", "reference", "service", "scenario", "role", "phase", "pair", "annuaire.html",
  "binder", "pocket", "papier.html", "situation.html", "glossaire.html", "formulaires.html", "index-a-z.html", "plan-du-site.html", "versions.html", "couverture.html", "verifier.html", "accessibilite.html", "recherche.html", "404.html",
];
const screens = [{ width: 1366, height: 768 }, { width: 390, height: 844 }];

// The largest page of each layout shows most of what it can show; of the binders, all alike inside, the smallest.
async function samples(dir) {
  const chosen = new Map();
  for (const file of pagesOf(await listFiles(dir))) {
    const layout = layoutOf(file);
    const { size } = await stat(path.join(dir, file));
    const best = chosen.get(layout);
    if (!best || (layout === "binder" ? size < best.size : size > best.size)) chosen.set(layout, { file, layout, size });
  }
  return chosen;
}

async function emulate(page, scheme, forced, screen) {
  const client = (page.__client ??= await page.createCDPSession());
  await client.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: scheme },
      { name: "forced-colors", value: forced ? "active" : "none" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ],
  });
  await page.setViewport(screen);
}

// Faults as [rule, text]. Under forced colours the system paints the text, but style queries still tell the author's
// colour: contrast cannot be measured there.
async function violations(page, forced = false) {
  return page.evaluate(async (forced) => {
    const why = (v, n) => n.any.find((c) => c.id === "color-contrast")?.message ?? v.help;
    const rules = { "color-contrast": { enabled: !forced }, "target-size": { enabled: true } };
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], rules });
    return violations.flatMap((v) => v.nodes.map((n) => [v.id, `axe ${v.id} (${why(v, n)}): ${n.target.join(" ")}`]));
  }, forced);
}

const schemes = ["light", "dark"];
const narrow = { width: 320, height: 640 };
const zoomed = { width: 683, height: 384 }; // what a screen of 1366 × 768 shows at 200 %

// In both schemes and on both screens, or on one of them for each scheme.
async function lookEverywhere(page, say, both = true) {
  await page.evaluate(axe.source);
  for (const [i, scheme] of schemes.entries()) {
    for (const screen of both ? screens : [screens[i]]) {
      await emulate(page, scheme, false, screen);
      for (const [rule, text] of await violations(page)) say(rule, `${text} (${scheme}, ${screen.width} px)`);
    }
    for (const text of await paleEdges(page)) say("3.3", `${text} (${scheme})`);
  }
}

async function withStyle(page, content, work) {
  const style = await page.addStyleTag({ content });
  await work();
  await style.evaluate((e) => e.remove());
}

// All of it on the small site, which has each layout. The real one, whose pages are long, has the same templates: there
// axe-core once for each scheme, the markup and what a narrow screen loses.
async function lookAt(page, url, words, whole, say) {
  await page.goto(url);
  for (const [criterion, text] of await markup(page, words)) say(criterion, text);
  await lookEverywhere(page, say, whole);
  await emulate(page, "dark", true, screens[0]);
  for (const [rule, text] of await violations(page, true)) say(rule, `${text} (forced colours)`);
  await emulate(page, "light", false, narrow);
  for (const text of await lost(page, { sideways: true })) say("10.11", text);
  if (!whole) return;
  for (const text of await smallTargets(page)) say("2.5.8", `${text} (${narrow.width} px)`);
  await emulate(page, "light", false, zoomed);
  for (const text of await lost(page, { sideways: true })) say("10.11", `${text} (200 %)`);
  await emulate(page, "light", false, screens[0]);
  for (const text of (await unnamed(page.__client)).faults) say("7.1", text);
  for (const [criterion, text] of (await walk(page)).faults) say(criterion, text);
  for (const text of await smallTargets(page)) say("2.5.8", text);
  await withStyle(page, doubled, async () => {
    for (const text of await lost(page, { sideways: false })) say("10.4", text);
  });
  for (const screen of screens) {
    await emulate(page, "light", false, screen);
    await withStyle(page, spacing, async () => {
      for (const text of await lost(page, { sideways: true })) say("10.12", `${text} (${screen.width} px)`);
    });
  }
}

// States that scripts make: how to come to them, and what must have been read out by then.
const states = {
  "results in the box": [() => "annuaire.html", async (page) => {
    await page.type("#p_query", "triage");
    await page.keyboard.press("ArrowDown");
    await page.waitForFunction(() => document.querySelector("#p_search [role=status]").textContent);
  }, "#p_search [role=status]"],
  "a page of results": [() => "recherche.html?q=locked", async (page) => {
    await page.waitForSelector("#p_results .hit");
    for (const summary of await page.$$("#p_facets summary")) if (await summary.isVisible()) await summary.click();
  }, "#p_found"],
  "ticks": [(card) => card, async (page) => {
    await page.type("#p_initials", "AB");
    for (const box of (await page.$$("input.action__box")).slice(0, 2)) await box.evaluate((b) => b.click());
  }, "#p_done"],
  "entries": [() => "situation.html", async (page) => {
    for (const text of ["One", "Two"]) {
      await page.type("#l_text", text);
      await page.$eval("#l_form", (form) => form.requestSubmit());
    }
    await page.click("[data-strike='1']");
    await page.click("#l_clear"); // asks whether it is meant
  }, "#l_warning"],
  "a sheet compared": [() => "papier.html", async (page) => {
    for (const text of ["ZZZ-01", "bonjour", "EMG-01"]) {
      await page.$eval("#p_sheet", (e) => (e.value = ""));
      await page.type("#p_sheet", text);
      await page.keyboard.press("Enter");
    }
  }, "#p_verdict"],
};

test("a11y", async (t) => {
  const browser = await launchChromium();
  t.after(() => browser.close());
  const found = {}; // criterion or rule: [[page, what]]
  const here = {}; // thing: [pages]
  const all = Object.values(sites);
  const copies = Object.fromEntries(await Promise.all(all.map(async ({ language, dir }) => [language, await copySite(dir)])));
  t.after(() => Promise.all(Object.values(copies).map((copy) => copy.remove())));
  const chosen = Object.fromEntries(await Promise.all(all.map(async ({ language, dir }) => [language, await samples(dir)])));
  const sayer = (page) => (criterion, text) => (found[criterion] ??= []).push([page, text]);
  const faults = (known = []) => Object.entries(found).filter(([key]) => !known.includes(key)).flatMap(([key, list]) => list.map(([page, text]) => [page, `${key}: ${text}`]));
  const prepare = async (page) => {
    await page.setBypassCSP(true);
    page.__client = await page.createCDPSession();
    await page.__client.send("Emulation.setFocusEmulationEnabled", { enabled: true });
  };

  await t.test("the checks see a page with faults", async () => {
    const page = await browser.newPage();
    await prepare(page);
    await page.setContent(`<html><head><title></title></head><body><h2>x</h2><img src="data:,"><div class="wide">pale text</div><svg></svg><table><tr><th>a</table>
      <iframe></iframe><input type="radio"><fieldset></fieldset><a href="#" target="x" tabindex="2">l</a><button></button><b tabindex="0" class="bare">b</b><p class="cut">${"long ".repeat(40)}</p>
      <a class="a" href="#1">1</a><a class="a" href="#2">2</a><input class="pale">
      <style>.wide{width:500px;color:#eee;background:#fff}.bare{outline:0!important}.cut{height:1em;overflow:hidden}.a{display:block;width:9px;height:9px;overflow:hidden}.pale{appearance:none;border:1px solid #eee}</style>`);
    await page.evaluate(axe.source);
    const rules = (await violations(page)).map(([rule]) => rule);
    for (const rule of ["image-alt", "html-has-lang", "color-contrast"]) assert.ok(rules.includes(rule), rule);
    const criteria = (await markup(page, sites.en.words)).map(([criterion]) => criterion);
    for (const criterion of ["1.2", "5.4", "5.7", "8.1", "8.3", "8.5", "9.1", "9.2", "11.5", "11.6", "12.1", "12.4", "12.5", "12.7", "12.8", "13.2", "3.2.6"]) assert.ok(criteria.includes(criterion), criterion);
    assert.ok((await held(page)).frames);
    assert.match((await unnamed(page.__client)).faults.join(), /button without a name/);
    assert.match((await walk(page)).faults.join(), /10\.7,focus without a mark: b\.bare/);
    assert.match((await smallTargets(page)).join(), /a\.a 9 × 9 px/);
    assert.match((await paleEdges(page)).join(), /input\.pale/);
    await emulate(page, "light", false, narrow);
    assert.match((await lost(page, { sideways: true })).join(), /sideways.*cut: p\.cut|sideways.*beyond the page: div\.wide/);
    await page.close();
  });

  await t.test("each layout has a page", () => {
    for (const { language } of all) assert.deepEqual(required.filter((layout) => !chosen[language].has(layout)), [], language);
  });

  await t.test("no fault on any layout", async (t) => {
    const pages = all.flatMap((site) => [...chosen[site.language].values()].map((sample) => ({ ...sample, ...site })));
    const menus = new Map();
    const titles = new Map();
    // One tab: what another opens would change the list of recent cards under the walk.
    await inTabs(browser, 1, pages, async (page, { language, dir, words, file, layout }) => {
      const say = sayer(`${language}/${file}`);
      await lookAt(page, copies[language].url(file), words, language === "en", say);
      for (const [thing, is] of Object.entries(await held(page))) if (is) (here[thing] ??= []).push(`${language}/${file}`);
      for (const fault of faultsOf(await text(file, dir))) say("html-validate", fault);
      const [menu, title, h1] = await page.evaluate(() => [document.querySelector("nav.menu")?.innerText, document.title, document.querySelector("h1").textContent.trim()]);
      if (menu) (menus.get(language) ?? menus.set(language, menu).get(language)) === menu || say("12.2", "another menu, or in another order");
      if (titles.has(title) || (layout !== "home" && !title.includes(h1))) say("8.6", `title of ${titles.get(title) ?? "another page"}: ${title}`);
      titles.set(title, file);
    }, prepare);
    for (const { language, dir } of all) {
      for (const file of (await listFiles(dir)).filter((f) => /^assets\/.*\.(css|js)$/.test(f))) {
        const source = await text(file, dir);
        const holds = (thing, pattern) => pattern.test(source) && (here[thing] ??= []).push(`${language}/${file}`);
        if (file.endsWith(".css")) holds("motion", /@keyframes|animation|transition/);
        else holds("gestures", /touchmove|touchstart|pointermove|mousemove|ondrag|draggable/), holds("sensors", /devicemotion|deviceorientation/);
        if (/orientation\s*:/.test(source)) sayer(`${language}/${file}`)("13.9", "depends on the orientation");
      }
    }
    assertNone(faults());
    t.diagnostic([...chosen.fr.values()].map((c) => `${c.layout}: ${c.file}`).join(", "));
  });

  await t.test("no fault in the states that scripts make", async () => {
    const card = (await manifest(sites.en.dir)).cards.find((c) => c.code === "EMG-01").url;
    const page = await browser.newPage();
    await prepare(page);
    for (const [name, [file, come, live]] of Object.entries(states)) {
      const say = sayer(name);
      await page.goto(copies.en.root + file(card));
      await come(page);
      const spoken = await page.$eval(live, (e) => Boolean(e.closest("[role=status], [role=alert], [aria-live]")) && e.textContent.trim());
      if (!spoken) say("7.5", `${live} is not read out`);
      await lookEverywhere(page, say);
      await emulate(page, "light", false, narrow);
      for (const text of await lost(page, { sideways: true })) say("10.11", text);
      for (const text of (await unnamed(page.__client)).faults) say("7.1", text);
    }
    await page.close();
    assertNone(faults());
  });

  // Once keys alone are switched off, none does anything (WCAG 2.1.4).
  await t.test("keys without a modifier", async () => {
    const page = await browser.newPage();
    await page.goto(copies.en.url("glossaire.html"));
    await page.click("[data-keys]");
    await page.click("dialog.keys input");
    await page.keyboard.press("Escape");
    await page.waitForFunction(() => document.activeElement.matches("[data-keys]"));
    await page.evaluate(() => document.activeElement.blur());
    for (const key of "abcdefghijklmnopqrstuvwxyz0123456789/?.,;:!+-*") {
      const before = await page.evaluate(() => document.activeElement.tagName + document.querySelectorAll("dialog[open]").length + location.href);
      await page.keyboard.press(key);
      const after = await page.evaluate(() => document.activeElement.tagName + document.querySelectorAll("dialog[open]").length + location.href);
      if (before !== after) sayer("en/glossaire.html")("12.10", `key ${key}`);
      await page.evaluate(() => document.activeElement.blur());
    }
    await page.close();
  });

  await t.test("the declaration says what was found, no more and no less", async () => {
    assert.equal(Object.keys(criteria).length, 106);
    assert.equal(Object.keys(newer).length, 6);
    const facts = { layouts: chosen.fr.size, criteria: judge(found, here) };
    if (process.env.UPDATE === "1") {
      const tools = [`axe-core ${axe.version}`, "html-validate", (await browser.version()).replace(/^\w+\/(\d+).*/, "Chromium $1")];
      const lines = facts.criteria.map((c) => "  " + JSON.stringify(c)).join(",\n");
      await writeFile(record, `{\n "audited": "${new Date().toISOString().slice(0, 10)}",\n "tools": [${tools.map((tool) => JSON.stringify(tool)).join(", ")}],\n "layouts": ${facts.layouts},\n "criteria": [\n${lines}\n ]\n}\n`);
    }
    const { layouts, criteria: said } = JSON.parse(await readFile(record, "utf8"));
    assert.deepEqual({ layouts, criteria: said }, facts, "UPDATE=1 writes the results anew; read the difference");
  });

  await t.test("no violation on a copy read three years later", async () => {
    const faults = [];
    const later = ["home", "card", "service"].map((layout) => chosen.fr.get(layout).file);
    await inTabs(browser, 3, later, async (page, file) => {
      await page.goto(copies.fr.url(file));
      await page.evaluate(axe.source);
      for (const scheme of schemes) {
        await emulate(page, scheme, false, screens[1]);
        for (const [, text] of await violations(page)) faults.push([`${file} (${scheme}, three years later)`, text]);
      }
    }, (page) => page.evaluateOnNewDocument(threeYearsLater));
    assertNone(faults);
  });
});

function threeYearsLater() {
  const Real = Date;
  const shift = 3 * 365 * 86_400_000;
  window.Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + shift);
      else super(...parts);
    }
    static now() {
      return Real.now() + shift;
    }
  };
}
