// What is declared on this computer: a crisis, its situations and phase, the
// services affected and whom each takes in. Rows of [kind, id, since, level,
// review, note, who], kind among kinds, times in milliseconds. situation.html
// alone writes it; other pages share its store, or get it in the address.
import { byID } from "../search/dom.js";
import { isOnlyHere, read, write } from "../ticks/store.js";

export const kinds = ["crisis", "scenario", "phase", "service"];
export const levels = ["[[board.undecided]]", "[[board.normal]]", "[[board.limited]]", "[[board.closed]]"];
export const minute = 60000, hour = 60 * minute, day = 24 * hour;

// checked gives what came from elsewhere in the form of a board, or nothing.
export function checked({ written, rows }) {
  const sound = written > 0 && rows.every(([kind, id, since, level, review, note, who]) =>
    kinds.includes(kind) && /^[a-z0-9-]*$/.test(id) && since > 0 && levels[level] && review >= 0 && typeof note + typeof who == "stringstring");
  return sound ? { written, rows } : null;
}

// landing is where an address with a board in it leads, beside.
export let landing;

// given is a board that came in the address: #situation=…, or after an anchor.
// It stays with this page when it is read anew, and is of no use where the store
// has one.
const given = (() => {
  const [, anchor, text] = /^#(.*?)&?situation=(.*)/.exec(location.hash) || [];
  if (text) {
    history.replaceState({ situation: text }, "", location.href.split("#")[0] + (anchor && "#" + anchor));
    landing = byID(anchor);
  }
  try {
    return checked(JSON.parse(decodeURIComponent(history.state.situation)));
  } catch (none) {
    return null;
  }
})();

// now is the moment, in seconds as files have it.
export const now = () => Math.floor(Date.now() / 1000) * 1000;

export const load = () => read("board") || given || { written: 0, rows: [] };

// save also tells the other script of this page. It reports whether the board
// is kept.
export function save(board) {
  const kept = write("board", board);
  window.dispatchEvent(new Event("storage"));
  return kept;
}

const writer = byID("l_book"); // on situation.html

// follows reports whether only links take the board to other pages. Another page
// has left a mark in a store that is shared.
export const follows = () => isOnlyHere("board") || (read("board") ? writer && location.protocol == "file:" && !read("shared") : !!given);

if (!writer && !read("shared")) write("shared", 1);

// carrying adds the board to an address.
export const carrying = (anchor) => (anchor ? anchor + "&" : "#") + "situation=" + encodeURIComponent(JSON.stringify(load()));

export const linesOf = ({ rows }, kind) => rows.filter((line) => line[0] == kind);

// isWrong reports whether the clock is behind this copy, or behind what is
// written by it.
export const isWrong = (last) => Date.now() < Math.max(Date.parse(self.planblancCopy.built) - day, last - minute);
