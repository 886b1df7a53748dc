// The situation board, its strip and timers, and a logbook left alone, from disk and over http, in both engines: who
// sees what is declared, what a file brings back, every line of it touched in turn, clocks that are wrong, no store, a
// full one, two tabs, a shared computer that nobody uses.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import axe from "axe-core";
import { browsers } from "./browsers.mjs";
import { catchFiles, exported, fullStore, importFile, noStore, reading, said as words, shift } from "./reader.mjs";
import { plain, text } from "./site.mjs";

const facts = JSON.parse((await text("assets/board.js")).replace(/^self\.planblancBoard=|;\s*$/g, ""));
const [scenario] = facts.scenarios[0];
const spoken = plain(facts.scenarios[0][1]);
const inPlace = (list, id) => list.findIndex(([other]) => other === id);
const later = "24-h";

// The codes to open first, as the site has decided.
const first = (service) => facts.sets[facts.first[0][service ? inPlace(facts.services, service) + 1 : 0][inPlace(facts.phases, later) + 1]].map((n) => facts.cards[n][0]);

for (const [engine, way] of Object.keys(browsers).flatMap((engine) => [[engine, "file"], [engine, "http"]])) {
  test(`board: ${engine}, ${way}`, async (t) => {
    const shared = engine === "chromium" || way === "http"; // between pages
    const { site, faults, openTab } = await reading(t, engine, way, undefined, catchFiles);
    const folder = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-board-"));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const done = async (...pages) => {
      await pages[0].evaluate(() => {
        try {
          localStorage.clear();
        } catch (refused) {
          document.title = "no store";
        }
      });
      for (const page of pages) {
        page.on("dialog", (dialog) => dialog.accept());
        await page.close();
      }
    };
    const waitFor = async (page, selector, pattern) => {
      await page.waitForFunction((selector, source) => {
        const place = document.querySelector(selector);
        return place && place.getClientRects().length && new RegExp(source).test(place.textContent.replace(/\s+/g, " "));
      }, {}, selector, pattern.source.replace(/ /g, "\\s"));
      return words(page, selector);
    };
    const declare = (page, services, phase = later) => page.evaluate((scenario, services, phase) => {
      for (const box of document.querySelectorAll("#b_crisis [type=checkbox][name]")) box.checked = box.value === scenario || services.includes(box.value);
      document.querySelector("#b_phase").value = phase;
      document.querySelector("#b_who").value = "Directeur de garde";
      document.querySelector("#b_crisis").requestSubmit();
    }, scenario, services, phase);
    const decide = (page, service, level, note = "", hours = 12) => page.evaluate((service, level, note, hours) => {
      for (const [id, value] of Object.entries({ b_service: service, b_level: level, b_note: note, b_hours: hours, b_by: "DMC" })) document.getElementById(id).value = value;
      document.querySelector("#b_decide").requestSubmit();
    }, service, level, note, hours);
    const enter = (page, what) => page.evaluate((what) => {
      document.querySelector("#l_text").value = what;
      document.querySelector("#l_form").requestSubmit();
    }, what);
    const board = (page) => page.$$eval("#b_rows tr", (all) => all.map((r) => [...r.cells].slice(0, 4).map((c) => c.textContent)));
    const entries = (page) => page.$$eval("#l_entries tr", (all) => all.map((r) => [...r.cells].slice(2, 5).map((c) => c.textContent.replace(/\s+/g, " ").trim())));
    // Another page, as a reader comes to it: by its address where pages share a store, else by a link.
    const goTo = async (page, file, link) => {
      if (shared) return page.goto(site.url(file));
      await Promise.all([page.waitForNavigation(), page.click(link)]);
      assert.ok(page.url().startsWith(site.url(file)), page.url());
      assert.ok(!page.url().includes("situation="), "the address keeps what it brought");
    };

    await t.test("what is declared is entered, told on other pages, and puts the cards of its phase first", async () => {
      const page = await openTab("situation.html");
      assert.equal(await words(page, "#p_board"), "");
      await declare(page, ["urgences", "bloc-operatoire"]);
      await decide(page, "urgences", "2", "ni infarctus ni <b>AVC</b>");
      assert.deepEqual(await board(page), [["Urgences", "limité", "ni infarctus ni <b>AVC</b>", "DMC"], ["Bloc opératoire", "à décider", "", ""]]);
      const [decision, declaration] = await entries(page);
      assert.deepEqual(declaration.map(plain), ["Décision", `Crise déclarée. Situations en cours : ${spoken}. Phase : Premier jour. Services touchés : Urgences · Bloc opératoire.`, "Directeur de garde"]);
      assert.match(plain(decision[1]), /^Urgences : accueil limité \(ni infarctus ni <b>AVC<\/b>\)\. Revue : \d\d\/\d\d,? \d\d:\d\d\.$/);
      assert.match(await words(page, "#p_board"), /Crise déclarée depuis 0 min .*Premier jour depuis 0 min Accueil à décider : 1 Prochaine revue : Urgences, dans (11 h 59|12 h 00) /);

      await goTo(page, "index.html", ".sign");
      assert.match(await waitFor(page, "#p_board", /Crise déclarée/), new RegExp(`${spoken}.*Prochaine revue : Urgences`));
      assert.equal(/Reçu par le lien/.test(await words(page, "#p_board")), !shared);
      assert.deepEqual(await page.$$eval("#p_now .row .code", (all) => all.map((e) => e.textContent)), first());
      assert.deepEqual((await page.$$eval("#p_now .compact a", (all) => all.map((a) => a.textContent))).map(plain), ["Urgences — limité", "Bloc opératoire — à décider"]);

      await goTo(page, "services/urgences.html", ".tile[href='services/urgences.html']");
      await waitFor(page, "#p_now", /limité/);
      assert.match(await words(page, "#p_now .lead"), /^Accueil du service : limité \(ni infarctus ni <b>AVC<\/b>\) – revue : /);
      assert.deepEqual(await page.$$eval("#p_now .row .code", (all) => all.map((e) => e.textContent)), first("urgences"));
      assert.notDeepEqual(first("urgences"), first());
      if (!shared) {
        await page.reload();
        await waitFor(page, "#p_board", /Reçu par le lien/);
      }
      await Promise.all([page.waitForNavigation(), page.click("#p_now .row__title")]);
      await waitFor(page, "#p_board", /Crise déclarée/);
      // A link with an anchor of its own still leads there.
      await Promise.all([page.waitForNavigation(), page.click(".menu a[href$='#services']")]);
      await waitFor(page, "#p_board", /Crise déclarée/);
      assert.match(page.url(), /#services$/);
      assert.ok(await page.evaluate(() => scrollY > 0 && document.querySelector("#services").getBoundingClientRect().top < innerHeight));
      await page.goto(site.url("situation.html"));
      await done(page);
    });

    await t.test("a change says what has changed, and only where that is asked for; the end takes two clicks", async () => {
      const page = await openTab("situation.html");
      await declare(page, ["urgences", "bloc-operatoire"]);
      await declare(page, ["urgences", "imagerie"], "duree");
      assert.equal(plain((await entries(page))[0][1]), "Phase : Tenir dans la durée. Services touchés : Imagerie. Services qui ne sont plus touchés : Bloc opératoire.");
      await declare(page, ["urgences", "imagerie"], "duree");
      assert.equal((await entries(page)).length, 2);
      await page.$eval("#b_enter-too", (box) => box.click());
      await decide(page, "imagerie", "3");
      assert.equal((await entries(page)).length, 2);
      assert.equal((await board(page))[1][1], "fermé");
      await page.click("#b_end");
      assert.equal((await board(page)).length, 2);
      assert.match(await words(page, "#b_end"), /^Cliquer encore/);
      await page.click("#b_end");
      assert.deepEqual(await board(page), []);
      assert.equal(await words(page, "#p_board"), "");
      assert.equal((await entries(page))[0][1], "Fin de crise.");
      await done(page);
    });

    await t.test("two tabs have one board", async () => {
      const [one, two] = [await openTab("situation.html"), await openTab("situation.html")];
      await declare(one, ["urgences"]);
      await waitFor(two, "#p_board", /Crise déclarée/);
      await decide(two, "urgences", "3");
      await waitFor(one, "#b_rows", /fermé/);
      assert.equal((await entries(one)).length, 2);
      await done(one, two);
    });

    await t.test("the clock: overdue in words, stale, and wrong", async () => {
      const page = await openTab("situation.html");
      await declare(page, ["urgences", "imagerie"]);
      await decide(page, "urgences", "2", "", 1);
      await decide(page, "imagerie", "1", "", 12);
      for (const [hours, wanted, unwanted] of [
        [0, /Prochaine revue : Urgences, dans (59|60) min/, /retard|fausse|Rien n’a changé/],
        [2, /depuis 2 h 00 .*Revue en retard de 1 h 00 : Urgences Prochaine revue : Imagerie, dans 9 h 59/, /fausse|Rien n’a changé/],
        [49, /depuis 2 j 1 h .*Revue en retard de 48 h|Rien n’a changé depuis 2 j 1 h/, /fausse :/],
        [24 * 3000, /Rien n’a changé depuis 3000 j 0 h : crise finie, ou horloge fausse \?/, /Prochaine revue/],
        [-1, /Crise déclarée : .*L’horloge de ce poste est fausse : durées et retards ne sont pas comptés/, /depuis|retard de/],
        [-24 * 400, /L’horloge de ce poste est fausse/, /depuis|retard de/],
      ]) {
        const tab = await openTab("situation.html", (page) => shift(page, hours));
        const said = await waitFor(tab, "#p_board", /Crise déclarée/);
        assert.match(said, wanted, `${hours} h`);
        assert.doesNotMatch(said, unwanted, `${hours} h`);
        const table = await words(tab, "#b_rows");
        assert.equal(/en retard de/.test(table), hours > 1, `${hours} h: ${table}`);
        await tab.close();
      }
      await done(page);
    });

    await t.test("without a store, the board goes with the links and comes back", async () => {
      const page = await openTab("situation.html", noStore);
      await declare(page, ["urgences"]);
      await decide(page, "urgences", "3", "hôpital d’Essai");
      assert.match(await words(page, "#b_follows"), /suit les liens/);
      assert.match(await words(page, "#l_warning"), /^Ce navigateur ne garde rien/);
      await exported(page, "#l_html"); // else leaving would be asked about
      await Promise.all([page.waitForNavigation(), page.click(".sign")]);
      await waitFor(page, "#p_board", /Reçu par le lien/);
      await Promise.all([page.waitForNavigation(), page.click("#p_board a")]);
      await waitFor(page, "#b_rows", /hôpital d’Essai/);
      await done(page);
    });

    await t.test("with a full store, the board stays on the page, which says that it will be lost", async () => {
      const page = await openTab("situation.html", fullStore);
      await declare(page, ["urgences"]);
      assert.deepEqual((await board(page)).map((r) => r[0]), ["Urgences"]);
      assert.match(await words(page, "#p_board"), /Crise déclarée/);
      assert.match(await words(page, "#l_warning"), /^Ce navigateur ne garde rien/);
      await exported(page, "#l_html");
      await done(page);
    });

    await t.test("a forged address declares nothing", async () => {
      const line = ["crisis", "", 1, 0, 0, "", ""];
      for (const lines of [[["crisis"]], [["crisis", "<b>", 1, 0, 0, "", ""]], [["x", "", 1, 0, 0, "", ""]], [line, ["service", "urgences", 1, 9, 0, "", ""]], [line, ["service", "urgences", 1, 1, 0, {}, ""]], "x", [null]]) {
        const page = await openTab("index.html#situation=" + encodeURIComponent(JSON.stringify({ written: 1, rows: lines })));
        assert.equal(await words(page, "#p_board"), "", JSON.stringify(lines));
        await page.close();
      }
      for (const text of ["", "%", "null", "{}", "[]"]) {
        const page = await openTab("index.html#situation=" + text);
        assert.equal(await words(page, "#p_board"), "", text);
        await page.close();
      }
    });

    await t.test("a file brings the board back, and no line of it can be touched", async (t) => {
      const page = await openTab("situation.html");
      await declare(page, ["urgences", "bloc-operatoire"]);
      await decide(page, "urgences", "2", "ni infarctus");
      await enter(page, "=1+1");
      await page.click("[data-strike='3']");
      await enter(page, "Deux");
      const [was, said] = [await board(page), await entries(page)];
      const files = { "page.html": await exported(page, "#l_html"), "table.csv": await exported(page, "#l_csv") };
      await page.click("#l_clear");
      assert.deepEqual([await board(page), await entries(page)], [[], []]);
      assert.equal(await words(page, "#p_board"), "");
      let tried = 0;
      for (const [name, text] of Object.entries(files)) {
        const lines = text.split("\n");
        const from = name === "table.csv" ? 0 : lines.findIndex((line) => line.startsWith("<h1"));
        for (let i = from; i < lines.length && lines[i].trim() && !/^<\/body/.test(lines[i]); i++) {
          const without = lines.toSpliced(i, 1);
          // A letter or a figure of what people read, the last of the line.
          const touched = lines.with(i, lines[i].replace(/([^<>"]*?)([\p{L}\d])((?:<[^>]*>|[^\p{L}\d])*)$/u, (_, a, letter, b) => a + (letter === "0" ? "1" : "0") + b));
          for (const altered of [without, touched].filter((some) => /[\p{L}\d]/u.test(lines[i].replace(/<[^>]*>/g, "")) && some[i] !== lines[i])) {
            tried++;
            const answer = await importFile(page, path.join(folder, name), altered.join("\n"));
            assert.match(answer, /^(Fichier modifié, non repris|Ce fichier n’est pas une main courante)/, `${name}, line ${i + 1}: ${lines[i]}`);
            assert.deepEqual(await entries(page), []);
          }
        }
        for (let i = from + 2; i < lines.length - 1; i++) {
          if (/^<\//.test(lines[i]) || !lines[i].trim()) continue;
          assert.match(await importFile(page, path.join(folder, name), lines.slice(0, i).join("\n")), /^(Fichier modifié|Ce fichier n’est pas)/, `${name} cut before line ${i + 1}`);
        }
      }
      const unstruck = files["page.html"].replace(' class="struck"', "");
      assert.notEqual(unstruck, files["page.html"]);
      assert.match(await importFile(page, path.join(folder, "page.html"), unstruck), /^Fichier modifié, non repris\. Lignes en cause : fin du fichier\./);
      t.diagnostic(`${tried} altered files refused`);
      assert.ok(tried >= 40, `${tried}`);
      for (const [name, text] of Object.entries(files)) {
        assert.match(await importFile(page, path.join(folder, name), text), /^Reprise faite : 4 inscriptions, dernier sceau [0-9a-f]{8}\./);
        assert.deepEqual([await board(page), await entries(page)], [was, said], name);
        await page.reload();
        assert.deepEqual([await board(page), await entries(page)], [was, said], `${name}, later`);
        await page.$eval("#l_clear", (b) => b.click()); // lines may still come above it
        assert.deepEqual(await entries(page), [], name);
      }
      await done(page);
    });

    await t.test("entries that the browser has lost at the end are missed", async () => {
      const page = await openTab("situation.html");
      for (const what of ["Un", "Deux", "Trois"]) await enter(page, what);
      await page.evaluate(() => {
        const key = Object.keys(localStorage).find((k) => k.endsWith(":log:0"));
        localStorage[key] = JSON.stringify(JSON.parse(localStorage[key]).slice(0, 1));
      });
      await page.reload();
      assert.match(await words(page, "#l_warning"), /^Dernières inscriptions perdues par ce navigateur : 2\./);
      await enter(page, "Quatre");
      assert.deepEqual((await entries(page)).map((e) => plain(e[1])).slice(0, 2), ["Quatre", "Dernières inscriptions perdues par ce navigateur : 2. Reprendre le dernier fichier exporté."]);
      await done(page);
    });

    await t.test("a computer left alone clears what was exported, after it was said; nothing else", async () => {
      const page = await openTab("situation.html");
      await declare(page, ["urgences"]);
      await enter(page, "À ne pas perdre");
      assert.match(await words(page, "#l_warning"), /Sans changement, ce poste l’efface le .*, 72 h après le dernier, et seulement si tout est exporté\.$/);
      const at = async (hours) => {
        const tab = await openTab("situation.html", (page) => shift(page, hours));
        return [tab, await words(tab, "#l_warning"), (await entries(tab)).length];
      };
      let [tab, said, n] = await at(500);
      assert.match(said, /attend d’être exportée, sans changement depuis longtemps : 3\. Rien n’est effacé avant\.$/);
      assert.equal(n, 2);
      await tab.close();
      await exported(page, "#l_csv");

      [tab, said, n] = await at(-24 * 400); // a clock that is wrong clears nothing
      assert.equal(n, 2);
      assert.doesNotMatch(said, /l’efface|sera effacée/);
      await tab.close();
      [tab, said] = await at(59);
      assert.doesNotMatch(said, /sera effacée/);
      await tab.close();
      [tab, said, n] = await at(61);
      assert.match(said, /sera effacée/);
      await tab.click("#l_keep");
      assert.doesNotMatch(await words(tab, "#l_warning"), /sera effacée/);
      await tab.close();

      // From here, two days and a half later: the first who opens the page is told, and has an hour.
      [tab, said, n] = await at(61 + 100);
      assert.match(said, /sera effacée/);
      assert.equal(n, 2);
      if (shared) {
        const home = await openTab("index.html", (page) => shift(page, 161));
        assert.match(await waitFor(home, "#p_board", /sera effacée/), /main courante exportée/);
        await home.close();
      }
      await tab.close();
      [tab, said, n] = await at(161.5);
      assert.equal(n, 2);
      await tab.close();
      // Cleared by whichever page is open first.
      tab = shared ? await openTab("index.html", (page) => shift(page, 163)) : (await at(163))[0];
      if (shared) assert.equal(await words(tab, "#p_board"), "");
      await tab.close();
      [tab, said, n] = await at(164);
      assert.equal(n, 0);
      assert.match(said, /^Effacée de ce poste le .* Elle était exportée : 2 inscriptions, dernier sceau [0-9a-f]{8}\./);
      assert.deepEqual(await board(tab), []);
      await tab.close();
      await done(page);
    });

    await t.test("no fault", () => assert.deepEqual(faults, []));

    if (engine !== "chromium" || way !== "file") return;
    await t.test("the board of every service is one sheet", async (t) => {
      const page = await openTab("situation.html", (page) => page.evaluateOnNewDocument(() => (window.print = () => {})));
      await declare(page, facts.services.map(([id]) => id));
      for (const [i, [id]] of facts.services.entries()) await decide(page, id, String(1 + (i % 3)), "deux lits, urgences seules, hôpital d’Essai");
      assert.equal((await board(page)).length, facts.services.length);
      await page.click("#b_print");
      const pdf = Buffer.from(await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      const pages = pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
      t.diagnostic(`${facts.services.length} services on ${pages} page`);
      assert.equal(pages, 1);
      await done(page);
    });

    await t.test("axe finds nothing on the board, the strip and the cards to open", async () => {
      const page = await openTab("situation.html");
      await declare(page, ["urgences", "bloc-operatoire", "imagerie"]);
      await decide(page, "urgences", "2", "ni infarctus", 1);
      await decide(page, "imagerie", "3");
      const found = [];
      for (const [file, hours, prepare] of [
        ["situation.html", 0, () => (document.querySelector("#b_declare").open = true)],
        ["situation.html", 3, () => document.querySelector("#b_end").click()],
        ["situation.html", -1, () => {}], ["situation.html", 70, () => {}], ["index.html", 3, () => {}], ["services/urgences.html", 3, () => {}],
      ]) {
        const tab = await openTab(file, (page) => shift(page, hours));
        await waitFor(tab, "#p_board", /Crise déclarée/);
        await tab.evaluate(axe.source);
        await tab.evaluate(prepare);
        for (const [width, height] of [[1366, 768], [390, 844], [320, 640]]) {
          await tab.setViewport({ width, height });
          for (const scheme of ["light", "dark"]) {
            await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
            found.push(...await tab.evaluate((at) => window.axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations.flatMap((v) => v.nodes.map((n) => `${at}: ${v.id} ${n.target}`))), `${file} ${hours} ${width} ${scheme}`));
          }
          if (await tab.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)) found.push(`${file} ${hours} scrolls sideways at ${width} px`);
        }
        await tab.close();
      }
      assert.deepEqual(found, []);
      await done(page);
    });
  });
}
