// Search in the pages: the box, and the marks on arrival. The results page and
// tests, which have no page, use the same engine.
import { markArrival } from "./arrive.js";
import { hooks, startBox } from "./box.js";
import { codeURL, connect, find, isContact, spansIn, url } from "./client.js";
import { byID } from "./dom.js";
import { code, has, passes, search } from "./rank.js";
import { column, readFrom, sections, terms, typeOf, types } from "./shards.js";
import { wordsOf } from "./text.js";

self.planblancSearch = { code, codeURL, column, find, has, hooks, isContact, passes, readFrom, search, sections, spansIn, terms, typeOf, types, url, wordsOf };

const form = self.document && byID("p_search");
if (form) {
  connect(form.getAttribute("action").replace(/[^/]*$/, ""));
  startBox();
  markArrival();
}
