// What a page knows of search: its box, and where the results page is.
import { byID } from "./dom.js";

export const form = byID("p_search");
export const input = byID("p_query");
export const root = form ? form.getAttribute("action").replace(/[^/#]*$/, "") : "";

// A site in one file (planblanc pack --single) has its pages as sections: an
// address is the usual one after a #.
export const single = root == "#";

// url is the address of the results page in a state.
export const url = (state) => root + "recherche.html?" + state;

// stateOf is what an address, of a link or of this page, asks for.
export const stateOf = ({ search, hash }) => new URLSearchParams(single ? (/\?[^#]*/.exec(hash) || [""])[0] : search);

// asked follows a link to a search without leaving the page, unless it is to
// open elsewhere.
export function asked(event, ask) {
  const link = event.target.closest("[data-ask]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(stateOf(link));
}
