// Training and evaluating on several threads, in an isolated page or frame: the same bits by any number of them, and nothing lost when one is.
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Page, expect, test } from "@playwright/test";
import type { GlassLM, TrainOptions } from "../../www/client/api/index.ts";
import { writeWorker } from "../../www/offline/write.mjs";
import { type Host, host } from "./host.ts";
import { inSight } from "./page.ts";

declare const glasslm: GlassLM;

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
let served: Host;
let requests: string[];
let faults: string[];

test.beforeEach(async () => {
  served = await host(DIST);
  [requests, faults] = [[], []];
});
test.afterEach(() => {
  expect(faults).toEqual([]);
  return served.end();
});

/** Opens the page as a host with the three headers gives it. */
async function isolated(page: Page): Promise<void> {
  served.server.prependListener("request", (request, response) => {
    const out = response as import("node:http").ServerResponse;
    requests.push((request as import("node:http").IncomingMessage).url ?? "");
    out.setHeader("cross-origin-opener-policy", "same-origin");
    out.setHeader("cross-origin-embedder-policy", "require-corp");
    out.setHeader("cross-origin-resource-policy", "same-origin");
  });
  await opened(page);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
}

async function opened(page: Page): Promise<void> {
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(served.url);
  await page.evaluate(() => glasslm.ready);
}

/** A run of a new model in pieces, each with options of its own: what it leaves, by the bits. */
const run = (page: Page, options: readonly TrainOptions[]) =>
  page.evaluate(async (options) => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, seed: 3 });
    const losses: number[] = [];
    const used: (number | null)[] = [];
    let warning: string | null = null;
    for (const some of options) {
      const trained = await model.train(some);
      losses.push(...trained.losses);
      warning = trained.warning ?? warning;
      used.push(model.backend.cores?.used ?? null);
    }
    const { E, U } = await model.parameters();
    const bits = (numbers: ArrayLike<number>): string => {
      let hash = 0x811c_9dc5;
      for (const byte of new Uint8Array(Float32Array.from(numbers).buffer))
        hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
      return hash.toString(16);
    };
    return { used, warning, step: model.step, hashes: [losses, E.data, U.data].map(bits) };
  }, options);

const THREADS = [1, 2, 3, 4];

for (const rule of [{}, { optimizer: "adamw", rate: 0.003, clip: 1, weightDecay: 0.01 }] as const)
  test(`does a run by 1, 2, 3, 4 threads, and by a number that changes, give one result (${JSON.stringify(rule)})?`, async ({
    page,
  }) => {
    await isolated(page);
    const steps = 1000;
    const alone = await run(page, [{ ...rule, steps, threads: 1 }]);
    expect(alone.used).toEqual([null]);
    for (const threads of THREADS.slice(1)) {
      const by = await run(page, [{ ...rule, steps, threads }]);
      expect(by).toEqual({ ...alone, used: [threads] });
    }
    const changing = await run(
      page,
      [2, 3, 1, 4].map((threads) => ({ ...rule, steps: 250, threads })),
    );
    expect(changing.hashes).toEqual(alone.hashes);
  });

test("can a run by several threads be gone back over, and does a look in the middle see it where it is?", async ({
  page,
}) => {
  await isolated(page);
  const found = await page.evaluate(async () => {
    const make = () => glasslm.create({ corpus: { name: "farmyard" }, seed: 3 });
    const [by, alone] = [await make(), await make()];
    let looks = 0;
    const running = by.train({ steps: 3000, threads: 2 });
    for (let over = false; !over; looks += 1) {
      await by.predict("the hen");
      over = await Promise.race([
        running.then(() => true),
        new Promise<false>((done) => setTimeout(() => done(false))),
      ]);
    }
    await alone.train({ steps: 3000, threads: 1 });
    const at = async (model: typeof by) => [model.step, ...(await model.parameters()).U.data];
    const pairs = [[await at(by), await at(alone)]];
    for (const step of [2999, 1234, 1, 3000]) {
      await by.seek(step);
      await alone.seek(step);
      pairs.push([await at(by), await at(alone)]);
    }
    await by.undo();
    await alone.undo();
    pairs.push([await at(by), await at(alone)]);
    return { looks, cores: by.backend.cores?.used, same: pairs.map(([a, b]) => a!.join() === b!.join()) };
  });
  expect(found.looks).toBeGreaterThan(0);
  expect(found).toEqual({ ...found, cores: 2, same: Array(6).fill(true) });
});

