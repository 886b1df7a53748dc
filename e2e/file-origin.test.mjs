// The browsers of these tests obey the rules a reader's browser obeys on file://, and nothing else answers.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { browsers } from "./browsers.mjs";
import { copySite } from "./site.mjs";

// No policy on these pages: the origin rule alone must refuse.
async function bareSite() {
  const dir = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-bare-"));
  await writeFile(path.join(dir, "bare.html"), `<!DOCTYPE html><html lang="fr"><title>bare</title><script src="neighbour.js"></script>`);
  await writeFile(path.join(dir, "neighbour.js"), "var neighbour = 1;\n");
  await writeFile(path.join(dir, "neighbour.json"), "{}\n");
  const site = await copySite(dir);
  await rm(dir, { recursive: true });
  return site;
}

async function ask(url) {
  const fetched = await fetch(url).then(() => "answered", () => "refused");
  const asked = await new Promise((done) => {
    try {
      const x = new XMLHttpRequest();
      x.onload = () => done("answered");
      x.onerror = () => done("refused");
      x.open("GET", url);
      x.send();
    } catch {
      done("refused");
    }
  });
  return { fetched, asked };
}

for (const [engine, launch] of Object.entries(browsers)) {
  test(`file-origin: ${engine}`, async (t) => {
    const site = await bareSite();
    t.after(site.remove);
    const browser = await launch();
    t.after(() => browser.close());
    const page = await browser.newPage();
    await page.goto(site.url("bare.html"));

    await t.test("a neighbour script runs from a folder with spaces, accents, # and %", async () => {
      assert.equal(await page.evaluate(() => window.neighbour), 1);
    });
    // Answered to every origin, were there a way to it: only the cut network refuses.
    let asked = 0;
    const server = createServer((_, answer) => {
      asked++;
      answer.writeHead(200, { "Access-Control-Allow-Origin": "*" }).end("{}");
    });
    await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
    t.after(() => server.close());
    const address = `http://127.0.0.1:${server.address().port}/`;
    assert.equal((await fetch(address)).status, 200);

    for (const [name, target] of [["a neighbour file", "neighbour.json"], ["a live local server", address]]) {
      await t.test(`fetch and XMLHttpRequest of ${name} fail`, async () => {
        assert.deepEqual(await page.evaluate(ask, target), { fetched: "refused", asked: "refused" });
      });
    }
    await t.test("the server was never asked", () => assert.equal(asked, 1));
  });
}
