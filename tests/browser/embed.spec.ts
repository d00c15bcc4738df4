// The page in a frame of another origin: lecture notes, a notebook's cell and an anywidget, as the worked examples have them.
import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Page, expect, test } from "@playwright/test";
import { folder, serving } from "./server.mjs";
import { inSight } from "./page.ts";

declare const glasslm: Awaited<ReturnType<typeof import("../../www/embed/embed.ts").embed>>;

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const example = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../embed/${name}`, import.meta.url)), "utf8");

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return String((server.address() as AddressInfo).port);
}

let host: Server;
let notes: Server;
let [address, around] = ["", ""];
/** Whether the page's host lets every origin read what it has. */
let lends = true;
/** What the other origin serves. */
let html = "";

test.beforeAll(async () => {
  // A host that lets others frame it, and import its module.
  host = serving(() => DIST, "") as Server;
  host.on("request", () => undefined);
  host.prependListener("request", (_request, response) => {
    if (lends) response.setHeader("access-control-allow-origin", "*");
  });
  address = `http://127.0.0.1:${await listening(host)}${folder}`;
  notes = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(html);
  });
  around = `http://localhost:${await listening(notes)}/`;
});
test.afterAll(() => {
  for (const server of [host, notes]) {
    server.close();
    server.closeAllConnections();
  }
});

const here = (text: string): string => text.replaceAll("https://example.org/glasslm/", address);
const bare = (room: string): string =>
  `<!doctype html><title>Notes</title><iframe src="${address}?embed=${room}" width="1000" height="600"></iframe>`;

/** Opens a page of the other origin; what goes wrong in it or in its frame is a fault. */
async function opened(page: Page, text: string): Promise<string[]> {
  html = text;
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(around);
  return faults;
}

/** Opens a page around a frame whose interface it holds as `glasslm`. */
async function embedded(page: Page): Promise<void> {
  await opened(page, bare("predict"));
  await page.evaluate(async (module) => {
    const { embed } = (await import(module)) as typeof import("../../www/embed/embed.ts");
    const glasslm = await embed(document.querySelector("iframe") as HTMLIFrameElement);
    await glasslm.ready;
    Object.assign(globalThis, { glasslm });
  }, `${address}embed.js`);
}

test("is embed.js a few kB, in one file?", () => {
  const code = readFileSync(`${DIST}embed.js`);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThan(4_000);
  expect(code.toString()).not.toMatch(/\bimport\s*[("'{*]/);
});

test("do lecture notes of another origin train the model in their frame?", async ({ page }) => {
  const faults = await opened(page, here(example("page.html")));
  await expect(page.locator("output")).toHaveText("Step 0", { timeout: 20_000 });
  await page.getByRole("button", { name: "Train 50 steps" }).click();
  await expect(page.locator("output")).toHaveText(/^Step 50, loss [0-9.]+$/, { timeout: 20_000 });
  const frame = page.frameLocator("iframe");
  // The stage and its rail, and nothing around them.
  await expect(frame.getByRole("button", { name: "Play", exact: false }).first()).toBeVisible();
  await expect(frame.getByRole("navigation")).toHaveCount(0);
  await expect(frame.locator("aside")).toBeHidden();
  await expect(frame.getByRole("link", { name: "GlassLM: open in a tab" })).toBeVisible();
  expect(faults).toEqual([]);
});

test("does a notebook's cell get its figure?", async ({ page }) => {
  const faults = await opened(page, here(example("cell.txt").replace("%%html\n", "")));
  await expect(page.locator("output")).toHaveText(/^Validation perplexity [0-9.]+$/, { timeout: 20_000 });
  expect(faults).toEqual([]);
});

test("is the interface the same across origins: models, lists, refusals, an end on demand?", async ({ page }) => {
  await embedded(page);
  const found = await page.evaluate(async () => {
    const model = await glasslm.model;
    const { probabilities } = await model.predict("the hen");
    const sum = probabilities.reduce((all, one) => all + one, 0);
    const second = await model.branch();
    await second.train({ steps: 3 });
    await glasslm.show(second);
    const shown = await (await glasslm.model).step;
    const steps = [await model.step, await second.step, shown];
    const refused = await glasslm.create({ corpus: { name: "farmyard" }, context: 99 }).catch((error: unknown) => {
      const { name, field, message } = error as Error & { field?: string };
      return { name, field, message };
    });
    const ending = new AbortController();
    const told: number[] = [];
    const ended = await second
      .train({
        steps: 1_000_000,
        signal: ending.signal,
        onProgress: ({ done }) => {
          told.push(done);
          ending.abort();
        },
      })
      .then(({ step }) => step)
      .catch((error: unknown) => (error as Error).name);
    const ngram = await model.ngram({ order: 2 });
    const after = await ngram.counts("the");
    await ngram.dispose();
    const kept = await glasslm.load(await second.save(), { corpus: { name: "farmyard" } });
    return { sum, steps, refused, told: told.length, ended, counts: after.length, kept: await kept.vocabulary };
  });
  expect(found.sum).toBeCloseTo(1, 4);
  expect(found.steps[1]).toBe((found.steps[0] ?? 0) + 3);
  expect(found.steps[2]).toBe(found.steps[1]);
  expect(found.refused).toMatchObject({ name: "ValueError", field: "context" });
  expect(found.told).toBeGreaterThan(0);
  expect(found.ended).not.toBe(1_002_003);
  expect(found.counts).toBeGreaterThan(0);
  expect(found.kept.length).toBeGreaterThan(50);
});

test("does an answer come though nobody holds the model any more that was asked?", async ({ page }) => {
  await embedded(page);
  await page.evaluate(async () => {
    const ending = new AbortController();
    const collected: string[] = [];
    const seen = new FinalizationRegistry((name: string) => collected.push(name));
    let told: (() => void) | null = null;
    const begun = new Promise<void>((done) => (told = done));
    // A call that lasts until it is ended, of a model that is held by nobody.
    const asked = async (): Promise<string> => {
      const model = await glasslm.model;
      seen.register(model, "model");
      return model
        .train({ steps: 10_000_000, signal: ending.signal, onProgress: () => told?.() })
        .then(({ step }) => String(step))
        .catch((error: unknown) => (error as Error).name);
    };
    const answer: { of: string | null } = { of: null };
    Object.assign(globalThis, { collected, answer, end: () => ending.abort() });
    void asked().then((text) => (answer.of = text));
    await begun;
  });
  await expect
    .poll(async () => {
      await page.requestGC();
      return page.evaluate(() => (globalThis as unknown as { collected: string[] }).collected);
    })
    .toEqual(["model"]);
  await page.evaluate(() => (globalThis as unknown as { end: () => void }).end());
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { answer: { of: string | null } }).answer.of))
    .not.toBeNull();
});

