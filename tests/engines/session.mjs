// A browser that is not Chromium, driven by the standards: Firefox by WebDriver BiDi, WebKit by WebDriver.
// Both give the same few verbs, so that one walk serves both.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** How long a browser may take to start. */
const START_MS = 60_000;
/** How long one question to the page, or the wait for one thing on it, may take. */
const ANSWER_MS = 60_000;

/** The full path of a program. */
function located(...names) {
  for (const name of names)
    for (const folder of (process.env.PATH ?? "").split(delimiter))
      if (existsSync(join(folder, name))) return join(folder, name);
  return null;
}

/** A port that nothing listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** Starts a program in a group of its own, so that ending it ends its children. */
function start(program, words, environment = {}) {
  const child = spawn(program, words, {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  const gone = new Promise((done) => child.once("exit", done));
  const end = async () => {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      return;
    }
    const killer = setTimeout(() => {
      try {
        process.kill(-child.pid, "SIGKILL");
      } catch {
        // It is gone already.
      }
    }, 5000);
    await gone;
    clearTimeout(killer);
  };
  return { child, end };
}

/** The source of a call whose arguments and answer cross as JSON. */
const asJson = (call, given) =>
  `Promise.resolve((${call})(...${JSON.stringify(given)})).then((value) => JSON.stringify({ value }), (error) => JSON.stringify({ error: String(error) }))`;

function read(answer) {
  const { value, error } = JSON.parse(answer);
  if (error !== undefined) throw new Error(error);
  return value;
}

/** The pointer pressed once, where the middle of an element is. */
const press = (x, y) => ({
  type: "pointer",
  id: "mouse",
  parameters: { pointerType: "mouse" },
  actions: [
    { type: "pointerMove", x: Math.round(x), y: Math.round(y) },
    { type: "pointerDown", button: 0 },
    { type: "pointerUp", button: 0 },
  ],
});
const keys = (text) => ({
  type: "key",
  id: "keys",
  // A line's end is the Enter key: not every driver takes the character for one.
  actions: [...text.replaceAll("\n", "\uE007")].flatMap((value) => [
    { type: "keyDown", value },
    { type: "keyUp", value },
  ]),
});

/** The verbs of the walk over the three that a protocol gives: go to an address, ask the page, move the hands. */
function browser({ name, go, ask, act, end }) {
  return {
    name,
    end,
    go,
    /** What a function gives in the page; arguments and answer are JSON. */
    ask: async (call, ...given) => read(await ask(asJson(call, given))),
    /**
     * Presses on what a function of the page finds, once it is there (a room's code may still be on its way) and keeps its place. What
     * moves between the look and the press is missed, by a person too: it is pressed again.
     */
    async press(find, ...given) {
      const began = Date.now();
      for (;;) {
        const place = await this.until(
          `something to press on: ${String(find)} of ${JSON.stringify(given)}`,
          `async (...given) => {
            const element = await (${find})(...given);
            if (!element) return null;
            element.scrollIntoView({ block: "center", inline: "center" });
            const middle = () => {
              const { x, y, width, height } = element.getBoundingClientRect();
              return [x + width / 2, y + height / 2];
            };
            const [x, y] = middle();
            await new Promise((done) => setTimeout(done, 50));
            const [laterX, laterY] = middle();
            if (x !== laterX || y !== laterY || !element.isConnected) return null;
            globalThis.pressed = false;
            element.addEventListener("click", () => (globalThis.pressed = true), { capture: true, once: true });
            return [x, y];
          }`,
          ...given,
        );
        await act([press(...place)]);
        // A press that leads to another page takes what it was asked about with it.
        if (await this.ask(() => globalThis.pressed !== false)) return;
        if (Date.now() - began > ANSWER_MS) throw new Error(`${name}: pressed in vain on ${String(find)}`);
      }
    },
    type: (text) => act([keys(text)]),
    /** Waits until a function of the page gives something that is true. */
    async until(what, call, ...given) {
      const began = Date.now();
      for (;;) {
        const value = read(await ask(asJson(call, given)));
        if (value) return value;
        if (Date.now() - began > ANSWER_MS) throw new Error(`${name}: waited in vain for ${what}`);
        await new Promise((done) => setTimeout(done, 100));
      }
    },
  };
}

/**
 * Firefox, by the WebDriver BiDi that it speaks itself; null where there is none. With `system` it also does what only the browser's own
 * code may, `inside`: an expression whose promise gives a text.
 */
export async function firefox({ system = false } = {}) {
  const program = process.env.FIREFOX ?? located("firefox-esr", "firefox");
  if (program === null) return null;
  const profile = mkdtempSync(join(tmpdir(), "glasslm-firefox-"));
  const { child, end } = start(
    program,
    [
      "--headless",
      "--no-remote",
      "--profile",
      profile,
      "--remote-debugging-port",
      String(await freePort()),
      ...(system ? ["--remote-allow-system-access"] : []),
    ],
    { HOME: profile, MOZ_DISABLE_AUTO_SAFE_MODE: "1" },
  );
  try {
    const address = await new Promise((done, failed) => {
      let said = "";
      child.stderr.on("data", (piece) => {
        said += piece;
        const found = /WebDriver BiDi listening on (ws:\S+)/.exec(said);
        if (found) done(found[1]);
      });
      child.stdout.resume();
      setTimeout(() => failed(new Error(`Firefox did not start: ${said}`)), START_MS).unref();
    });
    const socket = new WebSocket(`${address}/session`);
    const waiting = new Map();
    const faults = [];
    socket.addEventListener("message", ({ data }) => {
      const { id, type, result, message, method, params } = JSON.parse(data);
      if (type === "event") {
        if (method === "log.entryAdded" && params.level === "error") faults.push(params.text);
        if (method === "browsingContext.userPromptOpened" && params.type === "beforeunload") leave(params.context);
        return;
      }
      const { done, failed } = waiting.get(id) ?? {};
      waiting.delete(id);
      if (type === "success") done?.(result);
      else failed?.(new Error(message));
    });
    await new Promise((done, failed) => {
      socket.addEventListener("open", done);
      socket.addEventListener("error", failed);
    });
    let count = 0;
    const send = (method, params) =>
      new Promise((done, failed) => {
        count += 1;
        waiting.set(count, { done, failed });
        socket.send(JSON.stringify({ id: count, method, params }));
        setTimeout(() => failed(new Error(`no answer to ${method}: ${JSON.stringify(params)}`)), ANSWER_MS).unref();
      });
    // A page with something unkept asks whether to leave. Not every version answers for itself, or before we do.
    const leave = (context) =>
      void send("browsingContext.handleUserPrompt", { context, accept: true }).catch(() => undefined);
    await send("session.new", { capabilities: {} });
    await send("session.subscribe", { events: ["log.entryAdded", "browsingContext.userPromptOpened"] });
    const { contexts } = await send("browsingContext.getTree", {});
    const { context } = contexts[0];
    // Not every version lists its windows among the contexts: a page of the browser's own may do as much, behind the other one.
    let own;
    const ownPage = async () => {
      const { context } = await send("browsingContext.create", { type: "tab", background: true });
      await send("browsingContext.navigate", { context, url: "about:memory", wait: "complete" });
      return context;
    };
    return {
      faults,
      inside: async (expression) => {
        own ??= await ownPage();
        const target = { context: own };
        const answer = await send("script.evaluate", { expression, target, awaitPromise: true });
        if (answer.type !== "success") throw new Error(answer.exceptionDetails.text);
        return answer.result.value;
      },
      ...browser({
        name: "Firefox",
        // A navigation may be given up for another one that the page begins; it is asked for again, then.
        go: (url) => {
          const go = () => send("browsingContext.navigate", { context, url, wait: "complete" });
          return go().catch((error) => (error.message === "NS_BINDING_ABORTED" ? go() : Promise.reject(error)));
        },
        ask: async (expression) => {
          const answer = await send("script.evaluate", { expression, target: { context }, awaitPromise: true });
          if (answer.type !== "success") throw new Error(answer.exceptionDetails.text);
          return answer.result.value;
        },
        act: (actions) => send("input.performActions", { context, actions }),
        end: async () => {
          socket.close();
          await end();
          rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
        },
      }),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** WebKit's own small browser, below a display that nobody sees; null where it or the display is missing. */
export async function webkit() {
  const driver = located("WebKitWebDriver");
  const display = located("xvfb-run");
  const small = readdirSync("/usr/lib", { withFileTypes: true })
    .filter((folder) => folder.isDirectory())
    .map(({ name }) => `/usr/lib/${name}/webkit2gtk-4.1/MiniBrowser`)
    .find((path) => existsSync(path));
  if (driver === null || display === null || small === undefined) return null;
  const port = await freePort();
  // Below a display that nobody sees, "graphics card" means a program that plays one, and WebKit's cache of what it draws with it may end
  // the page's process (webkit.org/b/304134). So it draws by the CPU.
  const { child, end } = start(display, ["-a", driver, `--port=${String(port)}`], {
    WEBKIT_DISABLE_COMPOSITING_MODE: "1",
    WEBKIT_SKIA_ENABLE_CPU_RENDERING: "1",
  });
  child.stdout.resume();
  child.stderr.resume();
  const call = async (path, body, method = "POST") => {
    const answer = await fetch(`http://127.0.0.1:${String(port)}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const { value } = await answer.json();
    // Its driver has no word for a page whose process is gone.
    if (!answer.ok) throw new Error(`${value.error}: ${value.message || "the page's process may have ended"}`);
    return value;
  };
  try {
    const began = Date.now();
    let ready = false;
    while (!ready) {
      ready = await call("/status", undefined, "GET").then(
        () => true,
        () => false,
      );
      if (!ready && Date.now() - began > START_MS) throw new Error("WebKit's driver did not start");
      if (!ready) await new Promise((done) => setTimeout(done, 100));
    }
    const { sessionId } = await call("/session", {
      capabilities: {
        alwaysMatch: { "webkitgtk:browserOptions": { binary: small, args: ["--automation"] } },
      },
    });
    const session = `/session/${sessionId}`;
    await call(`${session}/timeouts`, { script: ANSWER_MS, pageLoad: START_MS });
    return {
      // Its driver tells nothing of the console.
      faults: [],
      ...browser({
        name: "WebKit",
        go: (url) => call(`${session}/url`, { url }),
        ask: (expression) =>
          call(`${session}/execute/async`, { script: `(${expression}).then(arguments[0]);`, args: [] }),
        act: (actions) => call(`${session}/actions`, { actions }),
        end: async () => {
          await call(session, undefined, "DELETE").catch(() => undefined);
          await end();
        },
      }),
    };
  } catch (error) {
    await end();
    throw error;
  }
}
