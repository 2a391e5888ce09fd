// The element <faq-assistant>: a chat in a shadow root, on a page of its own or on any page of a portal.
//
// Attributes: entry (floating | inline | page), lang (zh-Hans | zh-Hant | en | auto), title, color (#rrggbb), start-question,
// server (origin of the service; else where this script came from), elder.

import { App } from "./app.js";
import { askZheliban, tellAlipay } from "./bridges.js";
import { el } from "./dom.js";
import { createMemory } from "./memory.js";
import { firstLanguage, languageFrom } from "./state.js";
import { adoptStyles } from "./styles.js";
import { t } from "./strings.js";
import { paint } from "./theme.js";

const ENTRIES = ["floating", "inline", "page"];

export class FaqAssistant extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return; // moved to another place: the chat goes on
    const shadow = this.attachShadow({ mode: "open" });
    const form = el("slot"); // what the element holds is for browsers without scripts: shown until the chat is ready
    shadow.appendChild(form);
    const title = this.getAttribute("title");
    this.removeAttribute("title"); // or the browser would show it over every part of the chat
    this.ready = adoptStyles(shadow, new URL(".", import.meta.url)).then(() => {
      shadow.removeChild(form);
      this.start(shadow, title);
      while (this.firstChild) this.removeChild(this.firstChild);
    });
  }

  start(shadow, title) {
    const memory = this.memory || createMemory();
    const chosen = this.choices(memory, title);
    const root = el("div", { class: `faq is-${chosen.entry}` });
    paint(root, this.getAttribute("color"));
    shadow.appendChild(root);
    this.app = new App(root, chosen, memory, (lang) => this.tell(chosen, lang), this.api);
    askZheliban(() => this.app.elder.wish());
    tellAlipay();
  }

  choices(memory, title) {
    const query = new URLSearchParams(location.search);
    const entry = ENTRIES.find((one) => one === this.getAttribute("entry")) || "floating";
    const page = entry === "page";
    const field = this.querySelector("textarea");
    return {
      entry,
      title,
      base: baseOf(this.getAttribute("server")),
      // On a portal's page the address is the portal's; its language is a hint, as the page's own is not.
      lang: firstLanguage([page ? query.get("lang") : null, memory.get("lang"), this.getAttribute("lang"), page ? null : document.documentElement.lang],
        navigator.languages || [navigator.language]),
      startQuestion: (this.getAttribute("start-question") || "").trim(),
      elder: this.hasAttribute("elder") || query.get("uiStyle") === "elder",
      draft: field ? field.value.trim() : "", // typed before the scripts were there
    };
  }

  /** The language is that of the whole page where the page is ours. */
  tell(chosen, lang) {
    if (chosen.entry !== "page") return;
    const query = new URLSearchParams(location.search);
    document.documentElement.lang = lang;
    document.title = chosen.title || t(lang, "title");
    if (!query.has("lang") || languageFrom(query.get("lang")) === lang) return;
    query.set("lang", lang);
    history.replaceState(history.state, "", `?${query}`);
  }
}

/** The address of the chat: below the server's origin, or of a whole address as it is. */
function baseOf(server) {
  if (!server) return new URL("..", import.meta.url);
  const address = new URL(server, location.href);
  const path = address.pathname.replace(/\/$/, "");
  return new URL(`${path || "/chat"}/`, address);
}

if (!customElements.get("faq-assistant")) customElements.define("faq-assistant", FaqAssistant);
