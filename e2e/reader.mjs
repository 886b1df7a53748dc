// What tests do to a page as a reader's computer might: another clock, no store, files that are caught instead of saved.

import { plain } from "./site.mjs";

// What an element says, nothing where it is not shown.
export const said = (page, selector) => page.$eval(selector, (e) => (e.getClientRects().length ? e.textContent : "")).then(plain);

// Hours that the page's clock is ahead.
export const shift = (page, hours) => page.evaluateOnNewDocument((ms) => {
  const Real = Date;
  window.Date = class extends Real {
    constructor(...parts) {
      if (parts.length === 0) super(Real.now() + ms);
      else super(...parts);
    }
    static now() {
      return Real.now() + ms;
    }
  };
}, hours * 3_600_000);

// Files that the page offers are caught instead of saved.
export const catchFiles = (page) => page.evaluateOnNewDocument(() => {
  window.__files = [];
  URL.createObjectURL = (blob) => {
    blob.text().then((text) => window.__files.push({ type: blob.type, text }));
    return "#";
  };
  HTMLAnchorElement.prototype.click = function () {
    window.__name = this.download;
  };
});

// A browser that refuses its store.
export const noStore = (page) => page.evaluateOnNewDocument(() => Object.defineProperty(window, "localStorage", { get() {
  throw new DOMException("refused", "SecurityError");
} }));

// A store with no room for more than a word.
export const fullStore = (page) => page.evaluateOnNewDocument(() => {
  const real = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    if (value.length > 2) throw new DOMException("full", "QuotaExceededError");
    real.call(this, key, value);
  };
});
