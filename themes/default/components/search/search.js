// Search, one script on every page: the box and the marks on arrival. The
// results page has its own, which takes what it needs from here. Tests ask the
// engine without a page.
import { codeURL, find, finder } from "../engine/answer.js";
import { code, passes, search } from "../engine/rank.js";
import { column, isForAll, open } from "../engine/shards.js";
import { wordsOf } from "../engine/text.js";
import { markArrival } from "./arrive.js";
import { shows, startBox } from "./box.js";
import { byID, entry, html, marked } from "./dom.js";
import { asked, form, input, single, stateOf, url } from "./page.js";
import { adding, asking, axes, count, say, ways } from "./words.js";

self.planblancSearch = {
  code, find, finder, open, search, wordsOf,
  adding, asked, asking, axes, byID, codeURL, column, count, entry, html, input, isForAll, marked, passes, say, shows, stateOf, url, ways,
};

if (form) {
  const place = byID("p_results");
  const arrive = () => (!place || place.closest("[hidden]")) && markArrival();
  startBox();
  arrive();
  if (single) window.addEventListener("popstate", arrive);
}
