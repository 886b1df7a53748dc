// What html-validate says of a page.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document", "html-validate:a11y"],
  rules: {
    // A title is the name of the printed file and of the bookmark: it carries the code, the version and the house.
    "long-title": "off",
    // The integrity attribute is refused on file://, so it is never emitted.
    "require-sri": "off",
    // HTML asks of an id that it have no space (HTML §3.2.6); anchors keep their accents and may begin with a digit.
    "valid-id": ["error", { relaxed: true }],
    // Boxes of one group share a name (HTML §4.10.21.4).
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button", "reset"] }],
  },
});

export const faultsOf = (html) =>
  validator.validateStringSync(html).results.flatMap((r) => r.messages.map((m) => `${m.ruleId}: ${m.message}`));
