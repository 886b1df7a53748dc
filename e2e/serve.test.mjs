// `planblanc serve` in both engines: a card that is saved loads itself again, a style without a reload, a mistake is laid
// over the last good page and goes when it is mended.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { browsers } from "./browsers.mjs";
import { newTab } from "./reader.mjs";

const top = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const card = "fiches/general/premiers-gestes";

// The program on a copy of the content, with a theme folder to lay over its own.
async function preview(t) {
  const dir = await mkdtemp(path.join(tmpdir(), "planblanc-"));
  const content = path.join(dir, "contenu"), theme = path.join(dir, "thème");
  await cp(path.join(top, "content"), content, { recursive: true });
  await mkdir(path.join(theme, "styles"), { recursive: true });
  const child = spawn(path.join(top, "bin/planblanc"), ["serve", "-s", content, "--theme", theme, "-p", "0", "--date", "2026-11-23"], {
    env: { ...process.env, PLANBLANC_LANG: "fr" },
  });
  let said = "";
  child.stderr.on("data", (text) => (said += text));
  const root = await new Promise((done, failed) => {
    child.stdout.on("data", (text) => {
      said += text;
      const found = said.match(/^Aperçu : http:\/\/localhost:(\d+)\/ /m);
      if (found) done(`http://127.0.0.1:${found[1]}/`);
    });
    child.on("exit", (code) => failed(new Error(`serve ended with ${code}:\n${said}`)));
  });
  t.after(async () => {
    child.kill("SIGINT");
    await rm(dir, { recursive: true, force: true });
  });
  // Saves as editors do: another file, then a rename.
  const save = async (file, change) => {
    const name = path.join(content, file);
    const text = change(await readFile(name, "utf8"));
    await writeFile(name + "~", text);
    await rename(name + "~", name);
  };
  return { root, save, theme };
}

const overlay = (page) => page.$eval("#p_live", (box) => box.innerText);
const title = (page) => page.$eval("h1", (h) => h.textContent.trim());

for (const [name, launch] of Object.entries(browsers)) {
  test(`serve: ${name}`, async (t) => {
    const { root, save, theme } = await preview(t);
    const browser = await launch({ loopback: true });
    t.after(() => browser.close());
    const faults = [];
    const page = await newTab(browser, faults);
    await page.goto(`${root}${card}.html`, { waitUntil: "load" });
    const before = await title(page);
    const until = (text) => page.waitForFunction((t) => document.querySelector("h1")?.textContent.includes(t), {}, text);

    await t.test("a card that is saved is loaded again", async () => {
      await save(`${card}.md`, (text) => text.replace(/^title: .*$/m, "title: Tout est noir ici"));
      assert.doesNotMatch(before, /Tout est noir ici/);
      await until("Tout est noir ici");
    });

    await t.test("a mistake is laid over the last good page, and goes when it is mended", async () => {
      await save(`${card}.md`, (text) => text.replace(/^title:/m, "titre:"));
      await page.waitForSelector("#p_live");
      const said = await overlay(page);
      assert.match(said, /premiers-gestes\.md:2:1: erreur : clé inconnue « titre » \[unknown-key\]/);
      assert.match(said, /2 \| titre: Tout est noir ici/);
      assert.match(said, /vouliez-vous title \?/);
      assert.equal(await title(page), "Tout est noir ici");
      await page.goto(`${root}index.html`, { waitUntil: "load" });
      await page.waitForSelector("#p_live");
      await save(`${card}.md`, (text) => text.replace(/^titre: .*$/m, "title: Tout revient"));
      await page.waitForFunction(() => !document.getElementById("p_live"));
      await page.goto(`${root}${card}.html`, { waitUntil: "load" });
      assert.equal(await title(page), "Tout revient");
    });

    await t.test("a style changes without a reload", async () => {
      await page.evaluate(() => (window.__stays = true));
      const style = await readFile(path.join(top, "themes/default/components/head/head.css"), "utf8");
      await mkdir(path.join(theme, "components/head"), { recursive: true });
      await writeFile(path.join(theme, "components/head/head.css"), style + "\n.head__title { letter-spacing: 7px; }\n");
      await page.waitForFunction(() => getComputedStyle(document.querySelector(".head__title")).letterSpacing === "7px");
      assert.equal(await page.evaluate(() => window.__stays), true);
    });

    assert.deepEqual(faults, []);
  });
}
