// What assets/site.js lends to the script of situation.html: a page has one store
// and one board.
export const {
  at, byID, checked, follows, forget, hour, hours, html, idle, isKept, isWrong, length, levels, linesOf, load, nameOf, now, onChange, read, save, say, sayExported, sayLost, tail, touch, waiting, withFacts, write,
} = self.planblancPage;
