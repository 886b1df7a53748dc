// The site of an exercise, from a folder, in both engines: the mark on every page and on each sheet of paper, the
// script against the clock for who opens the animator's view, the observers' grid. A real site shows none of it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { browsers, patience } from "./browsers.mjs";
import { newTab, said, shift } from "./reader.mjs";
import { text } from "./site.mjs";

const top = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const script = "exercices/exercice-intermediaire.html";
const print = {
  chromium: (page, file) => page.pdf({ path: file, preferCSSPageSize: true, printBackground: false, timeout: patience }),
  firefox: (page, file) => page.pdf({ path: file, format: "A4", printBackground: false, timeout: patience }),
};

test("a real site has nothing of an exercise", async () => {
  const page = await text("situation.html");
  assert.ok(!/drill|class="exercise"|EXERCICE/.test(page), "the board of a real site shows an exercise");
});

for (const [engine, launch] of Object.entries(browsers)) {
  test(`an exercise in ${engine}`, async (t) => {
    const dir = await mkdtemp(path.join(tmpdir(), "planblanc-"));
    t.after(() => rm(dir, { recursive: true, force: true }));
    execFileSync(path.join(top, "bin/planblanc"), ["build", "-s", path.join(top, "content"), "-d", dir + "/site", "--exercise", "Exercice du 12 mars", "--no-cache", "--date", "2026-11-23"]);
    const browser = await launch();
    t.after(() => browser.close());
    const faults = [];
    const open = async (file, ...prepare) => {
      const page = await newTab(browser, faults, ...prepare);
      await page.goto(pathToFileURL(dir + "/site").href + "/" + file);
      return page;
    };
    const shown = (page, selector) => page.$eval(selector, (e) => e.getClientRects().length > 0);

    await t.test("each page is marked, wherever it is scrolled", async () => {
      for (const file of ["index.html", "fiches/urgences/ecrans-bloques.html", "situation.html", "verifier.html", "404.html"]) {
        const page = await open(file).catch(() => null);
        if (!page) continue;
        assert.match(await page.title(), /^EXERCICE — /, file);
        await page.close();
      }
      const page = await open("annuaire.html");
      await page.evaluate(() => window.scrollTo(0, 2000));
      const strip = await page.$eval(".exercise", (e) => ({ top: e.getBoundingClientRect().top, words: e.textContent }));
      assert.equal(Math.round(strip.top), 0, "the strip leaves the screen");
      assert.match(strip.words, /EXERCICE.*Exercice du 12 mars/);
      await page.close();
    });

    await t.test("each sheet is marked", async () => {
      for (const [file, least] of [["classeurs/service-pui.html", 5], ["annuaire.html", 2], ["formulaires/grille-observateur.html", 2], ["communication/affiche-accueil.html", 1], ["index-a-z.html", 2], ["classeurs/annuaire-de-poche.html", 1]]) {
        const page = await open(file);
        const pdf = path.join(dir, "page.pdf");
        await print[engine](page, pdf);
        const sheets = execFileSync("pdftotext", ["-raw", pdf, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
        assert.ok(sheets.length >= least, `${file}: ${sheets.length} sheets`);
        const bare = sheets.flatMap((sheet, i) => (/EXERCICE/.test(sheet.replace(/\s/g, "")) ? [] : [i + 1]));
        assert.deepEqual(bare, [], `${file}: sheets without a mark`);
        await page.close();
      }
    });

    await t.test("the script runs against the clock for the animator alone", async () => {
      let page = await open("situation.html");
      assert.match(await said(page, "#d_state"), /pas commencé/);
      assert.equal(await shown(page, ".drill__script"), false);
      assert.equal(await page.$eval("#d_animator", (e) => e.open), false, "the animator's view is open");
      await page.click("#d_animator summary");
      await page.select("#d_script", script);
      await page.click("#d_start");
      await page.waitForFunction(() => /À donner maintenant/.test(document.getElementById("d_next").textContent));
      assert.match(await said(page, "#d_next"), /Je propose de tout isoler.*· Dans 10 min : Ordre d’isolement/);
      assert.equal(await page.$$eval(".drill__due", (all) => all.length), 1);
      await page.click(`[data-script="${script}"] tbody tr:first-child button`);
      await page.waitForFunction(() => !document.querySelector(".drill__due"));
      assert.match(await said(page, `[data-script="${script}"] tbody tr:first-child .drill__at`), /\d\d:\d\d/);

      if (engine == "chromium") { // where pages share a store, the clock can be moved
        page = await open("situation.html", (page) => shift(page, 0.6));
        assert.match(await said(page, "#d_state"), /Temps écoulé\s*36 min/);
        assert.equal(await shown(page, `[data-script="${script}"]`), false, "a player sees what is to come");
        await page.click("#d_animator summary");
        await page.waitForFunction(() => document.querySelectorAll(".drill__due").length == 4);
      }
      await page.evaluate(axe.source);
      const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], preload: false }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => `${v.id} ${n.target}`))));
      assert.deepEqual(found, []);

      const pdf = path.join(dir, "grid.pdf");
      await page.evaluate(() => { window.print = () => {}; });
      await page.click("#d_print");
      await print[engine](page, pdf);
      const grid = execFileSync("pdftotext", ["-layout", pdf, "-"], { encoding: "utf8" });
      assert.match(grid, /Grille de l’observateur/);
      assert.match(grid, /Vu à\s+Fait\s+Remarque/);
      assert.match(grid, /Fin de l’exercice/);
      assert.ok(!/Main courante/.test(grid), "the logbook is on the observers' grid");
      await page.evaluate(() => window.dispatchEvent(new Event("afterprint")));

      await page.click("#d_stop");
      await page.click("#d_stop");
      await page.waitForFunction(() => /Fini à/.test(document.getElementById("d_state").textContent));
      await print[engine](page, pdf);
      assert.ok(!/Je propose de tout isoler/.test(execFileSync("pdftotext", [pdf, "-"], { encoding: "utf8" })), "the script is printed with the logbook");
      await page.click("#d_stop");
      await page.click("#d_stop");
      assert.match(await said(page, "#d_state"), /pas commencé/);
    });
    assert.deepEqual(faults, []);
  });
}
