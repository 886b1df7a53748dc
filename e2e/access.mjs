// What a script can tell of WCAG 2.2 and RGAA 4.1 on one page, beyond axe-core: each function runs in the page and gives
// its faults as texts.

const name = `const name = (e) => e.localName + (e.id ? "#" + e.id : e.classList.length ? "." + [...e.classList].join(".") : "");`;

// Functions go to the page as texts, with the one helper that they share.
const inPage = (page, fn, ...args) => page.evaluate(`(() => { ${name} return (${fn})(...${JSON.stringify(args)}); })()`);

// Marks of things that would bring whole themes of criteria with them. Gives what the page holds, not faults.
export const held = (page) => inPage(page, () => {
  const has = (selector) => document.querySelector(selector) !== null;
  return {
    frames: has("iframe, frame"),
    media: has("video, audio, object, embed, canvas, track, bgsound, marquee"),
    images: [...document.querySelectorAll("img:not([alt='']), [role=img], input[type=image], area")].some((e) => e.getClientRects().length),
    bitmaps: has("img:not([alt='']), input[type=image], area"),
    captions: has("figure img"),
    layoutTables: has("table[role=presentation], table[role=none]"),
    complexTables: [...document.querySelectorAll("table")].some((t) => t.getClientRects().length && t.querySelector("thead tr + tr") !== null || t.querySelector("th[rowspan]:not([rowspan='1']), th[colspan]:not([colspan='1'])")),
    directions: has("[dir]"),
    languages: has("body [lang]"),
    longLists: [...document.querySelectorAll("select")].some((s) => s.options.length > 10),
    sent: has("form[method=post i]"),
    secrets: has("input[type=password]"),
    files: [...document.querySelectorAll("a[href]")].some((a) => /\.(pdf|docx?|xlsx?|pptx?|od[tsp])$/i.test(a.pathname)),
  };
});

// What the markup alone tells, by criterion of RGAA.
// verifier.html stands alone: it is opened from another computer than the site, and leads nowhere.
export const markup = (page, words) => inPage(page, (words) => {
  const faults = [];
  const alone = location.pathname.endsWith("/verifier.html");
  const say = (criterion, text) => faults.push([criterion, text]);
  const shown = (e) => e.getClientRects().length > 0;
  const squeeze = (text) => text.replace(/\s+/g, " ").trim();
  for (const svg of document.querySelectorAll("svg")) {
    if (!svg.closest("[aria-hidden=true]") && !svg.closest("[role=img][aria-label]") && !svg.querySelector("title")) say("1.2", `neither hidden nor named: ${name(svg.parentElement)} > svg`);
  }
  for (const table of document.querySelectorAll("table")) {
    if (shown(table) && !table.caption && !table.hasAttribute("aria-label") && !table.closest("section.table[aria-label]")) say("5.4", `table without a name: ${name(table)}`);
    const heads = [...table.querySelectorAll("th")];
    if (heads.length === 0) say("5.6", `table without headers: ${name(table)}`);
    for (const th of heads) if (!th.hasAttribute("scope")) say("5.7", `header without a scope: ${name(table)}, ${th.textContent}`);
  }
  if (document.doctype?.name !== "html" || document.compatMode !== "CSS1Compat") say("8.1", "no document type");
  const skip = document.querySelector("body > .skip");
  if (!document.documentElement.lang) say("8.3", "no language");
  else if (skip && squeeze(skip.textContent) !== words.skip) say("8.4", `language ${document.documentElement.lang}, words of another`);
  const title = squeeze(document.title);
  const h1 = squeeze(document.querySelector("h1")?.textContent ?? "");
  if (!title) say("8.5", "no title");
  let level = 0;
  for (const h of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const next = Number(h.localName[1]);
    if (next > level + 1) say("9.1", `h${next} after h${level}: ${h.textContent}`);
    level = next;
  }
  if (!h1) say("9.1", "no h1");
  for (const [landmark, selector] of Object.entries(alone ? { main: "main" } : { banner: "body > header", navigation: "nav", main: "main", contentinfo: "body > footer" })) {
    const found = document.querySelectorAll(selector).length;
    if (landmark === "navigation" ? found < 1 : found !== 1) say("9.2", `${found} ${landmark}`);
  }
  for (const nav of document.querySelectorAll("nav, aside, body section[aria-label]")) if (!nav.getAttribute("aria-label") && !nav.hasAttribute("aria-labelledby")) say("9.2", `landmark without a name: ${name(nav)}`);
  const outside = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (outside.nextNode()) {
    const e = outside.currentNode.parentElement;
    if (outside.currentNode.data.trim() && shown(e) && !e.closest("header, nav, main, footer, aside, section[aria-label], .skip, form[role=search], script, style, noscript")) say("9.2", `outside every landmark: ${name(e)}`);
  }
  for (const box of document.querySelectorAll("input[type=radio], fieldset input[type=checkbox]")) if (!box.closest("fieldset, [role=group], [role=radiogroup]")) say("11.5", `alone: ${name(box)}`);
  for (const set of document.querySelectorAll("fieldset")) if (!squeeze(set.querySelector("legend")?.textContent ?? "")) say("11.6", `group without a legend: ${name(set)}`);
  const first = (selector) => document.querySelector(selector);
  if (!alone) {
    if (!first("nav.menu a")) say("12.1", "no menu");
    if (!first("form[role=search]")) say("12.5", "no search");
    if (![...document.querySelectorAll("footer a")].some((a) => a.pathname.endsWith("/plan-du-site.html"))) say("12.4", "no way to the map of the site");
    if (![...document.querySelectorAll("nav.menu a")].some((a) => a.pathname.endsWith("/annuaire.html"))) say("3.2.6", "no way to who can help in the menu");
    if (!skip || first("a[href], button, input") !== skip || !first(skip.getAttribute("href"))) say("12.7", "no skip link first");
  }
  for (const e of document.querySelectorAll("[tabindex]")) if (e.tabIndex > 0) say("12.8", `order of its own: ${name(e)}`);
  for (const a of document.querySelectorAll("[target], [formtarget]")) say("13.2", `another window: ${name(a)}`);
  const refresh = document.querySelector("meta[http-equiv=refresh i]");
  if (refresh && !/^0\s*;/.test(refresh.content)) say("13.1", "moves by itself");
  return faults;
}, words);

