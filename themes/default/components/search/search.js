// Search on every page: the box, and the marks on arrival.
import { markArrival } from "./arrive.js";
import { startBox } from "./box.js";
import { form } from "./page.js";

if (form) {
  startBox();
  markArrival();
}
