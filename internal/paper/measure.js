() => {
  const mm = (pixels) => (pixels / 96) * 25.4;
  const height = (e) => (e ? mm(e.getBoundingClientRect().height) : 0);
  return [...document.querySelectorAll(".leaf[id]")].map((leaf) => {
    const sheets = [...leaf.querySelectorAll(".sheet")];
    const text = leaf.querySelector(".action__text") || leaf.querySelector("p, li");
    return {
      id: leaf.id,
      parts: sheets.map((sheet) => ({
        flow: height(sheet.querySelector(".sheet__flow")),
        frame: height(sheet.querySelector(".sheet__head")) + height(sheet.querySelector(".sheet__foot")),
      })),
      line: text ? mm(parseFloat(getComputedStyle(text).lineHeight)) : 0,
    };
  });
}
