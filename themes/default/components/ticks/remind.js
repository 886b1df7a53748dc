// Reminders. An action that says how often, or in how long, offers one; nothing
// starts by itself, since some actions only ask somebody else to come that often.
// They stand with the card in the record of the desk, which goes from page to
// page: [number of the action, moment, minutes].
import { isWrong, minute } from "../board/state.js";
import { at, length } from "../board/times.js";
import { card, cards } from "../desk/record.js";
import { say } from "../search/words.js";

const often = new RegExp("(?:^|\\s)(?:[[remind.every]]) (?:(\\d{1,2}|[[remind.two]]) )?(?:([[remind.minutes]])|[[remind.hours]])(?![^\\s.,;:)])", "i");

// period gives the minutes that a text says, or 0.
export function period(text) {
  const [found, n, short] = often.exec(text) || [];
  return found ? (Number(n) || (n ? 2 : 1)) * (short ? 1 : 60) : 0;
}

export const remindersOf = (code) => card(code)[6] || [];

// pressed gives the reminders of a card after its button for an action was
// pressed: one that runs stops, one that is over or none starts.
export function pressed(reminders, n, minutes) {
  const others = reminders.filter(([other]) => other != n);
  const runs = reminders.some(([other, due]) => other == n && due > Date.now());
  return runs ? others : [...others, [n, Date.now() + minutes * minute, minutes]];
}

// label is what the button of an action says.
export function label(reminders, n, minutes) {
  const [, due] = reminders.find(([other]) => other == n) || [];
  if (!due) return say("[[remind.set]]", { time: length(minutes * minute) });
  return due > Date.now() ? say("[[remind.stop]]", { at: at(due) }) : say("[[remind.again]]", { time: length(Date.now() - due) });
}

// told gives the reminders of all cards, [words, address, late]: those that are
// late, and the next one. A wrong clock gives moments and no lengths.
export function told() {
  const all = cards(true).map(([code, [, url]]) => remindersOf(code).map(([n, due, minutes]) => ({ code, url, n, due, wrong: isWrong(due - minutes * minute) })));
  const sorted = [].concat(...all).sort((a, b) => a.due - b.due);
  const late = sorted.filter(({ due }) => due <= Date.now());
  return sorted.slice(0, late.length + 1).map(({ code, url, n, due, wrong }, i) => {
    const word = wrong ? "[[remind.at]]" : i < late.length ? "[[remind.late]]" : "[[remind.next]]";
    return [say(word, { code, n, time: length(Math.abs(due - Date.now())), at: at(due) }), url, i < late.length];
  });
}
