// Live typing on a generated site, opened from disk in Chromium slowed six times, beside MiniSearch in the same run.
// Ours is measured whole, from the keystroke to the list in the page; MiniSearch from the call to eight rows put in a list.
// Keys come ten a second from the moment of focus, as from a hurried hand: what a box reads ahead, it reads between them.
// « First » is from focus, with two letters typed at once, to the first list. Each pass has a new page; of each keystroke
// the least time of the passes counts, so that other work of the machine tells less, and that of the first pass is shown
// too. A keystroke that waits for a file of the index in every pass is counted apart.
//
//   go test ./internal/sitetest -run Corpus -args -corpus /tmp/content -documents 2000
//   planblanc build -s /tmp/content -d /tmp/site && node search-bench.mjs /tmp/site
//
// It needs the packages of bench-search (npm ci there). A fifth argument, « alone », leaves MiniSearch out: at 100,000
// pages it takes some minutes to be made and read.
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium } from "./browsers.mjs";

const [site, slowed = "6", pace = "100", passes = "3", alone] = process.argv.slice(2);
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
  const files = (await readdir(path.join(dir, "search"))).filter((f) => (alone ? /^(index|d-)/ : /^(index|[dt]-)/).test(f));
  let bytes = 0;
  for (const f of await readdir(path.join(dir, "search"))) if (!f.startsWith("t-")) bytes += (await readFile(path.join(dir, "search", f))).length;
  for (const f of files) (0, eval)(await readFile(path.join(dir, "search", f), "utf8"));
  const index = JSON.parse(shards.index);
  const rows = index.docs.files.flatMap(([f]) => shards[f].split("\x1e").map((r) => r.split("\x1f")));
  const texts = alone ? [] : index.texts.files.flatMap(([f]) => shards[f].split("\x1e").map((p) => p.split("\x1d").map((s) => s.split("\x1f"))));
  return { pages: index.pages, bytes, docs: rows.map(([url, code = "", title = "", summary = "", version = ""], id) => ({
    id, url, code, title, summary, version, keywords: "", headings: (texts[id] ?? []).map((s) => s[1]).join(" "), text: (texts[id] ?? []).map((s) => s[2]).join(" ") })) };
}

const percentile = (times, p) => times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * p))];
const ms = (n) => `${n.toFixed(1)} ms`;

const { pages, bytes, docs } = await documents(site);
const step = Math.floor(docs.length / 10);
const queries = Array.from({ length: 8 }, (_, i) => docs[i * step + 3].title.split(/\s+/).slice(0, 4).join(" ").toLowerCase());
queries.push(queries[0].replace(/(.)(.)(.{2})$/, "$2$1$3"), "faut-il éteindre le poste");

// makeTheirs puts a page with MiniSearch into the site, and gives the bytes of its index.
async function makeTheirs() {
  const stopWords = [...new Set(docs.flatMap((d) => peers.tokens(`${d.title} ${d.text}`.toLowerCase())))].filter(peers.isStopWord);
  const optionsText = optionsOf(stopWords);
  const mini = new MiniSearch((0, eval)(optionsText));
  mini.addAll(docs);
  const json = JSON.stringify(mini);
  const bench = path.join(site, "bench");
  await mkdir(bench, { recursive: true });
  await writeFile(path.join(bench, "index.js"), `window.miniText = ${JSON.stringify(json)};`);
  await writeFile(path.join(bench, "minisearch.js"), await readFile(new URL("bench-search/node_modules/minisearch/dist/umd/index.js", import.meta.url), "utf8"));
  await writeFile(path.join(bench, "options.js"), `window.miniOptions = ${optionsText};`);
  await writeFile(path.join(bench, "mini.html"), `<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>MiniSearch</title><ul id="list"></ul><script src="minisearch.js"></script><script src="options.js"></script>`);
  return Buffer.byteLength(json);
}

const theirBytes = alone ? NaN : await makeTheirs();
const browser = await launchChromium();
async function slow(file) {
  const page = await browser.newPage();
  await page.goto(pathToFileURL(path.join(site, file)).href);
  await (await page.createCDPSession()).send("Emulation.setCPUThrottlingRate", { rate: Number(slowed) });
  return page;
}

