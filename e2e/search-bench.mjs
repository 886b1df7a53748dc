// Live typing on a generated site, opened from disk in Chromium slowed six times, beside MiniSearch in the same run.
// Ours is measured whole, from the keystroke to the list in the page; MiniSearch from the call to eight rows put in a list.
// Keys come ten a second from the moment of focus, as from a hurried hand: what a box reads ahead, it reads between them.
// A keystroke that waits for a file of the index is counted apart; « first » is from focus to the first list.
//
//   go test ./internal/sitetest -run Corpus -args -corpus /tmp/content -documents 2000
//   planblanc build -s /tmp/content -d /tmp/site && node search-bench.mjs /tmp/site
//
// It needs the packages of bench-search (npm ci there).
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium } from "./browsers.mjs";

const [site, slowed = "6", pace = "100"] = process.argv.slice(2);
const require = createRequire(new URL("bench-search/package.json", import.meta.url));
const { default: MiniSearch } = await import(pathToFileURL(require.resolve("minisearch")));

const peers = await import("./bench-search/engines/words.mjs");

// The words, stop words and options of the peers' bench, as one text that both node and the page run.
const optionsOf = (stopWords) => `(() => {
  const stop = new Set(${JSON.stringify(stopWords)});
  const fold = ${peers.fold};
  const tokens = ${peers.tokens};
  return { fields: ["title", "code", "keywords", "headings", "text"], tokenize: tokens, processTerm: (t) => (stop.has(t.toLowerCase()) ? null : fold(t)),
    storeFields: ["url", "title", "code", "summary", "version"],
    searchOptions: { boost: { title: 8, code: 8, keywords: 3, headings: 2, text: 1 }, combineWith: "AND", prefix: (t, i, all) => i === all.length - 1,
      fuzzy: (t) => (t.length < 4 || /\\d/.test(t) ? false : t.length < 8 ? 1 : 2) } };
})()`;

// The documents as our own index has them: the table and the texts.
async function documents(dir) {
  const shards = {};
  globalThis.__rs = (name, text) => (shards[name] = text);
  const files = (await readdir(path.join(dir, "search"))).filter((f) => /^(index|[dt]-)/.test(f));
  let bytes = 0;
  for (const f of await readdir(path.join(dir, "search"))) if (!f.startsWith("t-")) bytes += (await readFile(path.join(dir, "search", f))).length;
  for (const f of files) (0, eval)(await readFile(path.join(dir, "search", f), "utf8"));
  const index = JSON.parse(shards.index);
  const rows = index.docs.files.flatMap(([f]) => shards[f].split("\x1e").map((r) => r.split("\x1f")));
  const texts = index.texts.files.flatMap(([f]) => shards[f].split("\x1e").map((p) => p.split("\x1d").map((s) => s.split("\x1f"))));
  return { pages: index.pages, bytes, docs: rows.map(([url, code = "", title = "", summary = "", version = ""], id) => ({
    id, url, code, title, summary, version, keywords: "", headings: (texts[id] ?? []).map((s) => s[1]).join(" "), text: (texts[id] ?? []).map((s) => s[2]).join(" ") })) };
}

const percentile = (times, p) => times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * p))];
const ms = (n) => `${n.toFixed(1)} ms`;

const { pages, bytes, docs } = await documents(site);
const step = Math.floor(docs.length / 10);
const queries = Array.from({ length: 8 }, (_, i) => docs[i * step + 3].title.split(/\s+/).slice(0, 4).join(" ").toLowerCase());
queries.push(queries[0].replace(/(.)(.)(.{2})$/, "$2$1$3"), "faut-il éteindre le poste");

const stopWords = [...new Set(docs.flatMap((d) => peers.tokens(`${d.title} ${d.text}`.toLowerCase())))].filter(peers.isStopWord);
const optionsText = optionsOf(stopWords);
const options = (0, eval)(optionsText);
const mini = new MiniSearch(options);
mini.addAll(docs);
const json = JSON.stringify(mini);
const bench = path.join(site, "bench");
await mkdir(bench, { recursive: true });
await writeFile(path.join(bench, "index.js"), `window.miniText = ${JSON.stringify(json)};`);
await writeFile(path.join(bench, "minisearch.js"), await readFile(new URL("bench-search/node_modules/minisearch/dist/umd/index.js", import.meta.url), "utf8"));
await writeFile(path.join(bench, "options.js"), `window.miniOptions = ${optionsText};`);
await writeFile(path.join(bench, "mini.html"), `<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>MiniSearch</title><ul id="list"></ul><script src="minisearch.js"></script><script src="options.js"></script>`);

