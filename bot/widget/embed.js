// One tag puts the assistant on a page: <script src="https://…/chat/embed.js" async></script>
// Its data-… attributes are those of <faq-assistant>. A page that holds the element already gets no second one.
// Classic script or module: both load the rest from beside this file.
(() => {
  const NAMES = ["entry", "lang", "title", "color", "start-question", "server", "elder"];
  const classic = document.currentScript; // null in a module
  const tag = classic || document.querySelector("script[src*='/embed.js']");
  // A classic script of another origin has no address of its own to import from.
  const address = classic ? new URL("assets/element.js", classic.src).href : "./assets/element.js";

  function place() {
    if (document.querySelector("faq-assistant")) return;
    const assistant = document.createElement("faq-assistant");
    NAMES.forEach((name) => {
      const value = tag && tag.getAttribute(`data-${name}`);
      if (value !== null && value !== undefined) assistant.setAttribute(name, value);
    });
    document.body.appendChild(assistant);
  }

  import(address).then(() => {
    if (document.body) place();
    else document.addEventListener("DOMContentLoaded", place);
  }, (error) => {
    console.error("faq-assistant: the assistant could not be loaded. Allow its address in script-src and connect-src of this page's "
      + "Content-Security-Policy, and name this page's origin in FAQ_WEB_ORIGINS of the service.", error);
  });
})();
