// The portal's colour, made dark enough for white text on it; shades of it for lines and grounds.

const WHITE = [255, 255, 255];
const ENOUGH = 7; // contrast with white; more than the 4.5 that is asked, so that tints and elder mode are covered as well

/** Sets the colours of a chat from `#rgb` or `#rrggbb`; anything else is left alone. */
export function paint(root, colour) {
  const brand = read(colour);
  if (!brand) return;
  const dark = darkened(brand);
  const names = { "--brand": dark, "--brand-deep": mixed(dark, [0, 0, 0], 0.15), "--brand-tint": mixed(dark, WHITE, 0.92), "--brand-line": mixed(dark, WHITE, 0.7) };
  Object.keys(names).forEach((name) => root.style.setProperty(name, `rgb(${names[name].join(", ")})`));
}

function read(colour) {
  const found = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(String(colour || "").trim());
  if (!found) return null;
  const digits = found[1].length === 3 ? found[1].replace(/./g, "$&$&") : found[1];
  return [0, 2, 4].map((place) => parseInt(digits.slice(place, place + 2), 16));
}

function darkened(colour) {
  let dark = colour;
  while (contrastWithWhite(dark) < ENOUGH) dark = mixed(dark, [0, 0, 0], 0.1);
  return dark;
}

function mixed(colour, other, share) {
  return colour.map((value, place) => Math.round(value * (1 - share) + other[place] * share));
}

function contrastWithWhite(colour) {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}
