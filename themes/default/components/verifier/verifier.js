// The page that verifies a key without a program: what it says of a key, it says
// of the bytes that it read, and never who may sign.
import { examine } from "./signature.js";
import { sha256 as slow } from "./sha256.js";
import { agrees, envelope, factsOf, leftover, marker, parse, picture, program, runs, script } from "./sums.js";

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

const textOf = (bytes) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
const same = (bytes, text) => hex(bytes) === hex(new TextEncoder().encode(text));
const signature = (name) => /^SHA256SUMS(\.[2-9])?\.sig$/.test(name);

function manifestOf(text) {
  try {
    return Object(JSON.parse(text));
  } catch (broken) {
    return {};
  }
}

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
  let manifest = {};
  let length = 0;
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
    else if (name === "manifest.json") {
      length = bytes.length;
      manifest = manifestOf(textOf(bytes));
      if (!agrees(manifest, sums)) found.altered.push(folder + name);
    }
    tell(bytes.length);
  }
  for (const path of [...files.keys()]) {
    const name = path.slice(folder.length);
    if (!path.startsWith(folder) || !signature(name)) continue;
    const result = await examine(new TextDecoder().decode(await read(take(name))), text, sha256);
    if (result.state === "bad") found.altered.push(path);
    one.signers.push(result);
  }
  one.names = sums;
  one.facts = factsOf(folder[0] || "", 0, manifest, length, sum);
  Object.assign(one, { edition: one.facts.edition, site: one.facts.site, built: one.facts.built, valid_until: one.facts.valid_until, exercise: manifest.exercise });
  if (folder) await state(take, one, found);
}

// state compares what a slot says of itself with what the program would have
// written there: each byte, or a page could show what nobody signed.
async function state(take, one, found) {
  const files = { "etat.js": script, "etat.svg": picture };
  const bytes = {};
  for (const name of Object.keys(files)) {
    const file = take(name);
    if (file) bytes[name] = await read(file);
    else found.missing.push(one.folder + name);
  }
  const said = bytes["etat.js"] && /^planblancEtat\(\{"slot":"[ab]","write":([1-9][0-9]{0,14}),/.exec(textOf(bytes["etat.js"]));
  if (said) one.facts.write = Number(said[1]);
  for (const [name, render] of Object.entries(files)) if (bytes[name] && !same(bytes[name], render(one.facts))) found.altered.push(one.folder + name);
}

// markers compares the markers at the top: one, of the slot that opens. One of
// the other slot is left when the very end of a writing was cut.
async function markers(files, found) {
  let newest = false;
  let older = false;
  for (const name of [...files.keys()].filter((path) => /^actif-[ab]-[1-9][0-9]*\.txt$/.test(path))) {
    const bytes = await read(files.get(name));
    files.delete(name);
    const i = found.sites.findIndex((one) => one.facts && name === "actif-" + one.folder[0] + "-" + one.facts.write + ".txt" && same(bytes, marker(one.facts)));
    if (i < 0) found.altered.push(name);
    else if (i === 0) newest = true;
    else {
      older = true;
      found.notes.push("[[verify.interrupt]]".replace("{name}", name));
    }
  }
  const first = found.sites[0];
  if (first && first.facts && !newest && !older) found.missing.push("actif-" + first.folder[0] + "-" + first.facts.write + ".txt");
}

// unfinished looks at a slot that is being rewritten: each of its files is of
// the old site or the new one, and no program is there on its own word: it must
// be the same in the other slot.
async function unfinished(files, folder, found) {
  found.notes.push("[[verify.unfinished]]".replace("{name}", folder));
  const list = files.get(folder + "SHA256SUMS");
  const own = (list && parse(await read(list))) || new Map();
  for (const path of [...files.keys()]) {
    const name = path.slice(folder.length);
    if (!path.startsWith(folder)) continue;
    let ours = name === "SHA256SUMS" || signature(name) || own.has(name) || found.sites.some((one) => one.names && one.names.has(name));
    if (ours && program(name)) {
      const sum = hex(await sha256(await read(files.get(path))));
      ours = found.sites.some((one) => one.names && one.names.get(name) === sum);
    }
    if (ours) files.delete(path);
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
    const spare = files.get("OUVRIR-2.html");
    if (files.delete("OUVRIR-2.html")) {
      if (hex(await sha256(await read(spare))) === fixed["OUVRIR.html"]) found.notes.push("[[verify.interrupt]]".replace("{name}", "OUVRIR-2.html"));
      else found.altered.push("OUVRIR-2.html");
    }
    const cut = [];
    for (const folder of ["a/", "b/"]) {
      if (files.has(folder + "etat.js") || files.has(folder + "etat.svg") || has("actif-" + folder[0] + "-")) await site(files, folder, found, tell);
      else if (has(folder)) cut.push(folder);
    }
    if (!found.sites.length) found.missing.push("a/SHA256SUMS");
    const write = (one) => (one.facts ? one.facts.write : 0);
    found.sites.sort((x, y) => write(y) - write(x));
    for (const folder of cut) await unfinished(files, folder, found);
    await markers(files, found);
    if (files.delete("planblanc.lock")) found.notes.push("planblanc.lock");
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
    if (one.exercise) add(box, "p", "[[verify.exercise]]".replace("{name}", one.exercise), "bad");
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