// What is lost when text grows, lines open or the screen is narrow: text cut by its own box and, unless one may scroll
// sideways, beyond the page.
export const lost = (page, { sideways }) => inPage(page, (sideways) => {
  const root = document.documentElement;
  const faults = [];
  const styled = (e) => getComputedStyle(e);
  const scrolls = (e) => e && e !== root && e !== document.body && (/auto|scroll/.test(styled(e).overflowX) || scrolls(e.parentElement));
  if (sideways && root.scrollWidth > root.clientWidth) faults.push(`scrolls sideways: ${root.scrollWidth} px of ${root.clientWidth}`);
  for (const e of document.body.querySelectorAll("*")) {
    if (e.closest("svg, .unseen, [hidden], option") || e.getClientRects().length === 0) continue;
    const own = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim());
    const style = styled(e);
    if (style.textOverflow === "ellipsis") continue; // an excerpt, whole on the page that it leads to
    if (/hidden|clip/.test(style.overflowX + style.overflowY) && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1)) faults.push(`cut: ${name(e)}`);
    if (sideways && own && !scrolls(e) && style.position !== "absolute" && e.getBoundingClientRect().right > root.clientWidth + 1) faults.push(`beyond the page: ${name(e)}`);
  }
  return [...new Set(faults)].slice(0, 5);
}, sideways);

// Targets smaller than 24 px that are not in a line of text, nor 24 px from the next (WCAG 2.5.8).
export const smallTargets = (page) => inPage(page, () => {
  const targets = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [role=option]")]
    .filter((e) => e.getClientRects().length && !e.closest(".unseen, .skip") && !e.disabled)
    .map((e) => ({ e, box: (e.matches("input[type=checkbox]") && e.closest("label") || e).getBoundingClientRect() }));
  const inText = (e) => getComputedStyle(e).display === "inline" && [...e.parentElement.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && n.data.trim().length > 1);
  const near = (a, b) => Math.hypot(a.left + a.width / 2 - b.left - b.width / 2, a.top + a.height / 2 - b.top - b.height / 2) < 24;
  return targets.filter(({ e, box }) => (box.width < 23.5 || box.height < 23.5) && !inText(e) && targets.some((other) => other.e !== e && !other.e.contains(e) && !e.contains(other.e) && near(box, other.box)))
    .map(({ e, box }) => `${name(e)} ${Math.round(box.width)} × ${Math.round(box.height)} px`);
});

