// Any page, printed by accident or not, by a reader with a dark screen: black letters of 7.5 points at least, actions of
// 11.5, the edition kept, a code after each link to a card, no menu.
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { inTabs, launchChromium } from "./browsers.mjs";
import { assertNone } from "./faults.mjs";
import { layoutOf, listFiles, manifest, pagesOf, sites } from "./site.mjs";

// What stands on paper too small to be read after a photocopy, in grey, or before an action too small for a standing
// reader: sizes in points as the browser computes them, which may lose some thousandths.
const unreadable = (page) => page.evaluate(() => {
  const faults = new Set();
  const size = (style) => Math.round(parseFloat(style.fontSize) * 75) / 100;
  for (const e of document.body.querySelectorAll("*")) {
    if (e.getClientRects().length === 0 || e.closest("svg")) continue;
    const name = e.className ? `${e.localName}.${e.className}` : e.localName;
    const say = (words, style) => {
      if (size(style) < 7.5) faults.add(`${size(style)} pt in ${name}: ${words}`);
      if (e.closest(".action__text") && size(style) < 11.5) faults.add(`an action in ${size(style)} pt: ${words}`);
      if (style.color !== "rgb(0, 0, 0)") faults.add(`${style.color} in ${name}: ${words}`);
    };
    const text = [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data).join("").trim();
    if (text) say(text.slice(0, 30), getComputedStyle(e));
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(e, pseudo);
      if (!["none", "normal", '""'].includes(style.content)) say(style.content, style);
    }
  }
  return [...faults];
});

// What a reader who prints any page loses or wastes: the edition, the codes of the cards it names; menus and buttons.
const accidents = (page) => page.evaluate(() => {
  const seen = (e) => e.getClientRects().length > 0;
  const faults = [];
  for (const e of document.querySelectorAll(".menu, .search, .trail, .bottom, .button, .skip, button, input:not(.action__box)")) if (seen(e)) faults.push(`${e.localName}.${e.className} on paper`);
  const words = [...document.querySelectorAll(".edition, .sheet__foot, .pocket__face, .cover")].filter(seen).map((e) => e.textContent).join(" ");
  if (!/2026\.11/.test(words)) faults.push("no edition on paper");
  for (const a of document.querySelectorAll("main a[data-code]")) {
    if (seen(a) && !a.textContent.includes(a.dataset.code) && !getComputedStyle(a, "::after").content.includes(a.dataset.code)) faults.push(`no code after ${a.textContent}`);
  }
  return faults;
});

// Both at once: asking for the one drops the other.
async function onPaper(page) {
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { media: "print", features: [{ name: "prefers-color-scheme", value: "dark" }] });
}

test("every page on paper", async (t) => {
  const browser = await launchChromium();
  t.after(() => browser.close());

  await t.test("the checks see small, grey and lost words", async () => {
    const page = await browser.newPage();
    await onPaper(page);
    await page.setContent(`<style>@media screen { p { font-size: 20pt !important } }</style><a class="button" href="x" style="font-size:7pt;color:#111">x</a>
      <main><a style="color:#000" href="x" data-code="AAA-01">y</a></main><p class="action__text" style="font-size:11pt">z</p>`);
    assert.deepEqual((await unreadable(page)).map((f) => f.split(":")[0]), ["7 pt in a.button", "rgb(17, 17, 17) in a.button", "an action in 11 pt"]);
    assert.deepEqual(await accidents(page), ["a.button on paper", "no edition on paper", "no code after y"]);
    await page.close();
  });

  for (const { language, dir } of Object.values(sites)) await t.test(`black and legible, the edition and the codes kept, ${language}`, async (t) => {
    const { cards } = await manifest(dir);
    const faults = [];
    let pages = 0;
    // The pages of a service for each situation are lists alike: its first stands for them.
    const services = new Set();
    const files = pagesOf(await listFiles(dir)).filter((file) => layoutOf(file) !== "pair" || (!services.has(path.dirname(file)) && services.add(path.dirname(file))));
    await inTabs(browser, 2, files, async (page, file) => {
      await page.goto(pathToFileURL(path.join(dir, file)).href);
      if (await page.evaluate(() => document.querySelector("meta[http-equiv=refresh]") !== null)) return;
      pages++;
      faults.push(...[...await unreadable(page), ...await accidents(page)].map((f) => [file, f]));
    }, onPaper);
    assertNone(faults);
    assert.ok(pages > cards.length, "no page but the cards");
    t.diagnostic(`${pages} pages`);
  });
});
