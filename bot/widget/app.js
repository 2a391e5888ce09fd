// Starts the page and ties its parts together.

import { createApi, Trouble } from "./api.js";
import { createBrowse } from "./browse.js";
import { createComposer } from "./composer.js";
import { createTyping } from "./notices.js";
import { createSessionStore, firstLanguage, newId } from "./state.js";
import { t } from "./strings.js";
import { createView } from "./view.js";

const find = (id) => document.getElementById(id);
const sessions = createSessionStore(() => window.sessionStorage);
const api = createApi(new URL("..", import.meta.url), sessions);

let lang = firstLanguage(location.search, navigator.languages || [navigator.language]);
let conversation = 0; // counts the times it was started over: what was asked before is not shown after
let busy = false;
let failed = null; // the question that did not get through

const log = find("log");
const typing = createTyping(find("status"));
const view = createView(log, (text, choice) => ask(text, choice, true));
const composer = createComposer(
  { form: find("composer"), field: find("question"), button: find("send"), count: find("count"), countStatus: find("count-status"), hint: find("hint") },
  (text) => ask(text));
const browse = createBrowse({ panel: find("browse"), opener: find("browse-open") }, api, (entry) => {
  log.focus({ preventScroll: true });
  ask(entry.title, entry.id, true);
});

/** Sends a question. pressed: by a button, so that the focus goes to the reply instead of staying in the field. */
function ask(text, choice, pressed) {
  if (busy) return;
  if (failed) dismiss(failed);
  const question = { text, choice, pressed, id: newId(), bubble: view.question(text), notice: null };
  if (!pressed) composer.clear();
  deliver(question);
}

async function deliver(question) {
  const now = conversation;
  setBusy(true);
  try {
    const replies = await api.ask({ text: question.text, choice: question.choice, id: question.id, lang });
    if (now === conversation) answered(question, replies);
  } catch (error) {
    if (now === conversation) undelivered(question, error instanceof Trouble ? error : new Trouble("server"));
  } finally {
    if (now === conversation) setBusy(false);
  }
}

function answered(question, replies) {
  if (!replies.length) throw new Trouble("server");
  setBusy(false);
  composer.forget(question.text);
  const again = () => ask(question.text, question.choice, true);
  const first = view.replies(replies, question.bubble, again);
  if (question.pressed) first.focus({ preventScroll: true });
}

function undelivered(question, trouble) {
  const again = trouble.canRetry ? () => retry(question) : null;
  question.notice = view.trouble(trouble, lang, question.bubble, again);
  failed = question;
  if (!question.choice) composer.restore(question.text);
  const button = question.notice.querySelector("button");
  if (question.pressed && button) button.focus({ preventScroll: true });
  else if (!question.pressed) composer.focus();
}

function retry(question) {
  if (busy) return;
  failed = null;
  view.remove(question.notice);
  view.delivered(question.bubble);
  question.pressed = true; // the retry button is gone: the focus needs somewhere to go
  log.focus({ preventScroll: true });
  deliver(question);
}

/** Takes a question that did not get through away, since it is asked anew. */
function dismiss(question) {
  view.remove(question.notice);
  view.remove(question.bubble);
  failed = null;
}

function setBusy(value) {
  busy = value;
  composer.setBusy(value);
  log.setAttribute("aria-busy", String(value));
  if (value) typing.start(lang);
  else typing.stop();
}

function startOver() {
  conversation += 1;
  failed = null;
  sessions.clear();
  setBusy(false);
  composer.clear();
  view.welcome(lang);
  composer.focus();
}

function setLanguage(chosen) {
  lang = chosen;
  document.documentElement.lang = lang;
  document.title = t(lang, "title");
  document.querySelectorAll("[data-text]").forEach((element) => { element.textContent = t(lang, element.getAttribute("data-text")); });
  document.querySelectorAll("[data-label]").forEach((element) => element.setAttribute("aria-label", t(lang, element.getAttribute("data-label"))));
  const other = find("switch-language");
  other.textContent = t(lang, "otherLanguage");
  other.lang = lang === "zh" ? "en" : "zh";
  composer.relabel(lang);
  browse.relabel(lang);
  view.relabel(lang);
}

find("start-over").addEventListener("click", startOver);
find("switch-language").addEventListener("click", () => {
  setLanguage(lang === "zh" ? "en" : "zh");
  history.replaceState(null, "", `?lang=${lang}`);
});

setLanguage(lang);
view.welcome(lang);

// On a wide screen the topics stand beside the chat from the start; on a narrow one they are fetched when opened.
const wide = window.matchMedia("(min-width: 64em)");
if (wide.matches) browse.load();
if (wide.addEventListener) wide.addEventListener("change", () => { if (wide.matches) browse.load(); });
