// Lint of a style sheet against the floor: every at-rule, media feature, selector, property, keyword, function and
// unit must be in the compatibility table and read by the oldest browsers, unless an enclosing @supports tests it, or
// an earlier declaration of the same property in the same block, read by all, stands in for a newer value.
//
// Why not stylelint with a plugin: those know properties and a few values from another table, not selectors,
// functions and at-rules together, and cannot be told of an @supports.
import * as csstree from "css-tree";
import { at, css, floor, readers } from "./floor.mjs";

const all = Object.keys(floor);
const properties = css.properties;
const atRules = css["at-rules"];

// A feature: its name in messages, the browsers of the floor that read it, and whether the table knows it.
const feature = (id, node, prefix = "", name = "") => ({ id, known: node !== undefined, readers: readers(node, prefix, name) });
const sound = (id) => ({ id, known: true, readers: all });

const split = (name) => {
  const [, prefix, base] = /^(-(?:webkit|moz|ms|o)-)?(.*)$/.exec(name.toLowerCase());
  return { prefix: prefix ?? "", base };
};

// A prefixed name stands in the table either by itself or under its bare name, with the prefix in the statement.
function lookup(group, name) {
  const { prefix, base } = split(name);
  if (at(group, name)) return [at(group, name), "", name];
  return [at(group, base), prefix, name];
}

// Functions by name, whatever type holds them; those of grids stand under one property only.
const functions = new Map(["minmax", "repeat", "fit-content"].map((f) => [f, properties["grid-template-columns"][f]]));
(function index(node, depth) {
  for (const [key, child] of Object.entries(node)) {
    if (key === "__compat" || typeof child !== "object") continue;
    const name = key.toLowerCase();
    if (!functions.has(name)) functions.set(name, child);
    if (depth < 1) index(child, depth + 1);
  }
})(css.types, 0);

const unitNodes = (() => {
  const { length, angle, resolution, time } = css.types;
  const units = new Map();
  for (const u of ["px", "cm", "mm", "in", "pt", "pc"]) units.set(u, length);
  for (const [u, node] of [...Object.entries(length), ...Object.entries(angle), ...Object.entries(resolution)]) {
    if (/^[A-Za-z]{1,4}$/.test(u)) units.set(u.toLowerCase(), node);
  }
  for (const u of ["s", "ms"]) units.set(u, time);
  units.set("fr", css.types.flex);
  for (const size of ["vw", "vh", "vi", "vb", "vmin", "vmax"]) {
    for (const [p, kind] of [["s", "small"], ["l", "large"], ["d", "dynamic"]]) {
      units.set(p + size, length[`viewport_percentage_units_${kind}`]);
    }
  }
  for (const u of ["cqw", "cqh", "cqi", "cqb", "cqmin", "cqmax"]) units.set(u, length.container_query_length_units);
  return units;
})();

// Relative units of the first days of CSS have no statement of their own.
const unitFeature = (unit) => {
  const node = unitNodes.get(unit.toLowerCase());
  return node && !node.__compat ? sound(`unit ${unit}`) : feature(`unit ${unit}`, node);
};

// What a value uses, beside the property itself. group: where the property's keywords are in the table.
function valueFeatures(property, value, group) {
  const found = [];
  const list = csstree.toPlainObject(csstree.clone(value)).children ?? [];
  csstree.walk(value, function (node) {
    if (node.type === "Function") found.push(functionFeature(property, node, group));
    if (node.type === "Dimension") found.push(unitFeature(node.unit));
    if (node.type === "Identifier") {
      const known = keywordFeature(property, node.name, group);
      if (known) found.push(known);
    }
    if (node.type === "Operator" && node.value === "/" && property === "content" && !this.function) {
      found.push(feature("content with alternative text", group.alt_text));
    }
  });
  const words = list.filter((n) => n.type === "Identifier").length;
  if (property === "display" && words > 1) found.push(feature("display with two keywords", group["multi-keyword_values"]));
  return found;
}

function functionFeature(property, node, group) {
  const name = node.name.toLowerCase();
  if (property === "src" && ["local", "format"].includes(name)) return sound(`${name}()`);
  const { base, prefix } = split(name);
  const own = at(group, name) ?? at(group, `${name}_function`);
  const entry = own ?? functions.get(name) ?? functions.get(base);
  const first = node.children?.first;
  if (first?.type === "Identifier" && first.name === "from" && at(css.types.color, name)) {
    return feature(`${name}(from …)`, at(css.types.color, name, "relative_syntax"));
  }
  return feature(`${name}()`, entry, entry === functions.get(name) || own ? "" : prefix, name);
}

