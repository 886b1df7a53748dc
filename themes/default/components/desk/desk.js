// The cards opened at this desk: noted by their pages, listed on the home page.
import { byID } from "../search/dom.js";
import { root, single } from "../search/page.js";
import { say } from "../search/words.js";
import { onChange } from "../ticks/store.js";
import { card, cards, forget, handed, note } from "./record.js";

const plain = (element) => element.textContent.replace(/\s+/g, " ").trim();

function visit(code) {
  const top = new URL(root || ".", location.href).pathname;
  note(code, location.pathname.slice(top.length), plain(document.querySelector("h1")), ...card(code).slice(3));
}

function list(place, entries, tail) {
  place.textContent = "";
  for (const [code, entry] of entries) {
    const link = place.appendChild(document.createElement("li")).appendChild(document.createElement("a"));
    link.href = entry[1];
    link.textContent = code + " " + entry[2] + tail(entry);
  }
  place.parentNode.hidden = !place.firstChild;
}

function show() {
  list(byID("p_cards"), cards(true), ([, , , done, total]) => " — " + done + " / " + total);
  list(byID("p_opened"), cards(false), () => "");
}

const code = document.querySelector(".columns .head .code");
if (code && !single) visit(plain(code));
if (byID("p_opened")) {
  byID("p_forgotten").textContent = say("[[desk.kept]]", { n: self.planblancCopy.ticks }) + (handed ? " [[desk.apart]]" : "");
  byID("p_forget").onclick = () => {
    forget();
    show();
  };
  show();
  onChange(show);
  setInterval(show, 60000);
}
