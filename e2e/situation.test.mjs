// Ticks of a card, and situation.html: the cards under way and the logbook, from disk and over http, in both engines and
// languages: what is kept, what is not, by a full store, none, two tabs, a computer left alone; entries that can be
// struck and never changed.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import axe from "axe-core";
import { catchFiles, exported, fullStore, importFile, noStore, reading, said, shift } from "./reader.mjs";
import { insert, manifest, pattern, plain, readings } from "./site.mjs";

const rows = (page) => page.$$eval("#l_entries tr", (all) => all.map((r) => [...r.cells].slice(0, 5).map((c) => c.textContent.replace(/\s+/g, " ").trim())));

const sealOf = (entry, before) => createHash("sha256").update(JSON.stringify([...entry, before])).digest("hex");

// Entries as the page makes them, by another program than the page's.
function chain(n) {
  const entries = [];
  for (let i = 1, before = ""; i <= n; i++) {
    const entry = [i, "2026-11-29 14:32:05 +01:00", "Fait", `Inscription numéro ${i} : lit ${i % 30} évacué vers le secteur B`, "CS", 0];
    entries.push([...entry, (before = sealOf(entry, before))]);
  }
  return entries;
}

for (const { engine, way, site: { dir, words }, name } of readings) {
  const starts = (key) => new RegExp(`^${pattern(words[key])}`);
  test(`situation: ${name}`, async (t) => {
    const { site, browser, faults, openTab } = await reading(t, engine, way, dir, catchFiles);
    const { cards } = await manifest(dir);
    const card = cards.find((c) => c.parts.filter((p) => p.kind === "action").length > 5);
    const folder = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-log-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const forget = async (page) => {
      await page.evaluate(() => localStorage.clear());
      await page.reload();
    };
    const tick = (page, n) => page.$eval(`[aria-labelledby=p_action${n}]`, (box) => box.click());
    const ticked = (page) => page.$$eval("input.action__box", (all) => all.map((b, i) => (b.checked ? i + 1 : 0)).filter(Boolean));
    const enter = (page, text, kind = 0, who = "CS") => page.evaluate((text, kind, who) => {
      document.querySelector("#l_text").value = text;
      document.querySelector("#l_kind").selectedIndex = kind;
      document.querySelector("#l_who").value = who;
      document.querySelector("#l_form").requestSubmit();
    }, text, kind, who);

    await t.test("ticks keep time and initials, are undone, and outlive the page", async () => {
      const page = await openTab(card.url);
      await page.type("#p_initials", "AB");
      await tick(page, 1);
      await tick(page, 3);
      assert.deepEqual(await ticked(page), [1, 3]);
      assert.match(await said(page, ".action--done .action__when"), /^\d\d:\d\d AB$/);
      const total = await page.$$eval("input.action__box", (all) => all.length);
      assert.equal(await said(page, "#p_done"), `2 / ${total}`);
      await page.click("#p_reset");
      assert.deepEqual(await ticked(page), []);
      await page.click("#p_undo");
      assert.deepEqual(await ticked(page), [1, 3]);
      await page.click("#p_undo");
      assert.deepEqual(await ticked(page), [1]);
      await page.reload();
      assert.deepEqual(await ticked(page), [1]);
      await forget(page);
      assert.deepEqual(await ticked(page), []);
      await page.close();
    });

    await t.test("two tabs of a card say the same", async () => {
      const [one, two] = [await openTab(card.url), await openTab(card.url)];
      await tick(one, 2);
      await two.waitForFunction(() => document.querySelector("[aria-labelledby=p_action2]").checked);
      await forget(one);
      await one.close();
      await two.close();
    });

    await t.test("a computer left alone forgets ticks, not sooner", async () => {
      const page = await openTab(card.url);
      await tick(page, 1);
      const soon = await openTab(card.url, (page) => shift(page, 11));
      assert.deepEqual(await ticked(soon), [1]);
      const late = await openTab(card.url, (page) => shift(page, 13));
      assert.deepEqual(await ticked(late), []);
      await late.reload();
      assert.deepEqual(await ticked(late), []);
      for (const tab of [page, soon, late]) await tab.close();
    });

    await t.test("without a store, ticks last from link to link, and the pages say so", async () => {
      const page = await openTab(card.url, noStore);
      await page.type("#p_initials", "É.B");
      await tick(page, 1);
      await tick(page, 4);
      assert.match(await said(page, "#p_kept"), starts("ticks.lost"));
      await Promise.all([page.waitForNavigation(), page.click("#p_log")]);
      await page.waitForSelector("#l_entries tr");
      assert.match(await said(page, "#l_warning"), starts("log.lost"));
      const [second, first] = await rows(page);
      assert.match(plain(first[3]), new RegExp(`^${pattern(insert(words["log.ticked"], { code: card.code, n: 1 }))}`));
      assert.match(plain(second[3]), new RegExp(`^${pattern(insert(words["log.ticked"], { code: card.code, n: 4 }))}`));
      assert.equal(first[4], "É.B");
      await exported(page, "#l_html"); // else leaving would be asked about
      await Promise.all([page.waitForNavigation(), page.click("#l_cards a")]);
      await page.waitForFunction(() => document.querySelector("input.action__box"));
      assert.deepEqual(await ticked(page), [1, 4]);
      assert.match(await said(page, ".action--done .action__when"), /É\.B$/);
      assert.ok(!page.url().includes("#"), page.url());
      await page.close();
    });

    await t.test("with a full store, the page holds the ticks and says that they will be lost", async () => {
      const page = await openTab(card.url, fullStore);
      await tick(page, 1);
      assert.deepEqual(await ticked(page), [1]);
      assert.match(await said(page, "#p_kept"), starts("ticks.lost"));
      await page.close();
    });

    await t.test("the home page lists the cards under way where pages share a store", async () => {
      const page = await openTab(card.url);
      await tick(page, 1);
      const home = await openTab("index.html");
      const listed = await home.$$eval("#p_cards a", (all) => all.map((a) => a.textContent));
      if (engine === "chromium" || way === "http") assert.match(listed.join(), new RegExp(`${card.code} .* — 1 / `));
      else assert.deepEqual(listed, []);
      await forget(page);
      await page.close();
      await home.close();
    });

    const hostile = `<img src=x onerror="alert(1)"> & "guillemets" ; l’apostrophe`;

    await t.test("entries are numbered, corrected, never erased", async () => {
      const page = await openTab("situation.html");
      await enter(page, "Plan blanc déclenché", 1, "DG");
      await enter(page, hostile);
      await enter(page, "=1+1");
      await enter(page, "   ");
      await page.click("[data-strike='1']");
      await enter(page, "Plan blanc numérique seul", 0, "DG");
      const all = await rows(page);
      assert.deepEqual(all.map((r) => r[0]), ["4", "3", "2", "1"]);
      assert.equal(plain(all[0][3]), `${insert(words["log.corrects"], { n: 1 })} Plan blanc numérique seul`);
      assert.equal(all[0][2], words["log.correction"]);
      assert.equal(all[2][3], hostile);
      assert.equal(plain(all[3][3]), `Plan blanc déclenché ${insert(words["log.struck"], { n: 4 })}`);
      assert.equal(await page.$$eval("s", (s) => s.length), 1);
      await page.reload();
      assert.deepEqual(await rows(page), all);

      const other = await openTab("situation.html");
      await enter(other, "D’un autre onglet");
      await page.waitForFunction(() => document.querySelectorAll("#l_entries tr").length === 5);
      await enter(page, "Puis d’ici");
      assert.deepEqual((await rows(page)).slice(0, 2).map((r) => [r[0], r[3]]), [["6", "Puis d’ici"], ["5", "D’un autre onglet"]]);
      await other.close();
      await page.close();
    });

    await t.test("an exported file comes back, and each line that was touched is named", async () => {
      const page = await openTab("situation.html");
      const before = await rows(page);
      const files = { "page.html": await exported(page, "#l_html"), "table.csv": await exported(page, "#l_csv") };
      assert.ok(files["table.csv"].includes(`"'=1+1"`), "a formula is not guarded");
      assert.ok(!files["page.html"].includes("<img"), "an entry became markup");
      await page.click("#l_clear");
      assert.deepEqual(await rows(page), []);
      for (const [name, text] of Object.entries(files)) {
        for (const [what, altered, lines] of [
          ["a word", text.replace("Puis d’ici", "Puis de là"), "6"],
          ["a time", text.replace(/(\d{4}-\d\d-\d\d \d\d):\d\d/, "$1:61"), "1"],
          ["a line taken out", text.split("\n").filter((line) => !line.includes("=1+1")).join("\n"), `3, 4, 5, ${words["board.end"]}`],
        ]) {
          const answer = await importFile(page, path.join(folder, name), altered);
          assert.match(answer, new RegExp(`^${pattern(insert(words["log.file-altered"], { lines }))}`), `${name}, ${what}: ${answer}`);
          assert.deepEqual(await rows(page), []);
        }
        assert.match(await importFile(page, path.join(folder, name), text), new RegExp(`^${pattern(insert(words["log.taken"], { n: 6 }))}`));
        assert.deepEqual(await rows(page), before, name);
        await page.click("#l_clear");
      }
      for (const text of ["", "a;b\n1;2\n", "<p>x</p>", "<table id=planblanc-logbook><tbody><tr><td>1"]) assert.match(await importFile(page, path.join(folder, "x.html"), text), starts("log.not-ours"));
      await enter(page, "Une autre main courante");
      assert.match(await importFile(page, path.join(folder, "page.html"), files["page.html"]), starts("log.other"));
      await page.click("#l_clear");
      assert.match(await said(page, "#l_warning"), starts("log.unsaved"));
      assert.equal((await rows(page)).length, 1);
      await page.click("#l_clear");
      assert.deepEqual(await rows(page), []);
      await page.close();
    });

    await t.test("an entry altered in the store shows", async () => {
      const page = await openTab("situation.html");
      for (const text of ["Un", "Deux", "Trois"]) await enter(page, text);
      await page.evaluate(() => {
        const key = Object.keys(localStorage).find((k) => k.endsWith(":log:0"));
        localStorage[key] = localStorage[key].replace("Deux", "Dix");
      });
      await page.reload();
      assert.match(await said(page, "#l_warning"), new RegExp(`^${pattern(insert(words["log.broken"], { n: 1 }))}`));
      assert.equal(await page.$eval(".log__bad td", (td) => td.textContent), "2");
      await forget(page);
      await page.close();
    });

    await t.test("5,000 entries stay usable, and are printed in order", async (t) => {
      const page = await openTab("situation.html");
      const entries = chain(5000);
      await page.evaluate((entries) => {
        const prefix = "planblanc:" + window.planblancCopy.name + ":log:";
        for (let i = 0; i * 100 < entries.length; i++) localStorage[prefix + i] = JSON.stringify(entries.slice(i * 100, i * 100 + 100));
      }, entries);
      await page.reload();
      assert.equal(await page.$$eval(".log__bad", (all) => all.length), 0);
      const [times, laidOut] = await page.evaluate(() => {
        const times = [[], []]; // to enter it, and until the page is laid out as well
        for (let i = 0; i < 20; i++) {
          document.querySelector("#l_text").value = "Ajout " + i;
          const start = performance.now();
          document.querySelector("#l_form").requestSubmit();
          times[0].push(performance.now() - start);
          document.body.getBoundingClientRect();
          times[1].push(performance.now() - start);
        }
        return times.map((all) => all.sort((a, b) => a - b));
      });
      const told = (all) => `${all[10].toFixed(1)} ms (median of 20), at most ${all[19].toFixed(1)} ms`;
      t.diagnostic(`${engine}: an entry after 5,000 takes ${told(times)}; until it is laid out, ${told(laidOut)}`);
      assert.ok(times[10] < 50, `${times}`);
      assert.equal((await rows(page)).length, 50);
      const printed = await page.evaluate(() => {
        window.dispatchEvent(new Event("beforeprint"));
        const numbers = [...document.querySelectorAll("#l_entries tr")].map((r) => Number(r.cells[0].textContent));
        window.dispatchEvent(new Event("afterprint"));
        return numbers;
      });
      assert.deepEqual(printed, Array.from({ length: 5020 }, (_, i) => i + 1));
      await forget(page);
      await page.close();
    });

    await t.test("a forged address adds nothing that leads elsewhere", async () => {
      const page = await openTab("situation.html");
      for (const url of ["javascript:alert(1)//.html", "https://example.org/x.html", "//x/y.html", "../x.html", "a/../../x.html", "%2e%2e/x.html", "/x.html", "a\\b.html"]) {
        await page.evaluate((card) => (location.hash = "fiche=" + encodeURIComponent(JSON.stringify(card))), { code: "URG-01", url, title: "x", total: 1, done: [] });
        await page.waitForFunction(() => !location.hash);
        assert.deepEqual(await page.$$eval("#l_cards a", (all) => all.map((a) => a.href)), [], url);
      }
      await forget(page);
      await page.close();
    });

    if (engine === "chromium") await t.test("the browser saves the file", async () => {
      const page = await browser.newPage();
      const client = await page.createCDPSession();
      await client.send("Browser.setDownloadBehavior", { behavior: "allow", downloadPath: folder });
      await page.goto(site.url("situation.html"));
      await enter(page, "À garder");
      await page.click("#l_csv");
      let saved;
      for (let i = 0; i < 100 && !saved; i++) {
        await new Promise((done) => setTimeout(done, 50));
        saved = (await readdir(folder)).find((name) => /^main-courante-\d{4}-\d\d-\d\d-\d\dh\d\d\.csv$/.test(name));
      }
      assert.match(await readFile(path.join(folder, saved), "utf8"), /"À garder"/);
      await forget(page);
      await page.close();
    });

    await t.test("no fault", () => assert.deepEqual(faults, []));

    if (engine !== "chromium") return;
    await t.test("axe finds nothing on ticks and entries", async () => {
      for (const file of [card.url, "situation.html"]) {
        const page = await openTab(file);
        await page.evaluate(axe.source);
        if (file === card.url) await tick(page, 1);
        else {
          for (const text of ["Un", "Deux"]) await enter(page, text);
          await page.click("[data-strike='1']");
          await enter(page, "Trois");
        }
        for (const [width, height] of [[1366, 768], [390, 844], [320, 640]]) {
          await page.setViewport({ width, height });
          for (const scheme of ["light", "dark"]) {
            await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
            const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => `${v.id} ${n.target}`))));
            assert.deepEqual(found, [], `${file} ${width} ${scheme}`);
          }
          assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${file} scrolls sideways at ${width} px`);
        }
        await forget(page);
        await page.close();
      }
    });
  });
}
