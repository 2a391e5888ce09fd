// Talks to the chat channel. Every failure becomes a Trouble that says what to tell the citizen.

const PATIENCE = 12000; // milliseconds; the server promises an answer within 6 seconds

/** code: the server's, or `offline`, `timeout`, `server`. message: in both languages, or null for our own sentence. */
export class Trouble extends Error {
  constructor(code, message) {
    super(`api: ${code}`);
    this.code = code;
    this.sentences = message || null;
  }

  /** Whether sending the very same thing again can help. */
  get canRetry() {
    return ["empty_text", "text_too_long", "unknown_choice", "bad_field", "bad_json"].indexOf(this.code) < 0;
  }
}

/** @param {URL} base the address of the chat, with a slash at its end */
export function createApi(base, memory) {
  let opening = null; // the request for a session that is under way

  async function session() {
    const known = memory.session();
    if (known) return known;
    opening = opening || post("session", {}).then((issued) => (memory.set({ session: issued }), issued.session));
    try {
      return await opening;
    } finally {
      opening = null;
    }
  }

  /** Sends something of the conversation; once more with a new session if the server knows the old one no more. */
  async function inSession(path, body) {
    try {
      return await post(path, { ...body, session: await session() });
    } catch (trouble) {
      if (!(trouble instanceof Trouble) || trouble.code.indexOf("session_") !== 0) throw trouble;
      memory.set({ session: null }); // after the server's restart, or after twelve hours
      return post(path, { ...body, session: await session() });
    }
  }

  function post(path, body) {
    return request(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  }

  async function request(path, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), PATIENCE);
    try {
      const response = await fetch(new URL(path, base), { ...options, credentials: "omit", signal: abort.signal });
      return await decoded(response);
    } catch (error) {
      if (error instanceof Trouble) throw error;
      throw new Trouble(abort.signal.aborted ? "timeout" : "offline");
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    ask: async (question) => (await inSession("messages", question)).replies,
    categories: () => request("categories"),
    entries: (category) => request(`categories/${encodeURIComponent(category)}`),
    feedback: (opinion) => inSession("feedback", opinion),
    rate: (level) => inSession("rating", { level }),
  };
}

async function decoded(response) {
  let value = null;
  try {
    value = await response.json();
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Trouble("server"); // a proxy's page, not ours
  }
  if (response.ok) return value;
  const told = value && value.error;
  throw new Trouble((told && told.code) || "server", told && told.message);
}
