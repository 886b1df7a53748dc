// A key in both engines, from disk with the network cut: its door opens the newest complete slot, and verifier.html tells a
// genuine key from one that is not.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import axe from "axe-core";
import { browsers } from "./browsers.mjs";
import { newTab } from "./reader.mjs";

const top = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..");
const program = path.join(top, "bin/planblanc");
const run = (dir, ...args) => promisify(execFile)(program, args, { cwd: dir, env: { ...process.env, PLANBLANC_LANG: "fr", HOME: dir, XDG_STATE_HOME: dir } });

// A small signed site on a key, twice: slot b is the newest.
async function makeKey() {
  const dir = await mkdtemp(path.join(tmpdir(), "planblanc-key-"));
  await run(dir, "new", "site", "base");
  const fingerprint = /SHA256:\S+/.exec((await run(dir, "sign", "keygen", "crise", "--principal", "crise@valmont", "--no-passphrase")).stdout)[0];
  await mkdir(path.join(dir, "clé #1 d'été 100%"));
  for (const date of ["2026-11-23", "2026-11-24"]) {
    await run(dir, "build", "-s", "base/content", "-d", "public", "-D", "--date", date);
    await run(dir, "sign", "public", "--key", "crise");
    await run(dir, "key", "write", "clé #1 d'été 100%");
  }
  const envelope = /Empreinte : (\S+)/.exec((await run(dir, "key", "write", "clé #1 d'été 100%")).stdout)[1];
  return { dir, key: path.join(dir, "clé #1 d'été 100%"), envelope, fingerprint };
}

async function files(dir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((e) => e.isFile()).map((e) => path.relative(dir, path.join(e.parentPath ?? e.path, e.name)));
}

// Gives the page a folder as its picker would; only Chromium's driver can.
async function choose(page, engine, dir) {
  if (engine === "chromium") return (await page.$("#v_folder")).uploadFile(dir);
  const all = [];
  for (const name of await files(dir)) all.push([name, (await readFile(path.join(dir, name))).toString("base64")]);
  await page.evaluate((all) => {
    const list = all.map(([name, text]) => {
      const file = new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name.split("/").pop());
      Object.defineProperty(file, "webkitRelativePath", { value: "key/" + name });
      return file;
    });
    const input = document.getElementById("v_folder");
    Object.defineProperty(input, "files", { value: list, configurable: true });
    input.dispatchEvent(new Event("change"));
  }, all);
}

async function verdict(page, engine, dir, without) {
  await page.reload();
  if (without) await page.evaluate(() => Object.defineProperty(Crypto.prototype, "subtle", { value: undefined, configurable: true }));
  await choose(page, engine, dir);
  await page.waitForFunction(() => !document.getElementById("v_result").hidden && document.getElementById("v_working").hidden);
  return page.$eval("#v_result", (box) => box.innerText);
}

