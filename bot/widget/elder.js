// Elder mode: larger text, targets and contrast, no motion. Wished for by the 浙里办 app, by ?uiStyle=elder, by an attribute, or by
// the switch, which is remembered and goes before all others.

export const SIZES = [18, 21, 24, 27, 30]; // pixels of the text; 18 and 30 are the limits of the rules for elders' interfaces

/** parts: {root, button, smaller, larger}; onChange(on): writes the switch's text anew. */
export function createElder(parts, memory, onChange) {
  let size = 0;

  function show(wanted) {
    size = wanted ? SIZES.reduce((best, one) => (Math.abs(one - wanted) < Math.abs(best - wanted) ? one : best)) : 0;
    parts.root.classList.toggle("is-elder", Boolean(size));
    if (size) parts.root.style.setProperty("--u", `${size}px`);
    else parts.root.style.removeProperty("--u");
    parts.button.setAttribute("data-text", size ? "elderOff" : "elderOn");
    parts.smaller.hidden = parts.larger.hidden = !size;
    parts.smaller.setAttribute("aria-disabled", String(size === SIZES[0]));
    parts.larger.setAttribute("aria-disabled", String(size === SIZES[SIZES.length - 1]));
    onChange(Boolean(size));
  }

  function choose(wanted) {
    memory.setElder(wanted);
    show(wanted);
  }

  function step(by) {
    const place = SIZES.indexOf(size) + by;
    if (place >= 0 && place < SIZES.length) choose(SIZES[place]);
  }

  parts.button.addEventListener("click", () => choose(size ? 0 : SIZES[0]));
  parts.smaller.addEventListener("click", () => step(-1));
  parts.larger.addEventListener("click", () => step(1));

  return {
    /** Begins with what was chosen before, else with what is wished for now. */
    begin(wished) {
      const chosen = memory.elder();
      show(chosen === null ? (wished ? SIZES[0] : 0) : chosen);
    },
    /** Somebody other than the citizen wishes for it: the app around us. */
    wish() {
      if (memory.elder() === null && !size) show(SIZES[0]);
    },
  };
}