/** Every helper that the page or its frame starts ends at once. */
const withoutHelpers = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    globalThis.Worker = class extends Worker {
      constructor(script: string | URL, options?: WorkerOptions) {
        super(script, options);
        if (options?.name === "crew helper") this.terminate();
      }
    };
  });

/** The page, whose crew's leader runs this first, opened so that threads may share memory. */
async function withLeaderCode(page: Page, code: string, then: () => Promise<void>): Promise<void> {
  const broken = mkdtempSync(join(tmpdir(), "glasslm-crew-"));
  try {
    cpSync(DIST, broken, { recursive: true });
    const leader = readdirSync(join(broken, "assets")).find((name) => /^leader-.*\.js$/.test(name))!;
    const file = join(broken, "assets", leader);
    writeFileSync(file, `${code};\n${readFileSync(file, "utf8")}`);
    // What keeps the page knows its files by their digests.
    await writeWorker(broken);
    served.dist = broken;
    await isolated(page);
    await then();
  } finally {
    rmSync(broken, { recursive: true });
  }
}

test("goes a run on from its last state where a helper is lost, to the same bits, and is it said once?", async ({
  page,
}) => {
  test.slow();
  // Its helpers die in the middle of their work.
  await page.addInitScript(() => {
    const helpers: Worker[] = [];
    globalThis.Worker = class extends Worker {
      constructor(script: string | URL, options?: WorkerOptions) {
        super(script, options);
        if (options?.name === "crew helper") helpers.push(this);
      }
    };
    new BroadcastChannel("kill").onmessage = () => helpers.forEach((helper) => helper.terminate());
  });
  const killing = `const { Instance } = WebAssembly;
    WebAssembly.Instance = function (...a) {
      const made = new Instance(...a);
      const look = setInterval(() => {
        if (made.exports.up() === 0) return;
        clearInterval(look);
        setTimeout(() => new BroadcastChannel("kill").postMessage(null), 60);
      });
      return made;
    }`;
  await withLeaderCode(page, killing, async () => {
    // A browser gives a thread that it is told to end two seconds of grace, where that one computes.
    const steps = 120_000;
    const alone = await run(page, [{ steps, threads: 1 }]);
    const by = await run(page, [{ steps, threads: 2 }]);
    expect(by).toEqual({ ...alone, used: [1], warning: by.warning });
    expect(by.warning).toContain("Training continues on one core, from step");
    // It is not tried again, and nothing more is said.
    expect(await run(page, [{ steps: 100, threads: 2 }])).toMatchObject({ used: [1], warning: null });
  });
});

test("is a helper that never starts waited for once, and is the run whole without it?", async ({ page }) => {
  await withoutHelpers(page);
  await isolated(page);
  const steps = 5000;
  const alone = await run(page, [{ steps, threads: 1 }]);
  expect(await run(page, [{ steps, threads: 2 }])).toEqual({ ...alone, used: [1] });
});

/** A model whose training split takes a while to evaluate, and its figures, with how often it was told how far that is. */
const evaluated = (page: Page, abort = false) =>
  page.evaluate(async (abort) => {
    const kept = globalThis as { large?: Awaited<ReturnType<GlassLM["create"]>> };
    const line = (i: number): string =>
      Array.from({ length: 10 }, (_, k) => `w${(i * i * 7 + k * i) % 3001}`).join(" ");
    const text = (): string => Array.from({ length: 20_000 }, (_, i) => line(i)).join("\n");
    kept.large ??= await glasslm.create({ corpus: { text: text() }, maximumVocabulary: 1500, hidden: 96, seed: 3 });
    const end = new AbortController();
    const parts: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }): void => {
      parts.push(done / total);
      if (abort) end.abort();
    };
    const found = await kept.large.evaluate("train", { signal: end.signal, onProgress }).catch(String);
    return { found, parts };
  }, abort);

/** Evaluations until the crew's leader has said so much, then one more, where the crew has it from its beginning on. */
async function evaluatedUntil(page: Page, said: string): Promise<Awaited<ReturnType<typeof evaluated>>[]> {
  const all = [];
  const heard = () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  for (let times = 0; times < 50 && !(await heard()).includes(said); times += 1) all.push(await evaluated(page));
  expect(await heard()).toContain(said);
  return all;
}

