// The page that verifies a key without a program: what it says of a key, it says
// of the bytes that it read, and never who may sign.
import { examine } from "./signature.js";
import { sha256 as slow } from "./sha256.js";

const byID = (id) => document.getElementById(id);
const chosen = byID("v_folder");
const fixed = JSON.parse(chosen.dataset.fixed); // sums of the files at the top

const sha256 = async (bytes) => (self.crypto && crypto.subtle ? new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)) : slow(bytes));
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const read = (file) => new Promise((done, fail) => {
  const reader = new FileReader();
  reader.onload = () => done(new Uint8Array(reader.result));
  reader.onerror = () => fail(reader.error);
  reader.readAsArrayBuffer(file);
});

// envelope is the fingerprint of SHA256SUMS as people compare it: 26 digits of
// Crockford's base 32.
function envelope(sum) {
  let text = "";
  for (let i = 0; i < 26; i++) {
    const bit = 5 * i;
    const pair = (sum[bit >> 3] << 8) | sum[(bit >> 3) + 1];
    text += (i && i % 4 === 0 ? "-" : "") + "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

// parse reads SHA256SUMS as strictly as the program does; nothing when it is not
// one.
function parse(bytes) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (broken) {
    return null;
  }
  const sums = new Map();
  const lines = text.split("\n");
  if (lines.pop() !== "") return null;
  let last = "";
  for (const line of lines) {
    const found = /^([0-9a-f]{64}) {2}([^\\\0-\x1f\x7f]+)$/.exec(line);
    if (!found || found[2].split("/").some((part) => !part || part === "." || part === "..") || !(last < found[2] || /[^\0-\x7f]/.test(last + found[2]))) return null;
    last = found[2];
    if (sums.has(last)) return null;
    sums.set(last, found[1]);
  }
  return sums;
}

const leftover = (path) => path.split("/").some((name) => /^(system volume information|\$recycle\.bin|recycler|lost\.dir|lost\+found|desktop\.ini|thumbs\.db|\.ds_store|\.gitignore|\.trashes|\.fseventsd|\.spotlight-v100|\.temporaryitems|\.apdisk|\._.*|\.trash-.*|found\..*)$/i.test(name));
const runs = (path) => /\.(exe|com|scr|pif|bat|cmd|lnk|url|vb[se]|jse?|ws[fh]|hta|ps1|ms[ip]|cpl|dll|inf|reg|jar|chm|iso|img|vhdx?|app|command|docm|xlsm)$|(^|\/)autorun\./i.test(path);
const signature = (name) => /^SHA256SUMS(\.[2-9])?\.sig$/.test(name);

// site verifies the site below a folder of the files chosen, and takes what it
// knows out of them.
async function site(files, folder, found, tell) {
  const take = (name) => {
    const file = files.get(folder + name);
    files.delete(folder + name);
    return file;
  };
  const sumsFile = take("SHA256SUMS");
  if (!sumsFile) return found.missing.push(folder + "SHA256SUMS");
  const text = await read(sumsFile);
  const sum = await sha256(text);
  const sums = parse(text);
  const one = { folder, envelope: envelope(sum), signers: [], edition: "" };
  found.sites.push(one);
  if (!sums) return found.altered.push(folder + "SHA256SUMS");
  if (!sums.has("manifest.json")) found.missing.push(folder + "manifest.json");
  for (const [name, want] of sums) {
    const file = take(name);
    if (!file) {
      found.missing.push(folder + name);
      continue;
    }
    const bytes = await read(file);
    if (hex(await sha256(bytes)) !== want) found.altered.push(folder + name);
    else if (name === "manifest.json") Object.assign(one, JSON.parse(new TextDecoder().decode(bytes)));
    tell(bytes.length);
  }
  for (const path of [...files.keys()]) {
    const name = path.slice(folder.length);
    if (!path.startsWith(folder) || !signature(name)) continue;
    const result = await examine(new TextDecoder().decode(await read(take(name))), text, sha256);
    if (result.state === "bad") found.altered.push(path);
    one.signers.push(result);
  }
  if (folder) await state(take, one, hex(sum), found);
}

// state compares what a slot says of itself with what is in it.
async function state(take, one, sum, found) {
  const script = take("etat.js");
  const picture = take("etat.svg");
  if (!script) found.missing.push(one.folder + "etat.js");
  if (!picture) found.missing.push(one.folder + "etat.svg");
  if (picture && !new TextDecoder().decode(await read(picture)).includes(one.envelope)) found.altered.push(one.folder + "etat.svg");
  if (!script) return;
  try {
    const facts = JSON.parse(/^planblancEtat\((\{.*\})\);\n$/.exec(new TextDecoder().decode(await read(script)))[1]);
    if (facts.sums !== sum || facts.slot + "/" !== one.folder || facts.number !== one.number || facts.envelope !== one.envelope) throw Error("other");
    one.write = facts.write;
  } catch (broken) {
    found.altered.push(one.folder + "etat.js");
  }
}

async function verify(list) {
  const files = new Map();
  let all = 0;
  let done = 0;
  for (const file of list) {
    files.set(file.webkitRelativePath.split("/").slice(1).join("/"), file);
    all += file.size;
  }
  const tell = (n) => (byID("v_progress").value = (done += n) / all);
  const found = { sites: [], altered: [], missing: [], extra: [], notes: [] };
  const has = (prefix) => [...files.keys()].some((path) => path.startsWith(prefix));
  const key = files.has("OUVRIR.html") || (!files.has("SHA256SUMS") && (has("a/") || has("b/")));
  if (!key && !files.has("SHA256SUMS")) return null;
  if (!key) await site(files, "", found, tell);
  else {
    for (const [name, sum] of Object.entries(fixed)) {
      const file = files.get(name);
      files.delete(name);
      if (!file) found.missing.push(name);
      else if (hex(await sha256(await read(file))) !== sum) found.altered.push(name);
    }
    const listed = new Set();
    for (const folder of ["a/", "b/"]) {
      if (files.has(folder + "etat.js") || files.has(folder + "etat.svg")) await site(files, folder, found, tell);
      else if (has(folder)) listed.add(folder);
    }
    if (!found.sites.length) found.missing.push("a/SHA256SUMS");
    found.sites.sort((x, y) => (y.write || 0) - (x.write || 0));
    for (const folder of listed) {
      found.notes.push("[[verify.unfinished]]".replace("{name}", folder));
      for (const path of [...files.keys()]) if (path.startsWith(folder) && !runs(path.replace(/\.js$/, ""))) files.delete(path);
    }
    const newest = found.sites[0];
    const marker = newest && "actif-" + newest.folder[0] + "-" + newest.write + ".txt";
    if (newest && newest.write && !files.delete(marker)) found.missing.push(marker);
  }
  for (const path of files.keys()) (leftover(path) && !runs(path) ? found.notes : found.extra).push(path);
  return found;
}

const day = (text) => (text ? new Date(text).toLocaleDateString(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }) : "");

