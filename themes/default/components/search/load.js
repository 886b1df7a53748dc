// How a page reads the engine and the index.
import { root, single } from "./page.js";

const arrived = {};
self.__rs = (name, ...parts) => (arrived[name] = parts);

const read = async (folder, name) => {
  if (single) await 0; // a site in one file brings them, below this script
  return arrived[name] || new Promise((done) => {
    const script = document.createElement("script");
    script.src = root + folder + name + ".js";
    script.onload = script.onerror = () => {
      script.remove();
      done(arrived[name] || []);
    };
    document.head.append(script);
  });
};

// load gives what a file hands to __rs after its name, or nothing. Such files
// are scripts: the only way in which a page opened from a disk may read another
// file. Each is read once.
const asked = {};
export const load = (folder, name) => (asked[name] = asked[name] || read(folder, name));
