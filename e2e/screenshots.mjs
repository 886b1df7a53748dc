// Pictures of the site for people to look at: node screenshots.mjs [--full] OUTDIR [page …]
// Each page at 1366×768 and 390×844 (--full: the whole page), and every card or binder among them as printed, one PNG a sheet.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium } from "./browsers.mjs";
import { layoutOf, manifest, siteDir } from "./site.mjs";

const args = process.argv.slice(2);
const full = args[0] === "--full" && Boolean(args.shift());
const [out, ...named] = args;
if (!out) {
  console.error("usage: [SITE=folder] node screenshots.mjs [--full] OUTDIR [page …]");
  process.exit(2);
}

// Without a name: the home page and the first card.
const { cards } = await manifest();
const pages = named.length > 0 ? named : ["index.html", ...cards.slice(0, 1).map((c) => c.url)];
const printed = (file) => cards.some((c) => c.url === file) || ["binder", "form"].includes(layoutOf(file));

await mkdir(out, { recursive: true });
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  for (const file of pages) {
    const source = path.join(siteDir, file);
    if (!existsSync(source)) throw new Error(`no page ${file} in ${siteDir}`);
    const name = path.join(out, file.replace(/\.html$/, "").replaceAll("/", "-"));
    await page.goto(pathToFileURL(source).href);
    for (const [width, height] of [[1366, 768], [390, 844]]) {
      await page.setViewport({ width, height });
      await page.screenshot({ path: `${name}-${width}.png`, fullPage: full });
      console.log(`${name}-${width}.png`);
    }
    if (!printed(file)) continue;
    await page.pdf({ path: `${name}.pdf`, preferCSSPageSize: true, printBackground: false });
    execFileSync("pdftoppm", ["-r", "80", "-png", `${name}.pdf`, `${name}-papier`]);
    console.log(`${name}.pdf, ${name}-papier-*.png`);
  }
} finally {
  await browser.close();
}
