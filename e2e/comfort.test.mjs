// What makes a card easier to follow at night and before others: large letters one action at a time, dark colours, the
// keys and their map, a code typed anywhere, what was opened lately, a few sheets printed in one go. From disk and over
// http, in both engines, with no store and a full one.
import assert from "node:assert/strict";
import test from "node:test";
import axe from "axe-core";
import { browsers } from "./browsers.mjs";
import { fullStore, noStore, reading, said } from "./reader.mjs";
import { manifest, open, plain } from "./site.mjs";

const ground = (page) => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--ground").trim());
const countPrints = (page) => page.evaluateOnNewDocument(() => {
  window.__printed = 0;
  window.print = () => window.__printed++;
});
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.className);

for (const [engine, way] of Object.keys(browsers).flatMap((engine) => [[engine, "file"], [engine, "http"]])) {
  test(`comfort: ${engine}, ${way}`, async (t) => {
    const { site, faults, openTab } = await reading(t, engine, way, undefined, countPrints);
    const { cards } = await manifest();
    const card = cards.find((c) => c.code === "URG-01");
    const other = cards.find((c) => c.code === "URG-02");

    // Follows a link as a reader does: its address may gain what it hands over.
    async function follow(page, selector) {
      await Promise.all([page.waitForNavigation(), page.$eval(selector, (a) => a.click())]);
      assert.ok(!page.url().includes("poste="), page.url());
    }

    const forget = (page) => page.evaluate(() => localStorage.clear());

    await t.test("a card is read in large letters, by keys that a remote control sends", async () => {
      const page = await openTab(card.url);
      await page.click("#p_read");
      const total = await page.$$eval(".sheet .notice--stop, .stage .prose, .stage .action, .sheet .notice--end", (all) => all.length);
      const at = async () => Number(/(\d+) sur \d+$/.exec(await said(page, ".reader__where"))[1]);
      assert.equal(await at(), 1);
      assert.match(await said(page, ".reader__slide"), /^À ne pas faire/);
      assert.equal(await said(page, ".reader__bar--main [aria-pressed]"), "", "what not to do is not ticked");
      for (const [key, n] of [["PageDown", 2], ["ArrowRight", 3], ["ArrowDown", 4], [" ", 5], ["PageUp", 4], ["ArrowLeft", 3], ["ArrowUp", 2], ["End", total], ["PageDown", total], ["Home", 1]]) {
        await page.keyboard.press(key);
        assert.equal(await at(), n, key);
      }
      await page.keyboard.press("PageDown");
      const first = await page.$eval(".action .action__text", (e) => e.textContent);
      assert.equal(await said(page, ".reader__slide"), plain("1" + first));
      assert.ok(await page.$eval(".reader__slide", (e) => parseFloat(getComputedStyle(e).fontSize) >= 48), "small letters");
      await page.keyboard.press("Escape");
      assert.equal(await focused(page), "p_read");
      await page.click("#p_read");
      assert.equal(await at(), 2, "it goes on where it was left");
      await page.close();
    });

    await t.test("ticks are those of the card, by a key and by a finger", async () => {
      const page = await openTab(card.url);
      await page.click("#p_read");
      await page.keyboard.press("PageDown");
      await page.keyboard.press("Enter");
      assert.match(await said(page, ".reader__bar--main [aria-pressed=true]"), /^✓ Fait \d\d:\d\d/);
      await page.keyboard.press("PageDown");
      await page.click(".reader__bar--main [aria-pressed=false]");
      assert.equal(await focused(page), "reader__slide reader__slide--done", "a remote control goes on after a tap");
      await page.keyboard.press("PageDown");
      await page.keyboard.press("Escape");
      assert.deepEqual(await page.$$eval("input.action__box", (all) => all.map((b) => b.checked).slice(0, 3)), [true, true, false]);
      assert.match(await said(page, "#p_done"), /^2 \//);
      await forget(page);
      await page.close();
    });

    await t.test("the home page has what is under way and what was opened, until it is cleared", async () => {
      const page = await openTab(other.url);
      await follow(page, `.trail a[href$="index.html"]`);
      assert.match(await said(page, "#p_opened"), new RegExp(`^${other.code} `));
      assert.equal(await said(page, "#p_cards"), "");
      await page.goto(site.url(card.url));
      await page.click("input.action__box");
      await follow(page, ".trail li:nth-child(2) a"); // by a page between
      await follow(page, `.trail a[href$="index.html"]`);
      assert.match(await said(page, "#p_cards"), new RegExp(`^${card.code} .* — 1 / \\d+$`));
      if (engine === "firefox" && way === "file") assert.match(await said(page, "#p_forgotten"), /« Accueil »/);
      assert.match(await said(page, "#p_opened"), new RegExp(`^${other.code} `));
      await page.click("#p_forget");
      assert.equal(await said(page, "#p_recent"), "");
      assert.match(await said(page, "#p_cards"), new RegExp(`^${card.code} `), "what is under way stays");
      await page.goto(site.url("services/urgences.html")); // which may not know yet that it was cleared
      await follow(page, ".sign");
      assert.equal(await said(page, "#p_recent"), "");
      await follow(page, "#p_cards a");
      assert.equal(decodeURI(page.url()), decodeURI(site.url(card.url)));
      assert.equal(await page.$$eval("input.action__box:checked", (all) => all.length), 1);
      await forget(page);
      await page.close();
    });

    await t.test("what was opened is forgotten by itself", async () => {
      const page = await openTab(card.url);
      await page.evaluate(() => {
        const key = Object.keys(localStorage).find((k) => k.endsWith(":desk"));
        localStorage.setItem(key, localStorage[key].replace(/\[\d+,/, `[${Date.now() - 13 * 3_600_000},`));
      });
      await follow(page, `.trail a[href$="index.html"]`);
      assert.equal(await said(page, "#p_recent"), "");
      await forget(page);
      await page.close();
    });

    await t.test("an address that hands over something else is not believed", async () => {
      const at = Date.now();
      const bad = { "URG-01": [at, "javascript:alert(1)", "x", 1, 2, at], "URG-02": [at, "../x.html", "x", 1, 2, at], "<b>": [at, "x.html", "x", 1, 2, at], "URG-03": 7, dark: ["x", true] };
      for (const text of [JSON.stringify(bad), "{", "[1]", "null"]) {
        const page = await openTab("index.html?poste=" + encodeURIComponent(text));
        assert.equal(await said(page, "#p_running"), "");
        assert.equal(await said(page, "#p_recent"), "");
        assert.ok(!page.url().includes("poste"), page.url());
        await page.close();
      }
      const page = await openTab("index.html?poste=" + encodeURIComponent(JSON.stringify({ "URG-01": [at, "a.html", "<img src=x onerror=alert(1)>", 1, 2, at] })));
      assert.equal(await said(page, "#p_cards"), "URG-01 <img src=x onerror=alert(1)> — 1 / 2");
      await forget(page);
      await page.close();
    });

    await t.test("the night's colours follow from page to page", async () => {
      const page = await openTab("index.html");
      const day = await ground(page);
      assert.equal(day, "#f3f5f7");
      await page.click("[data-night]");
      const night = await ground(page);
      assert.notEqual(night, day);
      assert.equal(await page.$eval("[data-night]", (b) => b.getAttribute("aria-pressed")), "true");
      await follow(page, ".gesture");
      assert.equal(await ground(page), night);
      await follow(page, `.menu a[href*="#services"]`);
      assert.equal(await ground(page), night);
      assert.match(page.url(), /#services$/);
      await page.reload();
      assert.equal(await ground(page), night, "remembered");
      await page.click("[data-night]");
      await follow(page, ".gesture");
      assert.equal(await ground(page), day, "the last choice counts");
      await forget(page);
      await page.close();
    });

    for (const [how, store] of [["no", noStore], ["a full", fullStore]]) {
      await t.test(`with ${how} store all of it works while the page is open`, async () => {
        const page = await openTab(card.url, store);
        await page.click("[data-night]");
        assert.equal(await ground(page), "#10181f");
        await page.click("#p_read");
        await page.keyboard.press("PageDown");
        await page.keyboard.press("Enter");
        assert.match(await said(page, ".reader__bar--main [aria-pressed=true]"), /^✓/);
        await page.keyboard.press("Escape");
        await follow(page, `.trail a[href$="index.html"]`);
        if (way === "file") {
          assert.match(await said(page, "#p_cards"), new RegExp(`^${card.code} .* — 1 /`));
          assert.equal(await ground(page), "#10181f", "links carry it from a disk");
        } else assert.equal(await said(page, "#p_running"), "");
        await page.close();
      });
    }

    await t.test("« ? » shows the keys, and gives the focus back", async () => {
      const page = await openTab(card.url);
      await page.focus("#p_reset, #p_log");
      const before = await focused(page);
      await page.keyboard.type("?");
      assert.match(await said(page, "dialog.keys"), /^Touches du clavier ?Partout/);
      for (let i = 0; i < 8; i++) {
        await page.keyboard.press("Tab");
        assert.ok(await page.evaluate(() => document.activeElement.matches("html, body, dialog.keys, dialog.keys *")), "the focus left");
      }
      await page.keyboard.press("Escape");
      await page.waitForFunction((before) => (document.activeElement.id || document.activeElement.className) === before, {}, before);
      await page.click("[data-keys]");
      await page.click("dialog.keys button");
      assert.ok(await page.evaluate(() => document.activeElement.matches("[data-keys]")));
      await page.close();
    });

    await t.test("a code typed anywhere opens its card, a scanner's too", async () => {
      for (const typed of [other.code, other.code.toLowerCase().replace("-", ""), "urg)àé"]) {
        const page = await openTab("index-a-z.html");
        await page.focus("#p_main");
        await page.keyboard.type(typed);
        assert.equal(await page.$eval("#p_query", (e) => e.value), typed);
        await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
        assert.equal(decodeURI(page.url()), decodeURI(site.url(other.url)), typed);
        await page.close();
      }
    });

    await t.test("single keys can be turned off; a field keeps its letters", async () => {
      const page = await openTab(card.url);
      await page.focus("#p_initials");
      await page.keyboard.type("u?");
      assert.equal(await page.$eval("#p_initials", (e) => e.value), "u?");
      await page.click("[data-keys]");
      await page.click("dialog.keys input");
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => document.activeElement.matches("[data-keys]"));
      for (const key of ["?", "/", "u"]) {
        await page.focus("#p_main");
        await page.keyboard.type(key);
        assert.equal(await focused(page), "p_main", key);
        assert.equal(await page.$("dialog[open]"), null);
      }
      await forget(page);
      await page.close();
    });

    await t.test("the cards to open now are printed in one go", async () => {
      for (const file of ["index.html", "services/urgences/rancongiciel.html"]) {
        const page = await openTab(file);
        const wanted = await page.$$eval(file === "index.html" ? ".gesture .code" : ".rows--urgent .code", (all) => all.map((c) => c.textContent));
        assert.equal(wanted.length, 3);
        assert.equal(await said(page, "[data-sheets]"), "Imprimer ces 3 fiches");
        await Promise.all([page.waitForNavigation(), page.$eval("[data-sheets]", (a) => a.click())]);
        const printed = () => page.evaluate(() => [window.__printed, [...document.querySelectorAll(".leaf")].filter((l) => !l.hidden).map((l) => l.querySelector(".code").textContent)]);
        const [times, codes] = await printed();
        assert.equal(times, 1);
        assert.deepEqual(codes.sort(), wanted.sort());
        if (engine === "chromium") {
          const client = await page.createCDPSession();
          await client.send("Emulation.setEmulatedMedia", { media: "print" });
          assert.equal(await page.$eval(".cover", (e) => e.getClientRects().length), 0, "the cover is printed");
          await client.send("Emulation.setEmulatedMedia", { media: "" });
        }
        await page.click("#p_chosen a");
        await page.waitForFunction(() => document.querySelector("#p_chosen").hidden);
        assert.ok((await printed())[1].length > 3);
        await page.close();
      }
    });

    if (engine === "chromium") {
      await t.test("no axe violation in large letters, on the map of keys, at night, at both sizes", async () => {
        for (const [name, go] of [["reader", (page) => page.click("#p_read")], ["action", async (page) => {
          await page.click("#p_read");
          await page.keyboard.press("PageDown");
          await page.keyboard.press("Enter");
        }], ["keys", (page) => page.keyboard.type("?")], ["card", async () => {}]]) {
          for (const dark of [false, true]) {
            // Each state is made on the narrow screen: the other tests make it on the wide one.
            const page = await openTab(card.url, (page) => page.setViewport({ width: 390, height: 844 }));
            if (dark) await page.click("[data-night]");
            await go(page);
            await page.evaluate(axe.source);
            for (const [width, height] of [[390, 844], [1366, 768]]) {
              await page.setViewport({ width, height });
              const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ["violations"], preload: false })).violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.join(" ")}`)));
              assert.deepEqual(found, [], `${name}, ${dark ? "dark" : "light"}, ${width} px`);
              assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), `${name} is wider than ${width} px`);
            }
            await forget(page);
            await page.close();
          }
        }
      });
    }

    await t.test("no heading of the directory is cut in two", async () => {
      const page = await openTab("annuaire.html");
      for (const width of [1366, 1100]) {
        await page.setViewport({ width, height: 768 });
        const cut = await page.$$eval(".register--directory thead th", (all) => all.filter((th) => {
          const words = document.createRange();
          words.selectNodeContents(th);
          return !/\s/.test(th.textContent) && words.getClientRects().length > 1;
        }).map((th) => th.textContent));
        assert.deepEqual(cut, [], `${width} px`);
      }
      await page.close();
    });

    assert.deepEqual(faults, []);
  });
}

test("comfort: without JavaScript no button is dead", async (t) => {
  const site = await open(t, "file");
  const { cards } = await manifest();
  const browser = await browsers.chromium();
  t.after(() => browser.close());
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  for (const file of ["index.html", cards.find((c) => c.code === "URG-01").url, "services/urgences/rancongiciel.html", "classeurs/service-urgences.html"]) {
    await page.goto(site.url(file));
    assert.deepEqual(await page.$$eval("button, [data-sheets], #p_recent, #p_running, #p_chosen", (all) => all.filter((e) => e.type !== "submit" && e.getClientRects().length).map((e) => e.textContent)), [], file);
  }
});
