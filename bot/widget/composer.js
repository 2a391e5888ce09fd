// The field that a question is typed into: Enter sends, except while an input method composes; the draft is never lost.

import { lengthOf } from "./state.js";
import { t } from "./strings.js";

export const LIMIT = 300; // Chinese characters, as the server's
const NEAR = 0.8;

/** Whether a key press sends. Safari ends a composition before its keydown: only the key code 229 tells it then. */
export function sends(event) {
  return event.key === "Enter" && !event.shiftKey && !event.isComposing && event.keyCode !== 229;
}

/** onSend, onDraft: hear the text that is sent, and whatever the field holds. */
export function createComposer(parts, onSend, onDraft) {
  const { form, field, button, count, countStatus, hint } = parts;
  let lang = "zh-Hans";
  let busy = false;

  function refresh() {
    const unit = lang === "en" ? 2 : 1; // letters in English, Chinese characters in Chinese
    const used = Math.ceil(lengthOf(field.value) * unit);
    const limit = LIMIT * unit;
    const near = used >= limit * NEAR;
    count.hidden = !near;
    count.textContent = t(lang, "count", { used, limit });
    count.classList.toggle("is-over", used > limit);
    announce(near ? (used > limit ? "countOver" : "countNear") : "", limit - used);
    button.setAttribute("aria-disabled", String(busy || used > limit));
    field.style.height = "auto";
    if (field.scrollHeight) field.style.height = `${field.scrollHeight + 2}px`; // its most is in the style sheet
  }

  /** Tells a screen reader when the count begins to matter, not at every key. */
  function announce(key, left) {
    if (countStatus.getAttribute("data-key") === key) return;
    countStatus.setAttribute("data-key", key);
    countStatus.textContent = key ? t(lang, key, { left, over: -left }) : "";
  }

  function say(key) {
    hint.textContent = t(lang, key);
    hint.classList.toggle("is-warning", key !== "privacy");
  }

  function submit() {
    const text = field.value.trim();
    if (busy || lengthOf(text) > LIMIT) return;
    if (!text) {
      say("emptyQuestion");
      field.focus();
      return;
    }
    onSend(text);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit();
  });
  field.addEventListener("keydown", (event) => {
    if (!sends(event)) return;
    event.preventDefault();
    submit();
  });
  field.addEventListener("input", () => {
    say("privacy");
    write(field.value);
  });

  function write(text) {
    if (field.value !== text) field.value = text;
    onDraft(text);
    refresh();
  }

  return {
    relabel(chosen) {
      lang = chosen;
      field.placeholder = t(lang, "placeholder");
      countStatus.removeAttribute("data-key");
      say("privacy");
      refresh();
    },
    setBusy(value) {
      busy = value;
      refresh();
    },
    clear: () => write(""),
    /** Puts a question that did not get through back, unless something new was typed meanwhile. */
    restore(text) {
      if (!field.value.trim()) write(text);
    },
    /** Takes back what was restored, once it has got through after all. */
    forget(text) {
      if (field.value.trim() === text) write("");
    },
    refresh,
    focus: () => field.focus(),
  };
}
