// On the page that a result leads to: what was looked for is marked, once.
import { marked } from "./dom.js";

const most = 200;

export async function markArrival(client) {
  const q = new URLSearchParams(location.search).get("q");
  if (!q || document.getElementById("p_results")) return;
  document.getElementById("p_q").value = q;
  const spans = await client.spansOf(q).catch(() => null);
  if (!spans) return;
  const walker = document.createTreeWalker(document.getElementById("p_main"), NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  let n = 0;
  for (const text of texts) {
    const found = n < most ? spans(text.data) : [];
    if (found.length === 0) continue;
    n += found.length;
    text.replaceWith(...marked(text.data, found));
  }
}
