// Every card, form, poster and binder printed by both engines: A4, the sides it may take, the same number of pages,
// its identity on every sheet, no row cut in two, nothing under the head, a QR code that a scanner reads. And any page
// as it would come on paper: legible, in black, with its edition and its codes.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { browsers, inTabs, patience } from "./browsers.mjs";
import { assertNone } from "./faults.mjs";
import { accidents, onPaper, unreadable } from "./paper.mjs";
import { copySite, layoutOf, listFiles, manifest, oneIn, pagesOf, sites } from "./site.mjs";

const run = promisify(execFile);
const golden = path.join(path.dirname(fileURLToPath(import.meta.url)), "pages.golden.json");

// The size of each page in points, its words, and where they stand.
async function readPDF(file) {
  const read = async (as) => (await run("pdftotext", [as, file, "-"], { maxBuffer: 1 << 28 })).stdout;
  const pages = (await read("-bbox")).split("<page ").slice(1);
  const sizes = pages.map((page) => /^width="([\d.]+)" height="([\d.]+)"/.exec(page).slice(1).map(Number));
  const boxes = pages.map((page) =>
    [...page.matchAll(/yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)</g)].map((m) => ({ top: Number(m[1]), bottom: Number(m[2]), word: m[3] })));
  const words = (await read("-raw")).split("\f").slice(0, pages.length);
  return { sizes, words, boxes };
}

const isA4 = ([width, height]) => Math.abs(width - 595.28) < 1 && Math.abs(height - 841.89) < 1;

// Chromium is given no format: the sheet must ask for A4 itself. The driver of Firefox has a format of its own, which
// the sheet's margins must still overrule.
const printers = {
  chromium: (page, file) => page.pdf({ path: file, preferCSSPageSize: true, printBackground: false, timeout: patience }),
  firefox: (page, file) => page.pdf({ path: file, format: "A4", printBackground: false, timeout: patience }),
};

// The sides a document may take: what the manifest says; else one for a reflex card; others have no limit.
const sidesOf = (card) => card.pages || (card.type === "fiche-reflexe" ? 1 : Infinity);

const flat = (s) => s.replace(/\s+/g, " ").replace(/-\s+/g, "-").trim();

// The numbers of pages stand in the margins, where Chromium alone prints.
function faultsOf(card, sides, { sizes, words }, numbered = true) {
  const faults = [];
  if (sizes.length > sides) faults.push(`${sizes.length} sides, may take ${sides}`);
  if (!sizes.every(isA4)) faults.push(`not A4: ${sizes.map((s) => s.join(" x ")).join(", ")}`);
  const identity = [["code", card.code], ["version", card.version], ["fingerprint", card.fingerprint]].filter(([, v]) => v);
  words.forEach((sheet, i) => {
    for (const [name, value] of identity) if (!flat(sheet).includes(value)) faults.push(`no ${name} on sheet ${i + 1}`);
    if (numbered && !new RegExp(`\\b${i + 1} ?/ ?${words.length}\\b`).test(flat(sheet))) faults.push(`no ${i + 1} / ${words.length} on that sheet`);
  });
  return faults;
}

// Words that stand on or above the line of the head, which begins every sheet, and are not of it.
function underTheHead({ boxes }, house) {
  const faults = [];
  boxes.forEach((page, i) => {
    const first = page.find((b) => b.word === house);
    if (!first || first.top > 60) return;
    for (const b of page) if (b.top < first.bottom - 1 && b.bottom > first.bottom + 2) faults.push(`"${b.word}" under the head of page ${i + 1}`);
  });
  return faults;
}

// What must not be cut by the end of a page: actions, and the rows of lists.
const rowsOf = (page) => page.evaluate(() => {
  const text = (e) => e.textContent;
  return [
    ...[...document.querySelectorAll(".sheet:not(.screen) .action__text")].map((e) => [text(e)]),
    ...[...document.querySelectorAll(".contents tbody tr, .sheet .wall tbody tr")].map((r) => [...r.querySelectorAll("th > a, td.strong, td.mono")].map(text).filter(Boolean)),
  ];
});

// In a PDF, accents may be marks of their own and a space may be missing beside a link.
const bare = (s) => s.normalize("NFKD").replace(/[\s\p{M}]+/gu, "");

function cutRows(rows, { words }) {
  const pages = words.map(bare);
  return rows.filter((cells) => cells.length > 0 && !pages.some((p) => cells.every((c) => p.includes(bare(c))))).map((cells) => `cut: ${cells.join(" | ")}`);
}

