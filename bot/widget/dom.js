// Builds elements. Text only ever becomes text nodes: there is no way here to make markup out of a string.

const SVG = "http://www.w3.org/2000/svg";

// Public hotlines, unless the number is an amount, a duration or part of another number. Three digits are more often
// something else ("第110条"), so only sentences of our own have those made links.
const LONG = "12345|12333|12366|12315|12393|12329|12328|12348|12356|12367|12369|12306|12123";
const NO_COUNT = "(?!\\d|\\.\\d|\\s*(?:元|块|天|日|个|万|米|yuan|days?|months?|years?|m\\b))";
const hotlines = (numbers) => new RegExp(`(^|[^\\d.])(${numbers})${NO_COUNT}`, "gi");

/** An element. A value of null, undefined or false leaves the attribute out; `on` holds listeners. */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  const { on, ...plain } = attributes || {};
  Object.keys(plain).forEach((name) => {
    const value = plain[name];
    if (value === null || value === undefined || value === false) return;
    element.setAttribute(name, value === true ? "" : String(value));
  });
  Object.keys(on || {}).forEach((event) => element.addEventListener(event, on[event]));
  append(element, children);
  return element;
}

/** A small drawing of paths, each {d, …}. It is decoration: words beside it say the same. */
export function drawing(name, viewBox, ...paths) {
  const svg = document.createElementNS(SVG, "svg");
  const set = (element, attributes) => Object.keys(attributes).forEach((key) => element.setAttribute(key, attributes[key]));
  set(svg, { class: name, viewBox, "aria-hidden": "true", focusable: "false" });
  paths.forEach((attributes) => {
    const path = document.createElementNS(SVG, "path");
    set(path, attributes);
    svg.appendChild(path);
  });
  return svg;
}

export function append(parent, children) {
  children.forEach((child) => {
    if (child === null || child === undefined) return;
    parent.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
  });
}

export function fill(parent, ...children) {
  while (parent.firstChild) parent.removeChild(parent.firstChild);
  append(parent, children);
}

/** An address to link to, or null: only web pages, telephone numbers and mail. */
export function safeAddress(address) {
  return typeof address === "string" && /^(https?:\/\/[^\s]+|tel:[+\d-]+|mailto:[^\s]+)$/i.test(address) ? address : null;
}

/** A link; plain text if its address is not one to follow. */
export function link(address, text) {
  const safe = safeAddress(address);
  if (!safe) return document.createTextNode(text);
  const outside = /^https?:/i.test(safe);
  return el("a", { href: safe, target: outside ? "_blank" : null, rel: outside ? "noopener noreferrer" : null }, text);
}

export function phoneLink(number) {
  const digits = String(number).replace(/[^\d+]/g, "");
  return digits.length >= 3 ? el("a", { href: `tel:${digits}`, class: "phone" }, String(number)) : document.createTextNode(String(number));
}

/** The nodes of our own sentence, its hotlines made links. */
export function withPhones(line) {
  return linked(line, hotlines(`${LONG}|110|119|120|122`));
}

/** The same of staff's text: only what can be nothing but a hotline. */
export function withHotlines(line) {
  return linked(line, hotlines(LONG));
}

function linked(line, pattern) {
  const nodes = [];
  let from = 0;
  line.replace(pattern, (whole, before, number, at) => {
    const start = at + before.length;
    nodes.push(line.slice(from, start), phoneLink(number));
    from = start + number.length;
    return whole;
  });
  nodes.push(line.slice(from));
  return nodes.filter((node) => node !== "");
}
