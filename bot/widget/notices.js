// What is shown when something went wrong, and while an answer is being prepared.

import { el, fill, withPhones } from "./dom.js";
import { served, t } from "./strings.js";

/** The sentence for a Trouble, in the interface language. */
export function sentenceOf(trouble, lang) {
  const own = trouble.sentences && trouble.sentences[served(lang)];
  if (own) return own;
  return t(lang, trouble.code === "offline" || trouble.code === "timeout" ? trouble.code : "server");
}

/** A notice in the conversation. onRetry: null where the same request would fail again. */
export function troubleNotice(trouble, lang, onRetry) {
  const retry = onRetry && el("button", { type: "button", class: "retry", on: { click: onRetry } }, t(lang, "retry"));
  return el("div", { class: "message message-bot", lang, tabindex: "-1", "data-notice": trouble.code },
    el("div", { class: "bubble bubble-trouble" }, el("p", {}, ...withPhones(sentenceOf(trouble, lang))), retry || null));
}

/** The notice of a question that waits for the network. */
export function waitingNotice(lang, onNow, onEdit) {
  return el("div", { class: "message message-bot", lang, tabindex: "-1", "data-notice": "waiting" },
    el("div", { class: "bubble bubble-trouble" }, el("p", {}, t(lang, "waitingNotice")),
      el("div", { class: "notice-tools" },
        el("button", { type: "button", class: "retry", on: { click: onNow } }, t(lang, "sendNow")),
        el("button", { type: "button", class: "retry", on: { click: onEdit } }, t(lang, "edit")))));
}

/** Says once that a reply is being prepared, and takes it back. A quick reply is not announced at all. */
export function createTyping(place) {
  let timer = 0;
  return {
    start(lang) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const dots = el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
        fill(place, el("p", { class: "typing", lang }, dots, el("span", {}, t(lang, "typing"))));
      }, 250);
    },
    stop() {
      clearTimeout(timer);
      fill(place);
    },
  };
}
