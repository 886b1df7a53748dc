// What stands on a paper sheet, as someone types or scans it: a code, a version,
// a fingerprint, alone or together.
import { scanned } from "../engine/keys.js";

const pattern = /^(?:([a-z]{3})[- ]?((?=[oil]*\d)[\doil]{2,5}))?(?:[\s,;–—-]*(?:v|version)?\s*\.?\s*(\d{1,3}(?:\.\d{1,3}){0,2}))?(?:[\s,;–—-]*(?:empreinte)?\s*([0-9a-hj-km-np-tv-z]{4}-?[0-9a-hj-km-np-tv-z]{4}))?$/;

// A fingerprint is in Crockford's base 32, where letters like digits are digits.
const digits = { i: "1", l: "1", o: "0" };
const folded = (text) => text.toLowerCase().replace(/[ilo]/g, (c) => digits[c]).toUpperCase();

function parse(text) {
  const plain = text.normalize("NFC").trim().toLowerCase();
  // Without a code, a number of eight digits is somebody's telephone.
  const alone = /^[0-9a-z]{4}-?[0-9a-z]{4}$/.test(plain) && /[a-z]/.test(plain) && (plain[4] == "-" || /\d/.test(plain));
  if (alone) return { fingerprint: folded(plain).replace("-", "").replace(/^.{4}/, "$&-") };
  const found = pattern.exec(plain);
  if (!found || !plain || (!found[1] && !found[3])) return null;
  return {
    code: found[1] && found[1].toUpperCase() + "-" + folded(found[2]), version: found[3],
    fingerprint: found[4] && found[4].replace("-", "").toUpperCase().replace(/^.{4}/, "$&-"),
  };
}

// read gives {code, version, fingerprint} of a text, or null.
export const read = (text) => [text, ...scanned(text)].map(parse).find(Boolean) || null;

// write is the text of what was read, that read understands.
export const write = ({ code, version, fingerprint }) => [code, version, fingerprint].filter(Boolean).join(" ");

// The characters of a code or a fingerprint, or of a beginning of one.
const bare = (text) => folded(text).replace(/[^0-9A-Z]/g, "");

const without = (text, i) => text.slice(0, i) + text.slice(i + 1);

// slips reports whether one character is wrong, missing or too many.
const slips = (a, b) => [...a, ""].some((_, i) => without(a, i) == b || a == without(b, i) || without(a, i) == without(b, i));

// near gives the sheets that a text may mean, as {code, fingerprint} each: it is
// the beginning of their code, a part of their fingerprint, or nearly it.
export function near(text, { now, then }) {
  const typed = bare(text);
  const isNear = (code, fingerprint) => {
    const whole = bare(fingerprint);
    return (typed.length > 1 && [code, code.replace(/-0+/, "")].some((c) => bare(c).startsWith(typed))) || (typed.length > 2 && whole.startsWith(typed)) || (typed.length > 3 && whole.includes(typed)) || (typed.length > 6 && slips(typed, whole));
  };
  const all = now.map(([code, , , fingerprint]) => ({ code, fingerprint })).concat(then.map(([code, , fingerprint]) => ({ code, fingerprint })));
  return all.filter(({ code, fingerprint }, i) => isNear(code, fingerprint) && all.findIndex((other) => other.fingerprint == fingerprint) == i);
}

const unlike = (a, b) => a && b && a != b;

// judge tells what a sheet is worth by the list of sheets: {state, now, old},
// with the sheet in force and the approval that the paper bears.
export function judge({ code, version, fingerprint }, { now, then }) {
  const bears = ([c, , v, f]) => !unlike(code, c) && !unlike(version, v) && !unlike(fingerprint, f);
  const borne = ([c, v, f]) => (code ? c == code : fingerprint) && !unlike(version, v) && !unlike(fingerprint, f);
  const known = now.find(([c]) => c == code);
  const same = (code || fingerprint) && now.find(bears);
  if (same) return { state: version || fingerprint ? "force" : "compare", now: same };
  const old = then.filter(borne).pop() || (!known && !fingerprint && !version && then.filter(([c]) => c == code).pop());
  if (!old) return { state: "unknown", now: known };
  const heir = now.find(([c]) => c == old[0]);
  if (heir && heir[3] == old[2]) return { state: "force", now: heir }; // the number alone has changed
  return { state: heir ? "replaced" : "withdrawn", now: heir, old };
}
