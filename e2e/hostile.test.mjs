// Hostile content in both engines. Escaping and the address list alone, the policy of every page taken out: nothing
// runs and nothing is asked of the trap, a server that listens where every hostile address leads. Then the policy alone:
// the payloads as they are in a page that has it. Without either, they run: the trap works.
import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { inTabs, launchChromium, launchFirefox } from "./browsers.mjs";
import { assertNone } from "./faults.mjs";
import { listFiles, pagesOf, serve } from "./site.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const hostile = path.join(here, "hostile");
const trapPort = 48723; // sitetest.Trap
const payloads = JSON.parse(await readFile(path.join(hostile, "payloads.json"), "utf8"));

const hits = [];
const trap = createServer((request, response) => {
  hits.push(request.url);
  response.writeHead(200, { "access-control-allow-origin": "*" }).end();
});
await new Promise((done, failed) => trap.once("error", failed).listen(trapPort, "127.0.0.1", done));

const policyTag = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/;
const top = await mkdtemp(path.join(tmpdir(), "planblanc-hostile-"));
test.after(() => {
  trap.close();
  return rm(top, { recursive: true, force: true });
});

// The hostile site without its policy; one page of it is itself a payload, which the checks refuse.
const bare = path.join(top, "nu");
await cp(hostile, bare, { recursive: true });
await rm(path.join(bare, "fiches/avis/hostile.html")); // sitetest.HostilePage
// Pages that send readers on, to a page of the site as sitetest.Lint has seen, would be gone before they are looked at.
const pages = [];
let policy = "";
for (const file of pagesOf(await listFiles(bare))) {
  const text = await readFile(path.join(bare, file), "utf8");
  if (file === "verifier.html" || text.includes('http-equiv="refresh"')) continue;
  pages.push(file);
  policy = policyTag.exec(text)[1];
  await writeFile(path.join(bare, file), text.replace(policyTag, ""));
}

