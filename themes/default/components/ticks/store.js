// What this browser keeps for this site: everything from a disk may share one
// store (Chromium), or each page have its own (Firefox), or nothing be kept at
// all; then it lasts as long as the page. Nothing in it is private.
const prefix = "planblanc:" + self.planblancCopy.name + ":";
const memory = {};

// disk is the browser's store where it can be written.
const disk = (() => {
  try {
    localStorage.setItem(prefix, "1");
    localStorage.removeItem(prefix);
    return localStorage;
  } catch (refused) {
    return null;
  }
})();

export const isKept = !!disk;

// isOnlyHere reports whether a value will be lost with this page.
export const isOnlyHere = (name) => name in memory;

// read gives what was written under a name, or nothing.
export function read(name) {
  try {
    return JSON.parse(memory[name] || (disk && disk.getItem(prefix + name)) || "null");
  } catch (damaged) {
    return null;
  }
}

// write reports whether the browser has kept a value; null forgets it.
export function write(name, value) {
  const text = JSON.stringify(value);
  try {
    if (value === null) {
      delete memory[name];
      if (disk) disk.removeItem(prefix + name);
      return true;
    }
    if (!disk) throw Error("no store");
    disk.setItem(prefix + name, text);
    delete memory[name];
    return true;
  } catch (full) {
    memory[name] = text;
    return false;
  }
}

// names lists what begins with a text.
export const names = (start) => {
  const kept = (disk ? Object.keys(disk) : []).filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
  return [...new Set(kept.concat(Object.keys(memory)))].filter((name) => name.startsWith(start));
};

// onChange runs when another page of this browser has written.
export const onChange = (run) => window.addEventListener("storage", (event) => (!event.key || event.key.startsWith(prefix)) && run());
