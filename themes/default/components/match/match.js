// papier.html: what sheets of paper are worth, one after the other. The address
// carries the list, so that it outlives a visit to a card.
import { byID, html } from "../search/dom.js";
import { root } from "../search/page.js";
import { say } from "../search/words.js";
import { judge, near, read, write } from "./sheet.js";

// The beginning of a fingerprint, past its dash.
const begun = /^(?=.*\d)[0-9a-z]{4}-[0-9a-z]{1,3}$/i;

// The search box asks where to look at a sheet; "" for what is none. A code
// alone opens its card.
self.__sheet = (text) => {
  const sheet = read(text || "");
  const asked = sheet && (sheet.fingerprint || (sheet.code && sheet.version)) ? write(sheet) : begun.test((text || "").trim()) && text.trim();
  return asked ? root + "papier.html#feuilles=" + encodeURIComponent(asked) : "";
};

// A fingerprint may be typed in two halves. Elsewhere two words are two words.
const readHere = (text) => read(text) || read(text.replace(/^(?=.*\d)\s*(\S{4})\s+(\S{4})\s*$/, "$1-$2"));

const most = 8; // sheets that are offered

const words = { force: "[[match.force]]", compare: "[[match.compare]]", replaced: "[[match.replaced]]", withdrawn: "[[match.withdrawn]]", unknown: "[[match.unknown]]" };

// answer judges a text that was read: the answer in words, its state, and the
// card that it leads to.
function answer(text) {
  const { state, now, old } = judge(read(text), self.planblancSheets);
  const [code = old && old[0], title = "", version = "–", fingerprint, url] = now || [];
  const said = say(state == "unknown" && now ? "[[match.other]]" : words[state], { version: version || "–", fingerprint, date: old && old[3] });
  const name = code && code + " " + title;
  return { state, said: html`<span class="answer answer--${state}">${said}</span>`, card: url ? html`<a href="${url}">${name}</a>` : name };
}

function row(text, n) {
  const { said, card } = answer(text);
  return html`<tr><td class="strong" data-label="[[match.sheet]]">${text}</td><td data-label="[[match.answer]]">${said}</td><th scope="row">${card || "–"}</th><td class="paper"><span class="tick"></span></td><td class="screen"><button class="button" type="button" data-drop="${n + 1}" aria-label="${say("[[match.drop]]", { sheet: text })}">×</button></td></tr>`;
}

// join gives the list with a text put into it, and the text as it stands there;
// none for what is no sheet. A version or a fingerprint alone completes the code
// that came before it.
function join(list, text) {
  const sheet = readHere(text);
  const last = list[list.length - 1];
  const before = last ? read(last) : {};
  const bare = sheet && !sheet.code && before.code && !before.version && !before.fingerprint;
  const whole = Object.assign({}, sheet, bare && { code: before.code });
  if (bare && (sheet.version || judge(whole, self.planblancSheets).state != "unknown")) return [[...list.slice(0, -1), write(whole)], write(whole)];
  if (!sheet || (!sheet.code && !sheet.fingerprint)) return [list, ""];
  return [list.includes(write(sheet)) ? list : [...list, write(sheet)], write(sheet)];
}

const decode = (text) => {
  try {
    return decodeURIComponent(text);
  } catch (broken) {
    return "";
  }
};

function start(form) {
  const input = byID("p_sheet");
  const verdict = byID("p_verdict");
  let list = []; // texts

  function show() {
    history.replaceState(history.state, "", list[0] ? "#feuilles=" + list.map(encodeURIComponent).join(",") : location.href.split("#")[0]);
    byID("p_control").hidden = !list[0];
    document.body.classList.toggle("checking", !!list[0]);
    byID("p_sheets").innerHTML = html`${list.map(row)}`.markup;
    byID("p_checked").textContent = new Date().toLocaleString(document.documentElement.lang, { dateStyle: "long", timeStyle: "short", hourCycle: "h23" });
  }

  function add(text) {
    let whole;
    const before = list;
    [list, whole] = join(list, text);
    const sheet = readHere(text);
    const { state, said, card } = whole ? answer(whole) : {};
    const alone = !whole && sheet && sheet.version; // a version
    const offered = alone || (whole && (state != "unknown" || card)) ? [] : near(text, self.planblancSheets);
    if (whole) verdict.innerHTML = html`<b>${whole}</b> ${said} ${card}`.markup;
    else verdict.textContent = alone ? say("[[match.alone]]", { version: sheet.version }) : offered[0] ? say("[[match.in-part]]", { text }) : "[[match.unread]]";
    verdict.hidden = false;
    offer(offered, before);
  }

  // offer shows the sheets that were perhaps meant; choosing one goes on from the
  // list before. Where there is none, the list of all is a way on.
  function offer(sheets, before) {
    const more = sheets.length - most;
    const unsure = !verdict.querySelector("a, .answer--withdrawn");
    byID("p_near").hidden = !unsure;
    byID("p_near").innerHTML = html`${sheets[0] && html`<p>[[match.near]]</p>`}<ul class="buttons">${sheets.slice(0, most).map((sheet) => html`<li><button class="button" type="button" data-sheet="${write(sheet)}">${write(sheet)}</button></li>`)}<li><a class="button" href="versions.html">[[match.all]]</a></li></ul>${more > 0 && html`<p>${say("[[match.more]]", { n: more })}</p>`}`.markup;
    byID("p_near").onclick = ({ target }) => {
      if (!target.dataset.sheet) return;
      list = before;
      add(target.dataset.sheet);
      show();
      input.focus();
    };
  }

  function fromAddress() {
    const [, all] = /^#feuilles=(.*)/.exec(location.hash) || [];
    if (!all) return;
    all.split(",").map(decode).filter((text) => text.trim()).forEach(add);
    show();
    byID("controle").scrollIntoView();
  }

  form.hidden = false;
  form.onsubmit = (event) => {
    event.preventDefault();
    if (input.value.trim()) add(input.value);
    show();
    input.select();
  };
  byID("p_control").onclick = ({ target }) => {
    const { drop } = target.dataset;
    if (!drop && target.id != "p_clear") return;
    list = drop ? list.filter((_, i) => i != drop - 1) : [];
    verdict.hidden = byID("p_near").hidden = true;
    show();
    input.focus();
  };
  window.addEventListener("hashchange", fromAddress);
  fromAddress();
}

// The list of sheets is a script after this one.
const form = byID("p_match");
if (form) {
  document.addEventListener("DOMContentLoaded", () => {
    if (self.planblancSheets) return start(form);
    byID("p_verdict").textContent = "[[match.lost]]";
    byID("p_verdict").hidden = false;
  });
}