test("does an answer wait until its progress was heard, however late that comes?", async ({ page }) => {
  await opened(page, bare("predict"));
  const told = await page.evaluate(async (module) => {
    // Progress has a port of its own, and the two ports promise each other nothing.
    const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage") as {
      set: (f: unknown) => void;
    };
    Object.defineProperty(MessagePort.prototype, "onmessage", {
      set(this: MessagePort, hear: (event: MessageEvent) => void) {
        set.call(this, (event: MessageEvent) => void setTimeout(() => hear.call(this, event), 500));
      },
    });
    const { embed } = (await import(module)) as typeof import("../../www/embed/embed.ts");
    const glasslm = await embed(document.querySelector("iframe") as HTMLIFrameElement);
    await glasslm.ready;
    const model = await glasslm.model;
    const order: unknown[] = [];
    const onProgress = ({ done }: { done: number }): void => void order.push(done);
    await model.train({ steps: 20, onProgress });
    order.push("answered");
    await model.train({ steps: -1, onProgress }).catch(() => order.push("refused"));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return order;
  }, `${address}embed.js`);
  expect(told.slice(-3)).toEqual([20, "answered", "refused"]);
});

test("is a signal that served a call left without listeners?", async ({ page }) => {
  await embedded(page);
  await page.evaluate(async () => {
    const model = await glasslm.model;
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    Object.assign(globalThis, { listeners });
    Object.assign(signal, {
      addEventListener: (_: string, listener: unknown) => listeners.add(listener),
      removeEventListener: (_: string, listener: unknown) => listeners.delete(listener),
    });
    await model.train({ steps: 5, signal });
    await model.train({ steps: -1, signal }).catch(() => undefined);
    // The third is under way.
    const progressed = new Promise<void>((done) => {
      void model.train({ steps: 10_000_000, signal, onProgress: () => done() }).catch(() => undefined);
    });
    await progressed;
  });
  await expect
    .poll(() => page.evaluate(() => (globalThis as unknown as { listeners: Set<unknown> }).listeners.size))
    .toBe(1);
});

