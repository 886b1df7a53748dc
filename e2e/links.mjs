// What is wrong with one address of one page, or "". Every address must work from a disk of any system.
import path from "node:path";

const external = new Set(["https", "http", "tel", "mailto"]);

// files: every path of the site. anchors(path): the anchors of that page, or undefined when it is not a page.
export function linkProblem(from, { tag, attr, url }, files, anchors) {
  if (url === "") return "empty address";
  if (url !== url.trim() || /[\s\\]/.test(url)) return "space or backslash in the address";
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1].toLowerCase();
  if (scheme) {
    if (tag === "a" && external.has(scheme)) return "";
    if ((tag === "img" || tag === "css") && scheme === "data") return "";
    return `scheme ${scheme} in <${tag} ${attr}>`;
  }
  const [, address, , fragment] = /^([^#?]*)(\?[^#]*)?(?:#(.*))?$/s.exec(url);
  if (address.startsWith("/")) return "absolute address";
  if (address.includes("//")) return "// in the address";
  let target = from;
  if (address !== "") {
    const decoded = decode(address);
    if (decoded === undefined) return "wrong percent-encoding";
    if (!/[^/.][^/]*\.[^/.]+$/.test(decoded)) return "does not end in a file name";
    target = path.posix.join(path.posix.dirname(from), decoded);
    if (target.startsWith("../")) return "leaves the folder";
    if (!files.has(target)) return `no file ${target}${otherCase(target, files)}`;
  } else if (fragment === undefined) {
    return "does not end in a file name";
  }
  if (fragment === undefined) return "";
  const id = decode(fragment);
  const known = anchors(target);
  if (!id || !known) return "anchor that names nothing";
  return known.has(id) ? "" : `no anchor #${id} in ${target}`;
}

// The file an address leads to, or "" when it leads out of the site.
export function linkTarget(from, url) {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url)) return "";
  const address = decode(url.replace(/[?#].*$/s, ""));
  return address ? path.posix.join(path.posix.dirname(from), address) : from;
}

function decode(s) {
  try {
    return decodeURIComponent(s);
  } catch {
    return undefined;
  }
}

function otherCase(target, files) {
  const lower = target.toLowerCase();
  for (const f of files) if (f.toLowerCase() === lower) return `, but ${f} (case)`;
  return "";
}

// Addresses of a style sheet: url(…) and @import "…".
export function cssAddresses(css) {
  const bare = css.replace(/\/\*[\s\S]*?\*\//g, "");
  return [...bare.matchAll(/url\(\s*(?:"([^"]*)"|'([^']*)'|([^"')\s]+))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')/gi)]
    .map((m) => m.slice(1).find((g) => g !== undefined));
}
