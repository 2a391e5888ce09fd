// What this tab remembers: session, draft, conversation, choices of the citizen. In sessionStorage, so that it ends with the tab;
// in memory alone where the browser forbids storage. Elder mode is a person's, not a tab's: it is in localStorage.

const KEY = "faq-conversation";
const ELDER = "faq-elder";
const KEPT = 40; // turns; more than anybody scrolls back to
const MARGIN = 60000; // milliseconds before its end in which a session is not begun with

/** One question and what became of it: {id, text, choice, notAsked, lang, state: "sent"|"waiting"|"answered"|"failed", replies}. */
export function createMemory(tab = () => window.sessionStorage, person = () => window.localStorage) {
  const empty = { session: null, draft: "", turns: [], rated: {}, level: null, lang: null, open: false };
  const kept = { ...empty, ...read(tab) };

  function save() {
    kept.turns = kept.turns.slice(-KEPT);
    attempt(() => tab().setItem(KEY, JSON.stringify(kept)));
  }

  function set(changes) {
    Object.assign(kept, changes);
    save();
  }

  return {
    get: (name) => kept[name],
    set,
    session() {
      const saved = kept.session;
      return saved && Date.parse(saved.expires) - Date.now() > MARGIN ? saved.session : null;
    },
    /** Notes a question, or what became of it. */
    note(turn) {
      const place = kept.turns.findIndex((one) => one.id === turn.id);
      if (place < 0) kept.turns.push(turn);
      else kept.turns[place] = turn;
      save();
    },
    drop(id) {
      set({ turns: kept.turns.filter((one) => one.id !== id) });
    },
    rate(turn, feedback) {
      kept.rated[turn] = feedback;
      save();
    },
    startOver() {
      set({ session: null, draft: "", turns: [], rated: {}, level: null });
    },
    /** The text size of elder mode in pixels, 0 if it was switched off, null if nothing was chosen. */
    elder() {
      const size = attempt(() => person().getItem(ELDER));
      return size === null || size === "" ? null : Number(size) || 0;
    },
    setElder(size) {
      attempt(() => person().setItem(ELDER, String(size)));
    },
  };
}

function read(tab) {
  const found = attempt(() => JSON.parse(tab().getItem(KEY)));
  const whole = found && typeof found === "object" && Array.isArray(found.turns) && found.rated && typeof found.rated === "object";
  return whole ? found : {};
}

function attempt(action) {
  try {
    return action();
  } catch (error) {
    return null; // storage may be forbidden, full, or hold what another page wrote
  }
}
