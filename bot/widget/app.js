// Ties the parts of one chat together.

import { createApi, Trouble } from "./api.js";
import { createBrowse } from "./browse.js";
import { createComposer } from "./composer.js";
import { createCourier } from "./courier.js";
import { createElder } from "./elder.js";
import { createFeedback } from "./feedback.js";
import { createFloating } from "./floating.js";
import { createTyping } from "./notices.js";
import { watchRoom } from "./room.js";
import { createShell, relabel } from "./shell.js";
import { newId } from "./state.js";
import { served } from "./strings.js";
import { createView } from "./view.js";

/**
 * A chat inside `root`.
 * chosen: {entry: "page"|"inline"|"floating", base: URL, lang, title, startQuestion, elder, draft}
 * memory: what createMemory makes. onLanguage: hears the interface language, first and at every change.
 */
export class App {
  constructor(root, chosen, memory, onLanguage, api = createApi(chosen.base, memory)) {
    Object.assign(this, { root, chosen, memory, onLanguage, api, lang: chosen.lang, busy: false, begun: false });
    this.failed = null; // the question that did not get through
    this.parts = createShell(chosen.entry === "page");
    root.appendChild(this.parts.frame);
    this.floating = chosen.entry === "floating" ? createFloating(root, this.parts, (open) => this.toggled(open)) : null;
    this.build();
    this.parts.startOver.addEventListener("click", () => this.startOver());
    this.parts.language.addEventListener("change", () => {
      memory.set({ lang: this.parts.language.value });
      this.setLanguage(this.parts.language.value);
    });
    this.setLanguage(this.lang);
    this.elder.begin(chosen.elder);
    this.resume();
    if (!this.floating) this.begin();
    else if (memory.get("open")) this.floating.open(false);
  }

  build() {
    const { root, parts, memory, api } = this;
    this.typing = createTyping(parts.status);
    this.feedback = createFeedback(api, memory, (turn, said) => this.ask(said, { notAsked: turn, pressed: true }));
    this.view = createView(parts, { ask: (text, choice) => this.ask(text, { choice, pressed: true }), opinion: this.feedback.opinion });
    this.composer = createComposer(parts, (text) => this.ask(text, {}), (draft) => memory.set({ draft }));
    this.courier = createCourier((question) => this.deliver(question), {
      busy: (value) => this.setBusy(value),
      answered: (question, replies) => this.answered(question, replies),
      waiting: (question) => this.waiting(question),
      failed: (question, trouble) => this.undelivered(question, trouble),
    });
    this.browse = createBrowse({ root, panel: parts.browse, opener: parts.browseOpen }, api, (entry) => {
      parts.log.focus({ preventScroll: true });
      this.ask(entry.title, { choice: entry.id, pressed: true });
    });
    this.room = watchRoom(root, parts.frame, () => this.browse.load());
    this.elder = createElder({ root, button: parts.elder, smaller: parts.smaller, larger: parts.larger }, memory, () => {
      relabel(root, parts, this.lang, this.chosen.title);
      this.measure();
    });
  }

  /** Sends a question. pressed: by a button, so that the focus goes to the reply instead of staying in the field. */
  ask(text, { choice, notAsked, pressed }) {
    if (this.busy) return;
    if (this.failed) this.dismiss(this.failed);
    const bubble = this.view.question(text);
    const question = { id: newId(), text, choice, notAsked, pressed, lang: served(this.lang), bubble, notice: null };
    if (!pressed) this.composer.clear();
    this.note(question, "sent");
    this.courier.send(question);
  }

  async deliver({ id, text, choice, notAsked, lang }) {
    const replies = await this.api.ask({ id, text, choice, not_asked: notAsked, lang });
    if (!replies.length) throw new Trouble("server");
    return replies;
  }

  answered(question, replies) {
    this.withdraw(question);
    this.composer.forget(question.text);
    this.note(question, "answered", replies);
    const first = this.draw(question, replies);
    if (question.pressed) first.focus({ preventScroll: true });
  }

