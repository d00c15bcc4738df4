import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import type { Response } from "@playwright/test";
import { expect, test, inSight } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

/** What a visitor may have to download before the page works, each file gzipped at the highest level. */
const FIRST_LOAD_BYTES = 330_000;
/** What comes by itself once the first prediction is there: the marks of the picture below it, and what bears with a translator. */
const LATER_BYTES = 5_000;

test("does the page open under any folder, with a strict policy, from its own host alone?", async ({ opened }) => {
  await expect(opened.page).toHaveTitle(/GlassLM/);
  await expect(opened.page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("is the first load small, and does the picture of the network come after it by itself?", async ({
  opened,
  browser,
}) => {
  // A visitor who was never here.
  const visitor = await browser.newContext();
  const page = await visitor.newPage();
  // What was asked for before the first prediction was there, and what after it.
  await page.addInitScript(() => {
    const seen = new MutationObserver(() => {
      if (document.querySelector('ol[aria-label="Predictions"] li, ul[aria-label="Predictions"] li') === null) return;
      performance.mark("predicted");
      seen.disconnect();
    });
    seen.observe(document, { childList: true, subtree: true });
  });
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(opened.page.url());
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  await expect(page.getByRole("link", { name: /See every step of this.* with \d/ })).toBeVisible();
  await page.waitForLoadState("networkidle");
  const { asked, later, carried } = await page.evaluate(() => {
    const predicted = performance.getEntriesByName("predicted")[0]?.startTime ?? 0;
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const names = (some: typeof files): string[] => some.map(({ name }) => name);
    return {
      asked: names(files),
      later: names(files.filter(({ startTime }) => startTime > predicted)),
      carried: names(files.filter((file) => file.transferSize > file.encodedBodySize)),
    };
  });
  // The page asks for code before it imports it, which then finds it in the browser's cache. Whatever else comes twice counts twice.
  expect(carried).toHaveLength(new Set(carried).size);
  const sent = responses.filter(
    (response, at) =>
      !asked.includes(response.url()) || responses.findIndex((other) => other.url() === response.url()) === at,
  );
  const sizes = await Promise.all(
    sent.map(async (response) => ({
      url: response.url(),
      gzip: gzipSync(await response.body(), { level: 9 }).length,
    })),
  );
  const total = (files: typeof sizes): number => files.reduce((sum, { gzip }) => sum + gzip, 0);
  const first = sizes.filter(({ url }) => !later.includes(url));
  const picture = sizes.filter(({ url }) => later.includes(url));
  for (const { url, gzip } of [...first, ...picture])
    process.stdout.write(`    ${(gzip / 1000).toFixed(1).padStart(7)} kB  ${new URL(url).pathname}\n`);
  process.stdout.write(
    `    ${(total(first) / 1000).toFixed(1).padStart(7)} kB  gzip, first load, at most ${String(FIRST_LOAD_BYTES / 1000)} kB\n` +
      `    ${(total(picture) / 1000).toFixed(1).padStart(7)} kB  gzip, after it, at most ${String(LATER_BYTES / 1000)} kB\n`,
  );
  for (const part of [".wasm", ".css", ".js", "farmyard.safetensors"]) {
    expect(
      first.filter(({ url }) => url.endsWith(part)),
      part,
    ).not.toHaveLength(0);
  }
  expect(total(first)).toBeLessThanOrEqual(FIRST_LOAD_BYTES);
  // The picture needs no second engine.
  expect(picture.map(({ url }) => url).join()).toContain("Living");
  expect(total(picture)).toBeLessThanOrEqual(LATER_BYTES);
  await visitor.close();
});

test("is the first model a trained one, and does its start come back untrained?", async ({ opened: { page } }) => {
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  const first = await page.evaluate(async () => ({
    step: glasslm.model.step,
    trained: (await glasslm.model.evaluate("validation")).perplexity,
    words: glasslm.model.vocabulary.length,
  }));
  expect(first.step).toBeGreaterThan(0);
  expect(first.trained).toBeLessThan(6);
  await page.getByRole("link", { name: "Train" }).click();
  await expect(page.getByRole("slider", { name: "Learning rate" })).toHaveAttribute("aria-valuetext", "0.400");
  await page.getByRole("button", { name: /Start over/ }).click();
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(0);
  const { nll } = await page.evaluate(() => glasslm.model.evaluate("validation"));
  expect(Math.abs(nll / Math.log(first.words) - 1)).toBeLessThan(0.01);
});

test("is the first model there for a script that waited for `glasslm.ready`, however late its file comes?", async ({
  opened: { page },
}) => {
  await page.route("**/farmyard*.safetensors", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await route.continue();
  });
  await page.reload();
  const there = await page.evaluate(async () => {
    const before = (() => {
      try {
        return glasslm.model.step;
      } catch (error) {
        return (error as Error).message;
      }
    })();
    await glasslm.ready;
    return { before, step: glasslm.model.step };
  });
  expect(there.before).toMatch(/no model on the page yet; wait for glasslm.ready/);
  expect(there.step).toBeGreaterThan(0);
});

test("does what is said before a room is there keep the room's distance from the edge?", async ({ page }) => {
  const places: (readonly [number, number])[] = [];
  for (const room of ["Step", "Train"]) {
    let release: (() => void) | undefined;
    const held = new Promise<void>((done) => (release = done));
    const file = new RegExp(`/assets/${room}Room-[^/]*\\.js$`);
    await page.route(file, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`#/${room.toLowerCase()}`);
    const said = inSight(page.getByRole("main"), "Loading the room");
    await expect(said).toBeVisible();
    const [text, main] = [await said.boundingBox(), await page.getByRole("main").boundingBox()];
    places.push([(text?.x ?? 0) - (main?.x ?? 0), (text?.y ?? 0) - (main?.y ?? 0)]);
    release?.();
    await expect(said).toHaveCount(0);
    await page.unroute(file);
  }
  expect(places[0]?.[0]).toBeGreaterThan(0);
  expect(places[0]).toEqual(places[1]);
});

test("does a link to the first model open it, and one to another seed not?", async ({ opened: { page } }) => {
  const list = page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first();
  await expect(list).toBeVisible();
  await page.reload();
  await expect(list).toBeVisible();
  expect(await page.evaluate(() => glasslm.model.step)).toBeGreaterThan(0);
  await page.goto("#/predict?seed=7");
  await page.reload();
  await expect(list).toBeVisible();
  expect(await page.evaluate(() => [glasslm.model.options.seed, glasslm.model.step])).toEqual([7, 0]);
});

test("does a link that is pasted into the open page open its model, and the way back keep it?", async ({
  opened: { page },
}) => {
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("corpus=farmyard");
  const first = await page.evaluate(() => location.href);
  const shown = () =>
    page.evaluate(() => [glasslm.model.options.seed, glasslm.model.step, glasslm.model.vocabulary.length]);
  const [seed = 0, step = 0, words = 0] = await shown();
  expect(step).toBeGreaterThan(0);
  await page.evaluate(() => {
    location.assign("#/train?corpus=farmyard&seed=7&select=W.3.5");
  });
  await expect.poll(shown).toEqual([7, 0, words]);
  await expect(page.getByRole("link", { name: "Train" })).toHaveAttribute("aria-current", "page");
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/train\?.*seed=7.*select=W\.3\.5/);
  // A room's link and the way back are no other model's.
  await page.getByRole("link", { name: "Corpus" }).click();
  await page.goBack();
  await page.goBack();
  await expect(page.getByRole("list", { name: "Predictions" })).toBeVisible();
  expect(await shown()).toEqual([7, 0, words]);
  // What cannot be made is said, and nothing is lost.
  await page.evaluate(() => {
    location.assign("#/predict?corpus=farmyard&context=0");
  });
  await expect(page.getByRole("alert")).toContainText(/context/i);
  expect(await shown()).toEqual([7, 0, words]);
  // A corpus that closes its vocabulary brings it itself: the link needs no list of words.
  await page.evaluate(() => {
    location.assign("#/step?corpus=switchboard&seed=2");
  });
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/corpus=switchboard.*seed=2/);
  // Nor do the words that were looked at before follow into a vocabulary that has not got them.
  await expect(page.getByRole("group", { name: "Choose an example" }).locator(".to")).toHaveText(
    /^(Operator|Sales|Support|[A-Z][a-z]{5})$/,
  );
  await expect(inSight(page, /is not in the vocabulary/)).toHaveCount(0);
  // What was said of the link before is not said of this one.
  await expect(page.getByRole("alert")).toHaveCount(0);
  // The first model is the trained one again.
  await page.evaluate((first) => {
    location.assign(first);
  }, first);
  await expect.poll(shown).toEqual([seed, step, words]);
  // The way back to where a link was followed is no link either.
  await page.getByRole("link", { name: "Corpus" }).click();
  await page.evaluate(async () => {
    const before = glasslm.model;
    await glasslm.show(await glasslm.create({ corpus: { name: "farmyard" }, seed: 5 }));
    await before.dispose();
  });
  await page.goBack();
  await expect(page.getByRole("list", { name: "Predictions" })).toBeVisible();
  await page.waitForTimeout(1_000);
  expect(await shown()).toEqual([5, 0, words]);
});

