// The small subset of Markdown that answers are written in, made into nodes: paragraphs, "- " and "1. " lists, **bold**,
// [text](address). Everything else stays the text that it is.

import { append, el, link, withHotlines } from "./dom.js";

const BULLET = /^\s*[-*]\s+(.*)$/;
const NUMBER = /^\s*\d{1,3}(?:\.\s+|、\s*)(.*)$/;
const INLINE = /\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)/g;

/** The nodes of a text of several paragraphs and lists. */
export function markdown(text) {
  const blocks = [];
  let open = null; // the paragraph or list that the next line may belong to
  String(text || "").split(/\r?\n/).forEach((line) => {
    const bullet = BULLET.exec(line);
    const number = bullet ? null : NUMBER.exec(line);
    if (bullet || number) {
      const tag = bullet ? "ul" : "ol";
      if (!open || open.tag !== tag) blocks.push((open = { tag, lines: [] }));
      open.lines.push((bullet || number)[1]);
    } else if (!line.trim()) {
      open = null;
    } else {
      if (!open || open.tag !== "p") blocks.push((open = { tag: "p", lines: [] }));
      open.lines.push(line.trim());
    }
  });
  return blocks.map(block);
}

/** The nodes of one line: text, bold and links. */
export function inline(text) {
  const nodes = [];
  let from = 0;
  String(text).replace(INLINE, (whole, bold, label, address, at) => {
    if (at > from) nodes.push(...withHotlines(text.slice(from, at)));
    nodes.push(bold ? el("strong", {}, bold) : link(address, label));
    from = at + whole.length;
    return whole;
  });
  if (from < text.length) nodes.push(...withHotlines(text.slice(from)));
  return nodes;
}

function block({ tag, lines }) {
  const element = el(tag);
  if (tag !== "p") {
    append(element, lines.map((line) => el("li", {}, ...inline(line))));
    return element;
  }
  lines.forEach((line, place) => append(element, place ? [el("br"), ...inline(line)] : inline(line)));
  return element;
}
