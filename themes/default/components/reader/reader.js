// A card in large letters, one thing at a time, for whoever reads it aloud to
// the others: what not to do, then each action, then the end. A remote control
// for slides sends Page Up and Page Down, and some the arrows.
import { byID, html } from "../search/dom.js";
import { say } from "../search/words.js";
import { onChange } from "../ticks/store.js";

const forward = ["ArrowRight", "ArrowDown", "PageDown", " "];
const backward = ["ArrowLeft", "ArrowUp", "PageUp"];

const words = (element) => (element ? element.textContent.replace(/\s+/g, " ").trim() : "");

function start(button) {
  const slides = document.querySelectorAll(".sheet .notice--stop, .stage .prose, .stage .action, .sheet .notice--end");
  const dialog = document.body.appendChild(document.createElement("dialog"));
  let at = 0;

  dialog.className = "reader screen";
  dialog.setAttribute("aria-label", "[[reader.title]]");
  dialog.innerHTML = html`<div class="reader__bar"><p class="reader__where"></p><button class="button" type="button">[[reader.close]]</button></div><div class="reader__slide" tabindex="-1" aria-live="polite"></div><div class="reader__bar reader__bar--main"><button class="button" type="button">[[reader.previous]]</button><button class="button" type="button" aria-pressed="false"></button><button class="button button--main" type="button">[[reader.next]]</button></div>`.markup;
  const [where, close, previous, tick, next] = dialog.querySelectorAll(".reader__where, button");
  const slide = dialog.querySelector(".reader__slide");

  // box is what is ticked on the card for this slide, if it is an action.
  const box = () => slides[at].querySelector("input.action__box");

  function showTick() {
    const own = box();
    tick.hidden = !own;
    if (!own) return;
    const when = words(slides[at].querySelector(".action__when"));
    tick.setAttribute("aria-pressed", own.checked);
    tick.textContent = own.checked ? say("[[reader.done-at]]", { when }) : "[[reader.done]]";
    slide.classList.toggle("reader__slide--done", own.checked);
  }

  function show(to) {
    const one = slides[(at = Math.max(0, Math.min(slides.length - 1, to)))];
    const text = one.querySelector(".action__text");
    const stage = one.closest(".stage");
    slide.className = "reader__slide" + (one.matches(".notice--stop") ? " notice--stop" : "");
    slide.innerHTML = (text ? html`<p class="reader__number">${words(one.querySelector(".action__number"))}</p>`.markup : "") + (text || one).innerHTML;
    slide.scrollTop = 0;
    where.textContent = [words(document.querySelector(".exercise__word")), words(document.querySelector(".head .code")), words(stage && stage.querySelector(".stage__title")), say("[[reader.at]]", { n: at + 1, total: slides.length })].filter(Boolean).join(" · ");
    previous.disabled = !at;
    next.disabled = at == slides.length - 1;
    if (dialog.open && document.activeElement.disabled) slide.focus();
    showTick();
  }

  // What does not fit is scrolled before the next is shown.
  function go(step) {
    const room = slide.clientHeight * 0.8;
    if (step > 0 && slide.scrollHeight - slide.clientHeight - slide.scrollTop > 4) slide.scrollBy(0, room);
    else show(at + step);
  }

  dialog.onkeydown = (event) => {
    const { key, target } = event;
    const onButton = target.closest("button") && (key == " " || key == "Enter");
    if (onButton || event.ctrlKey || event.altKey || event.metaKey) return;
    if (forward.includes(key)) go(1);
    else if (backward.includes(key)) go(-1);
    else if (key == "Home") show(0);
    else if (key == "End") show(slides.length - 1);
    else if (key == "Enter") tick.click();
    else return;
    event.preventDefault();
  };
  dialog.onclick = (event) => {
    const pressed = event.target.closest("button");
    if (pressed == close) return dialog.close();
    if (pressed == previous) go(-1);
    if (pressed == next) go(1);
    if (pressed == tick && box()) {
      box().click();
      showTick();
    }
    if (event.detail) slide.focus(); // a remote control goes on after a tap
  };
  dialog.onclose = () => button.focus();
  onChange(() => dialog.open && setTimeout(showTick));
  button.onclick = () => {
    show(at);
    dialog.showModal();
    slide.focus();
  };
  button.onclick();
}

const button = byID("p_read");
if (button) {
  button.hidden = false;
  button.onclick = () => start(button);
}