const browser = await launchChromium();
async function slow(file) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.join(site, file)).href);
  await (await page.createCDPSession()).send("Emulation.setCPUThrottlingRate", { rate: Number(slowed) });
  return page;
}

const ourPage = await slow("annuaire.html");
const ours = await ourPage.evaluate(async (queries, pace) => {
  const box = document.getElementById("p_query");
  const list = document.getElementById("p_options");
  let reading = [];
  const append = document.head.append.bind(document.head);
  document.head.append = (script) => {
    const from = performance.now();
    reading.push(new Promise((done) => script.addEventListener("load", () => done([from, performance.now()]))));
    append(script);
  };
  const start = performance.now();
  box.focus();
  await window.planblancSearch.open();
  const ready = performance.now() - start;
  const keys = [];
  for (const query of queries) {
    for (let n = 2; n <= query.length; n++) {
      await new Promise((done) => setTimeout(done, pace));
      box.value = query.slice(0, n);
      const painted = new Promise((done) => new MutationObserver((_, o) => (o.disconnect(), done())).observe(list, { childList: true }));
      reading = [];
      const from = performance.now();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      await painted;
      const end = performance.now();
      const read = (await Promise.all(reading)).filter((r) => r[0] < end);
      keys.push({ time: end - from, files: read.length, waited: read.length ? Math.min(end, Math.max(...read.map((r) => r[1]))) - read[0][0] : 0 });
    }
  }
  return { ready, keys, times: keys.map((k) => k.time) };
}, queries, Number(pace));

const miniPage = await slow("bench/mini.html");
const theirs = await miniPage.evaluate(async (queries, pace) => {
  const start = performance.now();
  await new Promise((done) => document.head.append(Object.assign(document.createElement("script"), { src: "index.js", onload: done })));
  const mini = window.MiniSearch.loadJSON(window.miniText, window.miniOptions);
  const ready = performance.now() - start;
  const list = document.getElementById("list");
  const times = [];
  for (const query of queries) {
    for (let n = 2; n <= query.length; n++) {
      await new Promise((done) => setTimeout(done, pace));
      const from = performance.now();
      let found = mini.search(query.slice(0, n));
      if (found.length === 0) found = mini.search(query.slice(0, n), { combineWith: "OR" });
      list.replaceChildren(...found.slice(0, 8).map((r) => Object.assign(document.createElement("li"), { textContent: `${r.code} ${r.title} ${r.summary}` })));
      times.push(performance.now() - from);
    }
  }
  return { ready, times };
}, queries, Number(pace));
await browser.close();

const ratio = (a, b) => (a / b).toFixed(2);
console.log(`${pages} pages, ${queries.length} queries, ${ours.times.length} keystrokes, Chromium slowed ${slowed} times, from disk`);
for (const [name, a, b] of [
  ["ready", ours.ready, theirs.ready],
  ["keystroke p50", percentile(ours.times, 0.5), percentile(theirs.times, 0.5)],
  ["keystroke p95", percentile(ours.times, 0.95), percentile(theirs.times, 0.95)],
  ["keystroke max", percentile(ours.times, 1), percentile(theirs.times, 1)],
]) console.log(`${name}: ${ms(a)}, MiniSearch ${ms(b)}, ratio ${ratio(a, b)}`);
const [still, read] = [ours.keys.filter((k) => !k.files), ours.keys.filter((k) => k.files)];
const line = (keys, of) => `p50 ${ms(percentile(keys.map(of), 0.5))}, p95 ${ms(percentile(keys.map(of), 0.95))}`;
console.log(`${still.length} keystrokes without a file: ${line(still, (k) => k.time)}`);
if (read.length) console.log(`${read.length} that waited for files (${read.reduce((n, k) => n + k.files, 0)} in all): ${line(read, (k) => k.time)}, of which waiting ${line(read, (k) => k.waited)}`);
console.log(`index without texts: ${bytes} bytes, ${Math.round(bytes / pages)} a page, ${ratio(bytes, Buffer.byteLength(json))} of MiniSearch's`);
