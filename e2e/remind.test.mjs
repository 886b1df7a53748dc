// Reminders of actions that say how often: offered on the card, told in the strip of every page, from disk and over
// http, in both engines and languages; late, stopped, started again, by a clock that is wrong, with no store.
import assert from "node:assert/strict";
import test from "node:test";
import axe from "axe-core";
import { noStore, reading, said, shift } from "./reader.mjs";
import { insert, pattern, readings } from "./site.mjs";

// A card of each site: the actions that say how often, and the length of the first, in words.
const chosen = {
  fr: { code: "URG-05", url: "fiches/urgences/plus-de-telephone.html", numbers: [9, 10], minutes: 15, time: "15 min" },
  en: { code: "GEN-02", url: "fiches/general/no-telephone.html", numbers: [2], minutes: 120, time: "2 h 00" },
};

for (const { engine, way, site: { dir, language, words }, name } of readings) {
  test(`remind: ${name}`, async (t) => {
    const { site, faults, openTab } = await reading(t, engine, way, dir);
    const { code, url, numbers, minutes, time } = chosen[language];
    const [n] = numbers;
    const labels = (page) => page.$$eval(".action > .button", (all) => all.map((b) => b.textContent.replace(/[\s\u00a0\u202f]+/g, " ")));
    const press = (page) => page.click(".action > .button");
    const like = (word, values) => new RegExp("^" + pattern(insert(words[word], { time: "{any}", at: "{any}", code, n, ...values })));
    const strip = (page) => said(page, "#p_board");
    const done = async (page) => {
      await page.evaluate(() => {
        try {
          localStorage.clear();
        } catch (refused) {
          document.title = "no store";
        }
      });
      await page.close();
    };
    // Home, as a reader comes to it: the record goes along with links.
    const home = (page) => Promise.all([page.waitForNavigation(), page.$eval(".sign", (a) => a.click())]);

    await t.test("offered where a text says how often, and nowhere else; nothing starts by itself", async () => {
      const page = await openTab(url);
      const offering = await page.$$eval(".action", (all) => all.flatMap((a, i) => (a.querySelector(".action > .button") ? [i + 1] : [])));
      assert.deepEqual(offering, numbers);
      assert.equal((await labels(page))[0], insert(words["remind.set"], { time }));
      await page.$eval(`.action > .button`, (b) => b.parentNode.querySelector("input").click());
      assert.equal((await labels(page))[0], insert(words["remind.set"], { time }));
      assert.equal(await strip(page), "");
      assert.ok(await page.$eval(".action > .button", (b) => document.getElementById(b.getAttribute("aria-describedby")).matches(".action__text")));
      await done(page);
    });

    await t.test("one that runs is told on the card and on other pages, and stops", async () => {
      const page = await openTab(url);
      await press(page);
      assert.match((await labels(page))[0], like("remind.stop"));
      assert.match(await strip(page), like("remind.next"));
      await home(page);
      assert.match(await strip(page), like("remind.next"));
      assert.match(await said(page, "#p_cards"), new RegExp(`^${code} .* — 0 / \\d+$`));
      if (engine === "chromium") {
        await page.evaluate(axe.source);
        assert.deepEqual(await page.evaluate(() => window.axe.run(document, { preload: false, resultTypes: ["violations"] }).then((r) => r.violations.map((v) => v.id))), []);
      }
      await Promise.all([page.waitForNavigation(), page.$eval("#p_board a", (a) => a.click())]);
      assert.ok(decodeURI(page.url()).startsWith(decodeURI(site.url(url))), page.url());
      await page.click("input.action__box"); // ticks leave it as it is
      assert.match((await labels(page))[0], like("remind.stop"));
      await press(page);
      assert.equal((await labels(page))[0], insert(words["remind.set"], { time }));
      assert.equal(await strip(page), "");
      await done(page);
    });

    await t.test("a late one says so until it starts again; one that nobody minds is forgotten", async () => {
      const page = await openTab(url);
      await press(page);
      await page.close();
      const late = await openTab(url, (tab) => shift(tab, minutes / 60 + 0.5));
      assert.match(await strip(late), like("remind.late", { time: "30 min" }));
      assert.ok(await late.$("#p_board .strip__late"));
      assert.match((await labels(late))[0], like("remind.again", { time: "30 min" }));
      await press(late);
      assert.match(await strip(late), like("remind.next"));
      await late.close();
      const forgotten = await openTab(url, (tab) => shift(tab, 40));
      assert.equal(await strip(forgotten), "");
      await done(forgotten);
    });

    await t.test("a clock that went back is given no lengths", async () => {
      const page = await openTab(url, (tab) => shift(tab, 5));
      await press(page);
      await page.close();
      const behind = await openTab(url);
      assert.match(await strip(behind), like("remind.at"));
      assert.doesNotMatch(await strip(behind), /\(/);
      await done(behind);
    });

    await t.test("with no store it lasts as long as the page", async () => {
      const page = await openTab(url, noStore);
      await press(page);
      assert.match((await labels(page))[0], like("remind.stop"));
      assert.match(await strip(page), like("remind.next"));
      await page.close();
    });

    await t.test("a forged address sets none", async () => {
      await done(await openTab("index.html")); // in Firefox, it has a store of its own
      for (const reminders of ["x", [[1]], [[1, 1e15, 5]], [["<b>", Date.now() + 60000, 5]], [null]]) {
        const page = await openTab("index.html?poste=" + encodeURIComponent(JSON.stringify({ [code]: [Date.now(), url, "x", 0, 5, 0, reminders] })));
        assert.equal(await strip(page), "", JSON.stringify(reminders));
        await done(page);
      }
    });

    await t.test("no fault", () => assert.deepEqual(faults, []));
  });
}
