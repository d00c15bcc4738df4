// The Step room on a large network: 10,000 words, 8 words of context, 64 numbers for each, 256 hidden units. What is shown and what is
// held must not grow with it.
import { expect, inSight, test, withWorkerCode } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";
import type { Page } from "@playwright/test";

declare const glasslm: GlassLM;

const WORDS = 10_000;
const steps = (page: Page) => page.getByRole("region", { name: "Steps" });
const inspector = (page: Page) => page.getByRole("region", { name: "Inspector" });

/** Puts the network on the page, with a text of invented words, and enters the Step room. */
async function enter(page: Page): Promise<void> {
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  await page.evaluate(async (words) => {
    const vocabulary = ["</s>", "<unk>", ...Array.from({ length: words - 2 }, (_, id) => `w${String(id)}`)];
    const lines = Array.from({ length: 200 }, (_, line) =>
      Array.from({ length: 12 }, (_, at) => `w${String((line * 7919 + at * at * 31) % (words - 2))}`).join(" "),
    );
    await glasslm.show(
      await glasslm.create({ corpus: { text: lines.join("\n") }, vocabulary, context: 8, embedding: 64, hidden: 256 }),
    );
  }, WORDS);
  await page.getByRole("link", { name: "Step", exact: true }).click();
  await expect(steps(page)).toBeVisible({ timeout: 20_000 });
  await page.keyboard.press("Home");
}

test("does a large network step by keyboard, drawn on few canvases, with each number explained?", async ({
  opened: { page },
}) => {
  test.slow();
  await enter(page);
  const spoken = steps(page).getByRole("status");
  const slider = steps(page).getByRole("slider");
  const count = Number(await slider.getAttribute("aria-valuemax"));
  expect(count).toBeGreaterThanOrEqual(17);
  for (let at = 1; at <= count; at += 1) {
    await page.keyboard.press("ArrowRight");
    await expect(spoken).toContainText(`Step ${String(at)} of ${String(count)}`);
  }
  // No element and no pixel for each weight: there are 2.6 million in U.
  const held = await page.evaluate(() => ({
    elements: document.querySelectorAll("*").length,
    pixels: [...document.querySelectorAll("canvas")].reduce((sum, { width, height }) => sum + width * height, 0),
  }));
  expect(held.elements).toBeLessThan(2000);
  expect(held.pixels).toBeLessThan(4e6);
  const stage = page
    .getByRole("group", { name: "The network" })
    .or(page.getByRole("region", { name: "Stage" }))
    .first();
  await expect(stage.locator("canvas")).toHaveText(/w\d+|<\/s>|<unk>/);

  // Every word is within reach of the keyboard, drawn or not.
  const U = page.getByRole("grid", { name: /^U,/ });
  await expect(U).toHaveAttribute("aria-rowcount", String(WORDS));
  await U.focus();
  await page.keyboard.press("Control+End");
  await expect(U.getByRole("gridcell")).toHaveText(new RegExp(`${String(WORDS)}, 256`));
  await expect(inspector(page).getByRole("group", { name: "Number" })).toBeVisible();

  // The terms of a number add up to it.
  await page.keyboard.press("Escape");
  const z = page.getByRole("grid", { name: /^z,/ });
  await z.focus();
  await page.keyboard.press("PageDown");
  await expect(inspector(page)).toContainText("248 smaller");
  const worst = await page.evaluate(async () => {
    const { model } = glasslm;
    const context = "w1 w22 w333 w4444 w5 w66 w777 w8888";
    let worst = 0;
    for (const [tensor, index] of [
      ["a", [200]],
      ["z", [9_999]],
      ["dh", [17]],
      ["dU", [5000, 100]],
      ["de", [511]],
      ["dE", [63, 3]],
    ] as const) {
      const { value, terms, tolerance = 0 } = await model.explain(tensor, index, { context, target: "w99" });
      const sum = terms.reduce((total, { product }) => total + product, 0);
      worst = Math.max(worst, Math.abs(sum - value) / Math.max(tolerance, 1e-7 * Math.abs(value), Number.MIN_VALUE));
    }
    return worst;
  });
  expect(worst).toBeLessThanOrEqual(1);
});

test("does memory stay where it is, however long one walks?", async ({ page }) => {
  test.slow();
  // The engines' memories are the worker's own: they are noted down as they are made.
  await withWorkerCode(
    page,
    `globalThis.memories = [];
    for (const name of ["instantiate", "instantiateStreaming"]) {
      const real = WebAssembly[name].bind(WebAssembly);
      WebAssembly[name] = async (...given) => { const made = await real(...given); globalThis.memories.push((made.instance ?? made).exports.memory); return made; };
    }`,
  );
  await enter(page);
  const bytes = async (): Promise<number> => {
    const all = await Promise.all(
      page
        .workers()
        .map((worker) =>
          worker.evaluate(() =>
            (globalThis as unknown as { memories: WebAssembly.Memory[] }).memories.reduce(
              (sum, { buffer }) => sum + buffer.byteLength,
              0,
            ),
          ),
        ),
    );
    return all.reduce((sum, some) => sum + some, 0);
  };
  const spoken = steps(page).getByRole("status");
  const walk = async (key: string, presses: number): Promise<void> => {
    for (let at = 0; at < presses; at += 1) {
      const before = await spoken.textContent();
      await page.keyboard.press(key);
      await expect(spoken).not.toHaveText(before ?? "");
      await expect(
        inspector(page)
          .getByRole("group", { name: "Number" })
          .or(inSight(inspector(page), "Before the first step"))
          .first(),
      ).toBeVisible();
    }
  };
  await walk("ArrowRight", 16);
  await walk("ArrowLeft", 16);
  await expect.poll(bytes).toBeGreaterThan(20e6);
  const before = await bytes();
  for (let times = 0; times < 2; times += 1) {
    await walk("ArrowRight", 16);
    await walk("ArrowLeft", 16);
  }
  expect(await bytes()).toBe(before);
});
