// The oldest browsers the site must work in, and what they support, from MDN's compatibility table.
import { createRequire } from "node:module";

export const floor = { chrome: 88, firefox: 102 };

const table = createRequire(import.meta.url)("@mdn/browser-compat-data");
export const { css, javascript, api } = table;

// The node of the table at a path, or undefined.
export const at = (root, ...keys) => keys.reduce((node, key) => (node && Object.hasOwn(node, key) ? node[key] : undefined), root);

const version = (v) => (typeof v === "string" ? Number.parseFloat(v.replace("≤", "")) : NaN);

// Whether one browser reads a feature when it is written with this vendor prefix ("" for none).
function reads(compat, browser, prefix, name) {
  const statements = [compat.support[browser] ?? []].flat();
  return statements.some((s) =>
    version(s.version_added) <= floor[browser] &&
    !(version(s.version_removed) <= floor[browser]) &&
    !s.flags &&
    (s.alternative_name ? s.alternative_name === name : (s.prefix ?? "") === prefix));
}

// The browsers of the floor that read a feature of the table, written as it is.
export function readers(node, prefix = "", name = "") {
  return Object.keys(floor).filter((browser) => node?.__compat && reads(node.__compat, browser, prefix, name));
}

export const atFloor = (node) => readers(node).length === Object.keys(floor).length;