const typeOurs = async (queries, pace) => {
  const box = document.getElementById("p_query");
  const list = document.getElementById("p_options");
  let reading = [];
  const append = document.head.append.bind(document.head);
  document.head.append = (script) => {
    const from = performance.now();
    reading.push(new Promise((done) => script.addEventListener("load", () => done([from, performance.now()]))));
    append(script);
  };
  const type = async (text) => {
    box.value = text;
    const painted = new Promise((done) => new MutationObserver((_, o) => (o.disconnect(), done())).observe(list, { childList: true }));
    box.dispatchEvent(new Event("input", { bubbles: true }));
    await painted;
  };
  const start = performance.now();
  box.focus();
  const opened = window.planblancSearch.engine().then((engine) => engine.open()).then(() => performance.now() - start);
  await type(queries[0].slice(0, 2));
  const first = performance.now() - start;
  const ready = await opened;
  const keys = [];
  for (const query of queries) {
    for (let n = 2; n <= query.length; n++) {
      await new Promise((done) => setTimeout(done, pace));
      reading = [];
      const from = performance.now();
      await type(query.slice(0, n));
      const end = performance.now();
      const read = (await Promise.all(reading)).filter((r) => r[0] < end);
      keys.push({ time: end - from, files: read.length, waited: read.length ? Math.min(end, Math.max(...read.map((r) => r[1]))) - read[0][0] : 0 });
    }
  }
  return { first, ready, keys };
};

const typeTheirs = async (queries, pace) => {
  const start = performance.now();
  await new Promise((done) => document.head.append(Object.assign(document.createElement("script"), { src: "index.js", onload: done })));
  const mini = window.MiniSearch.loadJSON(window.miniText, window.miniOptions);
  const ready = performance.now() - start;
  const list = document.getElementById("list");
  const keys = [];
  for (const query of queries) {
    for (let n = 2; n <= query.length; n++) {
      await new Promise((done) => setTimeout(done, pace));
      const from = performance.now();
      let found = mini.search(query.slice(0, n));
      if (found.length === 0) found = mini.search(query.slice(0, n), { combineWith: "OR" });
      list.replaceChildren(...found.slice(0, 8).map((r) => Object.assign(document.createElement("li"), { textContent: `${r.code} ${r.title} ${r.summary}` })));
      keys.push({ time: performance.now() - from });
    }
  }
  return { first: ready + keys[0].time, ready, keys };
};

// What each pass found, one after the other for both, then the least of all.
const [ours, theirs] = [[], []];
for (let i = 0; i < Number(passes); i++) {
  for (const [all, file, type] of [[ours, "annuaire.html", typeOurs], [theirs, "bench/mini.html", typeTheirs]].slice(0, alone ? 1 : 2)) {
    const page = await slow(file);
    all.push(await page.evaluate(type, queries, Number(pace)));
    await page.close();
  }
}
await browser.close();
if (alone) theirs.push({ first: NaN, ready: NaN, keys: ours[0].keys.map(() => ({ time: NaN })) });
const least = (all, of) => all.map(of).reduce((a, b) => (b < a ? b : a));
const best = (all) => ({
  first: least(all, (p) => p.first), ready: least(all, (p) => p.ready),
  keys: all[0].keys.map((_, i) => all.map((p) => p.keys[i]).reduce((a, b) => (b.time < a.time ? b : a))),
});

const ratio = (a, b) => (a / b).toFixed(2);
console.log(`${pages} pages, ${queries.length} queries, ${ours[0].keys.length} keystrokes, ${passes} passes, Chromium slowed ${slowed} times, from disk`);
for (const [label, a, b] of [["least of the passes", best(ours), best(theirs)], ["first pass", ours[0], theirs[0]]]) {
  const [x, y] = [a, b].map(({ keys }) => keys.map((k) => k.time));
  for (const [name, p, q] of [
    ["first list", a.first, b.first],
    ["ready", a.ready, b.ready],
    ["keystroke p50", percentile(x, 0.5), percentile(y, 0.5)],
    ["keystroke p95", percentile(x, 0.95), percentile(y, 0.95)],
    ["keystroke max", percentile(x, 1), percentile(y, 1)],
  ]) console.log(`${label}: ${name}: ${ms(p)}, MiniSearch ${ms(q)}, ratio ${ratio(p, q)}`);
}
const { keys } = best(ours);
const [still, read] = [keys.filter((k) => !k.files), keys.filter((k) => k.files)];
const line = (keys, of) => `p50 ${ms(percentile(keys.map(of), 0.5))}, p95 ${ms(percentile(keys.map(of), 0.95))}`;
console.log(`${still.length} keystrokes without a file: ${line(still, (k) => k.time)}`);
if (read.length) console.log(`${read.length} that waited for files (${read.reduce((n, k) => n + k.files, 0)} in all): ${line(read, (k) => k.time)}, of which waiting ${line(read, (k) => k.waited)}`);
console.log(`index without texts: ${bytes} bytes, ${Math.round(bytes / pages)} a page, ${ratio(bytes, theirBytes)} of MiniSearch's`);
