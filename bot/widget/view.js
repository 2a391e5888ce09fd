// The conversation on the page: welcome, questions, replies, notices; and where it is scrolled to.

import { el, fill, withPhones } from "./dom.js";
import { troubleNotice } from "./notices.js";
import { replyView } from "./reply-view.js";
import { languageOf } from "./state.js";
import { t } from "./strings.js";

const GAP = 12; // pixels between the top of the log and what it is scrolled to

/**
 * @param {HTMLElement} log
 * @param {(text: string, choice?: string) => void} onAsk when a button that is a question is pressed
 */
export function createView(log, onAsk) {
  let asked = false; // the welcome follows the interface language until the first question

  function welcome(lang) {
    const examples = t(lang, "examples").map((text) => el("li", {},
      el("button", { type: "button", class: "chip", on: { click: () => onAsk(text) } }, text)));
    asked = false;
    fill(log, el("div", { class: "message message-bot", lang, "data-welcome": true },
      el("div", { class: "bubble bubble-plain" }, el("p", {}, t(lang, "welcome")),
        el("ul", { class: "examples" }, ...examples), el("p", { class: "small" }, ...withPhones(t(lang, "welcomeAsk"))))));
    log.scrollTop = 0;
  }

  function question(text) {
    asked = true;
    const lang = languageOf(text);
    const message = el("div", { class: "message message-you", lang },
      el("p", { class: "visually-hidden" }, t(lang, "you")), el("div", { class: "bubble" }, el("p", {}, text)));
    return show(message, message);
  }

  /** The replies to a question. onRetry: asks the same again. */
  function replies(list, after, onRetry) {
    const onChoose = (choice) => onAsk(choice.title, choice.id);
    const shown = list.map((reply) => show(replyView(reply, onChoose, onRetry), after));
    return shown[0] || null;
  }

  function trouble(problem, lang, after, onRetry) {
    after.setAttribute("data-undelivered", t(lang, "notDelivered"));
    return show(troubleNotice(problem, lang, onRetry), after);
  }

  /** Adds a message, and scrolls so that the question stays in sight above its reply. */
  function show(message, anchor) {
    log.appendChild(message);
    log.scrollTop = Math.max(0, anchor.offsetTop - GAP);
    return message;
  }

  return {
    welcome,
    question,
    replies,
    trouble,
    relabel: (lang) => { if (!asked) welcome(lang); },
    remove: (message) => { if (message && message.parentNode) message.parentNode.removeChild(message); },
    delivered: (message) => message.removeAttribute("data-undelivered"),
  };
}