test("is only the page around the frame answered?", async ({ page }) => {
  await opened(page, `${bare("predict")}<iframe id="other" srcdoc="<p>beside</p>"></iframe>`);
  const frame = page.frames().find((one) => one.url().startsWith(address));
  await frame?.evaluate(() => (globalThis as unknown as { glasslm: { ready: Promise<void> } }).glasslm.ready);
  const answers = await page.evaluate(async () => {
    const asked = (target: Window, from: Window & typeof globalThis): Promise<boolean> =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(true);
        port1.start();
        from.addEventListener("message", ({ data, source }) => {
          if (source === target && data === "glasslm here") resolve(true);
        });
        // Posted by that window: its own function is called.
        const ask = from.Function(
          "target",
          "port",
          'target.postMessage("glasslm there?", "*"); target.postMessage("glasslm ask", "*", [port])',
        ) as (target: Window, port: MessagePort) => void;
        ask(target, port2);
        port1.postMessage({ id: "1", type: "GET", path: ["version"] });
        setTimeout(() => resolve(false), 1500);
      });
    const [ours, other] = [...document.querySelectorAll("iframe")].map(({ contentWindow }) => contentWindow);
    return [await asked(ours!, window), await asked(ours!, other as Window & typeof globalThis)];
  });
  expect(answers).toEqual([true, false]);
});

test("does a frame that is refused storage work, and say why nothing is kept?", async ({ page }) => {
  await page.addInitScript(() => {
    if (window.parent === window) return;
    const refuse = (): never => {
      throw new DOMException("refused", "SecurityError");
    };
    Object.defineProperty(window, "localStorage", { get: refuse });
    Object.defineProperty(StorageManager.prototype, "getDirectory", { value: refuse });
  });
  html = bare("train");
  const worker = page.waitForEvent("worker");
  await page.goto(around);
  await (
    await worker
  ).evaluate(() => {
    Object.defineProperty(StorageManager.prototype, "getDirectory", {
      value: () => Promise.reject(new DOMException("refused", "SecurityError")),
    });
  });
  const frame = page.frameLocator("iframe");
  await frame.getByRole("button", { name: "One step" }).click();
  await expect(inSight(frame, "keeps no files for this page").first()).toBeVisible({ timeout: 20_000 });
  const tab = page.waitForEvent("popup");
  await frame.getByRole("button", { name: "GlassLM: open in a tab" }).click();
  await expect((await tab).getByRole("navigation")).toBeVisible();
});

/** As `bare`, in a frame that is denied an origin of its own: what a learning platform or a chat may do. */
const sandboxed = (path: string, also = ""): string =>
  `<!doctype html><title>Notes</title><iframe sandbox="allow-scripts ${also}" src="${address}${path}" width="1000" height="600"></iframe>`;

test("does a frame without an origin say why it cannot start, and what to do?", async ({ page }) => {
  const frame = page.frameLocator("iframe");
  // A host that lets every origin read: the page is there, and its worker is refused.
  html = sandboxed("");
  await page.goto(around);
  await expect(frame.getByRole("alert")).toContainText(
    "This frame’s sandbox allows no worker. Open the page in a tab, use glasslm.html, or add allow-same-origin",
    { timeout: 20_000 },
  );
  // A host like most: not even a module may be read there.
  lends = false;
  try {
    await page.goto(around);
    await expect(inSight(frame, "or in a frame with a sandbox? Then open glasslm.html")).toBeVisible({
      timeout: 20_000,
    });
    await expect(frame.getByRole("link", { name: "open it in a tab" })).toHaveAttribute("target", "_blank");
  } finally {
    lends = true;
  }
});

test("does the one file do everything in a frame without an origin, and say why nothing is kept?", async ({ page }) => {
  // Its script stands in it, so its host must not forbid that: most send no policy at all.
  await page.context().route(`${address}glasslm.html*`, async (route) => {
    const response = await route.fetch();
    const headers = { ...response.headers() };
    delete headers["content-security-policy"];
    await route.fulfill({ response, headers });
  });
  const faults = await opened(page, sandboxed("glasslm.html", "allow-popups"));
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible({
    timeout: 20_000,
  });
  const inside = page.frames()[1]!;
  expect(await inside.evaluate(() => globalThis.origin)).toBe("null");
  for (const room of ["Step", "Measure", "Primer", "Corpus", "Train"]) {
    await frame.getByRole("link", { name: room, exact: true }).click();
    await expect(frame.getByRole("main").getByRole("heading").first()).toBeVisible();
  }
  await frame.getByRole("button", { name: "One step" }).click();
  await expect(inSight(frame, "keeps no files for this page").first()).toBeVisible({ timeout: 20_000 });
  const tab = page.waitForEvent("popup");
  await frame.getByRole("button", { name: "GlassLM: open in a tab" }).click();
  await expect((await tab).getByRole("navigation").first()).toBeVisible({ timeout: 20_000 });
  expect(faults).toEqual([]);
});
