// How old a copy and a card are, by the reader's clock, from disk and over http, in both engines and languages: in date,
// overdue, far ahead, behind the copy; a page left open; dates kept without scripts, on paper, and never a page that
// hides for being old.
import assert from "node:assert/strict";
import test from "node:test";
import { browsers } from "./browsers.mjs";
import { insert, longDate, manifest, open, pattern, plain, readings } from "./site.mjs";

// The clock of the pages to come: noon of a day, in the reader's zone.
async function setClock(page, day) {
  await page.evaluateOnNewDocument((day) => {
    const Real = window.__Real || (window.__Real = Date);
    window.__day = day;
    const now = () => new Real(window.__day + "T12:00:00").getTime();
    window.Date = class extends Real {
      constructor(...parts) {
        if (parts.length === 0) super(now());
        else super(...parts);
      }
      static now() {
        return now();
      }
    };
  }, day);
}

const read = async (page, selector) => plain(await page.$eval(selector, (e) => (e.getClientRects().length ? e.textContent : "(hidden)")));
const isLoud = (page, selector, kind) => page.$eval(selector, (e, kind) => e.classList.contains(kind), kind);
const shift = (day, n) => new Date(Date.parse(day) + n * 86_400_000).toISOString().slice(0, 10);

for (const { engine, way, site: { dir, words }, name } of readings) {
  test(`freshness: ${name}`, async (t) => {
    const site = await open(t, way, dir);
    const { built, valid_until: until, cards } = await manifest(dir);
    const inWords = (day) => longDate({ words }, day);
    const card = cards.find((c) => c.review_by > shift(built, 1));
    assert.ok(card, "no card with a review date to come");
    const browser = await browsers[engine]({ loopback: way === "http" });
    t.after(() => browser.close());

    async function openOn(day, file = card.url) {
      const page = await browser.newPage();
      await setClock(page, day);
      await page.goto(site.url(file));
      return page;
    }

    await t.test("a fresh copy, and a card in date", async () => {
      for (const [n, age] of [[0, words["age.today"]], [1, words["age.one"]], [2, insert(words["age.many"], { n: 2 })], [-1, words["age.today"]]]) {
        const page = await openOn(shift(built, n));
        assert.equal(await read(page, "#p_age"), insert(words["age.copy"], { date: inWords(built), age }));
        assert.equal(await read(page, "#p_validity"), `${words["validity.until"]} ${inWords(card.review_by)}`);
        assert.ok(!(await isLoud(page, ".edition", "edition--late")) && !(await isLoud(page, "#p_validity", "validity--late")));
        await page.close();
      }
    });

    await t.test("the last day is in date, the next is not", async () => {
      for (const [day, late] of [[until, false], [shift(until, 1), true]]) {
        const page = await openOn(day, "annuaire.html");
        assert.equal(await isLoud(page, ".edition", "edition--late"), late, day);
        assert.equal(new RegExp(pattern(words["age.late"])).test(await read(page, "#p_age")), late, day);
        await page.close();
      }
      for (const [n, said] of [[0, words["validity.until"]], [1, words["validity.one"]], [43, insert(words["validity.many"], { n: 43 })]]) {
        const page = await openOn(shift(card.review_by, n));
        assert.equal(await read(page, "#p_validity"), `${said} ${inWords(card.review_by)}`);
        assert.equal(await isLoud(page, "#p_validity", "validity--late"), n > 0);
        await page.close();
      }
    });

    await t.test("a clock behind the copy is said and not trusted", async () => {
      const page = await openOn("2019-01-02");
      const said = await read(page, "#p_age");
      assert.match(said, new RegExp(`^${pattern(words["age.clock"])}$`));
      assert.match(said, /\b2019\b/);
      assert.ok(await isLoud(page, ".edition", "edition--late"));
      assert.equal(await read(page, "#p_validity"), `${words["review-by"]} ${inWords(card.review_by)}`);
      await page.close();
    });

    await t.test("far ahead, all is loud and nothing is hidden", async () => {
      const [fresh, old] = [await openOn(built), await openOn("2046-01-01")];
      const shown = (page) => page.$eval("#p_main", (main) => [...main.querySelectorAll("*")].filter((e) => e.getClientRects().length).length);
      assert.equal(await shown(old), await shown(fresh));
      assert.ok(await isLoud(old, ".edition", "edition--late"));
      assert.ok(await isLoud(old, "#p_validity", "validity--late"));
      await fresh.close();
      await old.close();
    });

    await t.test("a page left open tells the new day when it is looked at", async () => {
      const page = await openOn(built);
      await page.evaluate((day) => {
        window.__day = day;
        document.dispatchEvent(new Event("visibilitychange"));
      }, shift(card.review_by, 5));
      assert.match(await read(page, "#p_validity"), new RegExp(`^${insert(words["validity.many"], { n: 5 })}`));
      await page.evaluate((day) => {
        window.__day = day;
        document.dispatchEvent(new Event("visibilitychange"));
      }, built);
      assert.match(await read(page, "#p_validity"), new RegExp(`^${words["validity.until"]}`));
      await page.close();
    });

    // Scripts can be switched off, and paper emulated, in one of the two.
    if (engine !== "chromium") return;
    await t.test("without scripts, and on paper, the printed dates alone", async () => {
      const page = await browser.newPage();
      await page.setJavaScriptEnabled(false);
      await page.goto(site.url(card.url));
      assert.equal(await read(page, "#p_age"), "(hidden)");
      assert.equal(await read(page, "#p_validity"), `${words["review-by"]} ${inWords(card.review_by)}`);
      await page.setJavaScriptEnabled(true);
      await page.goto(site.url(card.url));
      await page.emulateMediaType("print");
      assert.equal(await read(page, "#p_age"), "(hidden)");
      assert.equal(await read(page, "#p_validity"), "(hidden)");
      assert.match(await read(page, ".sheet__foot"), new RegExp(pattern(words["sheet.review"])));
      await page.close();
    });
  });
}
