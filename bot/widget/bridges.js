// What the apps around us offer, if they are there: 浙里办 says whether its elder mode is on; Alipay has a script of its own.

const ALIPAY = "https://appx/web-view.min.js"; // a name that only Alipay's own WebView knows

/** Asks 浙里办's bridge for the interface style. Without the bridge, or when it refuses, nothing happens. */
export function askZheliban(onElder) {
  const bridge = window.ZWJSBridge;
  if (!bridge || typeof bridge.getUiStyle !== "function") return;
  const ask = () => Promise.resolve(bridge.getUiStyle()).then((found) => {
    if (found && found.uiStyle === "elder") onElder();
  }, () => null);
  if (typeof bridge.onReady === "function") bridge.onReady(ask);
  else ask();
}

/** Loads Alipay's bridge, in Alipay only, so that the mini program around us hears that the chat is there. */
export function loadAlipay() {
  if (!/AlipayClient/.test(navigator.userAgent) || document.querySelector("script[data-faq-alipay]")) return;
  const script = document.createElement("script");
  script.setAttribute("data-faq-alipay", "");
  script.onload = () => {
    if (window.my && window.my.postMessage) window.my.postMessage({ faq: "ready" });
  };
  script.src = trusted(ALIPAY);
  document.head.appendChild(script);
}

/** The one address that we ever load a script from, as the browser's Trusted Types want it. */
function trusted(address) {
  if (!window.trustedTypes) return address;
  return window.trustedTypes.createPolicy("faq-alipay", { createScriptURL: () => ALIPAY }).createScriptURL(address);
}
