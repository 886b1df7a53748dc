// Pages of every layout, opened from disk with the network cut, in both engines: no error, nothing refused, nothing fetched.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { browsers, inTabs, watch } from "./browsers.mjs";
import { assertNone } from "./faults.mjs";
import { copySite, listFiles, pagesOf, sampled, sites } from "./site.mjs";

// Pages with one fault each: the watcher must see it, in both engines, or the proof below proves nothing.
const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:">`;
const faulty = {
  "style.html": [policy + `<p style="color:red">`, /policy style-src/],
  "inline.html": [policy + `<script>1</script>`, /policy script-src/],
  "handler.html": [policy + `<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=" onload="1">`, /policy script-src/],
  "missing.html": [policy + `<script src="absent.js"></script>`, /missing resource|request failed/],
  "network.html": [`<img src="http://192.0.2.1/x.png">`, /192\.0\.2\.1/],
  "outside.html": [`<img src="../../outside.png">`, /outside the folder|missing resource/],
  "error.html": [`<script>throw new Error("broken")</script>`, /broken/],
  "console.html": [`<script>console.error("said")</script>`, /console error: said/],
};

async function faultySite() {
  const dir = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-faults-"));
  for (const [name, [body]] of Object.entries(faulty)) {
    await writeFile(path.join(dir, name), `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>x</title>${body}`);
  }
  await writeFile(path.join(dir, "sound.html"), `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>x</title>${policy}<p>x`);
  const site = await copySite(dir);
  await rm(dir, { recursive: true });
  return site;
}

const tabs = 4;

for (const [engine, launch] of Object.entries(browsers)) {
  test(`pages: ${engine}`, async (t) => {
    const browser = await launch();
    t.after(() => browser.close());

    await t.test("the watcher sees each kind of fault, and none on a sound page", async () => {
      const site = await faultySite();
      try {
        const page = await browser.newPage();
        const open = await watch(page, site.root);
        for (const [name, [, expected]] of Object.entries(faulty)) {
          const faults = await open(site.url(name));
          assert.match(faults.join("\n"), expected, name);
        }
        assert.deepEqual(await open(site.url("sound.html")), []);
        await page.close();
      } finally {
        await site.remove();
      }
    });

    for (const { language, dir } of Object.values(sites)) await t.test(`every page opens without a fault, ${language}`, async (t) => {
      const site = await copySite(dir);
      t.after(site.remove);
      const all = pagesOf(await listFiles(site.dir));
      const files = sampled(all, engine === "firefox" ? 8 : 3); // Firefox takes twice the time
      const faults = [];
      const openers = new Map();
      await inTabs(browser, tabs, files, async (page, file) => {
        for (const fault of await openers.get(page)(site.url(file))) faults.push([file, fault.replaceAll(site.root, "")]);
      }, async (page) => openers.set(page, await watch(page, site.root)));
      assertNone(faults);
      t.diagnostic(`${engine}: ${files.length} of ${all.length} pages`);
    });
  });
}
