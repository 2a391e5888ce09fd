// How much room the chat has, counted in its own text size: the same rules then serve a phone, a corner of a portal's page,
// zoom and large text. A media query would see the portal's window instead.

const NARROW = 48; // widths and heights, in text sizes
const WIDE = 64;
const TINY = 22;
const SHORT = 30;

/** Keeps the classes is-narrow, is-wide, is-tiny and is-short of the root right. onWide: called when it has become wide. */
export function watchRoom(root, frame, onWide) {
  function look() {
    if (!frame.clientWidth) return; // closed
    const unit = parseFloat(getComputedStyle(root).fontSize) || 16;
    const width = frame.clientWidth / unit;
    const wide = width >= WIDE;
    root.classList.toggle("is-narrow", width < NARROW);
    root.classList.toggle("is-tiny", width < TINY);
    root.classList.toggle("is-short", frame.clientHeight / unit < SHORT);
    if (wide && !root.classList.contains("is-wide")) onWide();
    root.classList.toggle("is-wide", wide);
  }

  if (window.ResizeObserver) new ResizeObserver(look).observe(frame);
  window.addEventListener("resize", look);
  look();
  return { look, stop: () => window.removeEventListener("resize", look) };
}