  draw(question, replies) {
    const { view, feedback } = this;
    feedback.rating.fold();
    const again = question.notAsked ? null : () => this.ask(question.text, { choice: question.choice, pressed: true });
    const first = view.replies(replies, question.bubble, again);
    if (replies.some((reply) => reply.entry)) view.end(feedback.rating.place);
    return first;
  }

  undelivered(question, trouble) {
    const again = trouble.canRetry ? () => this.retry(question) : null;
    this.withdraw(question);
    question.notice = this.view.trouble(trouble, question.bubble, again);
    this.failed = question;
    this.note(question, "failed");
    if (isTyped(question)) this.composer.restore(question.text);
    const button = question.notice.querySelector("button");
    if (question.pressed && button) button.focus({ preventScroll: true });
    else if (!question.pressed) this.composer.focus();
  }

  waiting(question) {
    if (question.notice) return;
    const edit = () => {
      this.courier.take(question);
      this.dismiss(question);
      if (isTyped(question)) this.composer.restore(question.text);
      this.composer.focus();
    };
    question.notice = this.view.waiting(question.bubble, () => this.courier.hurry(), edit);
    this.note(question, "waiting");
  }

  retry(question) {
    if (this.busy) return;
    this.failed = null;
    this.withdraw(question);
    question.pressed = true; // the retry button is gone: the focus needs somewhere to go
    this.parts.log.focus({ preventScroll: true });
    this.courier.send(question);
  }

  /** Takes the notice of a question away. If the focus was in it, the reply gets it. */
  withdraw(question) {
    if (question.notice && question.notice.contains(this.root.getRootNode().activeElement)) question.pressed = true;
    this.view.remove(question.notice);
    question.notice = null;
    this.view.delivered(question.bubble);
  }

  /** Takes a question that did not get through away, since it is asked anew. */
  dismiss(question) {
    this.view.remove(question.notice);
    this.view.remove(question.bubble);
    this.memory.drop(question.id);
    if (this.failed === question) this.failed = null;
  }

  note({ id, text, choice, notAsked, lang }, state, replies) {
    this.memory.note({ id, text, choice, notAsked, lang, state, replies });
  }

  setBusy(value) {
    this.busy = value;
    this.composer.setBusy(value);
    this.parts.log.setAttribute("aria-busy", String(value));
    if (value) this.typing.start(this.lang);
    else this.typing.stop();
  }

  startOver() {
    this.failed = null;
    this.courier.clear();
    this.memory.startOver();
    this.composer.clear();
    this.view.welcome();
    this.feedback.rating.relabel(this.lang);
    this.composer.focus();
  }

  setLanguage(lang) {
    this.lang = lang;
    relabel(this.root, this.parts, lang, this.chosen.title);
    [this.floating, this.composer, this.browse, this.view, this.feedback.rating].forEach((part) => part && part.relabel(lang, this.chosen.title));
    this.onLanguage(lang);
  }

  /** Draws what was said in this tab before, and sends what had not got through. */
  resume() {
    const { view, memory, courier, composer } = this;
    view.quietly(() => memory.get("turns").slice().forEach((turn) => {
      if (turn.state === "failed") return memory.drop(turn.id); // its text is the draft
      const question = { ...turn, bubble: view.question(turn.text), notice: null };
      if (turn.replies) return this.draw(question, turn.replies);
      return courier.send(question);
    }));
    const draft = this.chosen.draft || memory.get("draft");
    if (draft) composer.restore(draft);
  }

  toggled(open) {
    this.memory.set({ open });
    if (!open) return;
    this.measure();
    this.begin();
  }

  measure() {
    this.room.look();
    this.composer.refresh();
  }

  /** Asks the portal's start question, once in a conversation, when the chat is first seen. */
  begin() {
    const first = !this.begun && !this.memory.get("turns").length;
    this.begun = true;
    if (first && this.chosen.startQuestion) this.ask(this.chosen.startQuestion, { pressed: false });
  }
}

function isTyped(question) {
  return !question.choice && !question.notAsked;
}
