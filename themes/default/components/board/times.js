// Moments and lengths of time in words.
import { say } from "../search/words.js";
import { day, hour, minute } from "./state.js";

const show = (at, options) => new Date(at).toLocaleString(document.documentElement.lang, options);
const clock = { hour: "2-digit", minute: "2-digit" };

const dated = Object.assign({ day: "2-digit", month: "2-digit" }, clock);

// at is the time of day, with the day where it is another one, or for paper.
export const at = (ms, onPaper) => show(ms, !onPaper && show(ms, { dateStyle: "short" }) == show(Date.now(), { dateStyle: "short" }) ? clock : dated);

export function length(ms) {
  const m = Math.floor(ms / minute);
  if (ms < hour) return say("[[board.minutes]]", { m });
  if (ms < 2 * day) return say("[[board.hours]]", { h: Math.floor(ms / hour), m: String(m % 60).padStart(2, "0") });
  return say("[[board.days]]", { d: Math.floor(ms / day), h: Math.floor((ms % day) / hour) });
}
