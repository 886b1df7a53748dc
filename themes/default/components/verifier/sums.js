// What a key must hold, byte for byte, as the program has it (packages output
// and key). Strings and bytes only: no page.

// below orders paths by code points, which is the order of their UTF-8.
function below(a, b) {
  const x = Array.from(a, (c) => c.codePointAt(0));
  const y = Array.from(b, (c) => c.codePointAt(0));
  for (let i = 0; i < x.length && i < y.length; i++) if (x[i] !== y[i]) return x[i] < y[i];
  return x.length < y.length;
}

// legal reports whether a component of a path is legal on every disk.
function legal(name) {
  const device = /^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])$/;
  return name !== "" && !/[<>:"|?*\\\0-\x1f\x7f-\x9f]/.test(name) && !/^ |[. ]$/.test(name) &&
    !device.test(name.split(".")[0].replace(/ +$/, "").toUpperCase()) && new TextEncoder().encode(name).length <= 255;
}

// parse reads SHA256SUMS as strictly as the program does: a map of paths to
// sums, or null when it is not one.
export function parse(bytes) {
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
    const found = /^([0-9a-f]{64}) {2}([^]+)$/.exec(line);
    if (!found || !found[2].split("/").every(legal) || !below(last, found[2])) return null;
    last = found[2];
    sums.set(last, found[1]);
  }
  return sums;
}

const leftovers = /^(system volume information|\$recycle\.bin|recycler|lost\.dir|lost\+found|desktop\.ini|thumbs\.db|\.gitignore|\.ds_store|\.trashes|\.fseventsd|\.spotlight-v100|\.temporaryitems|\.documentrevisions-v100|\.apdisk|\._[^]*|\.trash-[^]*|found\.[^]*)$/;
export const leftover = (path) => path.toLowerCase().split("/").some((name) => leftovers.test(name));

const programs = /\.(exe|com|scr|pif|bat|cmd|lnk|url|vb[se]|jse?|ws[fh]|hta|psm?1|ms[ipct]|cpl|dll|sys|ocx|inf|reg|jar|chm|hlp|gadget|application|appx|msix|iso|img|vhdx?|settingcontent-ms|library-ms|search-ms|scf|docm|xlsm|pptm|xll|one|app|command|dmg|pkg|sh|desktop|run)$/;
export function runs(path) {
  const name = path.toLowerCase().split("/").pop().replace(/[ .]+$/, "");
  return programs.test(name) || name.startsWith("autorun.") || name === "planblanc";
}

// program is runs, but for the scripts of a site's pages, which stand in folders.
export const program = (path) => runs(path) && !/\/[^/]*\.js$/.test(path);

// envelope is the fingerprint of SHA256SUMS as people compare it: 26 digits of
// Crockford's base 32.
export function envelope(sum) {
  let text = "";
  for (let i = 0; i < 26; i++) {
    const bit = 5 * i;
    const pair = (sum[bit >> 3] << 8) | sum[(bit >> 3) + 1];
    text += (i && i % 4 === 0 ? "-" : "") + "0123456789ABCDEFGHJKMNPQRSTVWXYZ"[(pair >> (11 - (bit & 7))) & 31];
  }
  return text;
}

// agrees reports whether a manifest lists what the sums list.
export function agrees(manifest, sums) {
  const files = Array.isArray(manifest.files) ? manifest.files : [];
  const listed = [...sums].filter(([path]) => path !== "manifest.json");
  return files.length === listed.length && files.every(({ path, sha256 }, i) => path === listed[i][0] && sha256 === listed[i][1]);
}

// factsOf tells of a site in a slot, in the order of etat.js.
export function factsOf(slot, write, manifest, length, sum) {
  const files = Array.isArray(manifest.files) ? manifest.files : [];
  return {
    slot, write, site: manifest.site || "", audience: manifest.audience || "", edition: manifest.edition || "", number: manifest.number || 0,
    built: manifest.built || "", valid_until: manifest.valid_until || "", files: files.length + 1,
    bytes: files.reduce((all, { bytes }) => all + bytes, length),
    sums: Array.from(sum, (b) => b.toString(16).padStart(2, "0")).join(""), envelope: envelope(sum),
  };
}

const code = (c) => "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0");
export const script = (facts) => "planblancEtat(" + JSON.stringify(facts).replace(/[<>&\u2028\u2029]/g, code) + ");\n";

export function marker(f) {
  const { bytes: size } = f;
  const clean = (text) => String(text).replace(/\\/g, "\\\\").replace(/\n/g, "\\n").replace(/\r/g, "\\r");
  const rows = [["Emplacement", f.slot], ["Écriture", f.write], ["Site", f.site], ["Audience", f.audience], ["Édition", f.edition], ["Numéro", f.number],
    ["Construite le", f.built], ["Valable jusqu'au", f.valid_until], ["Fichiers", f.files], ["Octets", size], ["SHA256SUMS", f.sums], ["Empreinte", f.envelope]];
  return "\ufeff" + rows.map(([name, value]) => name + " : " + clean(value) + "\r\n").join("");
}

const entities = { '"': "&#34;", "'": "&#39;", "&": "&amp;", "<": "&lt;", ">": "&gt;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;" };
export function picture(f) {
  const x = (text) => text.replace(/["'&<>\t\n\r]/g, (c) => entities[c]).replace(/[\0-\x1f\ufffe\uffff]/g, "\ufffd");
  const french = (day) => (day.split("-").length === 3 ? day.split("-").reverse().join("/") : day);
  const headline = x("Édition " + f.edition + " du " + french(f.built));
  const validity = x("Valable jusqu’au " + french(f.valid_until));
  return `<svg xmlns="http://www.w3.org/2000/svg" width="560" height="132" viewBox="0 0 560 132" role="img" aria-labelledby="t">
<title id="t">${headline}, ${validity}</title>
<rect x="1" y="1" width="558" height="130" rx="8" fill="#fff" stroke="#0b4464" stroke-width="2"/>
<g font-family="system-ui, 'Segoe UI', 'Liberation Sans', Arial, sans-serif" fill="#15212c">
<text x="20" y="38" font-size="22" font-weight="700">${headline}</text>
<text x="20" y="68" font-size="17">${validity}</text>
<text x="20" y="94" font-size="15">${x("Emplacement " + f.slot.toUpperCase() + ", écriture n° " + f.write)}</text>
<text x="20" y="117" font-size="14" font-family="ui-monospace, Consolas, 'Liberation Mono', monospace">${f.envelope}</text>
</g>
</svg>
`;
}
