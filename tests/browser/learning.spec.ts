// Learning that can be seen: the curve, the pace and the bars say what the engine computed, and nothing else.
import { expect, test, inSight } from "./page.ts";
import type { Page } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const status = (page: Page) => page.getByRole("status", { name: "Training status" });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function atStart(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByRole("button", { name: /Start over/ }).click();
  await expect(status(page)).toHaveText("Step 0, not training.");
}

/** The table under the curve, which has its rows while it is open. */
async function unfolded(page: Page): Promise<void> {
  await inSight(page.getByRole("main"), "The values as a table").click();
}

async function trainTo(page: Page, step: string): Promise<void> {
  await page.getByRole("spinbutton", { name: "Train to step" }).fill(step);
  await button(page, "Train to step: Go").click();
}

test("is each point of the curve what an evaluation says at that very step, and does the pace change no bit?", async ({
  opened: { page },
}) => {
  await atStart(page);
  await page.getByLabel("Pause where something happens").uncheck();
  await page.getByRole("combobox", { name: "Pace" }).selectOption("100 per second");
  await trainTo(page, "70");
  await expect(status(page)).toHaveText("Step 70, not training.", { timeout: 30_000 });
  await unfolded(page);
  const rows = page.locator(".curve table tbody tr");
  await expect(rows).toHaveCount(9);
  const drawn = await rows.evaluateAll((all) =>
    all.map((row) => Array.from(row.children, (cell) => Number(cell.textContent))),
  );
  expect(drawn.map(([step]) => step)).toEqual([0, 1, 2, 4, 8, 16, 32, 64, 70]);
  const found = await page.evaluate(async () => {
    const { model } = glasslm;
    const bits = async (of: typeof model): Promise<number[]> => {
      const { E, W, U } = await of.parameters();
      return [E, W, U].flatMap(({ data }) => Array.from(new Uint32Array(data.buffer, data.byteOffset, data.length)));
    };
    const paced = await bits(model);
    const { rate, batch } = (await glasslm.corpora())[0]?.training ?? { rate: NaN, batch: NaN };
    const other = await glasslm.create({ corpus: { name: "farmyard" } });
    await other.train({ steps: 70, rate, batch });
    const unpaced = await bits(other);
    await other.dispose();
    const losses: number[] = [];
    for (const step of [0, 1, 2, 4, 8, 16, 32, 64, 70]) {
      await model.seek(step);
      const evaluation = await model.evaluate("validation");
      losses.push(evaluation.step === step ? evaluation.nll : NaN);
    }
    return { losses, same: paced.length === unpaced.length && paced.every((bit, i) => bit === unpaced[i]) };
  });
  expect(found.same).toBe(true);
  for (const [i, [, , validation]] of drawn.entries()) {
    expect(validation, `at step ${String(drawn[i]?.[0])}`).toBe(Number(found.losses[i]?.toPrecision(3)));
  }
});

test("does a paced run pause where it passes a landmark, say so, and go on?", async ({ opened: { page } }) => {
  await atStart(page);
  await button(page, "Train").click();
  await expect(inSight(page.getByRole("main"), /better than the unigram/).first()).toBeVisible({ timeout: 40_000 });
  await expect(status(page)).toContainText("not training");
  const paused = await page.evaluate(() => glasslm.model.step);
  await button(page, "Go on").click();
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBeGreaterThan(paused);
  await button(page, "Pause").click();
});

test("is an end that is none, or lies behind, refused in a sentence?", async ({ opened: { page } }) => {
  await page.getByRole("link", { name: "Train" }).click();
  const before = await page.evaluate(() => glasslm.model.step);
  for (const given of ["", "1", "-3"]) {
    await trainTo(page, given);
    await expect(page.getByRole("alert").filter({ hasText: "Enter a step after the present one" })).toBeVisible();
    expect(await page.evaluate(() => glasslm.model.step)).toBe(before);
  }
});

test("does the address say pace, pauses and patience, and refuse in a sentence what is none of them?", async ({
  opened: { page },
}) => {
  const pace = page.getByRole("combobox", { name: "Pace" });
  const pauses = page.getByLabel("Pause where something happens");
  await page.getByRole("link", { name: "Train" }).click();
  await pace.selectOption("10 per second");
  await pauses.uncheck();
  await page.getByLabel("Stop when validation rises").check();
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/pace=10&pauses=no&patience=8/);
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  await expect(pace).toHaveValue("10");
  await expect(pauses).not.toBeChecked();
  await expect(page.getByRole("spinbutton", { name: /evaluations without an improvement/ })).toHaveValue("8");
  const step = await page.evaluate(() => glasslm.model.step);
  await page.evaluate(() => {
    location.hash = "#/train?pace=fast&patience=0&pauses=maybe";
  });
  for (const said of ["pace to “fast”", "pauses to “maybe”", "patience to “0”"])
    await expect(page.getByRole("alert").filter({ hasText: `The link sets ${said}` })).toBeVisible();
  await expect(pace).toHaveValue("10");
  await expect(pauses).not.toBeChecked();
  expect(await page.evaluate(() => glasslm.model.step)).toBe(step);
});

