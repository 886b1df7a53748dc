// What a page knows of search: where its files are, and how to have the engine.
import { byID, el, entry, marked } from "./dom.js";
import { adding, asking, axes, count, say } from "./words.js";

export const form = byID("p_search");
export const root = form ? form.getAttribute("action").replace(/[^/]*$/, "") : "";

// url is the address of the results page in a state.
export const url = (state) => root + "recherche.html?" + state;

let loading;

// engine gives the engine, which is fetched when search is first used.
export const engine = () => loading || (loading = new Promise((done, failed) => {
  const script = document.createElement("script");
  script.src = root + "assets/engine.js";
  script.onerror = failed;
  script.onload = () => {
    self.planblancEngine ? done(self.planblancEngine) : failed();
    self.planblancEngine.connect(root);
  };
  document.head.append(script);
}));

// shared is for the results page, whose script puts its own ask here.
export const shared = (self.planblancSearch = { adding, asking, axes, byID, count, el, engine, entry, marked, root, say, url });
