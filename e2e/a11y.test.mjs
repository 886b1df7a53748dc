// axe-core on one page of each layout: two schemes, two screens, forced colours, a stale copy; no sideways scroll at 320 px.
import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import path from "node:path";
import test from "node:test";
import axe from "axe-core";
import { inTabs, launchChromium } from "./browsers.mjs";
import { assertNone } from "./faults.mjs";
import { copySite, layoutOf, listFiles, pagesOf, siteDir } from "./site.mjs";

const required = [
  "home", "card", "form", "section", "reference", "service", "scenario", "role", "phase", "pair", "annuaire.html",
  "binder", "pocket", "papier.html", "glossaire.html", "formulaires.html", "index-a-z.html", "plan-du-site.html", "versions.html", "couverture.html", "verifier.html", "accessibilite.html", "recherche.html", "404.html",
];
const screens = [{ width: 1366, height: 768 }, { width: 390, height: 844 }];

// The largest page of each layout shows most of what it can show; of the binders, all alike inside, the smallest.
async function samples() {
  const chosen = new Map();
  for (const file of pagesOf(await listFiles())) {
    const layout = layoutOf(file);
    const { size } = await stat(path.join(siteDir, file));
    const best = chosen.get(layout);
    if (!best || (layout === "binder" ? size < best.size : size > best.size)) chosen.set(layout, { file, layout, size });
  }
  return chosen;
}

async function emulate(page, scheme, forced, screen) {
  const client = (page.__client ??= await page.createCDPSession());
  await client.send("Emulation.setEmulatedMedia", {
    features: [
      { name: "prefers-color-scheme", value: scheme },
      { name: "forced-colors", value: forced ? "active" : "none" },
      { name: "prefers-reduced-motion", value: "reduce" },
    ],
  });
  await page.setViewport(screen);
}

// Under forced colours the system paints the text, but style queries still tell the author's colour:
// contrast cannot be measured there.
async function violations(page, forced = false) {
  return page.evaluate(async (rules) => {
    const why = (v, n) => n.any.find((c) => c.id === "color-contrast")?.message ?? v.help;
    const { violations } = await window.axe.run(document, { resultTypes: ["violations"], rules });
    return violations.flatMap((v) => v.nodes.map((n) => `axe ${v.id} (${why(v, n)}): ${n.target.join(" ")}`));
  }, forced ? { "color-contrast": { enabled: false } } : {});
}

// What sticks out to the right of a narrow screen; things inside a box that scrolls by itself do not count.
async function sideways(page) {
  await emulate(page, "light", false, { width: 320, height: 640 });
  return page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (e) => e && e !== root && e !== document.body &&
      (/auto|scroll|hidden|clip/.test(getComputedStyle(e).overflowX) || scrolls(e.parentElement));
    const wide = [...document.body.querySelectorAll("*")]
      .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1 && !scrolls(e.parentElement));
    const name = (e) => e.tagName.toLowerCase() + (e.classList.length ? "." + [...e.classList].join(".") : "");
    return [`scrolls sideways at 320 px (${root.scrollWidth} px): ${wide.slice(0, 4).map(name).join(", ")}`];
  });
}

async function lookAt(page, url, file, faults) {
  await page.goto(url);
  await page.evaluate(axe.source);
  for (const scheme of ["light", "dark"]) {
    for (const screen of screens) {
      await emulate(page, scheme, false, screen);
      for (const v of await violations(page)) faults.push([`${file} (${scheme}, ${screen.width} px)`, v]);
    }
  }
  await emulate(page, "dark", true, screens[0]);
  for (const v of await violations(page, true)) faults.push([`${file} (forced colours)`, v]);
  for (const v of await sideways(page)) faults.push([file, v]);
}

test("a11y", async (t) => {
  const site = await copySite();
  t.after(site.remove);
  const browser = await launchChromium();
  t.after(() => browser.close());
  const chosen = await samples();

  await t.test("the checks see a page with faults", async () => {
    const page = await browser.newPage();
    await page.setContent(`<html><body><img src="data:,"><div class="wide">pale text</div><style>.wide{width:500px;color:#eee;background:#fff}</style>`);
    await page.evaluate(axe.source);
    const found = (await violations(page)).join("\n");
    for (const rule of ["image-alt", "html-has-lang", "color-contrast"]) assert.match(found, new RegExp(`axe ${rule} `));
    assert.match((await sideways(page)).join(), /sideways.*div\.wide/);
    await page.close();
  });

  await t.test("each layout has a page", () => {
    assert.deepEqual(required.filter((layout) => !chosen.has(layout)), []);
  });

  await t.test("no violation on any layout", async (t) => {
    const faults = [];
    await inTabs(browser, 3, [...chosen.values()], (page, { file }) => lookAt(page, site.url(file), file, faults));
    assertNone(faults);
    t.diagnostic([...chosen.values()].map((c) => `${c.layout}: ${c.file}`).join(", "));
  });

  await t.test("no violation on a copy read three years later", async () => {
    const faults = [];
    const later = ["home", "card", "service"].filter((layout) => chosen.has(layout)).map((layout) => chosen.get(layout).file);
    await inTabs(browser, 3, later, async (page, file) => {
      await page.goto(site.url(file));
      await page.evaluate(axe.source);
      for (const scheme of ["light", "dark"]) {
        await emulate(page, scheme, false, screens[1]);
        for (const v of await violations(page)) faults.push([`${file} (${scheme}, three years later)`, v]);
      }
    }, (page) => page.evaluateOnNewDocument(threeYearsLater));
    assertNone(faults);
  });
});

function threeYearsLater() {
  const Real = Date;
  const shift = 3 * 365 * 86_400_000;
  window.Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + shift);
      else super(...parts);
    }
    static now() {
      return Real.now() + shift;
    }
  };
}
