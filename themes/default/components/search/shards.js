// The shards of docs/search.md: how they are fetched, proved whole and decoded.

// Shards are scripts: the only way in which a page opened from a disk may read
// another file. The loader gives [text, crc] of a name, or fails.
export function scriptLoader(root) {
  const arrived = new Map();
  window.__rs = (name, text, crc) => arrived.set(name, [text, crc]);
  return (name) =>
    new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = root + "search/" + name + ".js";
      script.onload = script.onerror = () => {
        script.remove();
        const shard = arrived.get(name);
        arrived.delete(name);
        if (shard) done(shard);
        else failed(Error(name));
      };
      document.head.append(script);
    });
}

let table;

// crc32 is the CRC-32 (IEEE) of a text's UTF-8 bytes, in base 36.
export function crc32(text) {
  if (!table) {
    table = new Int32Array(256);
    for (let i = 0; i < 256; i++) {
      let c = i;
      for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
      table[i] = c;
    }
  }
  let crc = -1;
  for (const byte of new TextEncoder().encode(text)) crc = table[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (~crc >>> 0).toString(36);
}

export const digit = (text, at) => {
  const code = text.charCodeAt(at);
  return code - 35 - (code > 92);
};

// numbers reads VLQs one after the other.
export function numbers(text, at = 0) {
  return {
    at,
    next() {
      let value = 0;
      for (let shift = 0; ; shift += 5) {
        const d = digit(text, this.at++);
        value |= (d & 31) << shift;
        if (d < 32) return value;
      }
    },
  };
}

// lexicon decodes all words: surface forms in order, their stems and weights.
export function lexicon(text) {
  const words = [];
  const stems = [];
  const weights = [];
  let word = "";
  for (const entry of text.split("|")) {
    if (!entry) break;
    const [rest, added] = entry.slice(3).split("/");
    word = word.slice(0, digit(entry, 0)) + rest;
    words.push(word);
    weights.push(digit(entry, 1));
    const strip = digit(entry, 2);
    stems.push(strip || added ? word.slice(0, word.length - strip) + (added || "") : word);
  }
  return { words, stems, weights };
}

// postings decodes those of a stem from its shard: documents in order, impacts,
// sections with 32 added for a title.
export function postings(shard, stem) {
  const found = { docs: [], impacts: [], sections: [] };
  const start = ("|" + shard).indexOf("|" + stem + " ");
  if (start < 0) return found;
  const read = numbers(shard, start + stem.length + 1);
  const end = shard.indexOf("|", read.at);
  let doc = -1;
  while (read.at < end) {
    doc += read.next() + 1;
    found.docs.push(doc);
    found.impacts.push(digit(shard, read.at++));
    found.sections.push(digit(shard, read.at++));
  }
  return found;
}

// rows decodes a part of the document table.
export function rows(text) {
  let address = "";
  return text.split("\x1e").map((row) => {
    const fields = row.split("\x1f");
    address = fields[0] = address.slice(0, digit(fields[0], 0)) + fields[0].slice(1);
    return fields;
  });
}
