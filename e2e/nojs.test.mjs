// With JavaScript switched off, a card is reached from the home page with the mouse.
import assert from "node:assert/strict";
import test from "node:test";
import { launchChromium } from "./browsers.mjs";
import { copySite, layoutOf, manifest, sites } from "./site.mjs";

// Clicks the first visible link whose target, relative to the site, passes the test; gives where it led.
async function click(page, site, wanted) {
  const targets = await page.$$eval("a[href]", (links) => links.map((a) => a.href.split("#")[0]));
  const links = await page.$$("a[href]");
  for (const [i, target] of targets.entries()) {
    const link = links[i];
    if (!target.startsWith(site.root) || !wanted(decodeURI(target.slice(site.root.length)))) continue;
    if (!(await link.isVisible())) continue;
    await Promise.all([page.waitForNavigation(), link.click()]);
    assert.equal(page.url().split("#")[0], target);
    return decodeURI(target.slice(site.root.length));
  }
  assert.fail(`no visible link of that kind on ${page.url()}`);
}

for (const { language, dir } of Object.values(sites)) test(`nojs: home, a service, a card, by clicking, ${language}`, async (t) => {
  const site = await copySite(dir);
  t.after(site.remove);
  const cards = new Set((await manifest(dir)).cards.map((c) => c.url));
  assert.ok(cards.size > 0, "the manifest lists no card");
  const browser = await launchChromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(site.url("index.html"));

  const service = await click(page, site, (file) => layoutOf(file) === "service");
  assert.ok(await page.$eval("h1", (h) => h.textContent.trim()), service);
  const card = await click(page, site, (file) => cards.has(file));
  assert.ok(await page.$eval("h1", (h) => h.textContent.trim()), card);
  t.diagnostic(`index.html → ${service} → ${card}`);
});
