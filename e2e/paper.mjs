// Any page, printed by accident or not, by a reader with a dark screen: black letters of 7.5 points at least, actions of
// 11.5, the edition kept, a code after each link to a card, no menu.

// What stands on paper too small to be read after a photocopy, in grey, or before an action too small for a standing
// reader: sizes in points as the browser computes them, which may lose some thousandths.
export const unreadable = (page) => page.evaluate(() => {
  const faults = new Set();
  const size = (style) => Math.round(parseFloat(style.fontSize) * 75) / 100;
  for (const e of document.body.querySelectorAll("*")) {
    if (e.getClientRects().length === 0 || e.closest("svg")) continue;
    const name = e.className ? `${e.localName}.${e.className}` : e.localName;
    const say = (words, style) => {
      if (size(style) < 7.5) faults.add(`${size(style)} pt in ${name}: ${words}`);
      if (e.closest(".action__text") && size(style) < 11.5) faults.add(`an action in ${size(style)} pt: ${words}`);
      if (style.color !== "rgb(0, 0, 0)") faults.add(`${style.color} in ${name}: ${words}`);
    };
    const text = [...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data).join("").trim();
    if (text) say(text.slice(0, 30), getComputedStyle(e));
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(e, pseudo);
      if (!["none", "normal", '""'].includes(style.content)) say(style.content, style);
    }
  }
  return [...faults];
});

// What a reader who prints any page loses or wastes: the edition, the codes of the cards it names; menus and buttons.
export const accidents = (page) => page.evaluate(() => {
  const seen = (e) => e.getClientRects().length > 0;
  const faults = [];
  for (const e of document.querySelectorAll(".menu, .search, .trail, .bottom, .button, .skip, button, input:not(.action__box)")) if (seen(e)) faults.push(`${e.localName}.${e.className} on paper`);
  const words = [...document.querySelectorAll(".edition, .sheet__foot, .pocket__face, .cover")].filter(seen).map((e) => e.textContent).join(" ");
  if (!/2026\.11/.test(words)) faults.push("no edition on paper");
  for (const a of document.querySelectorAll("main a[data-code]")) {
    if (seen(a) && !a.textContent.includes(a.dataset.code) && !getComputedStyle(a, "::after").content.includes(a.dataset.code)) faults.push(`no code after ${a.textContent}`);
  }
  return faults;
});

// Both at once: asking for the one drops the other.
export async function onPaper(page) {
  const session = await page.createCDPSession();
  await session.send("Emulation.setEmulatedMedia", { media: "print", features: [{ name: "prefers-color-scheme", value: "dark" }] });
}