/** The leader says which of these calls of its module is over; the code of the last one may fail instead. */
const telling = (fail = "") => `
  const { Instance } = WebAssembly;
  const way = new BroadcastChannel("crew's calls");
  WebAssembly.Instance = function (...a) {
    const { exports } = new Instance(...a);
    const told = (name, call) => (...given) => {
      const gives = call(...given);
      way.postMessage(name);
      return gives;
    };
    let scored = 0;
    const score = (count) => {
      scored += 1;
      ${fail}
      return exports.score(count);
    };
    return { exports: { ...exports, score: told("score", score), figures: told("figures", exports.figures) } };
  };`;
const listening = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(globalThis, { said });
    new BroadcastChannel("crew's calls").onmessage = ({ data }) => said.push(String(data));
  });

test("does an evaluation by the crew have the bits of the page's own, tell how far it is, and end where it is told to?", async ({
  page,
}) => {
  test.slow();
  await listening(page);
  await opened(page);
  const { found: alone } = await evaluated(page);
  expect(alone).toMatchObject({ step: 0, tokens: 176_000 });
  await withLeaderCode(page, telling(), async () => {
    for (const { found, parts } of await evaluatedUntil(page, "figures")) {
      expect(found).toEqual(alone);
      expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    }
    expect((await evaluated(page, true)).found).toContain("was stopped");
    expect((await evaluated(page)).found).toEqual(alone);
  });
});

test("is an evaluation whose leader fails done by the page, to the same bits?", async ({ page }) => {
  test.slow();
  await listening(page);
  await opened(page);
  const { found: alone } = await evaluated(page);
  await withLeaderCode(page, telling('if (scored === 3) throw new Error("no more");'), async () => {
    for (const { found } of await evaluatedUntil(page, "score")) expect(found).toEqual(alone);
    // The crew is not opened again.
    expect((await evaluated(page)).found).toEqual(alone);
  });
});

test("do steps on a script's own examples by the crew have the bits of the page's own?", async ({ page }) => {
  test.slow();
  /** After each run where the model is, until more than one number of threads was tried. */
  const trained = () =>
    page.evaluate(async () => {
      const model = await glasslm.create({ corpus: { name: "farmyard" }, seed: 3 });
      const ids = (count: number, from: number) => Uint32Array.from({ length: count }, (_, i) => from + ((i * i) % 31));
      const examples = { contexts: ids(300, 2), targets: ids(100, 5) };
      const runs = [];
      for (let tried = 0; runs.length < 30 && tried < 2; tried = model.backend.cores?.measured.length ?? 0) {
        const { losses } = await model.trainOn({ ...examples, steps: 3000, batch: 25, rate: 0.01 });
        const { U } = await model.parameters();
        runs.push([model.step, losses.join(), U.data.join()]);
      }
      return runs;
    });
  await opened(page);
  const alone = await trained();
  expect(alone).toHaveLength(30);
  await isolated(page);
  const by = await trained();
  expect(by.length).toBeLessThan(30);
  expect(by).toEqual(alone.slice(0, by.length));
});

test("is the number of threads fixed by hand for a script's own examples, too?", async ({ page }) => {
  await isolated(page);
  /** The loss of each step, the numbers at the end, and how many threads were at it. */
  const trained = (threads: number) =>
    page.evaluate(async (threads) => {
      const model = await glasslm.create({ corpus: { name: "farmyard" }, seed: 3 });
      const examples = { contexts: new Uint32Array([2, 3, 4, 5, 6, 7]), targets: new Uint32Array([8, 9]) };
      const { losses } = await model.trainOn({ ...examples, steps: 3000, batch: 16, rate: 0.01, threads });
      const { U } = await model.parameters();
      return { bits: [losses.join(), U.data.join()], used: model.backend.cores?.used ?? 1 };
    }, threads);
  const [one, two] = [await trained(1), await trained(2)];
  expect([one.used, two.used]).toEqual([1, 2]);
  expect(two.bits).toEqual(one.bits);
  await expect(trained(0)).rejects.toThrow("threads is 0; it must be a whole number from 1 to 64");
});

/** Trains without a number of threads until the engine says that of its cores. */
const trainUntil = (page: Page, alone: string | null) =>
  page.evaluate(async (alone) => {
    const { model } = glasslm;
    for (let pieces = 0; pieces < 200; pieces += 1) {
      await model.train({ steps: 3000 });
      const cores = model.backend.cores ?? null;
      // Without a reason both numbers are tried.
      if (cores?.alone === alone && (alone !== null || cores.measured.length > 1)) return cores.used;
    }
    return `in vain: ${JSON.stringify(model.backend.cores)}`;
  }, alone);

