// The button in the corner of a portal's page, and the panel that it opens. Esc closes it, and the focus returns to the button.

import { el } from "./dom.js";
import { icon } from "./shell.js";
import { t } from "./strings.js";

const FOCUSABLE = "a[href], button, select, textarea, summary, [tabindex='0']";

/**
 * @param parts the shell's
 * @param {(open: boolean) => void} onToggle
 */
export function createFloating(root, parts, onToggle) {
  const { frame, close, field } = parts;
  const words = el("span", { class: "launcher-words" });
  const launcher = el("button", { type: "button", class: "launcher", id: "launcher", "aria-expanded": "false", "aria-controls": "panel" },
    icon(), words);
  frame.id = "panel";
  frame.setAttribute("role", "dialog");
  frame.setAttribute("aria-labelledby", "title");
  frame.hidden = true;
  close.hidden = false;

  function set(open, byCitizen) {
    frame.hidden = !open;
    launcher.setAttribute("aria-expanded", String(open));
    root.classList.toggle("is-open", open);
    onToggle(open);
    if (!byCitizen) return;
    if (open) field.focus();
    else launcher.focus();
  }

  /** Whether the panel covers the whole window, as it does on a phone: then the focus must not leave it. */
  function covers() {
    return frame.getBoundingClientRect().width >= window.innerWidth - 1;
  }

  function keepInside(event) {
    const able = Array.from(frame.querySelectorAll(FOCUSABLE)).filter((one) => one.getClientRects().length);
    const first = able[0];
    const last = able[able.length - 1];
    const now = root.getRootNode().activeElement;
    if (now !== (event.shiftKey ? first : last)) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  launcher.addEventListener("click", () => set(frame.hidden, true));
  close.addEventListener("click", () => set(false, true));
  frame.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // this Esc belongs to the input method
    if (event.key === "Escape") set(false, true);
    else if (event.key === "Tab" && covers()) keepInside(event);
  });

  root.appendChild(launcher);
  return {
    open: (byCitizen) => set(true, byCitizen),
    relabel(lang, title) {
      words.textContent = title || t(lang, "title");
      launcher.setAttribute("aria-label", t(lang, "open", { title: title || t(lang, "title") }));
    },
  };
}
