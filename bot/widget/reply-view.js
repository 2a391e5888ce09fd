// Draws a reply object. A reply keeps the language of its question, whatever the interface language is; the words around it follow
// the interface only from simplified to traditional characters.

import { el, link, phoneLink, withPhones } from "./dom.js";
import { inline, markdown } from "./markdown.js";
import { t, wordsFor } from "./strings.js";

const OPEN_FIRST = "materials"; // what people most want to see
const MARK = /^\s*(?:[（(]?\d{1,2}[.、．:：)）]?|[①-⑨]|[-•])\s*/;

/** The element of one reply. on: {choose(choice), retry() | null, opinion(reply, lang): Node | null} */
export function replyView(reply, interfaceLang, on) {
  const spoken = reply.lang === "en" ? "en" : "zh";
  const lang = wordsFor(spoken, interfaceLang);
  const family = String(reply.outcome).split("_")[0];
  const body = reply.entry ? answers(reply, lang) : textParts(reply, lang);
  const retry = family === "error" && on.retry
    ? el("button", { type: "button", class: "retry", on: { click: on.retry } }, t(lang, "retry")) : null;
  return el("article", { class: "message message-bot", lang: spoken, tabindex: "-1", "data-outcome": reply.outcome },
    el("p", { class: "visually-hidden" }, t(lang, "assistant")),
    el("div", { class: `bubble bubble-${bubble(reply)}` }, ...body, choices(reply, lang, on.choose), retry),
    on.opinion(reply, lang),
    related(reply, lang, on.choose),
    explanation(reply, lang));
}

function bubble(reply) {
  if (reply.entry) return "answer";
  if (reply.outcome === "guard_emergency") return "emergency";
  return String(reply.outcome).indexOf("error_") === 0 ? "trouble" : "plain";
}

/** The answer, and the further ones of a message with two questions. */
function answers(reply, lang) {
  // Of an entry beside the last one the whole answer is given; of the last one only what was asked for.
  const followUp = reply.outcome === "answered_followup" && String(reply.text).indexOf(reply.entry.answer) < 0;
  const further = (reply.also || []).map((entry) =>
    el("section", { class: "further" }, ...entryParts(entry, reply, false, lang)));
  const asked = (reply.choices || []).length ? el("p", { class: "further" }, secondQuestion(reply)) : null;
  return [...entryParts(reply.entry, reply, followUp, lang), ...further, asked];
}

/** The line of the text in front of the choices. */
function secondQuestion(reply) {
  const lines = lead(reply).trim().split("\n");
  return lines[lines.length - 1];
}

function entryParts(entry, reply, followUp, lang) {
  return [
    el("p", { class: "tag" }, named(entry.category)),
    followUp ? null : el("h2", { class: "entry-title" }, entry.title || ""), // a follow-up's text names the entry itself
    el("div", { class: "answer" }, ...markdown(followUp ? reply.text : entry.answer)),
    guide(entry.guide || [], lang, followUp),
    facts(entry, lang),
  ];
}

function textParts(reply, lang) {
  const department = reply.department;
  const untold = department && String(reply.text).indexOf(department.name) < 0;
  return [
    ...paragraphs(lead(reply)),
    untold ? el("dl", { class: "facts" }, ...departmentFact(department, t(lang, "askDepartment"))) : null,
  ];
}

/** The text without the lines that the buttons below it say as well. */
function lead(reply) {
  const titles = [...(reply.choices || []), ...(reply.related || [])].map((choice) => choice.title.trim());
  const lines = String(reply.text).split("\n");
  return lines.filter((line) => !line.trim() || titles.indexOf(line.replace(MARK, "").trim()) < 0).join("\n");
}

function paragraphs(text) {
  return String(text).trim().split(/\n\s*\n/).map((paragraph) => {
    const nodes = [];
    paragraph.split("\n").forEach((line, place) => nodes.push(...(place ? [el("br")] : []), ...withPhones(line)));
    return el("p", {}, ...nodes);
  });
}