// The payloads as they are, each in a page, with the policy of the site or without. A page that sends its reader
// elsewhere is left out: a policy does not keep from going, only the address list does.
const vectors = payloads.filter((p) => p.context === "paragraph" && !p.html.includes("http-equiv=refresh"));
const leaks = {
  img: `<img src=T>`, srcset: `<img srcset="T 1x">`, picture: `<picture><source srcset=T><img src=x></picture>`, sheet: `<link rel=stylesheet href=T>`,
  icon: `<link rel=icon href=T>`, prefetch: `<link rel=prefetch href=T>`, imagesrcset: `<link rel=preload as=image imagesrcset="T 1x">`, preload: `<link rel=preload as=image href=T>`, script: `<script src=T></script>`,
  iframe: `<iframe src=T></iframe>`, object: `<object data=T></object>`, embed: `<embed src=T>`, video: `<video src=T poster=T></video>`,
  audio: `<audio src=T></audio>`, style: `<style>p{background:url(T)}</style><p>x</p>`, attribute: `<p style="background:url(T)">x</p>`, svg: `<svg><image href=T /></svg>`,
  input: `<input type=image src=T>`, fetch: `<script>fetch("T")</script>`, beacon: `<script>navigator.sendBeacon("T")</script>`,
};
const raw = { with: path.join(top, "avec"), without: path.join(top, "sans") };
for (const [name, dir] of Object.entries(raw)) {
  await mkdir(dir);
  const head = `<!DOCTYPE html><html lang="fr"><meta charset="utf-8">${name === "with" ? `<meta http-equiv="Content-Security-Policy" content="${policy}">` : ""}<title>x</title>`;
  for (const p of vectors) await writeFile(path.join(dir, `${p.id}.html`), `${head}<p>${p.html}`);
  for (const [leak, html] of Object.entries(leaks)) {
    await writeFile(path.join(dir, `${leak}.html`), `${head}${html.replaceAll("T", `http://127.0.0.1:${trapPort}/fuite/${leak}`)}`);
  }
}
// Firefox's parser reads ahead, and asks for what a srcset or an imagesrcset names before it minds a policy in a meta,
// wherever in the head that stands: even for what is in a template, which no page ever loads. A src, a policy in a
// header and what is put in once the page is read, it minds. The proof is made on pages of nothing else, and what is
// excused below is that alone.
const sets = { srcset: leaks.srcset, picture: leaks.picture, imagesrcset: leaks.imagesrcset };
const header = { "content-security-policy": "img-src 'self' data:" }; // docs/security.md
const ahead = path.join(top, "avant");
await mkdir(ahead);
for (const [name, html] of Object.entries({ ...sets, img: leaks.img })) {
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const body = html.replaceAll("T", `http://127.0.0.1:${trapPort}/avant/${name}`);
  await writeFile(path.join(ahead, `meta-${name}.html`), `<!DOCTYPE html><html lang="fr"><head>${meta}<meta charset="utf-8"><title>x</title></head><body>${body}`);
  await writeFile(path.join(ahead, `header-${name}.html`), `<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>x</title></head><body>${body}`);
  await writeFile(path.join(ahead, `inert-${name}.html`), `<!DOCTYPE html><html lang="fr"><head>${meta}<meta charset="utf-8"><title>x</title></head><body><template>${body}</template>`);
}

const rawPages = [...vectors.map((p) => `${p.id}.html`), ...Object.keys(leaks).map((leak) => `${leak}.html`)];

// Opens pages and returns which of them ran something, or has what could.
async function visit(browser, files, url, provoke) {
  const ran = [];
  const prepare = (page) => page.evaluateOnNewDocument(() => {
    window.__ran = [];
    window.ran = (n) => window.__ran.push(n);
    for (const name of ["alert", "confirm", "prompt", "print"]) window[name] = () => window.__ran.push(name);
  });
  await inTabs(browser, 4, files, async (page, file) => {
    await page.goto(url(file), { waitUntil: "load" });
    const found = await page.evaluate(async (provoke) => {
      const faults = [];
      if (provoke) {
        for (const element of document.querySelectorAll("*")) {
          for (const { name, value } of element.attributes) {
            if (/^on/i.test(name) || /^\s*(javascript|data:text)/i.test(value) && name === "href") faults.push(`${element.tagName} ${name}=${value}`);
          }
          if (element.tagName === "A" && element.href && !/^(https?|file|tel|mailto):$/.test(element.protocol)) faults.push(`A ${element.href}`);
          if (["IFRAME", "OBJECT", "EMBED", "BASE"].includes(element.tagName)) faults.push(element.tagName);
          for (const event of ["mouseover", "focus", "error", "toggle", "animationstart"]) element.dispatchEvent(new Event(event));
        }
      }
      await new Promise((done) => setTimeout(done, 30));
      return [...faults, ...(window.__ran || []).map((n) => `ran ${n}`)];
    }, provoke);
    for (const fault of found) ran.push([file, fault]);
  }, prepare);
  return ran;
}

for (const [engine, start] of Object.entries({ chromium: launchChromium, firefox: launchFirefox })) {
  test(`hostile, ${engine}`, async (t) => {
    const browser = await start({ loopback: true });
    t.after(() => browser.close());
    const fileURL = (dir) => (file) => pathToFileURL(path.join(dir, file)).href;

    await t.test("without either, payloads run and leak", async () => {
      hits.length = 0;
      const ran = await visit(browser, rawPages, fileURL(raw.without), false);
      const leaked = Object.keys(leaks).filter((leak) => hits.some((url) => url.startsWith(`/fuite/${leak}`)));
      assert.ok(ran.length >= 20, `only ${ran.length} ran`);
      assert.ok(leaked.length >= 16, `only ${leaked.join(", ")} leaked`);
      t.diagnostic(`${engine}: of ${vectors.length} vectors, ${new Set(ran.map(([file]) => file)).size} run without protection; of ${Object.keys(leaks).length} leaks, ${leaked.length} reach the trap`);
    });
    let readsAhead = false;
    const isSet = (url) => vectors.some((p) => url === `/${p.id}` && p.html.includes("srcset")) || Object.keys(sets).some((leak) => url === `/fuite/${leak}`);
    await t.test("a policy in a meta and one in a header, before images in a set", async () => {
      const page = await browser.newPage();
      const server = await serve(ahead);
      const strict = await serve(ahead, header);
      // Each page's requests in rounds, the trap emptied before; a page of its own for each load, no image is kept.
      const asked = async (open) => {
        hits.length = 0;
        for (let i = 0; i < 10; i++) {
          await open(i);
          await new Promise((done) => setTimeout(done, 30));
        }
        return hits.length;
      };
      const insert = (name) => page.evaluate((html) => document.body.insertAdjacentHTML("beforeend", html), leaks[name].replaceAll("T", `http://127.0.0.1:${trapPort}/avant/${name}`));
      const seen = {};
      for (const name of [...Object.keys(sets), "img"]) {
        seen[name] = {
          meta: await asked(() => page.goto(fileURL(ahead)(`meta-${name}.html`))) + await asked((i) => page.goto(server.url(`meta-${name}.html?${i}`))),
          header: await asked((i) => page.goto(strict.url(`header-${name}.html?${i}`))),
          inert: await asked((i) => page.goto(server.url(`inert-${name}.html?${i}`))),
          later: await asked((i) => page.goto(server.url(`inert-img.html?${i}`)).then(() => insert(name))),
          without: await asked((i) => page.goto(server.url(`header-${name}.html?${i}`))),
        };
      }
      server.close();
      strict.close();
      await page.close();
      t.diagnostic(`${engine}: requests of 20 loads under a meta, of 10 under a header, in a template, put in later, without: ${JSON.stringify(seen)}`);
      for (const [name, n] of Object.entries(seen)) {
        assert.equal(n.header, 0, `${name} under a header`);
        assert.equal(n.later, 0, `${name} once the page is read`);
        assert.ok(n.without > 0, `${name} reaches the trap without a policy`);
        if (engine === "chromium" || name === "img") assert.equal(n.meta + n.inert, 0, `${name} under a meta`);
      }
      readsAhead = seen.srcset.inert > 0;
    });
    for (const way of ["file", "http"]) {
      await t.test(`escaping and the address list alone, ${way}`, async () => {
        hits.length = 0;
        const server = way === "http" && (await serve(bare));
        const files = way === "http" ? pages.filter((f) => /^(fiches|index|annuaire|glossaire)/.test(f)).filter((f, i) => i % 2 === 0) : pages;
        const ran = await visit(browser, files, server ? server.url : fileURL(bare), true);
        if (server) server.close();
        assertNone(ran);
        assert.deepEqual(hits, []);
        t.diagnostic(`${engine}, ${way}: ${payloads.length} payloads, ${files.length} pages, 0 ran, 0 requests`);
      });
      await t.test(`the policy alone, ${way}`, async () => {
        hits.length = 0;
        const server = way === "http" && (await serve(raw.with, header));
        const ran = await visit(browser, rawPages, server ? server.url : fileURL(raw.with), false);
        if (server) server.close();
        assertNone(ran);
        const excused = hits.filter((url) => way === "file" && readsAhead && isSet(url));
        if (excused.length > 0) t.diagnostic(`${engine}, ${way}: asked for ahead of the policy: ${excused.join(", ")}`);
        assert.deepEqual(hits.filter((url) => !excused.includes(url)), []);
      });
    }
    await t.test("addresses are what we take them for", async () => {
      const table = JSON.parse(await readFile(path.join(here, "../internal/markdown/testdata/addresses.json"), "utf8"));
      const page = await browser.newPage();
      await page.goto("about:blank");
      const seen = await page.evaluate((table) => table.map(([, address]) => {
        const holder = document.createElement("template");
        holder.innerHTML = `<a href="${address.replaceAll('"', "&quot;").replaceAll("<", "&lt;")}">x</a>`;
        const written = holder.content.firstChild.getAttribute("href");
        return ["file:///D:/cle/fiches/x.html", "https://site.exemple/fiches/x.html"].map((base) => {
          try {
            const url = new URL(written, base);
            return { protocol: url.protocol, host: url.host };
          } catch {
            return null;
          }
        });
      }), table);
      const faults = [];
      let dangerous = 0;
      table.forEach(([verdict, address], i) => {
        const [file, web] = seen[i];
        const home = file?.protocol === "file:" && file.host === "" && web?.protocol === "https:" && web.host === "site.exemple";
        const out = web && ["http:", "https:", "tel:", "mailto:"].includes(web.protocol) && file?.protocol === web.protocol && file.host === web.host;
        if (!home && !out) dangerous++;
        if (verdict === "local" && !home) faults.push([address, `local for us, ${JSON.stringify(seen[i])} for ${engine}`]);
        if (verdict === "outside" && !out) faults.push([address, `outside for us, ${JSON.stringify(seen[i])} for ${engine}`]);
      });
      assertNone(faults);
      assert.ok(table.length >= 120 && dangerous >= 60, `${dangerous} of ${table.length} are dangerous`);
      t.diagnostic(`${engine}: ${table.length} writings, ${dangerous} lead neither home nor out by an allowed scheme, all refused or named`);
      await page.close();
    });
  });
}
