// What stands for the engine when its file is lost: it says so, and finds nothing.
import { byID } from "./dom.js";
import { root } from "./page.js";

const note = "[[search.lost]]";

export const lost = {
  list: () => ({ options: `<a class="option option--plain" role="option" id="p_option1" tabindex="-1" href="${root}index-a-z.html">[[search.to-alphabet]]</a>`, note, broken: true, said: note }),
  startResults(place) {
    byID("p_found").textContent = "[[search.none]]";
    place.innerHTML = `<p class="results__note warning">${note}</p>`;
    byID("p_nothing").hidden = false;
  },
  codeURL() {}, markArrival() {}, prepare() {},
};
