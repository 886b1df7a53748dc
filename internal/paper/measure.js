() => {
  const mm = (pixels) => (pixels / 96) * 25.4;
  const height = (e) => (e ? mm(e.getBoundingClientRect().height) : 0);
  return [...document.querySelectorAll(".leaf[id]")].map((leaf) => {
    const sheets = [...leaf.querySelectorAll(".sheet")];
    const text = leaf.querySelector(".action__text") || leaf.querySelector("p, li");
    const right = leaf.getBoundingClientRect().right;
    const wide = [...leaf.querySelectorAll("*")].reduce((most, e) => Math.max(most, e.getBoundingClientRect().right - right), 0);
    return {
      id: leaf.id,
      wide: mm(wide),
      parts: sheets.map((sheet) => ({
        flow: height(sheet.querySelector(".sheet__flow")),
        frame: height(sheet.querySelector(".sheet__head")) + height(sheet.querySelector(".sheet__foot")),
      })),
      line: text ? mm(parseFloat(getComputedStyle(text).lineHeight)) : 0,
    };
  });
}
