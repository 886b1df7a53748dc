// What a page knows of search: its box, and where the results page is.
import { byID } from "./dom.js";

export const form = byID("p_search");
export const input = byID("p_query");
export const root = form ? form.getAttribute("action").replace(/[^/]*$/, "") : "";

// url is the address of the results page in a state.
export const url = (state) => root + "recherche.html?" + state;