test("does a run stop when validation rises, and is its best step a press away?", async ({ opened: { page } }) => {
  await atStart(page);
  await page.getByLabel("Pause where something happens").uncheck();
  await page.getByLabel("Stop when validation rises").check();
  await page.getByRole("spinbutton", { name: /evaluations without an improvement/ }).fill("3");
  await page.keyboard.press("Tab");
  await page.getByRole("combobox", { name: "Pace" }).selectOption("Flat out");
  await button(page, "Train").click();
  const told = inSight(page.getByRole("main"), /^Validation was best at step [\d,]+ \(perplexity/).first();
  await expect(told).toBeVisible({ timeout: 60_000 });
  await expect(status(page)).toContainText("not training");
  const best = Number(/at step ([\d,]+) \(/.exec((await told.textContent()) ?? "")?.[1]?.replaceAll(",", ""));
  const last = await page.evaluate(() => glasslm.model.step);
  expect(best).toBeLessThan(last);
  await button(page, "Go back to the best").click();
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(best);
  const [there, after] = await page.evaluate(async (end) => {
    const { model } = glasslm;
    const found = [(await model.evaluate("validation")).nll];
    await model.seek(end);
    return [...found, (await model.evaluate("validation")).nll];
  }, last);
  expect(there).toBeLessThan(after ?? NaN);
});

test("is a recorded run played again at the chosen pace, to the same bits?", async ({ opened: { page } }) => {
  await atStart(page);
  await page.getByLabel("Pause where something happens").uncheck();
  const pace = page.getByRole("combobox", { name: "Pace" });
  await pace.selectOption("Flat out");
  await trainTo(page, "40");
  await expect(status(page)).toHaveText("Step 40, not training.", { timeout: 30_000 });
  const bits = () =>
    page.evaluate(async () => {
      const { U } = await glasslm.model.parameters();
      return Array.from(new Uint32Array(U.data.buffer, U.data.byteOffset, U.data.length)).join();
    });
  const recorded = await bits();
  await pace.selectOption("10 per second");
  await button(page, "Play again").click();
  const seen = await page.evaluate(async () => {
    const steps: number[] = [40];
    while (steps.length === 1 || glasslm.model.step < 40) {
      if (steps.at(-1) !== glasslm.model.step) steps.push(glasslm.model.step);
      await new Promise((done) => setTimeout(done, 20));
    }
    return steps.slice(1);
  });
  // From the start on, and through steps in between.
  expect(seen[0]).toBeLessThan(40);
  expect(seen.length).toBeGreaterThan(5);
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  await expect(button(page, "Play again")).toBeEnabled();
  expect(await bits()).toBe(recorded);
});

test("are the neighbours over the run what the engine says at those very steps, and does a row lead there?", async ({
  opened: { page },
}) => {
  await atStart(page);
  await page.getByLabel("Pause where something happens").uncheck();
  await page.getByRole("combobox", { name: "Pace" }).selectOption("Flat out");
  await trainTo(page, "300");
  await expect(status(page)).toHaveText("Step 300, not training.", { timeout: 30_000 });
  await page.getByRole("textbox", { name: "Nearest to" }).fill("hen");
  const table = page.getByRole("table", { name: "Nearest to “hen” during the run" });
  const rows = table.locator("tbody tr");
  await expect(rows).toHaveCount(10);
  const shown = await rows.evaluateAll((all) =>
    all.map((row) => Array.from(row.children, (cell) => cell.textContent.replace(/\s+/g, " ").trim())),
  );
  const said = await page.evaluate(async () => {
    const found: string[][] = [];
    for (const step of [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]) {
      await glasslm.model.seek(step);
      const near = await glasslm.model.neighbours("hen", 5);
      found.push([String(step), ...near.map(({ token, similarity }) => `${token} ${similarity.toFixed(2)}`)]);
    }
    return found;
  });
  expect(shown).toEqual(said);
  await table.getByRole("button", { name: "Go to step 16" }).click();
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(16);
});

test("where the whole split is dear, is an estimate between named as one, and is it what the engine says of those tokens?", async ({
  opened: { page },
}) => {
  test.setTimeout(120_000);
  await page.evaluate(async () => {
    const vocabulary = Array.from({ length: 8000 }, (_, i) => `w${String(i)}`);
    const text = (of: number): string => Array.from({ length: of }, (_, i) => vocabulary[(i * i) % 7993]).join(" ");
    await glasslm.show(
      await glasslm.create({
        corpus: { train: text(4000), validation: text(3000), test: "" },
        sentences: false,
        unknown: false,
        vocabulary,
        maximumVocabulary: 8000,
        hidden: 128,
      }),
    );
  });
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByLabel("Pause where something happens").uncheck();
  await page.getByRole("combobox", { name: "Pace" }).selectOption("Flat out");
  await button(page, "Train").click();
  await unfolded(page);
  const estimates = page.locator(".curve tbody tr.estimate");
  await expect.poll(() => estimates.count(), { timeout: 90_000 }).toBeGreaterThan(0);
  await button(page, "Pause").click();
  await expect(status(page)).toContainText("not training", { timeout: 30_000 });
  const legend = inSight(page, /≈ estimate on the first [\d,]+ validation tokens, the same ones each time/);
  await expect(legend).toBeVisible();
  const tokens = Number(/[\d,]+/.exec((await legend.textContent()) ?? "")?.[0].replaceAll(",", ""));
  const cells = await estimates.first().evaluate((row) => Array.from(row.children, (cell) => cell.textContent.trim()));
  const step = Number(cells[0]?.replaceAll(",", ""));
  expect(cells[2]).toMatch(/^≈ /);
  // The first tokens are only context: what is predicted is fewer than what is read.
  const said = await page.evaluate(
    async ([step, tokens]) => {
      const { model } = glasslm;
      await model.seek(step);
      const { context = 3 } = model.options;
      const sample = (await model.sentences("validation", { from: 0, count: tokens + context })).flat();
      const evaluation = await model.evaluate({ text: sample.slice(0, tokens + context).join(" ") });
      return { tokens: evaluation.tokens, nll: evaluation.nll };
    },
    [step, tokens] as const,
  );
  expect(said.tokens).toBe(tokens);
  expect(cells[2]).toBe(`≈ ${String(Number(said.nll.toPrecision(3)))}`);
});

test("does a vocabulary of one word keep its colours, and say why?", async ({ opened: { page } }) => {
  await page.evaluate(async () => {
    const text = Array.from({ length: 40 }, () => "hen").join(" ");
    await glasslm.show(
      await glasslm.create({
        corpus: { train: text, validation: text, test: text },
        sentences: false,
        unknown: false,
        vocabulary: ["hen"],
      }),
    );
  });
  await page.getByRole("link", { name: "Train" }).click();
  const colour = page.getByRole("combobox", { name: "Colour by" });
  await expect(colour).toHaveValue("none");
  await expect(page.getByRole("alert")).toHaveCount(0);
  await colour.selectOption("groups found in E");
  await expect(page.getByRole("alert").filter({ hasText: "A vocabulary of one word has no groups" })).toBeVisible();
  await expect(colour).toHaveValue("none");
});

test("are bars as long as the probabilities are large, on one scale from 0 to 1?", async ({ opened: { page } }) => {
  const predictions = page.getByRole("list", { name: "Predictions" }).getByRole("listitem");
  await expect(page.getByRole("combobox", { name: "Context" })).toHaveValue("the hen");
  for (const context of ["the hen", "the hen flies", ""]) {
    await page.getByRole("combobox", { name: "Context" }).fill(context);
    await expect(predictions.first()).toBeVisible();
    await expect
      .poll(async () => {
        const [shown, own] = await Promise.all([
          predictions.evaluateAll((rows) =>
            rows.slice(0, 6).map((row) => {
              const bar = row.querySelector<HTMLElement>(".bar");
              return bar === null ? NaN : bar.getBoundingClientRect().width / bar.offsetWidth;
            }),
          ),
          page.evaluate(async (text) => {
            const { probabilities } = await glasslm.model.predict(text);
            return Array.from(probabilities).sort((a, b) => b - a);
          }, context),
        ]);
        return Math.max(...shown.map((share, i) => Math.abs(share - (own[i] ?? NaN))));
      })
      .toBeLessThan(0.005);
  }
});

test("do temperature and top k reshape the list, and do what is excluded and what was drawn say so?", async ({
  opened: { page },
}) => {
  const rows = page.getByRole("list", { name: "Predictions" }).getByRole("listitem");
  await expect(rows.first()).toBeVisible();
  await page.getByRole("spinbutton", { name: "Top k" }).fill("1");
  await expect(rows.first()).toContainText(/→\s*100%/);
  await expect(rows.nth(1)).toContainText("never drawn");
  await button(page, "One word").click();
  await expect(inSight(page, /was drawn by chance/).first()).toBeVisible();
});

test("does “Watch it learn” start over at Doubling, in the Train room?", async ({ opened: { page } }) => {
  await button(page, "Watch it learn").click();
  await expect(page.getByRole("link", { name: "Train" })).toHaveAttribute("aria-current", "page");
  const step = (): Promise<number> => page.evaluate(() => glasslm.model.step);
  // The room comes first, then its model leaves what it had learnt.
  await expect.poll(step).toBeLessThan(2000);
  await expect.poll(step).toBeGreaterThan(0);
  expect(await step()).toBeLessThan(100);
  await expect(page.getByRole("combobox", { name: "Pace" })).toHaveValue("doubling");
  await button(page, "Pause").click();
});

test("does every bundled corpus open trained?", async ({ opened: { page } }) => {
  for (const name of ["names", "story", "digits", "switchboard"]) {
    await page.goto(`#/predict?corpus=${name}`);
    await page.reload();
    await page.evaluate(() => glasslm.ready);
    const [step, expected] = await page.evaluate(
      async (name) => [
        glasslm.model.step,
        (await glasslm.corpora()).find((corpus) => corpus.name === name)?.training.steps,
      ],
      name,
    );
    expect(step, name).toBe(expected);
  }
});
