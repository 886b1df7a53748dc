// Signatures of OpenSSH (PROTOCOL.sshsig), Ed25519 alone.
const namespace = "planblanc";
const utf8 = (text) => new TextEncoder().encode(text);
const binary = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

// chain writes strings as SSH does, each after its length.
function chain(magic, ...parts) {
  const all = [...utf8(magic)];
  for (const part of parts) all.push(0, 0, part.length >> 8, part.length & 255, ...part);
  return Uint8Array.from(all);
}

// reader takes strings off a blob.
function reader(bytes) {
  const view = new DataView(bytes.buffer);
  let at = 0;
  return {
    number: () => view.getUint32((at += 4) - 4),
    off: (n) => bytes.slice(at, (at += n)),
    string() {
      const length = this.number();
      if (at + length > bytes.length) throw Error("short");
      return bytes.slice(at, (at += length));
    },
    ended: () => at === bytes.length,
  };
}

const words = (bytes) => String.fromCharCode(...bytes);
const base64 = (bytes) => btoa(words(bytes)).replace(/=+$/, "");
// folded is the one armor of a blob: others may hold the same signature.
const folded = (bytes, width) => btoa(words(bytes)).replace(RegExp(".{" + width + "}(?=.)", "g"), "$&\n");

// examine gives {fingerprint, state} of an armored signature of a text: "good"
// for one that holds, "bad", or "unknown" where this browser cannot tell.
export async function examine(armored, text, sha256) {
  try {
    const body = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/.exec(armored)[1];
    const all = binary(body.replace(/\n/g, ""));
    if (![64, 70].some((width) => folded(all, width) === body)) return { state: "bad" }; // of Go's PEM, of OpenSSH
    const blob = reader(all);
    if (words(blob.off(6)) !== "SSHSIG" || blob.number() !== 1) return { state: "bad" };
    const key = blob.string();
    const name = words(blob.string());
    const reserved = blob.string();
    const hash = words(blob.string());
    const signed = reader(blob.string());
    const fingerprint = "SHA256:" + base64(await sha256(key));
    if (name !== namespace || !blob.ended()) return { state: "bad" };
    if (reserved.length || (hash !== "sha512" && hash !== "sha256")) return { state: "bad" };
    const kind = words(signed.string());
    const signature = signed.string();
    const raw = reader(key);
    if (kind !== "ssh-ed25519" || words(raw.string()) !== kind || !self.crypto.subtle) return { state: "unknown", fingerprint };
    const bits = raw.string();
    if (!raw.ended() || !signed.ended()) return { state: "bad" };
    const digest = new Uint8Array(await crypto.subtle.digest(hash === "sha512" ? "SHA-512" : "SHA-256", text));
    const message = chain("SSHSIG", utf8(namespace), [], utf8(hash), digest);
    let point;
    try {
      point = await crypto.subtle.importKey("raw", bits, { name: "Ed25519" }, false, ["verify"]);
    } catch (old) {
      return { state: "unknown", fingerprint };
    }
    const holds = await crypto.subtle.verify({ name: "Ed25519" }, point, signature, message);
    return holds ? { state: "good", fingerprint } : { state: "bad" };
  } catch (broken) {
    return { state: "bad" };
  }
}
