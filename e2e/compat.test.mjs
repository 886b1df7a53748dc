// The style and scripts the site ships work in the oldest browsers of its floor.
import assert from "node:assert/strict";
import test from "node:test";
import { lintCSS } from "./compat-css.mjs";
import { globalsOf, lintJS } from "./compat-js.mjs";
import { assertNone } from "./faults.mjs";
import { floor } from "./floor.mjs";
import { listFiles, pagesOf, readPage, text } from "./site.mjs";

// Newer than the floor and shipped all the same: nothing is lost where they are not read.
const allowed = new Map([
  ["@page margin box @bottom-right", "numbers the sheets; a browser without it drops the box alone"],
  ["named page", "numbers the sheets of a binder; a browser without it drops the rule, and the number alone is lost"],
  ["property page", "as named page"],
  ["property orphans", "keeps two lines together on paper; without it one may stand alone"],
  ["property widows", "as orphans"],
  ["break-after: avoid", "keeps a heading with what follows on paper; break-inside on the block does the rest"],
  ["::-webkit-details-marker", "Chromium's name for ::marker here up to 88; the table leaves it out, Firefox matches nothing"],
  ["global addEventListener, unknown to the table", "window's own, of EventTarget; there since the first versions"],
  ["global dispatchEvent, unknown to the table", "as addEventListener"],
  ["media feature forced-colors", "a query not understood never holds; the system still forces its colours"],
]);

const cssFeatures = (css) => lintCSS(css).map((f) => f.feature);
const jsFeatures = (js) => lintJS(js).map((f) => f.feature);

test("compat: what is newer than the floor is named, in CSS", () => {
  for (const [css, feature] of [
    ["a:has(b) { color: red }", ":has"],
    ["a { color: color-mix(in srgb, red, blue) }", "color-mix()"],
    ["a { --x: color-mix(in srgb, red, blue) }", "color-mix()"],
    ["a { color: rgb(from red r g b) }", "rgb(from …)"],
    ["a { accent-color: red }", "property accent-color"],
    ["a { overflow: clip }", "overflow: clip"],
    ["a { display: inline flex }", "display with two keywords"],
    ["a { grid-template-columns: subgrid }", "grid-template-columns: subgrid"],
    ["a { height: 100dvh }", "unit dvh"],
    ["a { content: 'x' / '' }", "content with alternative text"],
    ["a { height: 100dvh; height: 100vh }", "unit dvh"],
    ["a { page: urg }", "property page"],
    ["a { & b { color: red } }", "nested rules"],
    ["a:nth-child(2 of b) { color: red }", ":nth-child(… of …)"],
    ["@layer x { a { color: red } }", "@layer"],
    ["@import 'x.css' layer(y);", "@layer"],
    ["@container (width > 1px) { a { color: red } }", "@container"],
    ["@media (width >= 600px) { a { color: red } }", "range in a media query"],
    ["@media (forced-colors: active) { a { color: red } }", "media feature forced-colors"],
    ["@page { @top-left { content: 'x' } }", "@page margin box @top-left"],
    ["@supports (display: grid) { a { text-wrap: balance } }", "property text-wrap"],
    ["@supports not selector(:has(b)) { a:has(b) { color: red } }", ":has"],
  ]) {
    assert.ok(cssFeatures(css).includes(feature), `${css}: ${cssFeatures(css)}`);
  }
});

test("compat: what no table knows is named, in CSS", () => {
  for (const [css, feature] of [
    ["a { colour: red }", "property colour"],
    ["a { display: gird }", "display: gird"],
    ["a { width: calcul(1px) }", "calcul()"],
    ["a { width: 1pouce }", "unit pouce"],
    ["a:hoover { color: red }", ":hoover"],
    ["@medai print { a { color: red } }", "@medai"],
    ["@media (largeur: 1px) { a { color: red } }", "media feature largeur"],
  ]) {
    assert.ok(lintCSS(css).some((f) => f.feature === feature && !f.known), `${css}: ${cssFeatures(css)}`);
  }
  assert.match(cssFeatures("a { color red }").join(), /cannot be parsed/);
});

