// Every card printed by Chromium: A4, the sides it may take, and its identity on every sheet.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { inTabs, launchChromium } from "./browsers.mjs";
import { assertNone } from "./faults.mjs";
import { copySite, layoutOf, manifest } from "./site.mjs";

const run = promisify(execFile);

// Pages and their size in points, as pdfinfo tells them; the words of each page.
async function readPDF(file) {
  const { stdout } = await run("pdfinfo", ["-l", "999", file]);
  const sizes = [...stdout.matchAll(/^Page +\d+ size: +([\d.]+) x ([\d.]+)/gm)].map((m) => [Number(m[1]), Number(m[2])]);
  const words = (await run("pdftotext", ["-layout", file, "-"])).stdout.split("\f").slice(0, sizes.length);
  return { sizes, words };
}

const isA4 = ([width, height]) => Math.abs(width - 595.28) < 1 && Math.abs(height - 841.89) < 1;

// No paper format is given: the sheet must ask for A4 itself.
const print = (page, file) => page.pdf({ path: file, preferCSSPageSize: true, printBackground: false, timeout: 120_000 });

// The sides a document may take: what the manifest says; else one for a reflex card, and for any card the manifest
// gives no type; others have no limit.
function sidesOf(card) {
  if (card.pages) return card.pages;
  const reflex = card.type ? card.type === "fiche-reflexe" : layoutOf(card.url) === "card";
  return reflex ? 1 : Infinity;
}

function faultsOf(card, sides, { sizes, words }) {
  const faults = [];
  if (sizes.length > sides) faults.push(`${sizes.length} sides, may take ${sides}`);
  if (!sizes.every(isA4)) faults.push(`not A4: ${sizes.map((s) => s.join(" x ")).join(", ")}`);
  const identity = [["code", card.code], ["version", card.version], ["fingerprint", card.fingerprint]].filter(([, v]) => v);
  words.forEach((sheet, i) => {
    // A fingerprint may break after its hyphen.
    const flat = sheet.replace(/-\s+/g, "-").replace(/\s+/g, " ");
    for (const [name, value] of identity) if (!flat.includes(value)) faults.push(`no ${name} on sheet ${i + 1}`);
    if (!new RegExp(`\\b${i + 1} ?/ ?${words.length}\\b`).test(flat)) faults.push(`no ${i + 1} / ${words.length} on that sheet`);
  });
  return faults;
}

test("print", async (t) => {
  const site = await copySite();
  t.after(site.remove);
  const { cards } = await manifest();
  assert.ok(cards.length > 0, "the manifest lists no card");
  const out = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-pdf-"));
  t.after(() => rm(out, { recursive: true, force: true }));
  const browser = await launchChromium();
  t.after(() => browser.close());

  await t.test("the checks see a sheet that is too long, not A4 and without its code", async () => {
    const page = await browser.newPage();
    await page.setContent(`<style>@page { size: A5 } p { break-after: page }</style><p>AAA-01<p>x`);
    const file = path.join(out, "faulty.pdf");
    await print(page, file);
    assert.deepEqual(faultsOf({ code: "AAA-01" }, 1, await readPDF(file)).map((f) => f.split(":")[0]),
      ["2 sides, may take 1", "not A4", "no 1 / 2 on that sheet", "no code on sheet 2", "no 2 / 2 on that sheet"]);
    await page.close();
  });

  await t.test("every card", async (t) => {
    const faults = [];
    let oneSided = 0;
    await inTabs(browser, 3, [...cards.entries()], async (page, [i, card]) => {
      await page.goto(site.url(card.url));
      const sides = sidesOf(card);
      if (sides === 1) oneSided++;
      const file = path.join(out, `${i}.pdf`);
      await print(page, file);
      faults.push(...faultsOf(card, sides, await readPDF(file)).map((f) => [card.url, f]));
    });
    assertNone(faults);
    assert.ok(oneSided > 0, "no reflex card among them: their limit was not tried");
    t.diagnostic(`${cards.length} documents, ${oneSided} of one side`);
  });
});
