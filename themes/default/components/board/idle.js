// A logbook that nobody touches: a shared computer forgets it in the end, but
// only when all of it was exported, and an hour after it was said at the least.
import { names, read, write } from "../ticks/store.js";
import { hour, isWrong, load } from "./state.js";

export const { log: hours } = self.planblancCopy;

// tail is what is known of the logbook without reading it: the moment of the
// last change, the number of entries and the last seal.
export const tail = () => read("log-end");

// touch says that somebody works on the logbook.
export function touch(n, seal) {
  write("log-said", null);
  write("log-gone", null);
  write("log-end", { moment: Date.now(), n, seal });
}

const saved = () => read("saved") || [0, 0];

// sayExported says what a file has: entries, and the board of a moment.
export const sayExported = (n, written) => write("saved", [Math.max(n, saved()[0]), Math.max(written, saved()[1])]);

// sayLost takes back what was said: numbers of entries are to be given again.
export const sayLost = () => write("saved", null);

// waiting counts what was not exported: entries, and the board as one more.
export function waiting() {
  const [n, written] = saved();
  const end = tail();
  const board = load();
  return (end ? end.n - n : 0) + (board.rows[0] && board.written > written ? 1 : 0);
}

// forget clears the logbook and what goes with it. What is left says what there was.
export function forget(why) {
  const end = tail();
  for (const name of names("log:")) write(name, null);
  for (const name of ["saved", "log-said", "log-end", "cards", "board"]) write(name, null);
  if (why) write("log-gone", { ...end, gone: Date.now() });
  window.dispatchEvent(new Event("storage"));
}

// idle says what is to come: nothing, or the moment of forgetting, 0 where what
// is not exported is in the way. Call it where the answer is shown: what nobody
// sees is not said.
export function idle() {
  const now = Date.now();
  const end = tail();
  if (!hours || !end || document.visibilityState != "visible" || isWrong(end.moment) || !(end.n || load().rows[0])) return null;
  const limit = end.moment + hours * hour;
  if (now < limit - Math.min(12, hours / 2) * hour) return null;
  if (waiting()) return { moment: 0 };
  const said = read("log-said") || now;
  write("log-said", said);
  const at = Math.max(limit, said + hour);
  if (now < at) return { moment: at };
  forget(true);
  return null;
}
