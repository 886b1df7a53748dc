// The built site under test, read once: its files, the facts of each page, its layouts.
import { createServer } from "node:http";
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { defaultTreeAdapter as tree, parse } from "parse5";

const here = path.dirname(fileURLToPath(import.meta.url));
export const siteDir = path.resolve(process.env.SITE || path.join(here, "..", "public"));

// The sites that readers' tests open: the real one, and a small one in another language of the interface. Each has the
// words of its interface, with ordinary spaces, so that no test holds them a second time.
export const sites = Object.fromEntries(await Promise.all(
  Object.entries({ fr: siteDir, en: path.resolve(process.env.SITE_EN || path.join(here, "site-en")) }).map(async ([language, dir]) => {
    const words = JSON.parse(await readFile(path.join(here, `../themes/default/words/${language}.json`), "utf8"));
    return [language, { language, dir, words: Object.fromEntries(Object.entries(words).map(([key, word]) => [key, plain(word)])) }];
  }),
));

// Text as people read it: any run of spaces is one.
export function plain(text) {
  return text.replace(/[\s\u00a0\u202f]+/g, " ").trim();
}

// A word of the interface with values in the places of {n}, {date}…
export const insert = (word, values) => word.replace(/\{([a-z]+)\}/g, (slot, name) => values[name] ?? slot);

