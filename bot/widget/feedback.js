// What citizens think of a reply, and of the service as a whole. Each opinion may be changed; the last one counts.

import { drawing, el, fill } from "./dom.js";
import { t } from "./strings.js";

const THUMB = "M7 21H3V9h4zM9 9l4-7a2 2 0 0 1 2.6 2.3L14.8 9H20a2 2 0 0 1 2 2.3l-1.4 8a2 2 0 0 1-2 1.7H9z";
const LEVELS = [5, 4, 3, 2, 1]; // 好差评: five fixed levels, best first

/**
 * @param api {feedback(opinion), rate(level)}
 * @param {(turn: string, said: string) => void} onNotAsked the reply that was not meant, and what the citizen says to it
 */
export function createFeedback(api, memory, onNotAsked) {
  /** The row under a reply, or null for a reply of which there is nothing to think. */
  function opinion(reply, lang) {
    if (reply.about && (reply.choices || []).length) return noneOfThese(reply, lang);
    if (!reply.turn || String(reply.outcome).indexOf("answered") !== 0) return null;
    const status = el("p", { class: "small feedback-status", role: "status" });
    const why = el("div", { class: "feedback-why", hidden: true });
    const thumbs = {};

    function show(given) {
      Object.keys(thumbs).forEach((key) => thumbs[key].setAttribute("aria-pressed", String(Boolean(given) && given.helpful === (key === "helpful"))));
      const ask = Boolean(given) && !given.helpful && !given.reason;
      why.hidden = !ask;
      if (ask) fill(why, ...reasons(lang, (reason) => give({ helpful: false, reason })));
    }

    async function give(given) {
      const moved = given.reason && why.contains(why.getRootNode().activeElement);
      show(given);
      if (moved) thumbs.unhelpful.focus(); // the button that was pressed is gone
      try {
        await api.feedback({ turn: reply.turn, ...sent(given) });
        memory.rate(reply.turn, given);
        status.textContent = given.helpful || given.reason ? t(lang, "thanks") : "";
      } catch (trouble) {
        show(memory.get("rated")[reply.turn]);
        status.textContent = t(lang, "feedbackFailed");
      }
    }

    const thumb = (key, helpful) => (thumbs[key] = el("button", { type: "button", class: "opinion", "data-opinion": key, "aria-pressed": "false",
      on: { click: () => give({ helpful }) } }, drawing(helpful ? "thumb" : "thumb thumb-down", "0 0 24 24", { d: THUMB }), el("span", {}, t(lang, key))));
    const row = el("div", { class: "feedback-row" }, thumb("helpful", true), thumb("unhelpful", false),
      el("button", { type: "button", class: "opinion", "data-opinion": "not-asked", on: { click: () => onNotAsked(reply.turn, t(lang, "notAskedShown", { title: (reply.entry && reply.entry.title) || "" })) } }, t(lang, "notAsked")));
    show(memory.get("rated")[reply.turn]);
    return el("div", { class: "feedback", role: "group", "aria-label": t(lang, "feedback") }, row, why, status);
  }

  /** Under what was offered instead of a reply that was not meant: the next step is a person. */
  function noneOfThese(reply, lang) {
    return el("div", { class: "feedback" }, el("button", { type: "button", class: "opinion", "data-opinion": "none",
      on: { click: () => onNotAsked(reply.about, t(lang, "noneOfThese")) } }, t(lang, "noneOfThese")));
  }

  return { opinion, rating: createRating(api, memory) };
}

/** "skip" only closes the question: what was said before stays as it is. */
function sent({ helpful, reason }) {
  return reason && reason !== "skip" ? { helpful, reason } : { helpful };
}

function reasons(lang, onReason) {
  const known = t(lang, "reasons");
  const button = (code, text) => el("button", { type: "button", class: "opinion", "data-reason": code, on: { click: () => onReason(code) } }, text);
  return [el("p", { class: "small" }, t(lang, "whyNot")),
    el("div", { class: "feedback-row", role: "group", "aria-label": t(lang, "whyNot") },
      ...Object.keys(known).map((code) => button(code, known[code])), button("skip", t(lang, "noReason")))];
}

/** The five levels of the whole conversation: folded into one button, kept at the end of the log. */
function createRating(api, memory) {
  let lang = "zh-Hans";
  let failed = false;
  const opener = el("button", { type: "button", class: "opinion rating-open", "aria-expanded": "false", "aria-controls": "rating-levels" });
  const question = el("p", { class: "rating-question", id: "rating-question" });
  const levels = el("div", { class: "rating-levels", role: "group", "aria-labelledby": "rating-question" });
  const status = el("p", { class: "small", role: "status" });
  const body = el("div", { class: "rating-body", id: "rating-levels", hidden: true }, question, levels, status);
  const place = el("div", { class: "rating", "aria-live": "off" }, opener, body);

  function draw() {
    const given = memory.get("level");
    opener.textContent = t(lang, "rating");
    question.textContent = t(lang, "ratingAsk");
    fill(levels, ...LEVELS.map((level) => el("button", { type: "button", class: "opinion level", "data-level": level,
      "aria-pressed": String(level === given), on: { click: () => rate(level) } }, t(lang, "levels")[level])));
    status.textContent = failed ? t(lang, "feedbackFailed") : given ? t(lang, "rated", { level: t(lang, "levels")[given] }) : "";
  }

  async function rate(level) {
    try {
      await api.rate(level);
      memory.set({ level });
      failed = false;
    } catch (trouble) {
      failed = true;
    }
    draw();
    levels.querySelector(`[data-level="${level}"]`).focus();
  }

  opener.addEventListener("click", () => {
    body.hidden = !body.hidden;
    opener.setAttribute("aria-expanded", String(!body.hidden));
    if (!body.hidden) body.scrollIntoView({ block: "nearest" });
  });
  return {
    place,
    fold() {
      body.hidden = true;
      opener.setAttribute("aria-expanded", "false");
    },
    relabel(chosen) {
      lang = chosen;
      place.lang = lang;
      draw();
    },
  };
}
