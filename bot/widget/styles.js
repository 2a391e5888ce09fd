// Brings our style sheets into a shadow root under any Content-Security-Policy: as a sheet made by script, which no policy forbids;
// in browsers without that as a linked file; and where a policy forbids the file, rule by rule.

const SHEETS = ["style.css", "messages.css"];

/** Resolves when the styles are there, or cannot be had. folder: the address of the sheets. */
export async function adoptStyles(root, folder) {
  const addresses = SHEETS.map((name) => new URL(name, folder));
  try {
    if (!constructable()) throw new Error("styles: no sheets by script");
    root.adoptedStyleSheets = (await Promise.all(addresses.map(text))).map((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      return sheet;
    });
  } catch (error) { // also when the file could not be fetched: the browser may still be allowed to link it
    await Promise.all(addresses.map((address) => linked(root, address)));
  }
}

function constructable() {
  return "adoptedStyleSheets" in Document.prototype && "replaceSync" in CSSStyleSheet.prototype;
}

async function text(address) {
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new Error(`styles: ${response.status}`);
  return response.text();
}

function linked(root, address) {
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address.href;
    link.onload = () => resolve();
    link.onerror = () => inserted(root, address).then(resolve, resolve);
    root.appendChild(link);
  });
}

async function inserted(root, address) {
  const style = document.createElement("style");
  root.appendChild(style);
  rules(await text(address)).forEach((rule) => style.sheet && style.sheet.insertRule(rule, style.sheet.cssRules.length));
}

/** The top-level rules of our own style sheet, which has no braces in strings. */
function rules(css) {
  const found = [];
  let depth = 0;
  let from = 0;
  const plain = css.replace(/\/\*[^]*?\*\//g, "");
  Array.from(plain).forEach((character, place) => {
    if (character === "{") depth += 1;
    if (character !== "}") return;
    depth -= 1;
    if (depth) return;
    found.push(plain.slice(from, place + 1).trim());
    from = place + 1;
  });
  return found;
}
