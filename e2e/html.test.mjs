// html-validate over pages of every layout.
import assert from "node:assert/strict";
import test from "node:test";
import { assertNone } from "./faults.mjs";
import { listFiles, pagesOf, sampled, sites, text } from "./site.mjs";
import { faultsOf } from "./valid.mjs";

test("html: the rules see faults", () => {
  const page = (body) => `<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>x</title></head><body>${body}</body></html>\n`;
  assert.deepEqual(faultsOf(page("<h1>x</h1>")), []);
  for (const [body, rule] of [
    ["<h1>x</h1><ul><p>x</p></ul>", "element-permitted-content"], ["<h1>x</h1><h3>x</h3>", "heading-level"],
    ["<h1 id=a>x</h1><p id=a>x</p>", "no-dup-id"], [`<h1>x</h1><img src="x.png">`, "wcag/h37"], ["<h1>x</h1><input>", "input-missing-label"],
    ["<h1>x</h1><span>", "close-order"], ["<h1>x</h1><blink>x</blink>", "deprecated"],
  ]) {
    assert.ok(faultsOf(page(body)).some((f) => f.startsWith(rule + ":")), `${rule} is not seen in ${body}: ${faultsOf(page(body))}`);
  }
});

for (const { language, dir } of Object.values(sites)) test(`html: pages are valid, ${language}`, async (t) => {
  const files = sampled(pagesOf(await listFiles(dir)), 3);
  const faults = [];
  for (const file of files) faults.push(...faultsOf(await text(file, dir)).map((f) => [file, f]));
  assertNone(faults);
  t.diagnostic(`${files.length} pages`);
});
