// The page does its main job, with the real engine in its worker.
import { expect, test } from "./page.ts";

test("does training bring the validation perplexity below half?", async ({ opened }) => {
  const measured = await opened.page.evaluate(async () => {
    const { glasslm } = globalThis as unknown as {
      glasslm: {
        ready: Promise<void>;
        create: (options: object) => Promise<{
          evaluate: (split: string) => Promise<{ perplexity: number }>;
          train: (options: object) => Promise<{ step: number }>;
        }>;
      };
    };
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const before = (await model.evaluate("validation")).perplexity;
    const { step } = await model.train({ steps: 1000, rate: 0.3 });
    return { before, after: (await model.evaluate("validation")).perplexity, step };
  });
  expect(measured.step).toBe(1000);
  expect(measured.after).toBeLessThan(measured.before / 2);
});

test("do predictions follow a typed context?", async ({ opened }) => {
  const { page } = opened;
  const list = page.getByRole("list", { name: "Predictions" });
  await expect(list.getByRole("listitem").first()).toBeVisible();
  const before = await list.innerText();
  // The page opens on another of the corpus's openings.
  await page.getByRole("combobox", { name: "Context" }).first().fill("the brown cow");
  await expect.poll(() => list.innerText()).not.toBe(before);
});