test("does a computer on its battery train on one core, and on more once it is charged?", async ({ page }) => {
  await page.addInitScript(() => {
    const battery = Object.assign(new EventTarget(), { charging: false });
    Object.assign(globalThis, { battery });
    Object.defineProperty(navigator, "getBattery", { value: () => Promise.resolve(battery) });
  });
  await isolated(page);
  const charging = (charging: boolean) =>
    page.evaluate((charging) => {
      const { battery } = globalThis as unknown as { battery: EventTarget & { charging: boolean } };
      battery.charging = charging;
      battery.dispatchEvent(new Event("chargingchange"));
    }, charging);
  expect(await trainUntil(page, "battery")).toBe(1);
  await page.getByRole("link", { name: "Train", exact: true }).click();
  const cores = page.getByRole("region", { name: "Cores" });
  await expect(cores).toContainText("One core, because the computer runs on its battery.");
  await charging(true);
  expect(await trainUntil(page, null)).toBeGreaterThan(0);
  await expect(cores).not.toContainText("battery");
  await charging(false);
  expect(await trainUntil(page, "battery")).toBe(1);
  // A number that somebody chose stays.
  await page.evaluate(() => glasslm.model.train({ steps: 3000, threads: 2 }));
  expect(await page.evaluate(() => glasslm.model.backend.cores?.used)).toBe(2);
});

test("does a page that nobody sees train on one core, and on more when it is seen again?", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(document, "hidden", { get: () => Reflect.get(globalThis, "unseen") === true });
  });
  await isolated(page);
  const unseen = (unseen: boolean) =>
    page.evaluate((unseen) => {
      Reflect.set(globalThis, "unseen", unseen);
      document.dispatchEvent(new Event("visibilitychange"));
    }, unseen);
  expect(await trainUntil(page, null)).toBeGreaterThan(0);
  await unseen(true);
  expect(await trainUntil(page, "hidden")).toBe(1);
  await unseen(false);
  expect(await trainUntil(page, null)).toBeGreaterThan(0);
});

test("do two tabs that train on several threads at once both have the bits of one?", async ({ page, context }) => {
  await isolated(page);
  const other = await context.newPage();
  await opened(other);
  const steps = 5000;
  const alone = await run(page, [{ steps, threads: 1 }]);
  const both = await Promise.all([page, other].map((tab) => run(tab, [{ steps, threads: 2 }])));
  for (const by of both) expect(by).toEqual({ ...alone, used: [2] });
});

test("is the crew fetched for a long run alone, and does Train say how many cores work?", async ({ page }) => {
  await isolated(page);
  const crew = () => requests.filter((url) => /glasslm_crew|\/leader-|\/helper-/.test(url)).length;
  await page.evaluate(() => glasslm.model.train({ steps: 20 }));
  expect(crew()).toBe(0);
  await page.getByRole("link", { name: "Train", exact: true }).click();
  const cores = page.getByRole("region", { name: "Cores" });
  await expect(cores).toContainText(/Up to \d+ cores/);
  await page.evaluate(async () => {
    for (let pieces = 0; pieces < 100 && (glasslm.model.backend.cores ?? null) === null; pieces += 1)
      await glasslm.model.train({ steps: 5000 });
  });
  // It says that there are cores while the module may still be on its way.
  await expect.poll(crew).toBeGreaterThanOrEqual(2);
  await page.evaluate(() => glasslm.model.train({ steps: 3000, threads: 2 }));
  await expect(cores).toContainText(/2 of \d+ cores/);
});

