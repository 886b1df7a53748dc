// How soon a page is there and can be used: opened from disk in Chromium slowed six times: the home page, the list of
// all pages, the largest card and the largest binder, or the pages named. From the start of the navigation: « paint » is the first content on the screen,
// « interactive » when the scripts of the page have run and no task of 50 ms or more is left before it has loaded and
// rests. « Work » is the processor time of the page's thread, slowed too, up to that rest: other work of the machine
// tells less in it. Pages are opened in turns; of each the least of the passes and the median are shown, and of an empty
// page too, which is what the browser and the machine take by themselves.
//
//   make site && node interactive.mjs          or SITE=/tmp/site node interactive.mjs 6 9 index.html
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium } from "./browsers.mjs";
import { layoutOf, listFiles, pagesOf, siteDir } from "./site.mjs";

const [slowed = "6", passes = "7", ...files] = process.argv.slice(2);

// The pages named, or the home page, the list of all pages, the largest card and the largest binder.
const kinds = ["home", "index-a-z.html", "card", "binder"];
const heaviest = {};
for (const file of files.length ? files : pagesOf(await listFiles())) {
  const kind = files.length ? file : layoutOf(file);
  if (!files.length && !kinds.includes(kind)) continue;
  const { size } = await stat(path.join(siteDir, file));
  if (size > (heaviest[kind]?.size ?? 0)) heaviest[kind] = { file, size, runs: [] };
}

const rested = () => new Promise((done) => {
  let last = 0; // end of the last long task
  new PerformanceObserver((list) => list.getEntries().forEach((task) => (last = task.startTime + task.duration))).observe({ type: "longtask", buffered: true });
  const rest = () => requestIdleCallback(() => setTimeout(() => requestIdleCallback(() => {
    const [{ domContentLoadedEventEnd }] = performance.getEntriesByType("navigation");
    const paint = performance.getEntriesByName("first-contentful-paint")[0]?.startTime;
    if (paint === undefined) return rest();
    done({ paint, interactive: Math.max(paint, domContentLoadedEventEnd, last) });
  }), 100));
  if (document.readyState == "complete") rest();
  else addEventListener("load", rest);
});

const folder = await mkdtemp(path.join(tmpdir(), "empty-"));
const empty = path.join(folder, "empty.html");
await writeFile(empty, '<!DOCTYPE html><html lang="fr"><meta charset="utf-8"><title>Rien</title><p>Rien');

const browser = await launchChromium();
const pages = [...Object.values(heaviest).sort((a, b) => b.size - a.size), { file: empty, size: 0, runs: [] }];
for (let i = 0; i < Number(passes); i++) {
  for (const { file, runs } of pages) {
    const page = await browser.newPage();
    // A page of the folder before it: the process is there, as when one follows a link.
    await page.goto(pathToFileURL(path.join(siteDir, "404.html")).href);
    const session = await page.createCDPSession();
    await session.send("Emulation.setCPUThrottlingRate", { rate: Number(slowed) });
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const work = async () => (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value * 1000;
    const before = await work();
    await page.goto(pathToFileURL(path.resolve(siteDir, file)).href);
    const run = await page.evaluate(rested);
    runs.push({ ...run, work: (await work()) - before });
    await page.close();
  }
}
await browser.close();
await rm(folder, { recursive: true });

console.log(`Chromium slowed ${slowed} times, from disk, ${passes} passes, ms: least / median`);
for (const { file, size, runs } of pages) {
  const columns = ["paint", "interactive", "work"].map((name) => {
    const times = runs.map((run) => run[name]).sort((a, b) => a - b);
    return `${name} ${times[0].toFixed(0)} / ${times[times.length >> 1].toFixed(0)}`;
  });
  console.log(`${file === empty ? "an empty page" : file} (${Math.round(size / 1000)} kB): ${columns.join(", ")}`);
}