test("does the newer of two links win, however soon it comes?", async ({ opened: { page } }) => {
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  for (const [at, wait] of [0, 1, 20, 60, 100, 140, 150, 160, 200].entries()) {
    const newer = String(30 + at);
    await page.evaluate(
      async ([wait, newer]) => {
        location.assign("#/train?corpus=switchboard&seed=3");
        await new Promise((done) => setTimeout(done, Number(wait)));
        location.assign(`#/predict?corpus=farmyard&seed=${String(newer)}`);
      },
      [wait, newer] as const,
    );
    await expect.poll(() => page.evaluate(() => String(glasslm.model.options.seed))).toBe(newer);
    await expect
      .poll(() => page.evaluate(() => location.hash))
      .toMatch(new RegExp(`^#/predict\\?corpus=farmyard.*seed=${newer}`));
    await page.waitForTimeout(300);
    expect(
      await page.evaluate(() => [
        String(glasslm.model.options.seed),
        location.hash.includes(`seed=${String(glasslm.model.options.seed)}`),
      ]),
    ).toEqual([newer, true]);
    await expect(page.getByRole("alert")).toHaveCount(0);
  }
});

test("does the way back end the wait for a link's model?", async ({ opened: { page } }) => {
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("corpus=farmyard");
  const seed = await page.evaluate(() => glasslm.model.options.seed);
  // Sixteen million weights take long enough to be drawn.
  await page.evaluate(async () => {
    const arrived = (): Promise<unknown> =>
      new Promise((done) => {
        addEventListener("popstate", done, { once: true });
      });
    const link = arrived();
    location.assign("#/train?corpus=farmyard&seed=3&context=8&embedding=512&hidden=4000");
    await link;
    const back = arrived();
    history.back();
    await back;
  });
  await expect(page.getByRole("list", { name: "Predictions" })).toBeVisible();
  // The engine answers in turn: this one is made after the other would have been.
  await page.evaluate(async () => {
    await (await glasslm.create({ corpus: { name: "farmyard" } })).dispose();
  });
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => glasslm.model.options.seed)).toBe(seed);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

for (const colorScheme of ["light", "dark"] as const) {
  test(`can everyone read the page, ${colorScheme}?`, async ({ opened: { page } }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(axe);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
    });
    expect(violations).toEqual([]);
  });
}

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const) {
  test(`does the page fit a window of ${String(width)} x ${String(height)}?`, async ({ opened: { page } }) => {
    await page.setViewportSize({ width, height });
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  });
}
