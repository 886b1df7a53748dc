// What can be told without a browser: the markup of every page, every link, and what can be reached from the home page.
import assert from "node:assert/strict";
import test from "node:test";
import { assertNone } from "./faults.mjs";
import { cssAddresses, linkProblem, linkTarget } from "./links.mjs";
import { listFiles, manifest, plain, readPage, readPages, sites, text } from "./site.mjs";

const built = await Promise.all(Object.values(sites).map(async ({ language, dir }) => {
  const files = await listFiles(dir);
  return { language, dir, files, pages: await readPages(files, dir) };
}));

function markupFaults(page) {
  const faults = [];
  if (page.csp.length !== 1) faults.push(`${page.csp.length} policies`);
  if (!page.csp.every((p) => p.includes("default-src 'none'"))) faults.push("policy without default-src 'none'");
  if (page.csp.some((p) => /unsafe-|https?:|\*/.test(p))) faults.push("policy too wide");
  if (!page.lang) faults.push("no lang");
  if (page.titles.length !== 1 || !page.titles[0]) faults.push(`${page.titles.length} titles`);
  if (page.h1 !== 1) faults.push(`${page.h1} h1`);
  if (page.duplicateIds.length > 0) faults.push(`repeated ids: ${page.duplicateIds.join(", ")}`);
  faults.push(...page.styleAttributes, ...page.handlers.map((h) => `inline handler ${h}`));
  faults.push(...page.refused.map((r) => `${r} does not work on file://`));
  return faults;
}

test("markup: each fault is seen on a page that has it", () => {
  const head = `<html lang="fr"><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><title>x</title>`;
  const cases = [
    [`${head}<h1>x</h1>`, ""],
    [`<html lang="fr"><title>x</title><h1>x</h1>`, "0 policies"],
    [head.replace(/<meta[^>]*>/, "$&$&") + "<h1>x</h1>", "2 policies"],
    [head.replace(' lang="fr"', "") + "<h1>x</h1>", "no lang"],
    [head.replace("<title>x</title>", "") + "<h1>x</h1>", "0 titles"],
    [head, "0 h1"],
    [`${head}<h1 id="a">x</h1><p id="a">`, "repeated ids: a"],
    [`${head}<h1 style="color:red">x</h1>`, `<h1 style="color:red">`],
    [`${head}<h1 onclick="x()">x</h1>`, "inline handler <h1 onclick>"],
    [`${head}<h1>x</h1><iframe></iframe>`, "<iframe> does not work on file://"],
    [`${head}<h1>x</h1><script type="module" integrity="x"></script>`,
      "<script type> does not work on file://; <script integrity> does not work on file://"],
    [head.replace("'none'", "'none'; script-src 'unsafe-inline'") + "<h1>x</h1>", "policy too wide"],
  ];
  for (const [html, expected] of cases) assert.equal(markupFaults(readPage(html)).join("; "), expected, html);
});

for (const { language, pages } of built) test(`markup: every page, ${language}`, () => {
  const faults = [];
  for (const [file, page] of pages) faults.push(...markupFaults(page).map((f) => [file, f]));
  assertNone(faults);
});

