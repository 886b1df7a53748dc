// The entries of a logbook, each sealed with the one before: a line that is
// altered, taken out or put in between shows. [number, time, kind, text, who,
// number of the entry that it strikes or 0, seal].
import { sha256 } from "../verifier/sha256.js";

const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export const sealOf = (cells, before) => hex(sha256(new TextEncoder().encode(JSON.stringify(cells.concat(before)))));

export const lastSeal = (lines) => (lines[0] ? lines[lines.length - 1].slice(-1)[0] : "");

// faults lists the places of lines that do not follow from the one before: a
// logbook's, or others that go on from its last seal.
export function faults(lines, before = "") {
  const found = [];
  lines.forEach((line, i) => {
    const cells = line.slice(0, -1);
    const misplaced = cells.length == 6 && (cells[0] != i + 1 || cells[5] > i);
    if (misplaced || line[cells.length] != sealOf(cells, before)) found.push(i);
    before = line[cells.length];
  });
  return found;
}

const two = (n) => String(n).padStart(2, "0");

// stamp writes a moment in the zone of the computer, "2026-11-29 14:32:05 +01:00".
export function stamp(date) {
  const zone = -date.getTimezoneOffset();
  return date.getFullYear() + "-" + two(date.getMonth() + 1) + "-" + two(date.getDate()) + " " + two(date.getHours()) + ":" + two(date.getMinutes()) + ":" + two(date.getSeconds()) +
    " " + (zone < 0 ? "-" : "+") + two(Math.floor(Math.abs(zone) / 60)) + ":" + two(Math.abs(zone) % 60);
}

// oneLine is a text as an entry holds it. A lone surrogate would not come back
// from a file.
export const oneLine = (text) => text.normalize("NFC").replace(/[\s\0-\x1f\x7f]+/g, " ").trim().replace(/[\ud800-\udbff](?![\udc00-\udfff])|([^\ud800-\udbff]|^)[\udc00-\udfff]/g, "$1\ufffd");