// Prints the page that is open, and tells what of it is cut or under the head besides.
async function sheets(page, engine, file) {
  const rows = await rowsOf(page);
  const house = await page.evaluate(() => document.querySelector(".sheet__head span")?.textContent.split(/\s/)[0] ?? "");
  await printers[engine](page, file);
  const pdf = await readPDF(file);
  return { pdf, faults: [...cutRows(rows, pdf), ...underTheHead(pdf, house)] };
}

// Opens a page and gives what is wrong with it as it would come on paper; nothing where it only leads to another.
async function onOpening(page, url) {
  await page.goto(url);
  if (await page.evaluate(() => document.querySelector("meta[http-equiv=refresh]") !== null)) return;
  return [...await unreadable(page), ...await accidents(page)];
}

// The pages of a service for each situation are lists alike: its first stands for them.
async function pagesFor(dir) {
  const services = new Set();
  return pagesOf(await listFiles(dir)).filter((file) => layoutOf(file) !== "pair" || (!services.has(path.dirname(file)) && services.add(path.dirname(file))));
}

const isBinder = (file) => file.startsWith("classeurs/") && file.endsWith(".html") && file !== "classeurs/annuaire-de-poche.html";

test("print", async (t) => {
  const site = await copySite();
  t.after(site.remove);
  const { cards, site: name } = await manifest();
  assert.ok(cards.length > 0, `the manifest of ${name} lists no card`);
  const byURL = new Map(cards.map((c) => [c.url, c]));
  const binders = (await listFiles(site.dir)).filter(isBinder);
  assert.ok(binders.length > 0, "the site has no binder");
  // A binder is fifty sheets or more that are printed one by one besides, most of them those of every service; and Firefox
  // prints what Chromium prints. So each of them stands for several, unless EVERY=1.
  const some = oneIn(6, binders);
  const chosen = { chromium: [...cards.map((c) => c.url), ...some], firefox: [...oneIn(4, cards).map((c) => c.url), ...oneIn(3, some)] };
  const others = ["annuaire.html", "classeurs/annuaire-de-poche.html", "communication/affiche-accueil.html", "communication/affiche-poste.html", "couverture.html"];
  const out = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-pdf-"));
  t.after(() => rm(out, { recursive: true, force: true }));
  const counts = {};

  for (const [engine, launch] of Object.entries(browsers)) {
    await t.test(engine, async (t) => {
      const browser = await launch();
      t.after(() => browser.close());

      await t.test("the checks see a sheet that is too long, without its code, cut, and under its head", async () => {
        const page = await browser.newPage();
        await page.setContent(`<style>@page { size: A4; margin: 9mm } p { break-after: page; margin: 0 } div { height: 100px; overflow: hidden }</style><p>AAA-01<p>x`);
        const file = path.join(out, `${engine}-faulty.pdf`);
        await printers[engine](page, file);
        const pdf = await readPDF(file);
        assert.deepEqual(faultsOf({ code: "AAA-01" }, 1, pdf).map((f) => f.split(":")[0]),
          ["2 sides, may take 1", "no 1 / 2 on that sheet", "no code on sheet 2", "no 2 / 2 on that sheet"]);
        assert.deepEqual(cutRows([["AAA-01", "x"], ["x"]], pdf), ["cut: AAA-01 | x"]);
        const word = (word, top, bottom) => ({ word, top, bottom });
        assert.deepEqual(underTheHead({ boxes: [[word("House", 26, 36), word("Title", 30, 48), word("Below", 40, 50)]] }, "House"), [`"Title" under the head of page 1`]);
        await page.close();
      });

      if (engine === "chromium") await t.test("the checks see small, grey and lost words", async () => {
        const page = await browser.newPage();
        await onPaper(page);
        await page.setContent(`<style>@media screen { p { font-size: 20pt !important } }</style><a class="button" href="x" style="font-size:7pt;color:#111">x</a>
          <main><a style="color:#000" href="x" data-code="AAA-01">y</a></main><p class="action__text" style="font-size:11pt">z</p>`);
        assert.deepEqual((await unreadable(page)).map((f) => f.split(":")[0]), ["7 pt in a.button", "rgb(17, 17, 17) in a.button", "an action in 11 pt"]);
        assert.deepEqual(await accidents(page), ["a.button on paper", "no edition on paper", "no code after y"]);
        await page.close();
      });

      await t.test("every card, form, binder and list; in Chromium every page, black and legible, with its edition and codes", async (t) => {
        const faults = [];
        let oneSided = 0;
        const looked = new Set();
        const printed = new Set([...chosen[engine], ...others]);
        // Chromium opens each page once, to look at it on paper and to print it.
        const everyPage = engine === "chromium";
        const files = everyPage ? await pagesFor(site.dir) : [...printed];
        assert.deepEqual([...printed].filter((url) => !files.includes(url)), []);
        await inTabs(browser, 2, files, async (page, url) => {
          if (everyPage) {
            const seen = await onOpening(page, site.url(url));
            if (!seen) return;
            looked.add(url);
            faults.push(...seen.map((f) => [url, f]));
          } else await page.goto(site.url(url));
          if (!printed.has(url)) return;
          const { pdf, faults: found } = await sheets(page, engine, path.join(out, `${engine}-${url.replaceAll("/", "-")}.pdf`));
          (counts[url] ??= {})[engine] = pdf.sizes.length;
          faults.push(...found.map((f) => [url, f]));
          const card = byURL.get(url);
          if (!card) return;
          const sides = sidesOf(card);
          if (sides === 1) oneSided++;
          faults.push(...faultsOf(card, sides, pdf, engine === "chromium").map((f) => [card.url, f]));
        }, everyPage ? onPaper : undefined);
        assertNone(faults);
        if (everyPage) assert.ok(looked.size > cards.length, "no page but the cards");
        assert.ok(oneSided > 0, "no reflex card among them: their limit was not tried");
        t.diagnostic(`${chosen[engine].length} documents, ${oneSided} of one side${everyPage ? `, ${looked.size} pages on paper` : ""}`);
      });
    });
  }

  await t.test("both engines print as many pages, those of the golden", async () => {
    const pages = Object.fromEntries(Object.keys(counts).sort().map((url) => [url, counts[url].chromium]));
    // The lists of a binder may end a row sooner in one of them, and take a page more.
    const tolerated = (url) => (isBinder(url) ? 1 : 0);
    assertNone(Object.entries(counts).filter(([url, c]) => c.firefox && Math.abs(c.chromium - c.firefox) > tolerated(url)).map(([url, c]) => [url, `${c.chromium} pages in Chromium, ${c.firefox} in Firefox`]));
    if (process.env.UPDATE === "1") {
      assert.equal(process.env.EVERY, "1", "the golden holds every document: UPDATE=1 needs EVERY=1");
      await writeFile(golden, JSON.stringify(pages, null, 1) + "\n");
    }
    const expected = JSON.parse(await readFile(golden, "utf8"));
    const due = Object.keys(expected).filter((url) => url in pages || !binders.includes(url));
    assertNone([...new Set([...Object.keys(pages), ...due])].filter((url) => pages[url] !== expected[url]).map((url) => [url, `${pages[url] ?? "not printed"}, the golden has ${expected[url] ?? "nothing"}`]));
  });

  await t.test("a scanner reads the code from a bad print: 150 dots per inch, black or white", async () => {
    const faults = [];
    for (const card of oneIn(4, cards)) {
      const file = path.join(out, `chromium-${card.url.replaceAll("/", "-")}.pdf`);
      await run("pdftoppm", ["-r", "150", "-mono", "-f", "1", "-l", "1", "-singlefile", file, path.join(out, "scan")]);
      const read = await run("zbarimg", ["--quiet", "--raw", path.join(out, "scan.pbm")]).then((r) => r.stdout.trim(), (e) => e.message.split("\n")[0]);
      if (read !== card.code) faults.push([card.url, `reads ${read || "nothing"}`]);
    }
    assertNone(faults);
  });
});

