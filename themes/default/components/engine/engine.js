// The engine of search: docs/search.md in the browser. A page fetches it when
// its box is first used; tests run it without a page.
import { codeURL, connect, find, finder, isPage, spansIn } from "./answer.js";
import { code, has, passes, search } from "./rank.js";
import { column, open, readFrom, sections, terms, typeOf, types } from "./shards.js";
import { wordsOf } from "./text.js";

self.planblancEngine = { code, codeURL, column, connect, find, finder, has, isPage, open, passes, readFrom, search, sections, spansIn, terms, typeOf, types, wordsOf };