// Keywords the table names; the others are judged by the grammar of the property.
function keywordFeature(property, name, group) {
  const word = name.toLowerCase();
  for (const table of [group, css.types.global_keywords]) {
    const [node, prefix] = lookup(table, word);
    if (node?.__compat) return feature(`${property}: ${word}`, node, prefix, word);
  }
  return undefined;
}

// A value outside the grammar is a spelling mistake, or newer than both tables.
function grammarFault(property, value) {
  let open = false;
  csstree.walk(value, (n) => {
    if (n.type === "Function" && /^(var|env|attr|-moz-.*|-webkit-.*)$/.test(n.name)) open = true;
    if (n.type === "Identifier" && /^-(moz|webkit)-/.test(n.name)) open = true;
  });
  if (open) return undefined;
  const { error } = csstree.lexer.matchProperty(property, value);
  if (!error || error.name === "SyntaxReferenceError") return undefined;
  return { id: `${property}: ${csstree.generate(value)}`, known: false, readers: [] };
}

function declarationFeatures(declaration, descriptors) {
  const { property, value } = declaration;
  if (property.startsWith("--")) return [feature("custom properties", properties["custom-property"]), ...valueFeatures("", value, {})];
  const name = property.toLowerCase();
  const descriptor = at(descriptors, name);
  const [node, prefix] = descriptor ? [descriptor, ""] : lookup(properties, name);
  const found = [{ ...feature(`property ${name}`, node, prefix, name), property: name }];
  if (node) found.push(...valueFeatures(name, value, node));
  const fault = descriptors ? undefined : grammarFault(name, value);
  if (fault && node) found.push(fault);
  return found;
}

export function selectorFeatures(prelude) {
  const found = [];
  csstree.walk(prelude, (node) => {
    if (node.type === "PseudoClassSelector" || node.type === "PseudoElementSelector") {
      const sign = node.type === "PseudoClassSelector" ? ":" : "::";
      const [entry, prefix] = lookup(css.selectors, node.name);
      found.push(feature(sign + node.name.toLowerCase(), entry, prefix, sign + node.name));
      if (node.name === "not" && node.children?.first?.children?.size > 1) {
        found.push(feature(":not() with a list", css.selectors.not.selector_list));
      }
    }
    if (node.type === "Nth" && node.selector) found.push(feature(":nth-child(… of …)", css.selectors["nth-child"].of_syntax));
    if (node.type === "AttributeSelector" && node.flags) {
      const key = node.flags.toLowerCase() === "i" ? "case_insensitive_modifier" : "case_sensitive_modifier";
      found.push(feature(`[… ${node.flags}]`, css.selectors.attribute[key]));
    }
    if (node.type === "NestingSelector") found.push(feature("nested rules", css.selectors.nesting));
    if (node.type === "Combinator" && node.name === "||") found.push(feature("column combinator", css.selectors.column));
  });
  return found;
}

function mediaFeatures(prelude) {
  const found = [];
  csstree.walk(prelude, (node) => {
    if (node.type === "FeatureRange") found.push(feature("range in a media query", atRules.media.range_syntax));
    if (node.type !== "Feature" && node.type !== "FeatureFunction") return;
    const name = (node.name ?? node.feature).toLowerCase().replace(/^(-webkit-)?(min|max)-/, "$1");
    found.push(feature(`media feature ${name}`, at(atRules.media, name)));
  });
  return found;
}

// The features that hold inside an @supports: those it tests, outside any "not".
function tested(prelude) {
  const ids = new Set();
  const add = (features) => features.forEach((f) => ids.add(f.id));
  const visit = (node) => {
    if (node.type === "Condition") {
      let negated = false;
      for (const child of node.children) {
        if (child.type === "Identifier" && child.name === "not") negated = true;
        else if (!negated) visit(child);
      }
      return;
    }
    if (node.type === "Declaration") return add(declarationFeatures(node));
    if (node.type === "FeatureFunction" || node.type === "Selector" || node.type === "SelectorList") return add(selectorFeatures(node));
    for (const child of [node.declaration, node.condition, node.value].filter(Boolean)) visit(child);
    for (const child of node.children ?? []) visit(child);
  };
  visit(prelude);
  return ids;
}

