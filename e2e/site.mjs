// The built site under test, read once: its files, the facts of each page, its layouts.
import { cp, mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { defaultTreeAdapter as tree, parse } from "parse5";

const here = path.dirname(fileURLToPath(import.meta.url));
export const siteDir = path.resolve(process.env.SITE || path.join(here, "..", "public"));

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

export const manifest = async () => JSON.parse(await text("manifest.json"));

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
export async function readPages(files) {
  const pages = new Map();
  for (const file of pagesOf(files)) pages.set(file, readPage(await text(file)));
  return pages;
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
