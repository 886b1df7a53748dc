// Search in the pages: the box, the results page, the marks on arrival.
import { markArrival } from "./arrive.js";
import { startBox } from "./box.js";
import { createClient } from "./client.js";
import { createEngine } from "./engine.js";
import { startResults } from "./results.js";

// Tests run the shipped engine without a page.
self.planblancSearch = createEngine;

const form = self.document && document.getElementById("p_search");
if (form) {
  const client = createClient(form.getAttribute("action").replace(/[^/]*$/, ""));
  startBox(client, startResults(client));
  markArrival(client);
}