function guide(elements, lang, closed) {
  const known = elements.filter((element) => element.text || (element.items && element.items.length));
  if (!known.length) return null;
  const first = known.some((element) => element.element === OPEN_FIRST) ? OPEN_FIRST : known[0].element;
  return el("div", { class: "guide", role: "group", "aria-label": t(lang, "guide") },
    ...known.map((element) => guideElement(element, !closed && element.element === first)));
}

function guideElement(element, open) {
  return el("details", { open, "data-element": element.element },
    el("summary", {}, el("span", {}, element.label)),
    el("div", { class: "guide-text" }, ...guideText(element)));
}

function guideText(element) {
  if (element.items && element.items.length) {
    const tag = element.element === "steps" ? "ol" : "ul";
    return [el(tag, {}, ...element.items.map((item) => el("li", {}, ...inline(item))))];
  }
  if (element.element === "phone") return [el("p", {}, phoneLink(element.text))];
  return markdown(element.text);
}

function facts(entry, lang) {
  const basis = (entry.basis || []).map((source) => el("li", {}, ...basisLink(source, lang)));
  return el("dl", { class: "facts" },
    ...(basis.length ? [el("dt", {}, t(lang, "basis")), el("dd", {}, el("ul", {}, ...basis))] : []),
    ...(entry.department ? departmentFact(entry.department, t(lang, "department")) : []),
    ...(entry.reviewed
      ? [el("dt", {}, t(lang, "reviewed")), el("dd", {}, el("time", { datetime: entry.reviewed }, entry.reviewed))] : []));
}

function basisLink(source, lang) {
  const node = link(source.url, source.title);
  return node.nodeType === Node.ELEMENT_NODE ? [node, el("span", { class: "visually-hidden" }, t(lang, "opensNew"))] : [node];
}

function departmentFact(department, label) {
  const phone = department.phone ? [" ", phoneLink(department.phone)] : [];
  return [el("dt", {}, label), el("dd", {}, department.name || "", ...phone)];
}

function choices(reply, lang, onChoose) {
  if (!(reply.choices || []).length) return null;
  const hint = t(lang, reply.choices.length > 1 ? "chooseHint" : "chooseHintOne");
  return el("div", { class: "choices" },
    el("ol", { "aria-label": t(lang, "choices") }, ...reply.choices.map((choice, place) => el("li", {},
      el("button", { type: "button", class: "choice", "data-id": choice.id, on: { click: () => onChoose(choice) } },
        el("span", { class: "choice-number" }, String(place + 1)), el("span", {}, choice.title))))),
    reply.outcome === "clarification" ? el("p", { class: "small" }, ...withPhones(hint)) : null);
}

function related(reply, lang, onChoose) {
  if (!(reply.related || []).length) return null;
  return el("div", { class: "related", role: "group", "aria-label": t(lang, "related") },
    el("p", { class: "related-title", "aria-hidden": "true" }, t(lang, "related")),
    el("ul", {}, ...reply.related.map((other) => el("li", {},
      el("button", { type: "button", class: "chip", "data-id": other.id, on: { click: () => onChoose(other) } }, other.title)))));
}

/** Why it was answered so; only there where the setting `explain` is on. Closed, and plain text throughout. */
function explanation(reply, lang) {
  const found = reply.explanation;
  if (!found) return null;
  const lines = [found.reason, ...(found.sentences || [])];
  const compared = found.candidates || [];
  return el("details", { class: "explanation" },
    el("summary", {}, el("span", {}, t(lang, "explain"))),
    el("div", { class: "explanation-text" },
      el("ul", {}, ...lines.map((line) => el("li", {}, line))),
      compared.length ? el("p", { class: "explanation-title" }, t(lang, "candidates")) : null,
      compared.length ? el("ol", {}, ...compared.map((one) => el("li", {},
        el("strong", {}, one.title), ...one.lines.map((line) => el("p", {}, line))))) : null));
}

/** A category may come as an object with a name or, in design.md's short form, as an id alone. */
function named(category) {
  return category && category.name ? category.name : String(category || "");
}
