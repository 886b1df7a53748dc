// On the page that a result leads to: what was looked for is marked, once.
import { finder } from "../engine/answer.js";
import { byID, html, marked } from "../search/dom.js";

const most = 200;

export async function markArrival(q) {
  const spans = await finder(q).catch(() => () => []);
  // 4 is NodeFilter.SHOW_TEXT.
  const walker = document.createTreeWalker(byID("p_main"), 4);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  let n = 0;
  for (const text of texts) {
    const found = n < most ? spans(text.data) : [];
    n += found.length;
    if (found.length) text.replaceWith(new Range().createContextualFragment(html`${marked(text.data, found)}`.markup));
  }
}
