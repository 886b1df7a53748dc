// The 106 criteria of RGAA 4.1 and those that WCAG 2.2 adds at levels A and AA, with what tells whether pages keep them:
// rules of axe-core or html-validate ("machine"), the checks of access.mjs ("script"), the absence of what a criterion is
// about, or nothing yet: a person must judge. Nobody has: such a criterion stays open, and a declaration says so.

const machine = (...rules) => ({ how: "machine", rules });
const script = (...also) => ({ how: "script", also });
const absent = (...things) => ({ how: "script", absent: things });
const person = {};

export const criteria = {
  "1.1": machine("image-alt", "role-img-alt", "svg-img-alt", "input-image-alt", "area-alt"), "1.2": script(), "1.3": person, "1.4": absent("bitmaps"), "1.5": absent("bitmaps"), "1.6": person, "1.7": person, "1.8": absent("bitmaps"), "1.9": absent("captions"),
  "2.1": absent("frames"), "2.2": absent("frames"),
  "3.1": person, "3.2": machine("color-contrast"), "3.3": script(),
  ...Object.fromEntries(Array.from({ length: 13 }, (_, i) => [`4.${i + 1}`, absent("media")])),
  "5.1": absent("complexTables"), "5.2": absent("complexTables"), "5.3": absent("layoutTables"), "5.4": script(), "5.5": person, "5.6": script(), "5.7": script(), "5.8": absent("layoutTables"),
  "6.1": person, "6.2": machine("link-name"),
  "7.1": script(), "7.2": person, "7.3": script(), "7.4": person, "7.5": script(),
  "8.1": script(), "8.2": machine("html-validate"), "8.3": script(), "8.4": script(), "8.5": script(), "8.6": script(), "8.7": person, "8.8": absent("languages"), "8.9": person, "8.10": absent("directions"),
  "9.1": script(), "9.2": script(), "9.3": machine("list", "listitem", "definition-list", "dlitem"), "9.4": person,
  "10.1": person, "10.2": person, "10.3": person, "10.4": script(), "10.5": person, "10.6": machine("link-in-text-block"), "10.7": script(), "10.8": person, "10.9": person, "10.10": person, "10.11": script(), "10.12": script(), "10.13": person, "10.14": person,
  "11.1": machine("label", "select-name"), "11.2": person, "11.3": person, "11.4": person, "11.5": script(), "11.6": script(), "11.7": person, "11.8": absent("longLists"), "11.9": machine("button-name", "input-button-name"), "11.10": person, "11.11": person, "11.12": absent("sent"), "11.13": person,
  "12.1": script(), "12.2": script(), "12.3": person, "12.4": script(), "12.5": script(), "12.6": machine("bypass", "region"), "12.7": script(), "12.8": script(), "12.9": script(), "12.10": script(), "12.11": person,
  "13.1": person, "13.2": script(), "13.3": absent("files"), "13.4": absent("files"), "13.5": person, "13.6": person, "13.7": absent("motion"), "13.8": absent("motion"), "13.9": script(), "13.10": absent("gestures"), "13.11": person, "13.12": absent("sensors"),
};

// Of WCAG 2.2 alone.
export const newer = {
  "2.4.11": script(), "2.5.7": absent("gestures"), "2.5.8": script("target-size"), "3.2.6": script(), "3.3.7": person, "3.3.8": absent("secrets"),
};

// Gives each criterion's result. faults: { criterion or rule: [[page, what]] }; held: { thing: [pages] }.
export function judge(faults, held) {
  return [["rgaa", criteria], ["wcag", newer]].flatMap(([norm, list]) => Object.entries(list).map(([number, { how, rules = [], also = [], absent }]) => {
    const found = [number, ...rules, ...also].flatMap((key) => faults[key] ?? []);
    const there = absent?.some((thing) => held[thing]?.length > 0);
    if (!how || (absent && there)) return { [norm]: number, result: "open" };
    if (absent) return { [norm]: number, how, result: "absent" };
    if (found.length === 0) return { [norm]: number, how, result: "kept" };
    return { [norm]: number, how, result: "broken", pages: [...new Set(found.map(([page]) => page))].sort().slice(0, 5) };
  }));
}
