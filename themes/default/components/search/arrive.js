// On the page that a result leads to: what was looked for is marked, once.
import { byID, marked } from "./dom.js";
import { engine } from "./page.js";

const most = 200;

export async function markArrival() {
  const q = new URLSearchParams(location.search).get("q");
  if (!q || byID("p_results")) return;
  byID("p_query").value = q;
  const spans = await engine().then(({ finder }) => finder(q)).catch(() => {});
  // 4 is NodeFilter.SHOW_TEXT.
  const walker = spans && document.createTreeWalker(byID("p_main"), 4);
  const texts = [];
  while (walker && walker.nextNode()) texts.push(walker.currentNode);
  let n = 0;
  for (const text of texts) {
    const found = n < most ? spans(text.data) : [];
    n += found.length;
    if (found.length) text.replaceWith(...marked(text.data, found));
  }
}
