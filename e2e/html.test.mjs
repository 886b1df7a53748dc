// html-validate over every page.
import assert from "node:assert/strict";
import test from "node:test";
import { HtmlValidate } from "html-validate";
import { assertNone } from "./faults.mjs";
import { listFiles, pagesOf, text } from "./site.mjs";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // A title is the name of the printed file and of the bookmark: it carries the code, the version and the house.
    "long-title": "off",
    // The integrity attribute is refused on file://, so it is never emitted.
    "require-sri": "off",
    // HTML asks of an id that it have no space (HTML §3.2.6); anchors keep their accents and may begin with a digit.
    "valid-id": ["error", { relaxed: true }],
  },
});

const faultsOf = (html) =>
  validator.validateStringSync(html).results.flatMap((r) => r.messages.map((m) => `${m.ruleId}: ${m.message}`));

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

test("html: every page is valid", async (t) => {
  const files = pagesOf(await listFiles());
  const faults = [];
  for (const file of files) faults.push(...faultsOf(await text(file)).map((f) => [file, f]));
  assertNone(faults);
  t.diagnostic(`${files.length} pages`);
});
