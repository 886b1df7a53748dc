// Dark colours for the night: those of the system, until somebody chooses.
import { choice, note } from "../desk/record.js";
import { onChange } from "../ticks/store.js";

const sheet = document.querySelector('[media*="color-scheme"]');
const buttons = document.querySelectorAll("[data-night]");
const system = matchMedia("(prefers-color-scheme: dark)");
const ofSystem = sheet && sheet.media;

const isDark = () => (choice("dark") === undefined ? system.matches : choice("dark"));

function show() {
  sheet.media = choice("dark") === undefined ? ofSystem : isDark() ? "screen" : "not all";
  for (const button of buttons) button.setAttribute("aria-pressed", !!isDark());
}

if (sheet) {
  show();
  for (const button of buttons) {
    button.hidden = false;
    button.onclick = () => {
      note("dark", !isDark());
      show();
    };
  }
  onChange(show);
  system.addEventListener("change", show);
}
