// A hospital that is late, which the content itself never is: every third document has its review behind it, every
// second was never exercised. The dashboard says so on the screen, and on the one sheet that a director signs.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import axe from "axe-core";
import { browsers } from "./browsers.mjs";

const top = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const run = promisify(execFile);
const plain = (text) => text.replace(/\s+/g, " ").trim();

// The site, and what it has of each kind.
async function makeSite() {
  const dir = await mkdtemp(path.join(tmpdir(), "planblanc-late-"));
  const env = { ...process.env, PLANBLANC_LANG: "fr", HOME: dir };
  const planblanc = async (...args) => (await run(path.join(top, "bin/planblanc"), args, { cwd: dir, env, maxBuffer: 1 << 28 })).stdout;
  await cp(path.join(top, "content"), path.join(dir, "content"), { recursive: true });
  const listed = JSON.parse(await planblanc("list", "--format", "json"));
  const documents = listed.filter((d) => d.code && d.audience !== "restreint" && d.status === "valide");
  for (const [i, d] of documents.entries()) {
    const file = path.join(dir, "content", d.path);
    let text = await readFile(file, "utf8");
    if ((d.late = i % 3 === 0)) text = text.replace(/^review_by: .*$/m, "review_by: 2026-11-01");
    if ((d.unused = i % 2 === 0)) text = text.replace(/^exercised: .*\n/m, "");
    await writeFile(file, text);
  }
  await planblanc("build", "--date", "2026-11-23");
  return { dir, documents, url: (file) => pathToFileURL(path.join(dir, "public", file)).href };
}

test("late: the dashboard and its sheet", async (t) => {
  const site = await makeSite();
  t.after(() => rm(site.dir, { recursive: true, force: true }));
  const count = (want) => site.documents.filter(want).length;
  const late = count((d) => d.late), unused = count((d) => d.unused), tasks = count((d) => d.late || d.unused);
  const first = site.documents.find((d) => d.late && d.unused);
  assert.ok(tasks > 40 && late < tasks && unused < tasks, "too few of a kind to fill the lists");

  for (const [engine, launch] of Object.entries(browsers)) {
    await t.test(engine, async () => {
      const browser = await launch();
      try {
        const page = await browser.newPage();
        await page.goto(site.url("couverture.html"));
        const seen = await page.evaluate(() => ({
          figures: [...document.querySelectorAll(".figure")].map((f) => [f.querySelector("dt").textContent, Number(f.querySelector("dd").textContent.match(/\d+/)), f.classList.contains("figure--alarm")]),
          tasks: [...document.querySelectorAll(".tasks li")].filter((e) => e.checkVisibility()).map((e) => e.textContent),
          marks: [...document.querySelectorAll(".cell small")].map((e) => e.textContent).join(" "),
          main: document.querySelector("main").innerText,
        }));
        assert.deepEqual(seen.figures.slice(2, 4), [["À revoir, date passée", late, true], ["Jamais exercés", unused, false]]);
        assert.equal(seen.tasks.length, 40);
        assert.equal(plain(seen.tasks[0]), plain(`${first.code} ${first.title.replaceAll("'", "’")} à revoir depuis le 01/11/2026, jamais exercée`));
        assert.match(seen.marks, /r\d+ e\d+/);
        assert.ok(plain(seen.main).includes(` ${tasks - 40} `), `no word of the ${tasks - 40} others`);

        const file = path.join(site.dir, `${engine}.pdf`);
        await page.pdf({ path: file, format: "A4", preferCSSPageSize: engine === "chromium", printBackground: false });
        assert.match((await run("pdfinfo", [file])).stdout, /^Pages: +1$/m);
        const paper = plain((await run("pdftotext", ["-layout", file, "-"])).stdout);
        for (const words of [`… et ${tasks - 5} autres`, "jamais exercée", "Signature", first.code]) assert.ok(paper.includes(words), `not on the sheet: ${words}`);
        assert.match(paper, new RegExp(`\\b${late}\\b.*\\b${unused}\\b`));

        for (const [d, exercised] of [[first, false], [site.documents.find((d) => d.late && !d.unused), true]]) {
          await page.goto(site.url(d.url));
          const text = plain(await page.$eval("main", (e) => e.parentElement.textContent));
          assert.ok(text.includes("à revoir avant le 01/11/2026"), `${d.code}: no review on its sheet`);
          assert.equal(text.includes("Exercée le"), exercised, d.code);
        }
      } finally {
        await browser.close();
      }
    });
  }

  await t.test("no violation, in two schemes and on three screens", async () => {
    const browser = await browsers.chromium();
    try {
      const page = await browser.newPage();
      const client = await page.createCDPSession();
      await page.goto(site.url("couverture.html"));
      await page.evaluate(axe.source);
      const faults = [];
      for (const scheme of ["light", "dark"]) {
        await client.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: scheme }] });
        for (const width of [1366, 390, 320]) {
          await page.setViewport({ width, height: 768 });
          const found = await page.evaluate(async () => {
            const { violations } = await window.axe.run(document, { resultTypes: ["violations"] });
            const root = document.documentElement;
            return [...violations.map((v) => v.id), ...(root.scrollWidth > root.clientWidth ? ["scrolls sideways"] : [])];
          });
          for (const fault of found) faults.push(`${scheme}, ${width} px: ${fault}`);
        }
      }
      assert.deepEqual(faults, []);
    } finally {
      await browser.close();
    }
  });
});