// What a word of the interface looks like, whatever stands in its places.
export const pattern = (word) => word.split(/\{[a-z]+\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".*?");

// A day in words, as the site's pages write it.
export function longDate({ words }, day) {
  const [year, month, date] = day.split("-").map(Number);
  const name = new Date(day).toLocaleDateString("en", { month: "long", timeZone: "UTC" }).toLowerCase();
  return plain(`${date === 1 ? words["date.first"] : date} ${words[`date.${name}`]} ${year}`);
}

// The engines and the ways to open a site that readers' tests go through: both engines from a disk and over http; the
// second language from a disk, since only words differ, in Firefox with EVERY=1.
export const readings = [["chromium", "file", "fr"], ["chromium", "http", "fr"], ["firefox", "file", "fr"], ["firefox", "http", "fr"], ["chromium", "file", "en"], ...(process.env.EVERY === "1" ? [["firefox", "file", "en"]] : [])]
  .map(([engine, way, language]) => ({ engine, way, site: sites[language], name: `${engine}, ${way}, ${language}` }));

// Slash paths of every file, sorted. An absent or empty site is an error: no test may pass on nothing.
export async function listFiles(dir = siteDir) {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((e) => e.isFile())
    .map((e) => path.relative(dir, path.join(e.parentPath ?? e.path, e.name)).split(path.sep).join("/"))
    .sort();
  if (!files.includes("index.html")) throw new Error(`${dir} holds no index.html: build the site first`);
  return files;
}

export const pagesOf = (files) => files.filter((f) => f.endsWith(".html"));

export const text = (file, dir = siteDir) => readFile(path.join(dir, file), "utf8");

export const manifest = async (dir = siteDir) => JSON.parse(await text("manifest.json", dir));

// The site copied into a folder whose name holds what breaks careless addresses.
export async function copySite(from = siteDir, name = "Clé d'été #1 100%") {
  const parent = await mkdtemp(path.join(tmpdir(), "planblanc-e2e-"));
  const dir = path.join(parent, name);
  await cp(from, dir, { recursive: true });
  return {
    dir,
    url: (file) => pathToFileURL(path.join(dir, file)).href,
    root: pathToFileURL(dir).href + "/",
    remove: () => rm(parent, { recursive: true, force: true }),
  };
}

// The site over http on the loopback, as a plain file server would give it.
export async function serve(dir, headers = {}) {
  const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css" };
  const server = createServer(async (request, response) => {
    const file = decodeURI(new URL(request.url, "http://x").pathname);
    if (file === "/favicon.ico") return response.writeHead(204).end();
    try {
      const body = await readFile(path.join(dir, file));
      response.writeHead(200, { ...headers, "content-type": types[path.extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const root = `http://127.0.0.1:${server.address().port}/`;
  return { url: (file) => root + file, root, close: () => server.close() };
}

// A copy as a reader opens it, from a disk ("file") or from a server ("http"), until the test ends.
export async function open(t, way, dir = siteDir) {
  const copy = await copySite(dir);
  const server = way === "http" && (await serve(copy.dir));
  t.after(() => {
    if (server) server.close();
    return copy.remove();
  });
  return server ? { dir: copy.dir, url: server.url } : copy;
}

// Attributes that hold an address, by element; "*" holds for all.
const addresses = {
  a: ["href"], area: ["href"], link: ["href"], base: ["href"],
  script: ["src"], img: ["src", "srcset"], source: ["src", "srcset"], track: ["src"], embed: ["src"],
  iframe: ["src"], frame: ["src"], video: ["src", "poster"], audio: ["src"], input: ["src", "formaction"],
  object: ["data"], form: ["action"], button: ["formaction"], use: ["href"], image: ["href"], body: ["background"],
};

// What the tests ask of one page, in one walk, read as a browser without JavaScript would.
export function readPage(html) {
  const page = {
    lang: "", titles: [], h1: 0, csp: [], redirect: "", ids: new Set(), duplicateIds: [], styleAttributes: [],
    handlers: [], refused: [], links: [], styles: [], scripts: [], elements: 0,
  };
  const anchors = new Set();
  const visit = (node, hidden) => {
    if (node.tagName) {
      page.elements++;
      readElement(page, anchors, node, hidden);
    }
    const buried = hidden || node.tagName === "template" || has(node, "hidden");
    for (const child of (node.tagName === "template" ? tree.getTemplateContent(node) : node).childNodes ?? []) {
      visit(child, buried);
    }
  };
  visit(parse(html, { scriptingEnabled: false }), false);
  page.anchors = new Set([...page.ids, ...anchors]);
  return page;
}

const has = (node, name) => node.attrs?.some((a) => a.name === name) ?? false;
const content = (node) => node.childNodes.map((c) => c.value ?? "").join("");

function readElement(page, anchors, node, hidden) {
  const tag = node.tagName;
  if (["iframe", "frame", "object", "embed", "base"].includes(tag)) page.refused.push(`<${tag}>`);
  const attrs = Object.fromEntries(node.attrs.map((a) => [a.name, a.value]));
  if (tag === "html") page.lang = attrs.lang ?? "";
  if (tag === "title" && node.parentNode.tagName === "head") page.titles.push(content(node).trim());
  if (tag === "h1") page.h1++;
  if (tag === "style") page.styles.push(content(node));
  if (tag === "script" && !("src" in attrs)) page.scripts.push({ type: attrs.type ?? "", text: content(node) });
  if (tag === "a" && attrs.name) anchors.add(attrs.name);
  if ("id" in attrs) {
    if (page.ids.has(attrs.id)) page.duplicateIds.push(attrs.id);
    page.ids.add(attrs.id);
  }
  if (tag === "meta") {
    const equiv = (attrs["http-equiv"] ?? "").toLowerCase();
    if (equiv === "content-security-policy") page.csp.push(attrs.content ?? "");
    if (equiv === "refresh") {
      page.redirect = /url\s*=\s*['"]?([^'"]*)/i.exec(attrs.content ?? "")?.[1] ?? "";
      page.links.push({ tag, attr: "content", url: page.redirect, hidden });
    }
  }
  for (const [name, value] of Object.entries(attrs)) {
    if (name === "style") page.styleAttributes.push(`<${tag} style="${value}">`);
    if (["integrity", "crossorigin"].includes(name) || (tag === "script" && name === "type" && value === "module")) {
      page.refused.push(`<${tag} ${name}>`);
    }
    if (/^on[a-z]/.test(name)) page.handlers.push(`<${tag} ${name}>`);
    if (!addresses[tag]?.includes(name)) continue;
    const urls = name === "srcset" ? value.split(",").map((s) => s.trim().split(/\s+/)[0]) : [value];
    for (const url of urls) page.links.push({ tag, attr: name, url, hidden });
  }
}

// Every page's facts, by path.
export async function readPages(files, dir = siteDir) {
  const pages = new Map();
  for (const file of pagesOf(files)) pages.set(file, readPage(await text(file, dir)));
  return pages;
}

// One of every so many, from the first; all with EVERY=1.
export const oneIn = (step, items) => items.filter((_, i) => process.env.EVERY === "1" || i % step === 0);

// The first page of each layout and one in so many of the others, which are made alike; all of them with EVERY=1, or on
// a small site.
export function sampled(files, step) {
  if (process.env.EVERY === "1" || files.length < 300) return files;
  const seen = {};
  return files.filter((f) => {
    const layout = layoutOf(f);
    seen[layout] = (seen[layout] ?? -1) + 1;
    return seen[layout] % step === 0;
  });
}

// The layout of a page, told from its path alone (the output tree is a promise of the product).
export function layoutOf(file) {
  const [top, ...rest] = file.replace(/\.html$/, "").split("/");
  if (rest.length === 0) return top === "index" ? "home" : file;
  const index = rest.at(-1) === "index";
  if (["services", "scenarios", "roles", "phases"].includes(top)) {
    if (index) return `${top} index`;
    return rest.length === 1 ? top.slice(0, -1) : "pair";
  }
  if (top === "classeurs") return rest[0] === "annuaire-de-poche" ? "pocket" : "binder";
  if (index) return "section";
  return { fiches: "card", formulaires: "form" }[top] ?? "reference";
}
