// The page of a binder prints some of its sheets alone when the address names
// them: #imprimer=urg-01,urg-02. Another address gives all back.
import { byID } from "../search/dom.js";

const note = byID("p_chosen");

function choose() {
  const [, ids] = /^#imprimer=([\w,-]+)$/.exec(location.hash) || [];
  const wanted = ids ? ids.split(",").filter(byID) : [];
  const some = !!wanted[0];
  note.hidden = !some;
  note.previousElementSibling.hidden = some;
  document.querySelector(".cover").classList.toggle("screen", some); // what is for screens is not printed
  for (const part of document.querySelectorAll(".binder__part, .leaf")) part.hidden = some && !wanted.includes(part.id);
  if (some) window.print();
}

if (note) {
  window.addEventListener("hashchange", choose);
  choose();
}
