// What the page knows: the interface language and the session. The conversation itself lives only in memory.

const SESSION = "faq-session";

/** The language to begin with: ?lang=, then the browser's. */
export function firstLanguage(search, browserLanguages) {
  const asked = new URLSearchParams(search).get("lang");
  if (asked === "zh" || asked === "en") return asked;
  const first = (browserLanguages || []).find((tag) => /^(zh|en)\b/i.test(tag));
  return first && /^en/i.test(first) ? "en" : first || !(browserLanguages || []).length ? "zh" : "en";
}

/** The language to mark a text of the citizen's with, for screen readers and line breaking. */
export function languageOf(text) {
  return /[\u3400-\u9fff]/.test(text) ? "zh" : "en";
}

/** How long a text is, as the server counts: in Chinese characters, one of another script being half. */
export function lengthOf(text) {
  return Array.from(text.trim()).reduce((sum, character) => sum + (character.codePointAt(0) >= 0x2e80 ? 1 : 0.5), 0);
}

/** A new id for a message, so that a repeated one is not answered twice. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keeps the session while the tab is open; in memory only, where the browser forbids storage. */
export function createSessionStore(storage) {
  let kept = null;
  return {
    get() {
      const saved = kept || read(storage);
      return saved && Date.parse(saved.expires) - Date.now() > 60000 ? saved.session : null;
    },
    set(session) {
      kept = session;
      attempt(() => storage().setItem(SESSION, JSON.stringify(session)));
    },
    clear() {
      kept = null;
      attempt(() => storage().removeItem(SESSION));
    },
  };
}

function read(storage) {
  return attempt(() => JSON.parse(storage().getItem(SESSION)));
}

function attempt(action) {
  try {
    return action();
  } catch (error) {
    return null; // storage may be forbidden, full, or hold what another page wrote
  }
}
