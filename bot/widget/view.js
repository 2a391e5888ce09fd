// The conversation on the page: welcome, questions, replies, notices; and where it is scrolled to.

import { el, fill, withPhones } from "./dom.js";
import { troubleNotice, waitingNotice } from "./notices.js";
import { replyView } from "./reply-view.js";
import { languageOf } from "./state.js";
import { t } from "./strings.js";

const GAP = 12; // pixels between the top of the log and what it is scrolled to

/**
 * @param parts {log, frame}
 * @param on {ask(text, choice) when a button that is a question is pressed, opinion(reply, lang)}
 */
export function createView(parts, on) {
  const { log, frame } = parts;
  let lang = "zh-Hans";
  let asked = false; // the welcome follows the interface language until the first question
  let last = null; // what stays the last thing in the log

  function welcome() {
    const examples = t(lang, "examples").map((text) => el("li", {},
      el("button", { type: "button", class: "chip", on: { click: () => on.ask(text) } }, text)));
    asked = false;
    last = null;
    fill(log, el("div", { class: "message message-bot", lang, "data-welcome": true },
      el("div", { class: "bubble bubble-plain" }, el("p", {}, t(lang, "welcome")),
        el("ul", { class: "examples" }, ...examples), el("p", { class: "small" }, ...withPhones(t(lang, "welcomeAsk"))))));
    log.scrollTop = 0;
  }

  function question(text) {
    asked = true;
    const message = el("div", { class: "message message-you", lang: languageOf(text) },
      el("p", { class: "visually-hidden" }, t(lang, "you")), el("div", { class: "bubble" }, el("p", {}, text)));
    return show(message, message);
  }

  /** The replies to a question. onRetry: asks the same again. */
  function replies(list, after, onRetry) {
    const choose = (choice) => on.ask(choice.title, choice.id);
    const shown = list.map((reply) => show(replyView(reply, lang, { choose, retry: onRetry, opinion: on.opinion }), after));
    return shown[0] || null;
  }

  function trouble(problem, after, onRetry) {
    after.setAttribute("data-undelivered", t(lang, "notDelivered"));
    return show(troubleNotice(problem, lang, onRetry), after);
  }

  function waiting(after, onNow, onEdit) {
    after.setAttribute("data-undelivered", t(lang, "waiting"));
    return show(waitingNotice(lang, onNow, onEdit), after);
  }

  /** Adds a message, and scrolls so that the question stays in sight above its reply. */
  function show(message, anchor) {
    log.insertBefore(message, last && last.parentNode === log ? last : null);
    // Whichever of the two scrolls: the log, or, where there is little room, the whole frame.
    [log, frame].forEach((box) => {
      box.scrollTop += anchor.getBoundingClientRect().top - box.getBoundingClientRect().top - GAP;
    });
    return message;
  }

  /** Draws a conversation of earlier, without reading it aloud. */
  function quietly(draw) {
    log.setAttribute("aria-live", "off");
    draw();
    setTimeout(() => log.setAttribute("aria-live", "polite"), 500);
  }

  return {
    welcome,
    question,
    replies,
    trouble,
    waiting,
    quietly,
    /** Keeps an element at the end of the log. */
    end(element) {
      last = element;
      log.appendChild(element);
    },
    relabel(chosen) {
      lang = chosen;
      if (!asked) welcome();
    },
    remove: (message) => { if (message && message.parentNode) message.parentNode.removeChild(message); },
    delivered: (message) => message.removeAttribute("data-undelivered"),
  };
}
