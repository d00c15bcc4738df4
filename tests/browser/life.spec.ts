// The life of the engine's thread: what its death costs, and what does not count as one.
import { expect, test, inSight } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

test("is a death without a word noticed within ten seconds, and every model put back?", async ({
  opened: { page },
}) => {
  await page.evaluate(async () => {
    const second = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 8 });
    Object.assign(globalThis, { second });
    await second.train({ steps: 7 });
    // Its copy for a restart is made soon after the change.
    await new Promise((done) => setTimeout(done, 3_000));
  });
  // No error event, no message: the thread is simply gone.
  await page.workers()[0]?.evaluate(() => {
    (globalThis as unknown as { close(): void }).close();
  });
  await expect(inSight(page, "was started again")).toBeVisible({ timeout: 10_000 });
  const after = await page.evaluate(async () => {
    const { second } = globalThis as unknown as { second: GlassLM["model"] };
    return { step: second.step, words: (await second.predict("the")).probabilities.length, page: glasslm.model.step };
  });
  expect(after).toEqual({ step: 7, words: 93, page: 2000 });
});

test("is a long calculation said to be one, and no death?", async ({ opened: { page } }) => {
  const worker = page.workers()[0];
  await worker?.evaluate(() => {
    setTimeout(() => {
      for (const end = Date.now() + 8_000; Date.now() < end;);
    }, 0);
  });
  await expect(inSight(page, "The engine is busy with a long calculation")).toBeVisible({ timeout: 10_000 });
  await expect(inSight(page, "The engine is busy with a long calculation")).toHaveCount(0, { timeout: 15_000 });
  expect(await page.evaluate(() => glasslm.model.step)).toBe(2000);
  expect(page.workers()[0]).toBe(worker);
});

test("does a model that leaves the page end what it still does?", async ({ opened: { page } }) => {
  const ended = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const run = model.train({ steps: 1e9 });
    const evaluation = model.evaluate("train").then(
      () => "answered",
      (error: unknown) => (error as Error).name,
    );
    await model.dispose();
    return { stopped: (await run).stopped !== null, evaluation: await evaluation };
  });
  expect(ended.stopped).toBe(true);
  expect(["AbortError", "answered"]).toContain(ended.evaluation);
  // A disposed model cannot be put on the page.
  const said = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 4 });
    await model.dispose();
    return glasslm.show(model).then(
      () => "shown",
      (error: unknown) => (error as Error).message,
    );
  });
  expect(said).toContain("disposed");
});

test("does a model go from the engine that nobody holds any more, the page's former one too?", async ({
  opened: { page },
}) => {
  test.setTimeout(180_000);
  const session = await page.context().newCDPSession(page);
  // Six of these are all that the engine has room for.
  const large = (n: number): Promise<string> =>
    page.evaluate(
      ([n, kept]) =>
        glasslm
          .create({
            corpus: { text: "a b c\nb c a\nc a b\n".repeat(9) },
            vocabulary: Array.from({ length: 8_000 }, (_, id) => `w${String(id)}`),
            context: 16,
            hidden: 4096,
            seed: n,
          })
          .then(
            async (model) => {
              if (kept) await glasslm.show(model);
              return "made";
            },
            (error: unknown) => (error as Error).message,
          ),
      [n, n % 3 === 0] as const,
    );
  for (let n = 0; n < 10; n += 1) {
    expect(await large(n), `model ${String(n)}`).toBe("made");
    // What is held by a wait or a timer of the page goes with it.
    await page.waitForTimeout(300);
    await session.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(100);
  }
});

test("do the parts of Measure and the Primer leave nothing behind when they are left?", async ({
  opened: { page },
}) => {
  test.setTimeout(180_000);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const held = async (): Promise<{ nodes: number; listeners: number }> => {
    for (let turn = 0; turn < 3; turn += 1) await session.send("HeapProfiler.collectGarbage");
    const { metrics } = await session.send("Performance.getMetrics");
    const of = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
    return { nodes: of("Nodes"), listeners: of("JSEventListeners") };
  };
  for (const room of ["Measure", "Primer"]) {
    await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: room }).click();
    const parts = page.locator("main nav a");
    await expect(parts.first()).toBeVisible();
    /** All of them, one after the other, each until the engine has answered. */
    const tour = (): Promise<void> =>
      page.evaluate(async () => {
        for (const link of document.querySelectorAll<HTMLElement>("main nav a")) {
          link.click();
          for (let frame = 0; frame < 4; frame += 1) await new Promise((done) => requestAnimationFrame(done));
          await glasslm.model.predict("the hen");
        }
      });
    // A browser keeps the boxes of the last fifty places of its history.
    for (let round = 0; round < 8; round += 1) await tour();
    const before = await held();
    for (let round = 0; round < 8; round += 1) await tour();
    const after = await held();
    // A tour has some two thousand nodes in all.
    expect(after.nodes - before.nodes, room).toBeLessThan(500);
    expect(after.listeners - before.listeners, room).toBeLessThan(50);
  }
});

test("does the Train room grow no nodes with each step that is pressed?", async ({ opened: { page } }) => {
  test.setTimeout(180_000);
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Train" }).click();
  await expect(page.getByRole("button", { name: "One step" })).toBeVisible();
  const press = (times: number): Promise<number> =>
    page.evaluate(async (times) => {
      const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));
      const all = [...document.querySelectorAll<HTMLElement>("main button")];
      const button = all.find(({ textContent }) => textContent.trim() === "One step");
      for (let pressed = 0; pressed < times; pressed += 1) {
        const { step } = glasslm.model;
        button?.click();
        while (glasslm.model.step === step || button?.ariaDisabled === "true") await frame();
        // Behind the look that follows: a step that is pressed before it is over would end it.
        await glasslm.model.evaluate("validation");
        await frame();
      }
      const walker = document.createTreeWalker(document.body);
      let nodes = 0;
      while (walker.nextNode()) nodes += 1;
      return nodes;
    }, times);
  // So many that the curve has no circles any more.
  const before = await press(110);
  expect((await press(60)) - before).toBeLessThan(60);
  // The evaluations are there for who wants to read them.
  await inSight(page.getByRole("main"), "The values as a table").click();
  const table = page.getByRole("main").locator(".losses table");
  expect(await table.getByRole("row").count()).toBeGreaterThan(150);
});

test("does a long call open no channel of its own?", async ({ opened: { page } }) => {
  const channels = await page.evaluate(async () => {
    let made = 0;
    const Channel = MessageChannel;
    globalThis.MessageChannel = class extends Channel {
      constructor() {
        super();
        made += 1;
      }
    };
    const told: number[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      await glasslm.model.evaluate("validation");
      await glasslm.model.train({ steps: 2, onProgress: ({ done }) => told.push(done) });
    }
    globalThis.MessageChannel = Channel;
    return { made, told: told.length };
  });
  expect(channels.made).toBe(0);
  // Its reports come all the same: the last steps of each run are always told.
  expect(channels.told).toBeGreaterThan(9);
});
