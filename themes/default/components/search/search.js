// Search, on every page: the box. What answers is in the engine, a script of its
// own that is read when the box is used, on the results page, and where a result
// leads to.
import { shows, startBox } from "./box.js";
import { lost } from "./lost.js";
import { byID } from "./dom.js";
import { load } from "./load.js";
import { asked, form, input, root, single, stateOf, url } from "./page.js";

const engine = async () => {
  load("search/", "index"); // the engine will ask for it: both are read together
  return (await load("assets/", "engine"))[0] || lost;
};

self.planblancSearch = { asked, engine, input, load, root, shows, single, stateOf, url };

if (form) {
  const place = byID("p_results");
  const arrive = async () => {
    const q = stateOf(location).get("q");
    if (!q || (place && !place.closest("[hidden]"))) return;
    input.value = q;
    (await engine()).markArrival(q);
  };
  startBox(engine);
  arrive();
  if (single) window.addEventListener("popstate", arrive);
  if (place) engine().then((engine) => engine.startResults(place));
}
