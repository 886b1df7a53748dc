// papier.html and the search box: what a sheet of paper is worth, from disk and over http, in both engines and
// languages, with a register of former sheets put beside the site's own.
import assert from "node:assert/strict";
import { readFile, writeFile, rm } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import axe from "axe-core";
import { browsers } from "./browsers.mjs";
import { newTab } from "./reader.mjs";
import { insert, manifest, open, pattern, plain, readings } from "./site.mjs";

// The site's list of sheets, with former ones of a card and of one that is gone.
async function withFormer(site, card) {
  const file = path.join(site.dir, "assets/sheets.js");
  const list = JSON.parse((await readFile(file, "utf8")).replace(/^self\.planblancSheets=|;\n$/g, ""));
  list.then = [
    [card.code, "0.8", "0DD8-0DD8", "01/02/2025"], [card.code, "0.9", card.fingerprint, "01/02/2026"],
    ["ZZZ-01", "1.0", "G0NE-G0NE", "03/02/2026"],
  ];
  await writeFile(file, `self.planblancSheets=${JSON.stringify(list)};\n`);
}

for (const { engine, way, site: { dir, words }, name } of readings) {
  test(`match: ${name}`, async (t) => {
    const site = await open(t, way, dir);
    const { cards } = await manifest(dir);
    const [card, other] = cards.filter((c) => /^[A-Z]{3}-\d\d$/.test(c.code) && c.version);
    await withFormer(site, card);
    const browser = await browsers[engine]({ loopback: way === "http" });
    t.after(() => browser.close());
    const faults = [];
    const page = await newTab(browser, faults);
    const answer = () => page.$eval("#p_verdict", (e) => (e.hidden ? "" : e.textContent)).then(plain);
    const rows = () => page.$$eval("#p_sheets tr", (all) => all.map((r) => r.cells[0].textContent));
    const visit = async (hash = "") => {
      await page.goto("about:blank");
      await page.goto(site.url("papier.html") + hash);
    };

    async function ask(text) {
      await page.$eval("#p_sheet", (e) => (e.value = ""));
      await page.type("#p_sheet", text);
      await page.keyboard.press("Enter");
      return answer();
    }

    await t.test("each answer, however it is typed", async () => {
      await visit();
      const said = (key, date) => insert(words[key], { version: card.version, fingerprint: card.fingerprint, date });
      for (const [text, wanted] of [
        [card.code, `${card.code} ${said("match.compare")}`],
        [card.code.toLowerCase().replace("-", " "), `${card.code} ${said("match.compare")}`],
        [`${card.code} v${card.version}`, `${card.code} ${card.version} ${said("match.force")}`],
        [`${card.code} — version ${card.version}`, `${card.code} ${card.version} ${said("match.force")}`],
        [card.fingerprint, `${card.fingerprint} ${said("match.force")}`],
        [card.fingerprint.toLowerCase(), `${card.fingerprint} ${said("match.force")}`],
        [`${card.code} 0.8`, `${card.code} 0.8 ${said("match.replaced")}`],
        ["odd8-odd8", `0DD8-0DD8 ${said("match.replaced")}`],
        [`${card.code} 0.9`, `${card.code} 0.9 ${said("match.force")}`],
        ["ZZZ-01", `ZZZ-01 ${said("match.withdrawn", "03/02/2026")}`],
        ["G0NE-G0NE", `ZZZ-01 G0NE-G0NE ${said("match.withdrawn", "03/02/2026")}`],
        ["ZZZ-02", `ZZZ-02 ${words["match.unknown"]}`],
        ["0000-000Z", `0000-000Z ${words["match.unknown"]}`],
        [`${card.code} 99.9`, `${card.code} 99.9 ${said("match.other")}`],
        ["06399871", words["match.unread"]],
        ["bonjour", words["match.unread"]],
        ["2.1", insert(words["match.alone"], { version: "2.1" })],
        [` ${card.code.toLowerCase().replace("0", "o")}  v${card.version}`, `${card.code} ${card.version} ${said("match.force")}`],
        [card.fingerprint.toLowerCase().replace("-", " "), `${card.fingerprint} ${said("match.force")}`],
      ]) {
        const said = await ask(text);
        assert.ok(said.startsWith(wanted), `${text}: ${said}`);
      }
      assert.deepEqual(faults, []);
    });

    await t.test("what is typed in part, or with one character wrong, leads on", async () => {
      const offered = () => page.$$eval("#p_near button", (all) => all.map((b) => b.textContent));
      const { fingerprint, code } = other;
      const wrong = fingerprint.replace(/.$/, (c) => (c === "Z" ? "Y" : "Z"));
      for (const text of [fingerprint.slice(0, 6), fingerprint.slice(2), fingerprint.slice(0, 3) + fingerprint.slice(4), `${fingerprint}X`, wrong]) {
        await visit();
        await ask(text.toLowerCase());
        assert.ok((await offered()).includes(`${code} ${fingerprint}`), `${text}: ${await offered()}`);
      }
      await page.click("#p_near button");
      assert.match(await answer(), new RegExp(`^${code} ${fingerprint} ${pattern(words["match.force"])}`));
      assert.deepEqual(await rows(), [`${code} ${fingerprint}`], "what was typed wrongly stays in the list");
      assert.ok(await page.$eval("#p_near", (e) => e.hidden));
      await ask(code.slice(0, 3));
      assert.ok((await offered()).length > 0 && (await offered()).every((text) => text.startsWith(code.slice(0, 3))), `${await offered()}`);
      assert.ok((await offered()).length <= 8);
      await ask("ZZZ-02");
      assert.deepEqual(await offered(), []);
      assert.equal(await page.$eval("#p_near a", (a) => a.getAttribute("href")), "versions.html");
      if (engine !== "chromium") return;
      await ask(code.slice(0, 3));
      await page.evaluate(axe.source);
      assert.deepEqual(await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id))), []);
    });

    await t.test("a scanner of another keyboard", async () => {
      await visit();
      const french = { 0: "à", 1: "&", 2: "é", 3: '"', 4: "'", 5: "(", 6: "-", 7: "è", 8: "_", 9: "ç", "-": ")", q: "a", a: "q", z: "w", w: "z" };
      const typed = [...card.code.toLowerCase()].map((c) => french[c] ?? c).join("");
      assert.match(await ask(typed), new RegExp(`^${card.code} ${pattern(words["match.compare"])}`));
    });

    await t.test("several in a row make a list that a visit to a card keeps", async () => {
      await visit();
      for (const text of [card.code, card.version, other.code, other.fingerprint, "ZZZ-01", card.fingerprint, "ZZZ-01"]) await ask(text);
      const first = [`${card.code} ${card.version}`, `${other.code} ${other.fingerprint}`, "ZZZ-01"];
      assert.deepEqual(await rows(), [...first, card.fingerprint]);
      await page.click("#p_sheets a");
      await page.waitForSelector("#p_validity");
      await page.goBack();
      await page.waitForFunction(() => document.querySelectorAll("#p_sheets tr").length === 4);
      await page.click("[data-drop='2']");
      assert.deepEqual(await rows(), [first[0], first[2], card.fingerprint]);
      if (engine === "chromium") {
        await page.emulateMediaType("print");
        const shown = (selector) => page.$$eval(selector, (all) => all.filter((e) => e.getClientRects().length).length);
        assert.equal(await shown("main > .group"), 1);
        assert.equal(await shown("#p_sheets tr"), 3);
        assert.equal(await shown("#p_control button, #p_match"), 0);
        await page.emulateMediaType("screen");
        await page.evaluate(axe.source);
        for (const scheme of ["light", "dark"]) {
          await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
          const found = await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id)));
          assert.deepEqual(found, []);
        }
      }
      await page.click("#p_clear");
      assert.deepEqual(await rows(), []);
      assert.ok(!page.url().includes("#"), page.url());
    });

    await t.test("a broken address is read as far as it goes", async () => {
      await visit(`#feuilles=%E0%A4%A,<b>x</b>,${card.code}`);
      assert.deepEqual(await rows(), [card.code]);
    });

    await t.test("from the search box of a card", async () => {
      await page.goto(site.url(other.url));
      await page.type("#p_query", "zzz-01 1.0");
      await page.waitForFunction((word) => document.querySelector("#p_options").textContent.replace(/[\s\u00a0\u202f]+/g, " ").includes(word), {}, words["match.compare-sheet"]);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      await page.waitForSelector("#p_sheets tr");
      assert.match(await answer(), new RegExp(`^ZZZ-01 1\\.0 ${pattern(words["match.withdrawn"])}`));
      await page.goto(site.url(other.url));
      await page.type("#p_query", card.fingerprint);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      await page.waitForSelector("#p_sheets tr");
      assert.match(await answer(), new RegExp(pattern(words["match.force"])));
      const begun = [card, other].map((c) => c.fingerprint.slice(0, 7)).find((f) => /\d/.test(f));
      await page.goto(site.url(other.url));
      await page.type("#p_query", begun);
      await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
      await page.waitForSelector("#p_near button");
      assert.equal(await answer(), insert(words["match.in-part"], { text: begun }));
      assert.deepEqual(faults, []);
    });

    await t.test("a lost list is said", async () => {
      await rm(path.join(site.dir, "assets/sheets.js"));
      await visit();
      assert.match(await answer(), new RegExp(`^${pattern(words["match.lost"])}`));
      assert.ok(await page.$eval("#p_match", (form) => form.hidden));
    });
  });
}