test("links: each fault is seen", () => {
  const files = new Set(["a.html", "d/Été 1.html", "d/x.png"]);
  const anchors = (f) => (f.endsWith(".html") ? new Set(["là"]) : undefined);
  const cases = [
    ["a", "%C3%89t%C3%A9%201.html#l%C3%A0", ""], ["a", "../a.html?q=x#là", ""], ["a", "#là", ""], ["a", "tel:15", ""],
    ["a", "https://example.org/", ""], ["img", "data:image/png;base64,", ""], ["img", "x.png", ""],
    ["img", "https://example.org/x.png", /scheme https/], ["link", "https://example.org/", /scheme https/],
    ["a", "javascript:1", /scheme javascript/], ["a", "file:///etc", /scheme file/], ["a", "smb:x", /scheme smb/],
    ["a", "", /empty/], ["a", "../", /file name/], ["a", "?q=1", /file name/], ["a", "..", /file name/],
    ["a", "../d", /file name/], ["a", "/a.html", /absolute/], ["a", "//host/x.html", /absolute/],
    ["a", "..//a.html", /\/\//], ["a", "..\\a.html", /backslash/], ["a", "../../a.html", /leaves/],
    ["a", "../A.html", /but a\.html/], ["a", "b.html", /no file d\/b\.html/], ["a", "../a.html#la", /no anchor/],
    ["a", "#", /names nothing/], ["a", "x.png#a", /names nothing/], ["a", "%zz.html", /percent/],
  ];
  for (const [tag, url, expected] of cases) {
    const problem = linkProblem("d/Été 1.html", { tag, attr: "href", url }, files, anchors);
    if (expected === "") assert.equal(problem, "", url);
    else assert.match(problem, expected, url);
  }
  assert.deepEqual(cssAddresses(`a{b:url(x.png)} @import "y.css"; c{d:url( 'z' )} /* url(no) */`), ["x.png", "y.css", "z"]);
});

for (const { language, files, pages } of built) test(`links: every address of every page lands, ${language}`, (t) => {
  const known = new Set(files);
  const anchors = (file) => pages.get(file)?.anchors;
  const faults = [];
  const outside = new Map();
  let count = 0;
  for (const [file, page] of pages) {
    for (const link of page.links) {
      count++;
      const problem = linkProblem(file, link, known, anchors);
      if (problem) faults.push([file, `<${link.tag} ${link.attr}="${link.url}">: ${problem}`]);
      else if (/^(https?|mailto):/i.test(link.url)) outside.set(link.url, file);
    }
    for (const css of page.styles) {
      for (const url of cssAddresses(css)) {
        const problem = linkProblem(file, { tag: "css", attr: "url", url }, known, anchors);
        if (problem) faults.push([file, `url(${url}): ${problem}`]);
      }
    }
  }
  assertNone(faults);
  t.diagnostic(`${count} addresses on ${pages.size} pages`);
  for (const [url, file] of outside) t.diagnostic(`leads outside: ${url} (${file})`);
});

for (const { language, dir, files, pages } of built) test(`links: every address of every style sheet lands, ${language}`, async () => {
  const known = new Set(files);
  const anchors = (file) => pages.get(file)?.anchors;
  const faults = [];
  for (const file of files.filter((f) => f.endsWith(".css"))) {
    for (const url of cssAddresses(await text(file, dir))) {
      const problem = linkProblem(file, { tag: "css", attr: "url", url }, known, anchors);
      if (problem) faults.push([file, `url(${url}): ${problem}`]);
    }
  }
  assertNone(faults);
});

// Clicks from the home page, following what a reader without JavaScript sees.
function clicks(pages) {
  const distance = new Map([["index.html", 0]]);
  const queue = ["index.html"];
  for (const from of queue) {
    for (const { tag, url, hidden } of pages.get(from).links) {
      if (tag !== "a" || hidden) continue;
      const target = linkTarget(from, url);
      if (!pages.has(target) || distance.has(target)) continue;
      distance.set(target, distance.get(from) + 1);
      queue.push(target);
    }
  }
  return distance;
}

test("crawl: hidden links are not followed, clicks are counted", () => {
  const site = new Map([
    ["index.html", readPage(`<a href="a.html">a</a><div hidden><a href="c.html">c</a></div>`)],
    ["a.html", readPage(`<noscript><a href="b.html#x">b</a></noscript>`)],
    ["b.html", readPage("")],
    ["c.html", readPage("")],
  ]);
  assert.deepEqual([...clicks(site)], [["index.html", 0], ["a.html", 1], ["b.html", 2]]);
});

for (const { language, pages } of built) test(`crawl: every page is reached from the home page without JavaScript, ${language}`, () => {
  const distance = clicks(pages);
  // An old address that only forwards is for bookmarks: nothing links to it.
  const lost = [...pages].filter(([f, p]) => !distance.has(f) && f !== "404.html" && !p.redirect).map(([f]) => [f, "no way from the home page"]);
  assertNone(lost);
});

for (const { language, dir, pages } of built) test(`crawl: every card is within three clicks of the home page, ${language}`, async (t) => {
  const { cards } = await manifest(dir);
  assert.ok(cards.length > 0, "the manifest lists no card");
  const distance = clicks(pages);
  const far = cards.filter((c) => !(distance.get(c.url) <= 3)).map((c) => [c.url, `${distance.get(c.url) ?? "no"} clicks from the home page`]);
  assertNone(far);
  t.diagnostic(`${cards.length} cards, at most ${Math.max(...cards.map((c) => distance.get(c.url)))} clicks`);
});

// What tells a language: several words in a row. One alone may be in an address, or in what a scanner reads.
const telling = (words, others) => Object.entries(words)
  .flatMap(([key, word]) => word.split(/\{[a-z]+\}/).map((part) => [key, plain(part).replace(/^\P{L}+|\P{L}+$/gu, "")]))
  .filter(([, part]) => part.includes(" ") && !Object.values(others).some((other) => other.includes(part)));

test("words: a page holds no word of the interface of another language", async () => {
  const faults = [];
  for (const { language, dir, files } of built) {
    // What an author writes may be in any words: the small site's are ours, and in English throughout.
    if (language !== "en") continue;
    const foreign = telling(sites.fr.words, sites[language].words);
    assert.ok(foreign.length > 300, `${foreign.length} words tell a language from the other`);
    for (const file of files.filter((f) => /\.(html|txt)$|^assets\/.*\.js$/.test(f))) {
      const held = plain((await text(file, dir)).replaceAll("&#39;", "'").replaceAll("&amp;", "&"));
      for (const [key, part] of foreign) if (held.includes(part)) faults.push([file, `${key}: ${part}`]);
    }
  }
  assertNone(faults);
});