test("compat: near misses pass, in CSS", () => {
  for (const css of [
    "@supports selector(:has(a)) { a:has(b) { color: red } }",
    "@supports (text-wrap: balance) { a { text-wrap: balance } }",
    "@supports (color: color-mix(in srgb, red, blue)) { a { background: color-mix(in srgb, red, blue) } }",
    "@media screen { @supports (height: 100dvh) { a { height: 100dvh } } }",
    "a { inset: 0; gap: 1em; aspect-ratio: 1; margin-inline: auto; width: min(1px, 2em) }",
    "a { -webkit-user-select: none; user-select: none; -webkit-print-color-adjust: exact; print-color-adjust: exact }",
    "a { height: 100vh; height: 100dvh; content: 'x'; content: 'x' / '' }",
    "a:is(b, c):where(d):not(e, f):focus-visible::before { content: 'x'; color: CanvasText }",
    "a { grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); transform: translateX(calc(var(--x, 1px) * 2)) }",
    "@font-face { font-family: x; src: local(x); font-display: swap } @page { size: A4; margin: 1cm }",
    "@keyframes turn { from { opacity: 0 } 50% { opacity: 1 } } a { animation: turn 1s infinite }",
    "@media print and (min-width: 30em) and (prefers-color-scheme: dark) { a[href^='x' i] { break-inside: avoid } }",
  ]) {
    assert.deepEqual(lintCSS(css), [], css);
  }
});

test("compat: what is newer than the floor, unknown or forbidden is named, in JavaScript", () => {
  for (const [js, feature] of [
    ["x?.y", /syntax/], ["x ?? y", /syntax/], ["var a = { ...b }", /syntax/], ["/(?<a>b)/", /syntax/], ["import x from 'y'", /syntax/],
    ["import('x')", /syntax/], ["try { x() } catch { y() }", /syntax/],
    ["structuredClone({})", /^global structuredClone$/], ["Object.hasOwn({}, 'x')", /^Object\.hasOwn$/], ["[].at(-1)", /^member \.at$/],
    ["[].findLast(Boolean)", /^member \.findLast$/], ["window.structuredClone", /^global structuredClone$/],
    ["document.startViewTransition(f)", /startViewTransition/], ["crypto.randomUUID()", /^crypto\.randomUUID$/],
    ["document.querySelector('a:has(b)')", /^selector :has$/], ["nowhere()", /^global nowhere, unknown/],
    ["fetch('x')", /never used/], ["new XMLHttpRequest()", /never used/], ["new Worker('x')", /never used/], ["window.eval('1')", /never used/],
    ["navigator.sendBeacon('x')", /never used/],
  ]) {
    assert.ok(jsFeatures(js).some((f) => feature.test(f)), `${js}: ${jsFeatures(js)}`);
  }
});

test("compat: near misses pass, in JavaScript", () => {
  for (const js of [
    "(function () { var fetch = 1; return fetch; })()", "typeof structuredClone === 'function'", "async function f() { await g() } function g() {}",
    "var planblanc = window.planblanc = window.planblanc || {}; planblanc.at1 = 1", "Object.entries({}).map(String)",
    "document.querySelectorAll('a:not([href])').forEach(function (a) { a.hidden = true })", "'x'.normalize('NFD').padStart(2)",
    "crypto.subtle.digest('SHA-256', new Uint8Array(1))", "localStorage.getItem('x'); history.replaceState(null, '', '#x')",
  ]) {
    assert.deepEqual(lintJS(js), [], js);
  }
});

test("compat: every style sheet and script of the site", async (t) => {
  const files = await listFiles();
  const styles = new Map();
  const scripts = new Map();
  for (const file of files.filter((f) => f.endsWith(".css"))) styles.set(await text(file), file);
  for (const file of files.filter((f) => f.endsWith(".js"))) scripts.set(await text(file), file);
  for (const file of pagesOf(files)) {
    const page = readPage(await text(file));
    for (const css of page.styles) styles.has(css) || styles.set(css, `${file} <style>`);
    for (const { type, text: js } of page.scripts) {
      if (/^$|javascript/.test(type)) scripts.has(js) || scripts.set(js, `${file} <script>`);
      else assert.notEqual(type, "module", `${file}: a module does not load from a disk`);
    }
  }
  assert.ok(styles.size > 0, "the site ships no style sheet");

  const faults = [];
  const say = (file, f) => faults.push([`${file}:${f.line}`, f.missing
    ? `${f.feature}: ${f.known ? `not in ${f.missing.map((b) => `${b} ${floor[b]}`).join(" nor ")}` : "unknown to the table"}`
    : f.feature]);
  for (const [css, file] of styles) lintCSS(css, allowed).forEach((f) => say(file, f));
  const defined = new Set();
  for (const js of scripts.keys()) {
    try {
      globalsOf(js).forEach((name) => defined.add(name));
    } catch {
      // Its syntax is reported below.
    }
  }
  for (const [js, file] of scripts) lintJS(js, defined, allowed).forEach((f) => say(file, f));
  assertNone(faults);
  t.diagnostic(`${styles.size} style sheets, ${scripts.size} scripts`);
});