function show(found) {
  const result = byID("v_result");
  const add = (parent, tag, text, kind) => {
    const e = document.createElement(tag);
    if (text) e.textContent = text;
    if (kind) e.className = kind;
    parent.append(e);
    return e;
  };
  result.textContent = "";
  result.hidden = false;
  if (!found) return add(result, "h2", "[[verify.none]]", "bad");
  const wrong = found.altered.length + found.missing.length + found.extra.length;
  add(result, "h2", wrong ? "[[verify.altered]]" : "[[verify.intact]]", wrong ? "bad" : "good");
  add(result, "p", wrong ? "[[verify.altered-do]]" : "[[verify.intact-do]]");
  for (const one of found.sites) {
    const box = add(result, "section");
    add(box, "h3", (one.folder ? "[[verify.slot]]".replace("{name}", one.folder[0].toUpperCase()) + " " : "") + "[[verify.edition]]".replace("{edition}", one.edition).replace("{date}", day(one.built)));
    add(box, "p", one.site);
    add(box, "p", "[[verify.envelope]]");
    add(box, "p", one.envelope, "print");
    if (one.valid_until && one.valid_until < new Date().toISOString().slice(0, 10)) add(box, "p", "[[verify.expired]]".replace("{date}", day(one.valid_until)), "bad");
    for (const { state, fingerprint } of one.signers) {
      if (state === "bad") continue;
      add(box, "p", state === "good" ? "[[verify.signed]]" : "[[verify.unchecked]]");
      add(box, "p", fingerprint, "print small");
    }
    if (!one.signers.length) add(box, "p", "[[verify.unsigned]]", "bad");
  }
  for (const [title, names] of [["[[verify.programs]]", found.extra.filter(runs)], ["[[verify.extra]]", found.extra.filter((path) => !runs(path))], ["[[verify.changed]]", found.altered], ["[[verify.missing]]", found.missing], ["[[verify.notes]]", found.notes]]) {
    if (!names.length) continue;
    add(result, "h3", title);
    const ul = add(result, "ul");
    for (const name of names.slice(0, 200)) add(ul, "li", name);
    if (names[200]) add(ul, "li", "…");
  }
}

chosen.onchange = async () => {
  byID("v_result").hidden = true;
  byID("v_working").hidden = false;
  chosen.disabled = true;
  try {
    show(await verify(chosen.files));
  } catch (broken) {
    show(null);
    byID("v_result").firstChild.textContent = "[[verify.unreadable]] " + broken.message;
  }
  byID("v_working").hidden = true;
  chosen.disabled = false;
  byID("v_result").focus();
};
