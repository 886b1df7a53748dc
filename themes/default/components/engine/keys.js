// What a French keyboard makes of an American scanner's digits, from 0 on.
const keys = "à&é\"'(-è_ç";

// scanned gives what a scanner may have read, its letters moved by the keyboard
// or not.
export const scanned = (text) => ["qawz,?", ""].map((from) => [...text.normalize("NFC").trim().toLowerCase().replace(/’/g, "'").replace(/[)°]/g, "\0")].map((c) =>
  keys.includes(c) ? keys.indexOf(c) : from.includes(c) ? "aqzwmm"[from.indexOf(c)] : c).join("").replace("\0", "-"));
