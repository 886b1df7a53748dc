// The engine with its interface, a script that search/search.js reads when it is
// needed. Tests ask it without a page.
import { markArrival } from "../results/arrive.js";
import { list, rowsShown } from "../results/list.js";
import { startResults } from "../results/page.js";
import { codeURL, find, finder } from "./answer.js";
import { asking } from "../search/words.js";
import { code, search } from "./rank.js";
import { open, readAhead } from "./shards.js";
import { wordsOf } from "./text.js";

const prepare = () => readAhead(() => find(asking("plan pl"), rowsShown)).catch(() => {});

self.__rs("engine", { code, find, finder, open, search, wordsOf, codeURL, list, markArrival, prepare, startResults });
