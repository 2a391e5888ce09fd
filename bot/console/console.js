// While somebody types in an entry's form: what the rules say of it, after each pause; and a question before the page is left unsaved.
// Without this script "Check and preview" says the same.
"use strict";

const PAUSE = 700; // milliseconds without a keystroke
const form = document.querySelector("form[data-lint]");
const place = document.getElementById("live");
let timer = 0;
let running = new AbortController();
let unsaved = false;

async function lint() {
  running.abort();
  running = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  try {
    const response = await fetch(form.dataset.lint, { method: "POST", body, signal: running.signal });
    if (!response.ok) return; // the session is over: saving says so, and keeps what was typed
    const said = new DOMParser().parseFromString(await response.text(), "text/html");
    place.replaceChildren(...said.body.childNodes);
    place.tabIndex = 0; // it scrolls: by keyboard too
    keepInSight();
  } catch (error) {
    if (error.name !== "AbortError") place.replaceChildren(); // no connection: old words would be wrong
  }
}

// The bar below grows with what is said: the field that is typed in stays above it.
function keepInSight() {
  document.documentElement.style.scrollPaddingBottom = `${place.parentElement.offsetHeight + 24}px`;
  if (form.contains(document.activeElement) && !place.parentElement.contains(document.activeElement)) {
    document.activeElement.scrollIntoView({ block: "nearest" });
  }
}

function changed(event) {
  if (event.isComposing) return; // an input method is still at it
  unsaved = true;
  clearTimeout(timer);
  timer = setTimeout(lint, PAUSE);
}

if (form && place) {
  form.addEventListener("input", changed);
  form.addEventListener("compositionend", changed);
  form.addEventListener("submit", () => { unsaved = false; });
  window.addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}
