// Search, one script on every page: the box, the marks on arrival, the results
// page. Tests ask its engine without a page.
import { find, finder } from "../engine/answer.js";
import { code, search } from "../engine/rank.js";
import { open } from "../engine/shards.js";
import { wordsOf } from "../engine/text.js";
import { markArrival } from "./arrive.js";
import { startBox } from "./box.js";
import { byID } from "./dom.js";
import { form } from "./page.js";
import { startResults } from "./results.js";

self.planblancSearch = { code, find, finder, open, search, wordsOf };

if (form) {
  const place = byID("p_results");
  startBox(place && startResults(place));
  if (!place) markArrival();
}
