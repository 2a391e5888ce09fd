// The frame of the chat: top with its tools, the room for topics, the log, the field. Texts come with relabel.

import { drawing, el } from "./dom.js";
import { LANGUAGES, t } from "./strings.js";

/**
 * The parts of a chat.
 * @param {boolean} page a page of its own, with the landmarks and the heading of one; otherwise a part of somebody else's page
 */
export function createShell(page) {
  const parts = { ...createTop(page), ...createRooms(page), ...createComposerParts() };
  parts.chat.appendChild(parts.log);
  parts.chat.appendChild(parts.status);
  parts.chat.appendChild(parts.form);
  parts.frame = el("div", { class: "frame" }, parts.top,
    el(page ? "main" : "div", { class: "rooms" }, parts.browse, parts.chat));
  return parts;
}

function createTop(page) {
  const title = el(page ? "h1" : "h2", { class: "title", id: "title" });
  const subtitle = el("p", { class: "top-note", "data-text": "subtitle" });
  const language = el("select", { id: "language", class: "tool tool-language", "data-label": "language" },
    ...LANGUAGES.map(([tag, name]) => el("option", { value: tag, lang: tag }, name)));
  const close = el("button", { type: "button", class: "tool tool-close", id: "close", "data-label": "close", hidden: true }, cross());
  const tool = (id, key, more) => el("button", { type: "button", class: "tool", id, "data-text": key, ...more });
  const browseOpen = tool("browse-open", "browse", { class: "tool tool-browse", "aria-expanded": "false", "aria-controls": "browse" });
  const startOver = tool("start-over", "startOver");
  const elder = tool("elder", "elderOn");
  const smaller = el("button", { type: "button", class: "tool tool-size", id: "smaller", "data-label": "smaller", hidden: true }, "A−");
  const larger = el("button", { type: "button", class: "tool tool-size", id: "larger", "data-label": "larger", hidden: true }, "A+");
  const phone = el("a", { class: "tool tool-phone", href: "tel:12345", "data-text": "hotline" });
  const top = el(page ? "header" : "div", { class: "top" },
    el("div", { class: "top-name" },
      icon(), el("div", { class: "top-words" }, title, subtitle)),
    el("div", { class: "top-corner" }, language, close),
    el(page ? "nav" : "div", { class: "top-tools", role: page ? null : "group", "data-label": "tools" },
      browseOpen, startOver, elder, el("span", { class: "tool-sizes" }, smaller, larger), phone));
  return { top, title, language, close, browseOpen, startOver, elder, smaller, larger };
}

function createRooms(page) {
  return {
    browse: el(page ? "section" : "div", { class: "browse", role: page ? null : "group", id: "browse", "aria-labelledby": "browse-title" }),
    chat: el("div", { class: "chat", id: "chat" }),
    log: el("div", { class: "log", id: "log", role: "log", "aria-live": "polite", "aria-relevant": "additions", tabindex: "0", "data-label": "log" }),
    status: el("div", { class: "status", id: "status", role: "status" }),
  };
}

function createComposerParts() {
  const field = el("textarea", { id: "question", rows: 1, autocomplete: "off", enterkeyhint: "send", "aria-describedby": "hint count" });
  const button = el("button", { type: "submit", class: "send", id: "send", "data-text": "send" });
  const hint = el("p", { class: "hint", id: "hint" });
  const count = el("p", { class: "count", id: "count", hidden: true });
  const countStatus = el("p", { class: "visually-hidden", id: "count-status", role: "status" });
  const form = el("form", { class: "composer", id: "composer", novalidate: true },
    el("label", { class: "visually-hidden", for: "question", "data-text": "questionLabel" }),
    el("div", { class: "composer-row" }, field, button),
    el("div", { class: "composer-foot" }, hint, count, countStatus));
  return { form, field, button, hint, count, countStatus };
}

/** The picture of icon.svg, drawn here: a portal's policy may forbid pictures from elsewhere. */
export function icon() {
  return drawing("top-icon", "0 0 40 40",
    { class: "icon-ground", d: "M9 0h22a9 9 0 0 1 9 9v22a9 9 0 0 1-9 9H9a9 9 0 0 1-9-9V9a9 9 0 0 1 9-9z" },
    { class: "icon-bubble", d: "M9 10.5h22a2.5 2.5 0 0 1 2.5 2.5v12a2.5 2.5 0 0 1-2.5 2.5H19.5l-6.5 5.5v-5.5H9a2.5 2.5 0 0 1-2.5-2.5V13A2.5 2.5 0 0 1 9 10.5z" },
    { class: "icon-tick", d: "M14 19.2l4.3 4.3 8-8" });
}

function cross() {
  return el("span", { class: "cross", "aria-hidden": "true" });
}

/** Writes all fixed texts of the chat anew. title: the portal's own, or null. */
export function relabel(root, parts, lang, title) {
  root.lang = lang;
  root.querySelectorAll("[data-text]").forEach((element) => { element.textContent = t(lang, element.getAttribute("data-text")); });
  root.querySelectorAll("[data-label]").forEach((element) => element.setAttribute("aria-label", t(lang, element.getAttribute("data-label"))));
  parts.title.textContent = title || t(lang, "title");
  parts.language.value = lang;
}