// Only words differ there: one engine shows whether they leave each sheet its room.
test("print, the interface in another language", async (t) => {
  const site = await copySite(sites.en.dir);
  t.after(site.remove);
  const { cards } = await manifest(site.dir);
  const lists = (await listFiles(site.dir)).filter((file) => isBinder(file) || file === "annuaire.html" || file === "classeurs/annuaire-de-poche.html");
  assert.ok(cards.length > 0 && lists.some(isBinder), "no card or no binder");
  const out = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-pdf-"));
  t.after(() => rm(out, { recursive: true, force: true }));
  const browser = await browsers.chromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await onPaper(page);
  const faults = [];
  const printed = new Set([...cards.map((c) => c.url), ...lists]);
  let pages = 0;
  let sides = 0;
  for (const url of await pagesFor(site.dir)) {
    const seen = await onOpening(page, site.url(url));
    if (!seen) continue;
    pages++;
    faults.push(...seen.map((f) => [url, f]));
    if (!printed.delete(url)) continue;
    const { pdf, faults: found } = await sheets(page, "chromium", path.join(out, "sheet.pdf"));
    sides += pdf.sizes.length;
    const card = cards.find((c) => c.url === url);
    faults.push(...[...found, ...(card ? faultsOf(card, sidesOf(card), pdf) : [])].map((f) => [url, f]));
  }
  assert.deepEqual([...printed], []);
  assert.ok(pages > cards.length, "no page but the cards");
  assertNone(faults);
  t.diagnostic(`${cards.length} documents and ${lists.length} binders and lists, ${sides} sheets, ${pages} pages on paper`);
});
