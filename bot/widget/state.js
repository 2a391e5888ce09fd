// Small facts: the interface language, the length of a text, a new id.

/** The interface language that a tag such as zh-TW or en-GB means, or null. */
export function languageFrom(tag) {
  const said = String(tag || "").toLowerCase();
  if (/^en\b/.test(said)) return "en";
  if (!/^zh\b/.test(said)) return null;
  return /hant|-(tw|hk|mo)\b/.test(said) ? "zh-Hant" : "zh-Hans";
}

/** The language to begin with: the first tag that means one, then the browser's; English for a browser of neither language. */
export function firstLanguage(tags, browserLanguages) {
  const known = [...tags, ...browserLanguages].map(languageFrom).find(Boolean);
  return known || (browserLanguages.length ? "en" : "zh-Hans");
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