test.describe("on a plain host", () => {
  test.use({ serviceWorkers: "allow" });
  // All files are kept first, one after the other.
  const KEPT = { timeout: 60_000 };
  test.beforeEach(() => test.slow());

  const region = (page: Page) => page.getByRole("region", { name: "Cores" });
  const button = (page: Page) => page.getByRole("button", { name: "Use all cores" });
  const leaders = (page: Page) => page.workers().filter((worker) => worker.url().includes("leader-")).length;

  /** Opens Train on a first visit, in a browser that isolates a frame. */
  async function framed(page: Page): Promise<void> {
    await opened(page);
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await expect(region(page)).toContainText(/Up to \d+ cores/, KEPT);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  }

  test("does a first visit train on two threads without loading the page again?", async ({ page }) => {
    let loads = 0;
    page.on("load", () => (loads += 1));
    await framed(page);
    await expect(button(page)).toHaveCount(0);
    const steps = 1000;
    const alone = await run(page, [{ steps, threads: 1 }]);
    expect(await run(page, [{ steps, threads: 2 }])).toEqual({ ...alone, used: [2] });
    await page.evaluate(() => glasslm.model.train({ steps: 3000, threads: 2 }));
    await expect(region(page)).toContainText(/2 of \d+ cores/);
    expect(await trainUntil(page, null)).toBeGreaterThan(0);
    expect([await page.evaluate(() => crossOriginIsolated), loads]).toEqual([false, 1]);
  });

  test("does a long run find the frame by itself, in whatever room?", async ({ page }) => {
    await opened(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    expect(await trainUntil(page, null)).toBeGreaterThan(0);
    expect(await page.evaluate(() => document.querySelectorAll("iframe").length)).toBe(1);
  });

  test("does the frame's leader end with the engine's thread that it works for, and does the next one get its own?", async ({
    page,
  }) => {
    await framed(page);
    const used = () =>
      page.evaluate(async () => {
        const model = await glasslm.create({ corpus: { name: "farmyard" } });
        await model.train({ steps: 1000, threads: 2 });
        return model.backend.cores?.used;
      });
    expect([await used(), leaders(page)]).toEqual([2, 1]);
    const engine = page.workers().find((worker) => worker.url().includes("entry-"))!;
    await engine.evaluate(() => (globalThis as unknown as { close(): void }).close());
    await expect(inSight(page, "was started again")).toBeVisible({ timeout: 10_000 });
    await expect.poll(() => leaders(page)).toBe(0);
    expect([await used(), leaders(page)]).toEqual([2, 1]);
  });

  test("is a helper that is lost in the frame survived, to the same bits?", async ({ page }) => {
    await withoutHelpers(page);
    await framed(page);
    const steps = 5000;
    const alone = await run(page, [{ steps, threads: 1 }]);
    expect(await run(page, [{ steps, threads: 2 }])).toEqual({ ...alone, used: [1] });
  });

  test("where a browser isolates no frame, are all cores at hand after one press of a button, and is the page never reloaded without it?", async ({
    page,
  }, info) => {
    const other = info.outputPath("other");
    cpSync(DIST, other, { recursive: true });
    const sw = join(other, "sw.js");
    writeFileSync(sw, readFileSync(sw, "utf8").replace("document-isolation-policy", "x-unknown-policy"));
    served.dist = other;
    await opened(page);
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await expect(button(page)).toBeVisible(KEPT);
    expect(await page.evaluate(() => [crossOriginIsolated, document.querySelector("iframe")])).toEqual([false, null]);
    await button(page).click();
    await page.waitForFunction(() => crossOriginIsolated);
    await page.evaluate(() => glasslm.ready);
    await expect(button(page)).toHaveCount(0);
    const steps = 1000;
    const alone = await run(page, [{ steps, threads: 1 }]);
    expect(await run(page, [{ steps, threads: 2 }])).toEqual({ ...alone, used: [2] });
  });

  test("is a host whose own policy forbids frames asked for none?", async ({ page }) => {
    served.server.prependListener("request", (_request, response) => {
      const out = response as import("node:http").ServerResponse;
      const write = out.writeHead.bind(out) as (status: number, headers?: Record<string, string>) => typeof out;
      out.writeHead = ((status: number, headers?: Record<string, string>) =>
        write(status, {
          ...headers,
          "content-security-policy": headers?.["content-security-policy"]?.replace("frame-src 'self';", "") ?? "",
        })) as typeof out.writeHead;
    });
    await opened(page);
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await expect(button(page)).toBeVisible(KEPT);
  });
});

test("is a number of threads that is none refused with a sentence?", async ({ page }) => {
  await isolated(page);
  for (const threads of [0, -1, 1.5, 65, NaN]) {
    const said = await page.evaluate(
      (threads) => glasslm.model.train({ steps: 1, threads }).catch((error: unknown) => String(error)),
      threads,
    );
    expect(said).toContain("threads");
    expect(said).toContain("from 1 to 64");
  }
});

test("has a page that is not isolated one core, and does it say why?", async ({ page }) => {
  served.server.prependListener("request", (request) => {
    requests.push((request as import("node:http").IncomingMessage).url ?? "");
  });
  await opened(page);
  const by = await run(page, [{ steps: 2000, threads: 2 }]);
  expect(by.used).toEqual([null]);
  expect(requests.filter((url) => /glasslm_crew|\/leader-|\/helper-|\/isolated\?/.test(url))).toEqual([]);
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(page.getByRole("region", { name: "Cores" })).toContainText("One core");
});
