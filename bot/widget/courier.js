// Carries questions to the server, one after the other. Without a network it keeps them and tries again by itself; the same
// question always has the same id, by which the server answers it once however often it arrives.

import { Trouble } from "./api.js";

const FIRST_WAIT = 1000; // milliseconds
const LONGEST_WAIT = 30000;

/** Milliseconds before the next try: doubled each time, and spread, so that not everybody comes back at the same moment. */
export function waitBefore(tries, chance = Math.random()) {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** tries) * (0.5 + chance / 2);
}

/** on: {busy(value), answered(question, replies), waiting(question), failed(question, trouble)} */
export function createCourier(deliver, on) {
  let queue = [];
  let carrying = null;
  let tries = 0;
  let timer = 0;

  function send(question) {
    queue.push(question);
    hurry();
  }

  /** Tries at once: a question was added, the network is back, or the citizen asked for it. */
  function hurry() {
    tries = 0;
    next();
  }

  function next() {
    clearTimeout(timer);
    if (!carrying && queue.length) carry(queue[0]);
  }

  async function carry(question) {
    carrying = question;
    on.busy(true);
    let replies = null;
    let trouble = null;
    try {
      replies = await deliver(question);
    } catch (error) {
      trouble = error instanceof Trouble ? error : new Trouble("server");
    }
    if (!trouble) settle(question, () => on.answered(question, replies));
    else if (trouble.code === "offline") keep(question);
    else settle(question, () => on.failed(question, trouble));
  }

  function settle(question, tell) {
    if (carrying !== question) return; // started over meanwhile: what was asked before is not shown after
    carrying = null;
    queue.shift();
    tries = 0;
    on.busy(false);
    tell();
    next();
  }

  function keep(question) {
    if (carrying !== question) return;
    carrying = null;
    on.busy(false);
    queue.forEach((one) => on.waiting(one));
    timer = setTimeout(next, waitBefore(tries));
    tries += 1;
  }

  function take(question) {
    if (carrying === question) carrying = null;
    queue = queue.filter((one) => one !== question);
    if (!queue.length) clearTimeout(timer);
  }

  window.addEventListener("online", hurry);
  return {
    send,
    hurry,
    take,
    clear() {
      queue = [];
      carrying = null;
      clearTimeout(timer);
      on.busy(false);
    },
    stop() {
      this.clear();
      window.removeEventListener("online", hurry);
    },
  };
}