// The faults of a style sheet: {feature, known, missing, line}. allowed: ids that may be newer, with their reasons.
export function lintCSS(source, allowed = new Map()) {
  const faults = [];
  const report = (features, exempt, node) => {
    for (const f of features) {
      const missing = all.filter((browser) => !f.readers.includes(browser));
      if (missing.length === 0 || exempt.has(f.id) || allowed.has(f.id)) continue;
      faults.push({ feature: f.id, known: f.known, missing, line: node.loc?.start.line ?? 0 });
    }
  };
  const tree = csstree.parse(source, {
    positions: true,
    parseCustomProperty: true,
    onParseError: (e) => faults.push({ feature: `text that cannot be parsed: ${e.message}`, known: false, missing: all, line: e.line }),
  });

  // A prefixed and a bare declaration in one block serve each its own browsers.
  function declarations(block, exempt, descriptors) {
    const own = [...block.children].filter((n) => n.type === "Declaration").map((n) => [n, declarationFeatures(n, descriptors)]);
    const served = new Map();
    for (const [, [first]] of own) {
      if (!first.property) continue;
      const { base } = split(first.property);
      served.set(base, [...(served.get(base) ?? []), ...first.readers]);
    }
    const standIns = new Set();
    for (const [node, [first, ...rest]] of own) {
      const together = first.property ? { ...first, readers: served.get(split(first.property).base) } : first;
      // The values of a property some do not read at all are theirs alone who read it.
      const values = first.property && first.readers.length < all.length ? [] : rest;
      report([together, ...values.filter((f) => !f.known || !standIns.has(node.property))], exempt, node);
      if ([first, ...rest].every((f) => f.readers.length === all.length)) standIns.add(node.property);
    }
  }

  function block(node, exempt, inside) {
    declarations(node, exempt, inside.descriptors);
    for (const child of node.children) {
      if (child.type === "Rule") rule(child, exempt, inside);
      if (child.type === "Atrule") atRule(child, exempt, inside);
      if (child.type === "Raw") report([{ id: `text that cannot be parsed: ${child.value}`, known: false, readers: [] }], exempt, child);
    }
  }

  function rule(node, exempt, inside) {
    if (inside.rule) report([feature("nested rules", css.selectors.nesting)], exempt, node);
    if (!inside.keyframes) report(selectorFeatures(node.prelude), exempt, node);
    block(node.block, exempt, { ...inside, rule: true });
  }

  function atRule(node, exempt, inside) {
    const { base, prefix } = split(node.name);
    if (inside.page) {
      report([feature(`@page margin box @${base}`, at(atRules.page, `at_${base}`))], exempt, node);
      if (node.block) block(node.block, exempt, { ...inside, page: false });
      return;
    }
    const [entry] = lookup(atRules, node.name);
    report([feature(`@${node.name.toLowerCase()}`, entry, at(atRules, node.name) ? "" : prefix, `@${node.name}`)], exempt, node);
    let within = exempt;
    const next = { rule: inside.rule };
    if (base === "media" && node.prelude) report(mediaFeatures(node.prelude), exempt, node);
    if (base === "import" && /\blayer\b/.test(csstree.generate(node.prelude))) report([feature("@layer", atRules.layer)], exempt, node);
    if (base === "supports" && node.prelude) within = new Set([...exempt, ...tested(node.prelude)]);
    if (base === "keyframes") next.keyframes = true;
    if (base === "page") {
      Object.assign(next, { page: true, descriptors: { size: atRules.page.size } });
      if (/^\s*[a-z]/i.test(node.prelude ? csstree.generate(node.prelude) : "")) {
        report([feature("named page", properties.page)], exempt, node);
      }
    }
    if (["font-face", "counter-style", "property"].includes(base)) next.descriptors = entry;
    if (node.block) block(node.block, within, next);
  }

  block(tree, new Set(), {});
  return faults;
}

export function lintSelector(text) {
  const features = selectorFeatures(csstree.parse(text, { context: "selectorList" }));
  return features.filter((f) => f.readers.length < all.length).map((f) => f.id);
}
