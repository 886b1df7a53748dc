// The sites of three hospitals, built in one run, opened from a folder in both engines: whose site it is, what is local,
// and the local page before the group's in the search.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { browsers } from "./browsers.mjs";

const top = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");

for (const [engine, launch] of Object.entries(browsers)) {
  test(`three hospitals in ${engine}`, async (t) => {
    const dir = await mkdtemp(path.join(tmpdir(), "planblanc-"));
    t.after(() => rm(dir, { recursive: true, force: true }));
    execFileSync(path.join(top, "bin/planblanc"), ["build", "-s", path.join(top, "internal/sitetest/testdata/group"), "-d", dir, "--all-sites", "--no-cache", "--date", "2026-11-23"]);
    const browser = await launch();
    t.after(() => browser.close());
    const page = await browser.newPage();
    const faults = [];
    page.on("console", (m) => m.type() == "error" && faults.push(m.text()));
    const open = (site, file) => page.goto(pathToFileURL(path.join(dir, site)).href + "/" + file);
    const size = (selector) => page.$eval(selector, (e) => parseFloat(getComputedStyle(e).fontSize));

    await open("nord", "fiches/urgences/ecrans-bloques.html");
    assert.equal(await page.$eval(".sign__house", (e) => e.textContent), "Centre hospitalier du Nord");
    assert.ok(await size(".sign__house") > await size(".sign__name"), "the establishment's name is the larger one");
    assert.ok(await page.$eval(".sign__logo", (e) => e.complete && e.naturalWidth > 0), "the logo shows");
    assert.equal(await page.$eval(".status--local", (e) => e.textContent), "Procédure locale");

    await open("sud", "fiches/urgences/ecrans-bloques.html");
    assert.equal(await page.$eval(".sign__house", (e) => e.textContent), "Centre hospitalier du Sud");
    assert.equal(await page.$(".status--local"), null);

    await open("nord", "recherche.html?q=panne%20electrique");
    await page.waitForSelector("#p_results .hit");
    const hits = await page.$$eval("#p_results .hit", (all) => all.map((hit) => hit.textContent.match(/URG-\d+/)?.[0]).filter(Boolean));
    assert.deepEqual(hits.slice(0, 2), ["URG-90", "URG-02"]);
    assert.deepEqual(faults, []);
  });
}
