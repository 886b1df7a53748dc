// What tests do to a page as a reader's computer might: another clock, no store, files that are caught instead of saved.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import { browsers } from "./browsers.mjs";
import { open, plain } from "./site.mjs";

// A tab whose errors go to faults, prepared by steps in turn.
export async function newTab(browser, faults, ...steps) {
  const page = await browser.newPage();
  page.on("pageerror", (e) => faults.push(`script error: ${e.message}`));
  page.on("console", (m) => m.type() === "error" && faults.push(`console: ${m.text()}`));
  for (const step of steps) await step(page);
  return page;
}

// Opens a file of the site, with a query or a fragment if it has one.
export function visit(page, site, file) {
  const [, name, rest] = /^([^?#]*)(.*)$/.exec(file);
  return page.goto(site.url(name) + rest);
}

// A site read in an engine until the test ends, with its faults; steps prepare each tab.
export async function reading(t, engine, way, dir, ...steps) {
  const site = await open(t, way, dir);
  const browser = await browsers[engine]({ loopback: way === "http" });
  t.after(() => browser.close());
  const faults = [];
  async function openTab(file, ...more) {
    const page = await newTab(browser, faults, ...steps, ...more);
    await visit(page, site, file);
    return page;
  }
  return { site, browser, faults, openTab };
}

// What an element says, nothing where it is not shown.
export const said = (page, selector) => page.$eval(selector, (e) => (e.getClientRects().length ? e.textContent : "")).then(plain);

// Hours that the page's clock is ahead.
export const shift = (page, hours) => page.evaluateOnNewDocument((ms) => {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + ms);
      else super(...parts);
    }
    static now() {
      return Real.now() + ms;
    }
  };
}, hours * 3_600_000);

// Files that the page offers are caught instead of saved.
export const catchFiles = (page) => page.evaluateOnNewDocument(() => {
  window.__files = [];
  URL.createObjectURL = (blob) => {
    blob.text().then((text) => window.__files.push({ type: blob.type, text }));
    return "#";
  };
  HTMLAnchorElement.prototype.click = function () {
    window.__name = this.download;
  };
});

// What a button of a page with catchFiles saves.
export async function exported(page, button) {
  await page.evaluate(() => (window.__files.length = 0));
  await page.click(button);
  await page.waitForFunction(() => window.__files.length > 0);
  return page.evaluate(() => window.__files[0].text);
}

// Hands a file to the logbook, and says what the page makes of it.
export async function importFile(page, file, text) {
  await writeFile(file, text);
  await page.$eval("#l_warning", (e) => (e.textContent = "…"));
  await (await page.$("#l_file")).uploadFile(file);
  await page.waitForFunction(() => document.querySelector("#l_warning").textContent !== "…");
  return said(page, "#l_warning");
}

// A browser that refuses its store.
export const noStore = (page) => page.evaluateOnNewDocument(() => Object.defineProperty(window, "localStorage", { get() {
  throw new DOMException("refused", "SecurityError");
} }));

// A store with no room for more than a word.
export const fullStore = (page) => page.evaluateOnNewDocument(() => {
  const real = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (value.length > 2) throw new DOMException("full", "QuotaExceededError");
    real.call(this, key, value);
  };
});
