// The crisis cell's notices on a site opened from disk: the newest is read at once, the older ones fold open without
// JavaScript, the card stays near, and nothing of it breaks a rule of access.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import axe from "axe-core";
import { browsers } from "./browsers.mjs";

const top = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const program = path.join(top, "bin/planblanc");
const run = (dir, ...args) => promisify(execFile)(program, args, { cwd: dir, env: { ...process.env, PLANBLANC_LANG: "fr", HOME: dir } });

const card = "fiches/urgences/ecrans-bloques.html";
const sentence = "Les familles sont reçues à l'accueil principal, jamais dans les services ; envoyer un coursier pour tout message écrit, en deux exemplaires signés. ";
const notices = [sentence + "Le premier message.", sentence + "Le deuxième message.", sentence + "Le dernier message, plus long : le standard répond au 7000."];

// A site with three long notices, and a card of it.
async function makeSite() {
  const dir = await mkdtemp(path.join(tmpdir(), "planblanc-crise-"));
  await cp(path.join(top, "content"), path.join(dir, "content"), { recursive: true });
  for (const [i, text] of notices.entries()) await run(dir, "notice", text, "--at", `2026-11-2${i} 03:10`);
  await run(dir, "build", "--date", "2026-11-23");
  return { dir, url: (file) => pathToFileURL(path.join(dir, "public", file)).href };
}

const seen = (page, text) => page.evaluate((text) => {
  const shown = [...document.querySelectorAll(".crisis__text")].find((e) => e.textContent.includes(text) && e.checkVisibility());
  return shown ? shown.getBoundingClientRect().bottom : null;
}, text);

test("crisis: notices in both engines", async (t) => {
  const site = await makeSite();
  t.after(() => rm(site.dir, { recursive: true, force: true }));
  for (const [engine, launch] of Object.entries(browsers)) {
    await t.test(engine, async () => {
      const browser = await launch();
      try {
        const page = await browser.newPage();
        const asked = [];
        page.on("request", (request) => /^(file|data):/.test(request.url()) || asked.push(request.url()));
        page.on("console", (message) => message.type() === "error" && asked.push(message.text()));
        if (engine === "chromium") await page.setJavaScriptEnabled(false); // Firefox's driver cannot
        await page.setViewport({ width: 390, height: 844 });
        await page.goto(site.url(card));
        assert.ok(await seen(page, "Le dernier message"), "the newest notice is not shown");
        assert.equal(await seen(page, "Le premier message"), null, "an older notice is not folded");
        const title = await page.$eval("h1", (h) => h.getBoundingClientRect().bottom);
        assert.ok(title < 844, `the card's title ends at ${title} px of 844`);
        await page.click(".crisis__older summary");
        assert.ok(await seen(page, "Le premier message"), "the older notices do not unfold");

        assert.deepEqual(asked, []);
        if (engine !== "chromium") return; // nor show a page as it is printed
        await page.emulateMediaType("print");
        const printed = await page.evaluate(() => [...document.querySelectorAll(".crisis")].filter((e) => e.checkVisibility()).map((e) => e.textContent));
        assert.equal(printed.length, 1, "a sheet carries one notice");
        assert.match(printed[0], /Le dernier message.*2 messages plus anciens/s);
        await page.goto(site.url("index-a-z.html"));
        for (const text of ["Le dernier message", "Le deuxième message", "Le premier message"]) assert.ok(await seen(page, text), `${text} is not printed`);
      } finally {
        await browser.close();
      }
    });
  }
});

test("crisis: no violation, in two schemes and forced colours", async (t) => {
  const site = await makeSite();
  t.after(() => rm(site.dir, { recursive: true, force: true }));
  const browser = await browsers.chromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  const client = await page.createCDPSession();
  const faults = [];
  for (const file of [card, "index.html"]) {
    await page.goto(site.url(file));
    await page.evaluate(axe.source);
    await page.evaluate(() => (document.querySelector(".crisis__older").open = true));
    for (const [scheme, forced] of [["light", "none"], ["dark", "none"], ["dark", "active"]]) {
      await client.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }, { name: "forced-colors", value: forced }] });
      for (const width of [1366, 390, 320]) {
        await page.setViewport({ width, height: 768 });
        const found = await page.evaluate(async (contrast) => {
          const { violations } = await window.axe.run(document.querySelector(".crisis"), { rules: { "color-contrast": { enabled: contrast } } });
          const root = document.documentElement;
          return [...violations.map((v) => v.id), ...(root.scrollWidth > root.clientWidth ? ["scrolls sideways"] : [])];
        }, forced === "none");
        for (const fault of found) faults.push(`${file}, ${scheme}, forced ${forced}, ${width} px: ${fault}`);
        const edge = await page.$eval(".crisis", (e) => getComputedStyle(e).borderTopWidth);
        if (edge === "0px") faults.push(`${file}: no edge with forced colours`);
      }
    }
  }
  assert.deepEqual(faults, []);
});
