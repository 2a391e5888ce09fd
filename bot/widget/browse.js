// The 22 categories and, inside each, the titles of its entries. Beside the chat on a wide screen, in its place on a narrow one.

import { el, fill, withPhones } from "./dom.js";
import { sentenceOf } from "./notices.js";
import { served, t } from "./strings.js";

/**
 * @param {{root: HTMLElement, panel: HTMLElement, opener: HTMLElement}} parts
 * @param {(entry: {id: string, title: string}) => void} onAsk when an entry is chosen
 */
export function createBrowse(parts, api, onAsk) {
  const { root, panel, opener } = parts;
  let lang = "zh-Hans";
  let categories = null;
  let shown = null; // the category that is open, with its entries; null: the list of all

  async function load() {
    if (categories) return draw();
    fill(panel, ...head(), el("p", { class: "small", role: "status" }, t(lang, "browseLoading")));
    try {
      categories = await api.categories();
      draw();
    } catch (trouble) {
      failed(trouble, load);
    }
  }

  async function openCategory(category) {
    try {
      const found = await api.entries(category.id);
      shown = { category, entries: found.entries };
      draw();
      panel.querySelector("h2").focus();
    } catch (trouble) {
      failed(trouble, () => openCategory(category));
    }
  }

  function closeCategory() {
    const id = shown.category.id;
    shown = null;
    draw();
    panel.querySelector(`[data-category="${id}"]`).focus();
  }

  function failed(trouble, again) {
    const retry = el("button", { type: "button", class: "retry", on: { click: again } }, t(lang, "retry"));
    fill(panel, ...head(), el("p", { role: "alert" }, t(lang, "browseFailed"), " ", ...withPhones(sentenceOf(trouble, lang))), retry);
    retry.focus();
  }

  function draw() {
    panel.scrollTop = 0;
    if (shown) fill(panel, ...entryList());
    else if (categories) fill(panel, ...head(), categoryList());
    else load();
  }

  function head() {
    return [backToChat(), el("h2", { id: "browse-title", tabindex: "-1" }, t(lang, "browseTitle")),
      el("p", { class: "small" }, t(lang, "browseHint"))];
  }

  function backToChat() {
    return el("button", { type: "button", class: "back back-to-chat", on: { click: close } }, t(lang, "backToChat"));
  }

  function categoryList() {
    return el("ul", { class: "categories" }, ...categories.map((category) => el("li", {},
      el("button", { type: "button", class: "category", "data-category": category.id, on: { click: () => openCategory(category) } },
        el("span", { class: "category-name" }, category.name[served(lang)]), " ",
        el("span", { class: "small" }, category.department[served(lang)])))));
  }

  function entryList() {
    const { category, entries } = shown;
    const items = entries.map((entry) => el("li", {},
      el("button", { type: "button", class: "entry", "data-id": entry.id, on: { click: () => choose(entry) } }, entry.title[served(lang)])));
    return [
      el("button", { type: "button", class: "back", on: { click: closeCategory } }, t(lang, "allCategories")),
      el("h2", { id: "browse-title", tabindex: "-1" }, category.name[served(lang)]),
      el("p", { class: "small" }, category.department[served(lang)]),
      items.length ? el("ul", { class: "entries" }, ...items) : el("p", {}, t(lang, "browseEmpty")),
    ];
  }

  function choose(entry) {
    setOpen(false);
    onAsk({ id: entry.id, title: entry.title[served(lang)] });
  }

  function setOpen(open) {
    root.classList.toggle("is-browsing", open);
    opener.setAttribute("aria-expanded", String(open));
  }

  function close() {
    setOpen(false);
    opener.focus();
  }

  opener.addEventListener("click", async () => {
    const open = !root.classList.contains("is-browsing");
    setOpen(open);
    if (!open) return;
    if (!categories) await load();
    const title = panel.querySelector("h2");
    if (title) title.focus();
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (shown) closeCategory();
    else if (root.classList.contains("is-browsing")) close();
    else return;
    event.stopPropagation(); // one step back at a time: the panel around it stays
  });

  return {
    relabel(chosen) {
      lang = chosen;
      if (categories || shown) draw();
    },
    load,
  };
}
