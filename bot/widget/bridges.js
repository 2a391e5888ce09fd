// What the apps around us offer, if their scripts are loaded (FAQ_WEB_BRIDGES): 浙里办 says whether its elder mode is on.

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

/** Tells the mini program around us that the chat is there, if Alipay's bridge is loaded. */
export function tellAlipay() {
  const bridge = window.my;
  if (bridge && typeof bridge.postMessage === "function") bridge.postMessage({ faq: "ready" });
}
