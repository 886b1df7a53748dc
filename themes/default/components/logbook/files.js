// A logbook and its board as a file and back. What is read again is what people
// see: the cells of the tables, so that no line can say one thing and hold another.
import { checked, levels, nameOf } from "../board/page.js";
import { faults, lastSeal, sealOf, stamp } from "./chain.js";

const heads = ["[[log.number]]", "[[log.time]]", "[[log.kind]]", "[[log.text]]", "[[log.who]]", "[[log.strikes]]", "[[log.seal]]"];
const boardHeads = ["[[board.key]]", "[[board.what]]", "[[board.level]]", "[[board.note]]", "[[board.who]]", "[[board.begun]]", "[[board.review]]", "[[log.seal]]"];
const end = "end";

// stamped and momentOf write a moment, in seconds, and read it.
const stamped = (ms) => (ms ? stamp(new Date(ms)) : "");
const momentOf = (text) => (text ? Date.parse(text.replace(" ", "T").replace(" ", "")) : 0);

// boardLines are a board's lines, sealed one after the other from the last entry
// on. The last one says how many lines there are, so that a file that was cut off
// shows; its seal covers the other words of the file too.
function boardLines({ written, rows }, entries, around) {
  const cells = rows.map(([kind, id, since, level, review, note, who]) =>
    [[kind, id, level].join(":"), kind == "crisis" ? "[[board.crisis]]" : nameOf(kind, id), kind == "service" ? levels[level] : "", note, who, stamped(since), stamped(review)]);
  cells.push([[end, entries.length, rows.length].join(":"), "[[board.end]]", "", "", "", stamped(written), ""]);
  let before = lastSeal(entries);
  return cells.map((line, i) => line.concat((before = sealOf(line, before + (i == rows.length ? around.join() : "")))));
}

// boardOf reads the board of a sound file; it is nothing where none is declared.
function boardOf(lines) {
  const all = lines.map(([key, , , note, who, since, review]) => {
    const [kind, id, level] = key.split(":");
    return [kind, id, momentOf(since), Number(level), momentOf(review), note, who];
  });
  const [, , written] = all.pop();
  return all[0] ? checked({ written, rows: all }) : { written, rows: all };
}

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt()};`);
const style = "body{font:11pt/1.35 Arial,'Liberation Sans',sans-serif;margin:12mm}table{border-collapse:collapse;width:100%}th,td{border:1px solid;padding:4px 6px;text-align:left;vertical-align:top;overflow-wrap:anywhere}td:last-child{font:7pt monospace}.struck{text-decoration:line-through}";

const table = (id, heads, rows) => `<table id="${id}">\n<thead><tr>${heads.map((head) => `<th>${escape(head)}</th>`).join("")}</tr></thead>\n<tbody>\n${rows.join("")}</tbody>\n</table>\n`;

// toHTML writes a page that needs nothing else.
export function toHTML(entries, board, { title, lead, seal }) {
  const corrected = new Set(entries.map((entry) => entry[5]));
  const struck = entries.filter(([n]) => corrected.has(n)).map((entry) => entry[3]);
  const rows = entries.map((entry) => `<tr>${entry.map((cell, i) => `<td${i == 3 && corrected.has(entry[0]) ? ' class="struck"' : ""}>${escape(cell || "")}</td>`).join("")}</tr>\n`);
  const lines = boardLines(board, entries, [title, lead, seal, ...heads, ...struck, "[[board.title]]", ...boardHeads]);
  const boardRows = lines.map((line) => `<tr>${line.map((cell) => `<td>${escape(cell)}</td>`).join("")}</tr>\n`);
  return `<!DOCTYPE html>\n<html lang="${document.documentElement.lang}">\n<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">\n<title>${escape(title)}</title>\n<style>${style}</style>\n</head>\n<body>\n<h1>${escape(title)}</h1>\n<p>${escape(lead)}</p>\n<p>${escape(seal)}</p>\n${table("planblanc-logbook", heads, rows)}<h2>[[board.title]]</h2>\n${table("planblanc-board", boardHeads, boardRows)}</body>\n</html>\n`;
}

// A spreadsheet would run a cell that begins like a formula: such a cell, and
// one that looks already guarded, gets a quote before it.
const guard = (text) => (/^'*[=+\-@]/.test(text) ? "'" + text : text);
const unguard = (text) => (/^'+[=+\-@]/.test(text) ? text.slice(1) : text);

export function toCSV(entries, board) {
  const rows = [heads, ...entries, boardHeads, ...boardLines(board, entries, [...heads, ...boardHeads])];
  return "\ufeff" + rows.map((row) => row.map((cell) => '"' + guard(String(cell || "")).replace(/"/g, '""') + '"').join(";")).join("\r\n") + "\r\n";
}

const texts = (elements) => [...elements].map((element) => element.textContent);

// The body alone is parsed: this page's policy would complain of the style.
function readHTML(text) {
  const page = new DOMParser().parseFromString(text.slice(text.search(/<h1|<table/)), "text/html");
  const rows = [...page.querySelectorAll("#planblanc-logbook tr, #planblanc-board tr")].map((row) => texts(row.cells));
  return { rows, around: texts(page.querySelectorAll("h1, p, th, .struck, h2")) };
}

function readCSV(text) {
  const rows = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r?\n|$)/g;
  let row = [];
  for (let at = 0; at < text.length; at = cell.lastIndex) {
    cell.lastIndex = at;
    const found = cell.exec(text);
    if (!found || found.index != at) return { rows: [] };
    row.push(unguard(found[1] === undefined ? found[2] : found[1].replace(/""/g, '"')));
    if (found[3] != ";") {
      rows.push(row);
      row = [];
    }
  }
  return { rows };
}

// fromFile gives the entries and the board of an exported file, with the lines
// that do not follow from the one before, or null for another file.
export function fromFile(text) {
  const plain = text.replace(/^\ufeff/, "");
  const { rows, around } = /^\s*</.test(plain) ? readHTML(plain) : readCSV(plain);
  const found = rows.findIndex((row) => row.length == boardHeads.length);
  const at = found < 0 ? rows.length : found; // a file may be cut off
  if (!at || !rows.every((row, i) => row.length == (i < at ? heads : boardHeads).length)) return null;
  const entries = rows.slice(1, at).map(([n, at, kind, text, who, strikes, seal]) => [Number(n), at, kind, text, who, Number(strikes) || 0, seal]);
  const lines = rows.slice(at + 1);
  const last = lines[lines.length - 1];
  const before = lastSeal(lines.length > 1 ? lines.slice(0, -1) : entries) + (around || rows[0].concat(rows[at] || [])).join();
  const wrong = faults(entries).map((i) => i + 1).concat(faults(lines.slice(0, -1), lastSeal(entries)).map((i) => "[[board.title]] " + (i + 1)));
  if (!last || last[0] != [end, entries.length, lines.length - 1].join(":") || last[7] != sealOf(last.slice(0, 7), before)) wrong.push("[[board.end]]");
  return { entries, wrong, board: wrong[0] ? null : boardOf(lines) };
}

// offer has the browser save a file.
export function offer(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
