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
    skip: (n) => (at += n),
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

// examine gives {fingerprint, state} of an armored signature of a text: "good"
// for one that holds, "bad", or "unknown" where this browser cannot tell.
export async function examine(armored, text, sha256) {
  try {
    const body = /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/.exec(armored)[1];
    const blob = reader(binary(body.replace(/\n/g, "")));
    blob.skip(6); // SSHSIG
    if (blob.number() !== 1) return { state: "bad" };
    const key = blob.string();
    const name = words(blob.string());
    blob.string();
    const hash = words(blob.string());
    const signed = reader(blob.string());
    const fingerprint = "SHA256:" + base64(await sha256(key));
    if (name !== namespace || !blob.ended()) return { state: "bad" };
    const kind = words(signed.string());
    const signature = signed.string();
    const raw = reader(key);
    if (kind !== "ssh-ed25519" || words(raw.string()) !== kind || !self.crypto.subtle) return { state: "unknown", fingerprint };
    const digest = new Uint8Array(await crypto.subtle.digest(hash === "sha512" ? "SHA-512" : "SHA-256", text));
    const message = chain("SSHSIG", utf8(namespace), [], utf8(hash), digest);
    let point;
    try {
      point = await crypto.subtle.importKey("raw", raw.string(), { name: "Ed25519" }, false, ["verify"]);
    } catch (old) {
      return { state: "unknown", fingerprint };
    }
    const holds = await crypto.subtle.verify({ name: "Ed25519" }, point, signature, message);
    return holds ? { state: "good", fingerprint } : { state: "bad" };
  } catch (broken) {
    return { state: "bad" };
  }
}