const violations = async (page) => {
  await page.evaluate(axe.source);
  return page.evaluate(async () => (await axe.run()).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target).join(" ")}`));
};

for (const [engine, launch] of Object.entries(browsers)) {
  test(`key: ${engine}`, async (t) => {
    const made = await makeKey();
    const browser = await launch();
    t.after(async () => {
      await browser.close();
      await rm(made.dir, { recursive: true, force: true });
    });
    const url = (...name) => pathToFileURL(path.join(made.key, ...name)).href;

    await t.test("the door opens the newest complete slot", async () => {
      const page = await browser.newPage();
      const opens = async () => {
        await page.goto(url("OUVRIR.html"));
        await page.waitForFunction(() => !/OUVRIR/.test(location.pathname) || /^Aucune/.test(document.getElementById("say").textContent));
        return decodeURIComponent(new URL(page.url()).pathname.slice(new URL(url(".")).pathname.length + 1));
      };
      assert.equal(await opens(), "b/index.html");
      const state = await readFile(path.join(made.key, "b/etat.js"));
      await writeFile(path.join(made.key, "b/etat.js"), state.subarray(0, 30)); // as a cut leaves it
      assert.equal(await opens(), "a/index.html");
      await rm(path.join(made.key, "b/etat.js"));
      assert.equal(await opens(), "a/index.html");
      await rename(path.join(made.key, "a/etat.js"), path.join(made.dir, "etat.js"));
      assert.equal(await opens(), "OUVRIR.html");
      assert.match(await page.$eval("#say", (p) => p.textContent), /Aucune copie complète/);
      if (engine === "chromium") assert.deepEqual(await violations(page), []);
      await rename(path.join(made.dir, "etat.js"), path.join(made.key, "a/etat.js"));
      await writeFile(path.join(made.key, "b/etat.js"), state);
      await page.close();
    });

    // Firefox's driver cannot turn scripts off.
    if (engine === "chromium") await t.test("without scripts the door shows both states", async () => {
      const page = await browser.newPage();
      await page.setJavaScriptEnabled(false);
      await page.setViewport({ width: 390, height: 844 });
      await page.goto(url("OUVRIR.html"));
      const shown = await page.$$eval("img", (all) => all.map((img) => img.naturalWidth));
      assert.deepEqual(shown, [560, 560]);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390);
      await page.click('a[href="a/index.html"]');
      await page.waitForSelector(".hero, main");
      assert.match(page.url(), /\/a\/index\.html$/);
      await page.close();
    });

    await t.test("verifier.html", async (t) => {
      const faults = [];
      const page = await newTab(browser, faults);
      await cp(path.join(made.key, "b/verifier.html"), path.join(made.dir, "verifier.html"));
      await page.goto(pathToFileURL(path.join(made.dir, "verifier.html")).href);
      const is = async (pattern, dir = made.key) => assert.match(await verdict(page, engine, dir), pattern);

      const said = await verdict(page, engine, made.key);
      assert.match(said, /^Tous les fichiers sont intacts/);
      assert.ok(said.includes(made.envelope), said);
      assert.ok(said.includes(made.fingerprint), said);
      assert.match(said, /Signature valable/);
      assert.match(said, /Copie B, édition .* du 24 novembre 2026[^]*Copie A, édition .* du 23 novembre 2026/);
      if (engine === "chromium") assert.deepEqual(await violations(page), []);
      // Where browsers keep their cryptography back, the same sums, and no word on the signature.
      const slow = await verdict(page, engine, made.key, true);
      assert.ok(slow.includes(made.envelope), slow);
      assert.match(slow, /Signature non vérifiée ici/);
      await is(/^Tous les fichiers sont intacts/, path.join(made.dir, "public"));
      const cut = path.join(made.dir, "coupée");
      await cp(made.key, cut, { recursive: true });
      await Promise.all(["etat.js", "etat.svg"].map((name) => rm(path.join(cut, "a", name))));
      await is(/^Tous les fichiers sont intacts[^]*écriture interrompue dans a\//, cut);
      await is(/^Ce dossier ne contient ni clé ni site/, path.join(made.dir, "base"));

      // Each harm is done to a copy, found here, and by the program too.
      const harms = {
        "a byte": [(key) => appendFile(path.join(key, "b/index.html"), " "), /^Clé modifiée[^]*Fichiers modifiés\s+b\/index\.html/],
        "a page of the other slot": [(key) => writeFile(path.join(key, "a/annuaire.html"), "x"), /a\/annuaire\.html/],
        "a missing page": [(key) => rm(path.join(key, "b/annuaire.html")), /Fichiers manquants\s+b\/annuaire\.html/],
        "a program": [(key) => writeFile(path.join(key, "b/OUVRIR.html.lnk"), "x"), /PROGRAMMES INCONNUS, NE PAS OUVRIR\s+b\/OUVRIR\.html\.lnk/],
        "a page too many": [(key) => writeFile(path.join(key, "a/fiches/x.html"), "x"), /Fichiers de trop\s+a\/fiches\/x\.html/],
        "the door": [(key) => appendFile(path.join(key, "OUVRIR.html"), " "), /OUVRIR\.html/],
        "the list of sums": [(key) => appendFile(path.join(key, "b/SHA256SUMS"), "x"), /b\/SHA256SUMS/],
        "the state": [async (key) => writeFile(path.join(key, "b/etat.js"), (await readFile(path.join(key, "b/etat.js"), "utf8")).replace('"number":', '"number":1')), /b\/etat\.js/],
        "the marker": [(key) => rm(path.join(key, "actif-b-2.txt")), /Fichiers manquants\s+actif-b-2\.txt/],
        "the picture": [async (key) => writeFile(path.join(key, "a/etat.svg"), (await readFile(path.join(key, "a/etat.svg"), "utf8")).replace("Valable", "valable")), /Fichiers modifiés\s+a\/etat\.svg/],
        "the marker's text": [(key) => appendFile(path.join(key, "actif-b-2.txt"), "x"), /Fichiers modifiés\s+actif-b-2\.txt/],
        "a program in a slot that nothing opens": [
          async (key) => {
            await Promise.all(["etat.js", "etat.svg"].map((name) => rm(path.join(key, "a", name))));
            await writeFile(path.join(key, "a/z.exe"), "x");
            await appendFile(path.join(key, "a/SHA256SUMS"), "0".repeat(64) + "  z.exe\n");
          },
          /PROGRAMMES INCONNUS, NE PAS OUVRIR\s+a\/z\.exe[^]*écriture interrompue dans a\//,
        ],
        "an armor of other bytes": [async (key) => writeFile(path.join(key, "b/SHA256SUMS.sig"), (await readFile(path.join(key, "b/SHA256SUMS.sig"), "utf8")).replace(/\n-----END/, "\n\n-----END")), /Fichiers modifiés\s+b\/SHA256SUMS\.sig/],
        "another signature": [async (key) => cp(path.join(key, "a/SHA256SUMS.sig"), path.join(key, "b/SHA256SUMS.sig")), /Fichiers modifiés\s+b\/SHA256SUMS\.sig/],
      };
      for (const [name, [harm, expected]] of Object.entries(harms)) {
        const copy = path.join(made.dir, "copie");
        await cp(made.key, copy, { recursive: true });
        await harm(copy);
        assert.match(await verdict(page, engine, copy), expected, name);
        await assert.rejects(run(made.dir, "verify", copy), { code: 1 }, name);
        await rm(copy, { recursive: true });
      }
      await page.setViewport({ width: 390, height: 844 });
      await is(/^Tous/);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, "scrolls sideways");
      assert.deepEqual(faults, []);
      await page.close();
    });
  });
}

// The file systems of keys that FAT has become too small for, through their drivers in user space. Mounting is root's.
const exec = promisify(execFile);
const asRoot = (command, ...args) => (process.getuid() === 0 ? exec(command, args) : exec("sudo", ["-n", command, ...args]));

test("key: written, verified and opened on exFAT and NTFS", async (t) => {
  const made = await makeKey();
  t.after(() => rm(made.dir, { recursive: true, force: true }));
  process.env.PATH += ":/usr/sbin:/sbin";
  for (const [system, format, mount] of [
    ["exfat", ["mkfs.exfat"], ["mount.exfat-fuse"]],
    ["ntfs", ["mkfs.ntfs", "-F", "-q"], ["ntfs-3g", "-o", "windows_names"]],
  ]) {
    const image = path.join(made.dir, system + ".img");
    const dir = path.join(made.dir, system);
    await mkdir(dir);
    await writeFile(image, "");
    await truncate(image, 64 << 20);
    await exec(format[0], [...format.slice(1), image]);
    const device = (await asRoot("losetup", "-f", "--show", image)).stdout.trim();
    try {
      const [command, ...flags] = mount;
      await asRoot(command, ...flags, device, dir);
      try {
        for (const slot of ["a", "b"]) {
          const { stdout } = await run(made.dir, "key", "write", dir, "-d", "public", "--format", "json");
          const report = JSON.parse(stdout);
          assert.equal(report.system, "fuseblk");
          assert.equal(report.slot, "a", `${system}: the same site again is only read`);
          assert.equal(report.current, slot === "b");
        }
        await assert.rejects(run(made.dir, "verify", dir, "--no-memory", "--date", "2026-11-25"), { code: 3 }); // nobody is allowed here
        for (const launch of Object.values(browsers)) {
          const browser = await launch();
          try {
            const page = await browser.newPage();
            await page.goto(pathToFileURL(path.join(dir, "OUVRIR.html")).href);
            await page.waitForFunction(() => /a\/index\.html$/.test(location.pathname) && document.readyState === "complete");
            assert.match(await page.title(), /Plan blanc/);
          } finally {
            await browser.close();
          }
        }
      } finally {
        await asRoot("umount", dir);
      }
    } finally {
      await asRoot("losetup", "-d", device);
    }
  }
});
