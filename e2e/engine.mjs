// The shipped engine without a page: reads {words: [texts], queries: [{text, filters, literal, plain}]} on its standard
// input, asks the site whose folder is its argument, and writes what the engine gives. With list, the words of a
// French word list are cut too, in texts of a hundred.
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

const [site] = process.argv.slice(2);

export async function loadEngine(dir) {
  const append = async (script) => {
    await readFile(path.join(dir, script.src), "utf8").then((text) => vm.runInContext(text, context), () => {});
    script.onload();
  };
  // A page that holds nothing, so that only the engine starts.
  const document = { getElementById: () => null, createElement: () => ({ remove() {} }), head: { append } };
  const context = vm.createContext({ document });
  context.self = context;
  vm.runInContext(await readFile(path.join(dir, "assets/search.js"), "utf8"), context);
  const engine = await context.planblancSearch.engine();
  await engine.open();
  return engine;
}

async function answer(engine, { text, filters = {}, literal = false, plain = [] }) {
  const found = await engine.search(text, filters, Infinity, literal, plain);
  const box = await engine.search(text, filters, 8, literal, plain); // as many as the box shows
  return {
    results: found.groups.flatMap(({ name, hits }) => hits.map(({ doc, score, section }) => ({ doc, score, section, group: name }))),
    first: box.groups.flatMap(({ hits }) => hits.map(({ doc, score }) => `${doc}=${score}`)),
    exact: await engine.code(text),
    words: found.items.map((item) => item.word),
    chips: found.chips.map((term) => term.sequence),
    senses: found.senses.map((sense) => sense.term),
    partial: Boolean(found.partial),
    suggestions: found.near,
  };
}

const engine = await loadEngine(site);
const asked = { words: [], queries: [], ...JSON.parse(readFileSync(0, "utf8")) };
if (asked.list) {
  const list = createRequire(import.meta.url)("an-array-of-french-words");
  for (let i = 0; i < list.length; i += 100) asked.words.push(list.slice(i, i + 100).join(" "));
}
const out = { texts: asked.list ? asked.words : [], words: asked.words.map((text) => engine.wordsOf(text.normalize("NFC"))), queries: [] };
for (const query of asked.queries) out.queries.push(await answer(engine, query));
process.stdout.write(JSON.stringify(out));
