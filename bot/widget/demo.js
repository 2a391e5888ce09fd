// The demonstration: every state of the chat side by side, each an element of its own with canned replies and a memory of its own.

import { Trouble } from "./api.js";
import { createMemory } from "./memory.js";
import { languageFrom } from "./state.js";
import { served } from "./strings.js";
import "./element.js";

const lang = languageFrom(new URLSearchParams(location.search).get("lang")) || "zh-Hans";
const spoken = served(lang);
const say = (zh, en) => (spoken === "en" ? en : zh);

const QUESTION = say("身份证丢了怎么补办？", "I lost my ID card. How do I get a new one?");
const CHOICES = [
  { id: "demo/lost", title: QUESTION },
  { id: "demo/renew", title: say("身份证到期了怎么换？", "How do I renew my ID card?") },
  { id: "demo/temporary", title: say("怎么办临时身份证？", "How do I get a temporary ID card?") },
];
const DEPARTMENT = { id: "demo", name: say("公安局", "Public Security Bureau"), phone: "12345" };
const ENTRY = {
  id: "demo/lost",
  title: QUESTION,
  category: { id: "demo", name: say("身份证与居住证", "ID cards and residence permits") },
  department: DEPARTMENT,
  answer: say("这是一条**示例**答复：\n- 第一点\n- 第二点\n\n详情见[示例链接](https://www.example.com/)。",
    "This is a **sample** answer:\n- the first point\n- the second point\n\nMore at the [sample link](https://www.example.com/)."),
  guide: [
    { element: "materials", label: say("申请材料", "Documents"), items: [say("示例材料一", "Sample document one"), say("示例材料二", "Sample document two")] },
    { element: "steps", label: say("办理流程", "Steps"), items: [say("申请", "Apply"), say("领取", "Collect")] },
    { element: "fee", label: say("收费标准", "Fee"), text: say("示例：免费", "Sample: free of charge") },
  ],
  basis: [{ title: say("示例依据", "Sample basis"), url: "https://www.example.com/" }],
  reviewed: "2026-11-20",
};

const reply = (outcome, text, more) => ({ outcome, lang: spoken, text, entry: null, choices: [], related: [], department: null, turn: "0".repeat(32), ...more });
const ANSWER = reply("answered", ENTRY.answer, { entry: ENTRY, related: CHOICES.slice(1) });
const FOLLOW_UP = reply("answered_followup", say(`关于“${QUESTION}”：\n示例：免费`, `About “${QUESTION}”:\nSample: free of charge`), { entry: ENTRY });
const CLARIFICATION = reply("clarification", say("您想问的是下面哪一个？", "Which of these do you mean?"), { choices: CHOICES });
const UNKNOWN = reply("unanswerable_no_match", say("抱歉，这个问题没有可靠的答案。您可以拨打 12345。", "Sorry, there is no reliable answer to this. You can call 12345."), { department: DEPARTMENT });
const EMERGENCY = reply("guard_emergency", say("请马上拨打 119。", "Please call 119 at once."));
const SMALL_TALK = reply("smalltalk", say("您好！请问您想办什么事？", "Hello! What would you like to do?"));
const FAILED = reply("error_retrieval", say("抱歉，请稍后再问一次，或拨打 12345。", "Sorry, please ask again in a moment, or call 12345."));

const ask = (...replies) => ({ api: { ask: async () => replies }, act: (app) => app.ask(QUESTION, {}) });
const refuse = (code) => ({ api: { ask: async () => { throw new Trouble(code); } }, act: (app) => app.ask(QUESTION, {}) });
const press = (...selectors) => async (app, root) => {
  for (const selector of selectors) {
    root.querySelector(selector).click();
    await moment();
  }
};
const afterwards = (state, act) => ({ ...state, act: async (app, root) => {
  state.act(app);
  await moment();
  await act(app, root);
} });

const STATES = {
  welcome: {},
  answer: ask(ANSWER),
  "follow-up": ask(FOLLOW_UP),
  clarification: ask(CLARIFICATION),
  unknown: ask(UNKNOWN),
  "small-talk": ask(SMALL_TALK),
  emergency: ask(EMERGENCY),
  "failed-answer": ask(FAILED),
  busy: { api: { ask: () => new Promise(() => null) }, act: (app) => app.ask(QUESTION, {}) },
  offline: refuse("offline"),
  trouble: refuse("timeout"),
  "too-long": { act: (app, root) => write(root, say("长", "long ").repeat(say(301, 130))) },
  "near-limit": { act: (app, root) => write(root, say("字", "text ").repeat(say(260, 110))) },
  topics: { act: press("#browse-open") },
  "thumb-down": afterwards(ask(ANSWER), press("[data-opinion='unhelpful']")),
  rating: afterwards(ask(ANSWER), press(".rating-open", "[data-level='5']")),
  "not-asked": afterwards(ask({ ...CLARIFICATION, about: "0".repeat(32) }), () => null),
  elder: { ...ask(ANSWER), attributes: { elder: "" } },
  colour: { ...ask(ANSWER), attributes: { color: "#8c1d40", title: say("自选标题", "A title of one's own") } },
  wide: { ...ask(ANSWER), wide: true },
  floating: { attributes: { entry: "floating" } },
};

const NOTHING = {
  ask: async () => [SMALL_TALK],
  categories: async () => [{ id: "demo", name: { zh: "示例类别", en: "A sample topic" }, department: { zh: "示例部门", en: "A sample department" } }],
  entries: async () => ({ id: "demo", entries: CHOICES.map(({ id, title }) => ({ id, title: { zh: title, en: title } })) }),
  feedback: async () => ({ saved: true }),
  rate: async () => ({ saved: true }),
};

function write(root, text) {
  const field = root.querySelector("#question");
  field.value = text;
  field.dispatchEvent(new Event("input"));
}

function moment() {
  return new Promise((resolve) => setTimeout(resolve, 50));
}

/** A storage that keeps nothing: each element remembers by itself. */
function nowhere() {
  throw new Error("demo: nothing is stored");
}

async function show(name, { api, act, attributes, wide }) {
  const element = document.createElement("faq-assistant");
  const given = { entry: "inline", lang, ...attributes };
  Object.keys(given).forEach((key) => element.setAttribute(key, given[key]));
  element.api = { ...NOTHING, ...api };
  element.memory = createMemory(nowhere, nowhere);
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  heading.textContent = name;
  section.id = name;
  section.className = wide ? "is-wide" : "";
  section.append(heading, element);
  document.getElementById("states").appendChild(section);
  await element.ready;
  if (act) await act(element.app, element.shadowRoot);
}

document.documentElement.lang = lang;
Promise.all(Object.keys(STATES).map((name) => show(name, STATES[name]))).then(() => {
  document.documentElement.setAttribute("data-ready", "");
  const chosen = location.hash && document.querySelector(location.hash);
  if (chosen) chosen.scrollIntoView();
  else window.scrollTo(0, 0);
});