// Edges that tell where a field, a box to tick or a button is, against what is around them: 3 to 1 (WCAG 1.4.11).
export const paleEdges = (page) => inPage(page, () => {
  const rgb = (text) => (/rgba?\(([^)]+)\)/.exec(text)?.[1] ?? "0,0,0,0").split(/[ ,/]+/).map(Number);
  const light = (c) => c.slice(0, 3).map((v) => ((v /= 255), v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
  const ground = (e) => {
    for (; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (c[3] === undefined || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const faults = [];
  for (const e of document.querySelectorAll("input:not([type=checkbox], [type=radio], [type=hidden], [type=file]), select, textarea, button, .button, .action__box")) {
    if (!e.getClientRects().length || e.disabled || e.closest(".unseen")) continue;
    const style = getComputedStyle(e);
    const around = ground(e.parentElement);
    const edge = parseFloat(style.borderTopWidth) > 0 ? ratio(rgb(style.borderTopColor), around) : 1;
    const fill = ratio(ground(e), around);
    if (style.appearance !== "auto" && Math.max(edge, fill) < 3) faults.push(`${name(e)}: ${Math.max(edge, fill).toFixed(2)} to 1`);
  }
  return [...new Set(faults)];
});

// Controls without a name or a role in the tree that a screen reader is given.
export async function unnamed(client) {
  const { nodes } = await client.send("Accessibility.getFullAXTree");
  const value = (node, property) => node.properties?.find((p) => p.name === property)?.value.value;
  const faults = [];
  for (const node of nodes) {
    if (node.ignored || !value(node, "focusable")) continue;
    const role = node.role?.value;
    if (["RootWebArea", "main"].includes(role)) continue;
    if (!role || role === "generic" || role === "none") faults.push(`focusable without a role: ${node.name?.value ?? ""}`);
    if (!node.name?.value.trim()) faults.push(`${role} without a name`);
  }
  return { faults, controls: nodes.filter((n) => !n.ignored && value(n, "focusable")).length };
}

// Presses Tab from the top of the page until it comes round, and tells by criterion what was not reached, out of order,
// hidden under something, or without a mark of its focus.
export async function walk(page) {
  const expected = await inPage(page, () => {
    const wanted = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter((e) => {
      const folded = e.closest("details:not([open])");
      return !e.disabled && e.tabIndex >= 0 && e.checkVisibility({ visibilityProperty: true }) && !(folded && !e.matches("summary"));
    });
    window.__wanted = wanted;
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return wanted.length;
  });
  const faults = [];
  const seen = []; // -1 for what only the keyboard reaches, nothing where the page ends and begins again
  for (let i = 0; i < expected + 8; i++) {
    await page.keyboard.press("Tab");
    const stop = await inPage(page, () => {
      const e = document.activeElement;
      if (!e || e === document.body || e === document.documentElement) return null;
      const style = getComputedStyle(e);
      const box = e.getBoundingClientRect();
      const at = document.elementFromPoint(Math.min(Math.max(box.left + Math.min(box.width, 40) / 2, 1), innerWidth - 1), Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 1));
      return {
        index: window.__wanted.indexOf(e), name: name(e),
        marked: [style, getComputedStyle(e, "::after")].some((s) => s.outlineStyle === "auto" || (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2)),
        clear: box.bottom > 0 && box.top < innerHeight && at !== null && (e.contains(at) || at.contains(e)),
      };
    });
    if (!stop) {
      seen.push(undefined);
      continue;
    }
    if (stop.index >= 0 && stop.index === seen.find((n) => n >= 0)) break;
    seen.push(stop.index);
    if (!stop.marked) faults.push(["10.7", `focus without a mark: ${stop.name}`]);
    if (!stop.clear) faults.push(["2.4.11", `focus under something: ${stop.name}`]);
    if (seen.length > 2 && stop.index === seen.at(-2) && stop.index === seen.at(-3)) {
      faults.push(["12.9", `held by ${stop.name}`]);
      break;
    }
  }
  const missed = await inPage(page, (seen) => window.__wanted.filter((_, i) => !seen.includes(i)).map(name), seen);
  for (const e of missed.slice(0, 5)) faults.push(["7.3", `not reached: ${e}`]);
  if (seen.some((n, i) => n >= 0 && n < seen[i - 1])) faults.push(["12.8", "not in the order of the page"]);
  return { faults, stops: seen.filter((n) => n !== undefined).length };
}

// The spacing that a reader may set (WCAG 1.4.12), and letters twice as large.
export const spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }";
export const doubled = "html { font-size: 212.5% !important }";
