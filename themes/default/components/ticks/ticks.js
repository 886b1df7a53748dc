// The actions of a card, ticked on screen: when, and by whom if they say so.
// Ticks are of one text: another fingerprint starts anew.
import { card, note } from "../desk/record.js";
import { byID } from "../search/dom.js";
import { say } from "../search/words.js";
import { label, period, pressed, remindersOf } from "./remind.js";
import { isKept, onChange, read, write } from "./store.js";

const { ticks: hours } = self.planblancCopy;
const lang = document.documentElement.lang;
const clock = (at) => new Date(at).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const day = (at) => new Date(at).toLocaleDateString(lang, { day: "2-digit", month: "2-digit" });
const words = (element) => element.textContent.replace(/\s+/g, " ").trim();

// fresh gives a card's record, or nothing when nobody has touched it for long.
function fresh(name) {
  const record = read(name);
  if (!record || !record.done) return null;
  if (Date.now() - record.touched < hours * 3600000) return record;
  write(name, null);
  return null;
}

// boxOf puts a box that can be ticked in place of an action's.
function boxOf(action, n) {
  const box = document.createElement("input");
  const text = action.querySelector(".action__text");
  box.type = "checkbox";
  box.className = "action__box";
  text.id = "p_action" + n;
  box.setAttribute("aria-labelledby", text.id);
  action.querySelector(".action__box").replaceWith(box);
  text.insertAdjacentHTML("afterend", `<span class="action__when screen"></span>`);
  return box;
}

// bellOf puts a button for a reminder below an action that says how often.
function bellOf(action, n) {
  const text = action.querySelector(".action__text");
  const minutes = period(words(text));
  if (!minutes) return null;
  const bell = document.createElement("button");
  bell.type = "button";
  bell.className = "button screen";
  bell.setAttribute("aria-describedby", text.id);
  text.parentNode.append(bell);
  return { bell, n, minutes };
}

// mark shows an action as done at a time by someone, or as not done.
function mark(action, box, [at, who] = [0, ""]) {
  const time = at ? clock(at) : "";
  const fields = action.querySelectorAll(".action__field"); // of paper
  box.checked = !!at;
  action.classList.toggle("action--done", !!at);
  action.querySelector(".action__when").textContent = at ? time + " " + who : "";
  fields[0].textContent = time;
  fields[1].textContent = who;
}

// returned are the ticks that the logbook gives back in the address, for
// browsers where pages share no store: #coches=3.lh2x4k.AB,…
function returned() {
  const [, all] = /^#coches=(.*)/.exec(location.hash) || [];
  if (!all) return [];
  history.replaceState(history.state, "", location.href.split("#")[0]);
  try {
    return all.split(",").map((one) => one.split(".")).map(([n, at, who = ""]) => [n, parseInt(at, 36), decodeURIComponent(who)]);
  } catch (broken) {
    return [];
  }
}

function start({ code, fingerprint, page: url }) {
  const name = "ticks:" + code + ":" + fingerprint;
  const title = words(document.querySelector("h1"));
  const actions = [...document.querySelectorAll(".action")];
  const boxes = actions.map((action, i) => boxOf(action, i + 1));
  const bells = actions.map((action, i) => bellOf(action, i + 1)).filter(Boolean);
  const record = document.querySelector(".sheet__foot div").appendChild(document.createElement("span"));
  const before = []; // for Undo
  let done = {}; // [time, initials] by number
  let kept = isKept;

  const handed = () => ({ code, url, title, total: boxes.length, done: Object.keys(done).map((n) => [n, ...done[n], words(byID("p_action" + n))]) });

  function show() {
    const n = Object.keys(done).length;
    const now = Date.now();
    actions.forEach((action, i) => mark(action, boxes[i], done[i + 1]));
    for (const { bell, n, minutes } of bells) bell.textContent = label(remindersOf(code), n, minutes);
    byID("p_bar").value = n;
    byID("p_done").textContent = n + " / " + boxes.length;
    byID("p_undo").disabled = !before[0];
    byID("p_reset").disabled = !n;
    byID("p_kept").textContent = kept ? say("[[ticks.kept]]", { n: hours }) : "[[ticks.lost]]";
    byID("p_log").hash = "fiche=" + encodeURIComponent(JSON.stringify(handed()));
    record.textContent = n ? say("[[ticks.record]]", { day: day(now) + " " + clock(now) }) : "";
  }

  function save(after) {
    done = after;
    kept = write(name, Object.keys(done)[0] ? { done, touched: Date.now() } : null);
    note(code, url, title, Object.keys(done).length, boxes.length, Date.now(), remindersOf(code));
    show();
  }

  function change(after) {
    before.push(done);
    save(after);
  }

  function reload() {
    done = (fresh(name) || { done: {} }).done;
    show();
  }

  boxes.forEach((box, i) => {
    box.onchange = () => {
      const after = Object.assign({}, done);
      if (box.checked) after[i + 1] = [Date.now(), byID("p_initials").value.trim()];
      else delete after[i + 1];
      change(after);
    };
  });
  for (const { bell, n, minutes } of bells) {
    bell.onclick = () => {
      note(code, url, title, Object.keys(done).length, boxes.length, card(code)[5] || 0, pressed(remindersOf(code), n, minutes));
      window.dispatchEvent(new Event("storage")); // the strip of this page
    };
  }
  byID("p_undo").onclick = () => save(before.pop());
  byID("p_reset").onclick = () => change({});
  byID("p_progress").hidden = false;
  byID("p_bar").max = boxes.length;
  reload();
  const back = returned().filter(([n, at]) => boxes[n - 1] && !done[n] && at > 0);
  if (back[0]) save(back.reduce((all, [n, at, who]) => Object.assign(all, { [n]: [at, who] }), Object.assign({}, done)));
  onChange(reload);
  setInterval(() => kept && reload(), 60000);
}

const panel = byID("p_progress");
if (panel) start(panel.dataset);
