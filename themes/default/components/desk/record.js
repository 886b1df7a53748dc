// What was opened at this desk: an entry a card, [time, address, title, actions
// done, actions, time of the last tick, reminders], and an entry a choice,
// [time, value].
// Where each page has a store of its own (Firefox, from a disk), links hand all
// of it to the next page, and the newest of each entry counts.
import { read, write } from "../ticks/store.js";

const most = 8; // cards; what is under way stays
const life = self.planblancCopy.ticks * 3600000;
const address = /^(?:[\w%-][\w%.~-]*\/)*[\w%-][\w%.~-]*\.html$/; // of a page, from the top of the site
const choices = ["dark", "typing", "cleared"];

const isFresh = (at) => Date.now() - at < life;
const isRunning = ([, , , done, , ticked, reminders = []]) => (done > 0 && isFresh(ticked)) || reminders.some(([, due]) => isFresh(due));

const longest = 100 * 3600000; // until a reminder: two figures of hours
const areReminders = (all = []) => Array.isArray(all) && all.every(([n, due, minutes]) => n > 0 && minutes > 0 && due > 0 && due < Date.now() + longest);

const isSound = ([name, entry]) => Array.isArray(entry) && (choices.includes(name)
  ? entry[0] > 0
  : /^[A-Z]{3}-\d{2,5}$/.test(name) && address.test(entry[1]) && areReminders(entry[6]) && !/%2e/i.test(entry[1]) && (isFresh(entry[0]) || isRunning(entry)));

function tidy(all) {
  const sound = Object.entries(all || {}).filter(isSound).sort(([, a], [, b]) => b[0] - a[0]);
  const [, [cleared] = [0]] = sound.find(([name]) => name == "cleared") || [];
  let cards = 0;
  return Object.fromEntries(sound.filter(([name, entry]) => choices.includes(name) || isRunning(entry) || (entry[0] > cleared && ++cards <= most)));
}

const all = () => tidy(read("desk"));

// cards lists [code, entry], the last opened first: those under way, or the others.
export const cards = (running) => Object.entries(all()).filter(([name, entry]) => !choices.includes(name) && isRunning(entry) == running);

// card is the entry of a code; choice what was chosen, or undefined.
export const card = (code) => all()[code] || [];
export const choice = (name) => (all()[name] || [])[1];

export const note = (name, ...entry) => write("desk", Object.assign(all(), { [name]: [Date.now(), ...entry] }));

// forget drops the cards that are not under way, here and where links lead.
export const forget = () => note("cleared");

// The parameter of an address that hands the record over. The others stay as they are written.
const handing = /[?&]poste=([^&]*)/;
const without = (search) => search.replace(handing, "").replace(/^&/, "?");

// handed reports whether the address told this page what its store did not know.
export const handed = (() => {
  const [, text] = handing.exec(location.search) || [];
  if (text === undefined) return false;
  const own = all();
  let told;
  try {
    told = Object.entries(JSON.parse(decodeURIComponent(text))).filter(isSound).filter(([key, [at]]) => !own[key] || own[key][0] < at);
  } catch (broken) {
    told = [];
  }
  history.replaceState(history.state, "", location.href.split(/[?#]/)[0] + without(location.search) + location.hash);
  if (told[0]) write("desk", Object.assign(own, Object.fromEntries(told)));
  return !!told[0];
})();

function hand({ target }) {
  const link = target.closest("a[href]");
  if (!link || link.protocol != "file:" || link.pathname == location.pathname || !/\.html$/.test(link.pathname) || /\/verifier\.html$/.test(link.pathname)) return;
  const rest = without(link.search);
  link.search = (rest ? rest + "&" : "?") + "poste=" + encodeURIComponent(JSON.stringify(all()));
}

// On the way down, before anything follows the link.
for (const kind of ["click", "auxclick"]) document.addEventListener(kind, hand, true);
