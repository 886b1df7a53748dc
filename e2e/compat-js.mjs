// Lint of a classic script against the floor: its syntax is ES2017, the globals and members it names are in the
// compatibility table and read by the oldest browsers, and none of what file:// forbids is used.
//
// Why not eslint-plugin-compat: it knows globals only, takes a browserslist that must be downloaded anew each month,
// and lets members (`.at()`, `.replaceAll()`) pass.
import { parse } from "acorn";
import { full } from "acorn-walk";
import { analyze } from "eslint-scope";
import { lintSelector } from "./compat-css.mjs";
import { api, at, atFloor, javascript } from "./floor.mjs";

const builtins = javascript.builtins;

// Promised never to be shipped: refused on file://, or a way around the page's policy.
const forbidden = new Set([
  "fetch", "XMLHttpRequest", "Worker", "SharedWorker", "ServiceWorkerContainer", "WebSocket", "EventSource", "WebAssembly",
  "eval", "Function", "importScripts", "RTCPeerConnection", "BroadcastChannel",
]);
const forbiddenMembers = new Set(["sendBeacon", "serviceWorker"]);

const instances = {
  navigator: "Navigator", document: "Document", history: "History", location: "Location", crypto: "Crypto",
  localStorage: "Storage", sessionStorage: "Storage", performance: "Performance", screen: "Screen",
};

// The names a page's scripts give each other: top-level declarations, and what is put on window.
export function globalsOf(code) {
  const names = new Set();
  const tree = parse(code, { ecmaVersion: 2017 });
  for (const node of tree.body) {
    if (node.type === "VariableDeclaration") node.declarations.forEach((d) => d.id.name && names.add(d.id.name));
    if (node.type === "FunctionDeclaration") names.add(node.id.name);
  }
  full(tree, (node) => {
    if (node.type === "AssignmentExpression" && node.left.type === "MemberExpression" && isWindow(node.left.object)) {
      const name = memberName(node.left);
      if (name) names.add(name);
    }
  });
  return names;
}

const isWindow = (node) => node.type === "Identifier" && ["window", "self", "globalThis"].includes(node.name);

function memberName(node) {
  if (!node.computed) return node.property.name;
  return typeof node.property.value === "string" ? node.property.value : "";
}

// Whether any object of the table has a member of this name at the floor; undefined when none has such a member.
const members = new Map();
(function index() {
  const add = (group) => {
    for (const [key, node] of Object.entries(group)) {
      if (!node?.__compat) continue;
      members.set(key, members.get(key) || atFloor(node));
    }
  };
  Object.values(builtins).forEach(add);
  Object.values(builtins.Intl).forEach(add);
  Object.values(api).forEach(add);
})();

// The faults of a script: {feature, line}. known: globals other scripts of the site define.
export function lintJS(code, known = new Set(), allowed = new Map()) {
  let tree;
  try {
    tree = parse(code, { ecmaVersion: 2017, sourceType: "script", ranges: true, locations: true });
  } catch (e) {
    return [{ feature: `syntax newer than ES2017, or wrong: ${e.message}`, line: e.loc?.line ?? 0 }];
  }
  const faults = [];
  const report = (feature, node) => {
    if (!allowed.has(feature)) faults.push({ feature, line: node.loc.start.line });
  };
  const own = new Set([...known, ...globalsOf(code)]);
  const tests = new Set();
  full(tree, (node) => {
    if (node.type === "UnaryExpression" && node.operator === "typeof") tests.add(node.argument);
  });

  const global = (name, node) => {
    if (own.has(name) || tests.has(node)) return;
    if (forbidden.has(name)) return report(`global ${name}, never used on file://`, node);
    const entry = [at(builtins, name), at(api, name), at(api.Window, name)].find((n) => n?.__compat);
    if (!entry) report(`global ${name}, unknown to the table`, node);
    else if (!atFloor(entry)) report(`global ${name}`, node);
  };
  const free = new Set();
  for (const { identifier } of analyze(tree, { ecmaVersion: 2017, sourceType: "script" }).globalScope.through) {
    free.add(identifier);
    if (identifier.name !== "arguments") global(identifier.name, identifier);
  }

  full(tree, (node) => {
    if (node.type === "CallExpression") selectors(node, report);
    if (node.type !== "MemberExpression") return;
    const name = memberName(node);
    if (!name || tests.has(node)) return;
    if (forbiddenMembers.has(name)) return report(`member .${name}, never used`, node);
    if (free.has(node.object) && isWindow(node.object)) return global(name, node);
    const exact = free.has(node.object) && staticMember(node.object.name, name);
    if (exact) {
      if (!atFloor(exact)) report(`${node.object.name}.${name}`, node);
    } else if (members.get(name) === false) {
      report(`member .${name}`, node);
    }
  });
  return faults;
}

// Object.fromEntries, Intl.ListFormat, navigator.share: members of a global of known kind.
function staticMember(object, name) {
  const node = at(builtins, object, name) ?? at(api, instances[object] ?? object, name) ?? at(api, object, `${name}_static`);
  return node?.__compat ? node : undefined;
}

// Selectors given as a literal follow the same floor as those of a style sheet.
function selectors(call, report) {
  if (call.callee.type !== "MemberExpression") return;
  if (!["querySelector", "querySelectorAll", "matches", "closest"].includes(memberName(call.callee))) return;
  const [first] = call.arguments;
  if (typeof first?.value !== "string") return;
  for (const feature of lintSelector(first.value)) report(`selector ${feature}`, call);
}
