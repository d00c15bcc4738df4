// The Train room as a person uses it: train, look, pause, change, start over; and what it says when something breaks.
import { expect, test, inSight } from "./page.ts";
import type { Page } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const status = (page: Page) => page.getByRole("status", { name: "Training status" });
const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: typeof name === "string" });
const number = (page: Page, name: string) => page.getByRole("spinbutton", { name });
const step = (page: Page): Promise<number> => page.evaluate(() => glasslm.model.step);

/** The value beside a name in the room's list of figures. */
function figure(page: Page, name: string) {
  return page
    .getByRole("term")
    .filter({ hasText: new RegExp(`^${name}$`) })
    .locator("xpath=following-sibling::dd");
}

async function enter(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Train" }).click();
  await expect(status(page)).toContainText("not training");
  // What these tests train goes on until they pause it; learning.spec.ts has the run that pauses by itself.
  await page.getByLabel("Pause where something happens").uncheck();
  // As fast as the engine is; the paces have tests of their own there.
  await page.getByRole("combobox", { name: "Pace" }).selectOption("Flat out");
}

async function startOver(page: Page): Promise<void> {
  await button(page, /Start over/).click();
  await expect(status(page)).toHaveText("Step 0, not training.");
}

test("does training on the farmyard halve the perplexity, live, until it is paused?", async ({ opened: { page } }) => {
  await enter(page);
  await startOver(page);
  await expect(inSight(page, "Press Train to draw the loss here.")).toBeVisible();
  const before = (await page.evaluate(() => glasslm.model.evaluate("validation"))).perplexity;
  await button(page, "Train").click();
  await expect(status(page)).toHaveText(/^Training, step [\d,\s]+, loss [\d.]+ nats\.$/);
  const perplexity = figure(page, "Validation perplexity");
  await expect
    .poll(async () => Number((await perplexity.textContent())?.trim()), { timeout: 40_000 })
    .toBeLessThan(before / 2);
  const curve = page.getByRole("img", { name: "Loss by step" });
  await expect(curve).toBeVisible();
  const drawn = await curve.locator("path.training").getAttribute("d");
  await expect(curve.locator("path.training")).not.toHaveAttribute("d", drawn ?? "");
  await expect(figure(page, "Steps per second")).toHaveText(/\d/);
  await expect(figure(page, "Training loss")).toHaveText(/nats/);
  await expect(figure(page, "Validation loss")).toHaveText(/nats/);
  await inSight(page, "How this was counted").click();
  await expect(inSight(page, /Perplexity = e\^loss/)).toBeVisible();
  await expect(page.locator("p.sentence")).toHaveText(/\w+/);
  await button(page, "Pause").click();
  await expect(status(page)).toContainText("not training");
  const paused = await step(page);
  expect(paused).toBeGreaterThan(0);
  await page.waitForTimeout(500);
  expect(await step(page)).toBe(paused);
});

test("does a phone show the whole curve under the button that makes it?", async ({ opened: { page } }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await enter(page);
  await button(page, "Train").click();
  const curve = page.getByRole("img", { name: "Loss by step" });
  await expect(curve).toBeInViewport({ ratio: 1 });
  await expect(button(page, "Pause")).toBeInViewport({ ratio: 1 });
  await button(page, "Pause").click();
  // What comes next is what bends it.
  const below = async (what: ReturnType<Page["locator"]>): Promise<number> => (await what.boundingBox())?.y ?? NaN;
  expect(await below(page.getByRole("slider", { name: "Learning rate" }))).toBeGreaterThan(await below(curve));
  expect(await below(page.getByRole("region", { name: "Time machine" }))).toBeGreaterThan(
    await below(page.getByRole("combobox", { name: "Optimizer" })),
  );
});

test("does the stage follow a run live, and the number that is looked at too?", async ({ opened: { page } }) => {
  await enter(page);
  await startOver(page);
  await button(page, "Train").click();
  await page.evaluate(() => {
    location.hash = "#/step?select=yhat.1&step=softmax";
  });
  const inspector = page.getByRole("complementary");
  await expect(inspector.getByRole("heading").first()).toBeVisible();
  const stage = (): Promise<string> =>
    page.evaluate(() =>
      Array.from(document.querySelectorAll<HTMLCanvasElement>("main canvas"), (canvas) => canvas.toDataURL()).join(),
    );
  for (let i = 0; i < 3; i += 1) {
    const [number, picture, at] = [await inspector.textContent(), await stage(), await step(page)];
    await expect.poll(() => inspector.textContent()).not.toBe(number);
    await expect.poll(stage).not.toBe(picture);
    expect(await step(page)).toBeGreaterThan(at);
  }
  await page.getByRole("link", { name: "Train" }).click();
  await button(page, "Pause").click();
  await expect(status(page)).toContainText("not training");
});

test("do the embeddings move as they learn?", async ({ opened: { page } }) => {
  await enter(page);
  await startOver(page);
  const map = page.getByLabel("Map of the words' embeddings");
  await expect(inSight(page, /two directions of greatest variance/)).toBeVisible();
  const picture = (): Promise<string> => map.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const still = await picture();
  await button(page, "Train").click();
  await expect.poll(picture).not.toBe(still);
  const first = await picture();
  await expect.poll(picture).not.toBe(first);
  await button(page, "Pause").click();
  await page.getByRole("textbox", { name: "Nearest to" }).fill("hen");
  await expect(page.getByRole("list", { name: "Nearest words" }).getByRole("listitem")).toHaveCount(5);
});

test("is one step one step, and one epoch every example once?", async ({ opened: { page } }) => {
  await enter(page);
  await startOver(page);
  await button(page, "One step").click();
  await expect(status(page)).toHaveText("Step 1, not training.");
  await number(page, "Batch B").fill("512");
  await number(page, "Batch B").press("Tab");
  const { tokens } = await page.evaluate(() => glasslm.model.evaluate("train"));
  await button(page, "One epoch").click();
  await expect.poll(() => step(page)).toBe(1 + Math.ceil(tokens / 512));
  await expect(status(page)).toContainText("not training");
});

test("does what is pressed right after Pause happen, while the last steps still come in?", async ({
  opened: { page },
}) => {
  // A step that takes long: the call that Pause ends goes on for a while.
  await page.evaluate(async () => {
    const vocabulary = Array.from({ length: 20_000 }, (_, i) => `w${String(i)}`);
    const text = Array.from({ length: 4000 }, (_, i) => vocabulary[(i * i) % 10_007]).join(" ");
    await glasslm.show(
      await glasslm.create({
        corpus: { train: text, validation: "", test: "" },
        sentences: false,
        unknown: false,
        vocabulary,
        maximumVocabulary: 20_000,
        hidden: 128,
      }),
    );
  });
  await enter(page);
  await number(page, "Batch B").fill("128");
  await number(page, "Batch B").press("Tab");
  await page.getByRole("combobox", { name: "Pace" }).selectOption("Flat out");
  await button(page, "Train").click();
  await expect.poll(() => step(page)).toBeGreaterThan(2);
  // All in one go, as no person could: nothing of it is lost.
  const pressed = (...names: string[]): Promise<void> =>
    page.evaluate((names) => {
      const press = (names: string[]): void => {
        const [name, ...rest] = names;
        if (name === undefined) return;
        const found = Array.from(document.querySelectorAll("button")).find(
          ({ textContent }) => textContent.trim() === name,
        );
        found?.click();
        queueMicrotask(() => {
          press(found === undefined ? names : rest);
        });
      };
      press(names);
    }, names);
  await pressed("Pause", "Train", "Pause", "Train");
  const now = await step(page);
  await expect.poll(() => step(page), { timeout: 30_000 }).toBeGreaterThan(now + 3);
  await expect(button(page, "Pause")).toBeVisible();
  await pressed("Pause", "One step");
  await expect(status(page)).toContainText("not training", { timeout: 30_000 });
  const end = await step(page);
  await page.waitForTimeout(1000);
  expect(await step(page)).toBe(end);
  await button(page, "One step").click();
  await expect.poll(() => step(page)).toBe(end + 1);
  await expect(inSight(page, /stopped by its caller/)).toHaveCount(0);
});

test("does Start over give the same start, and is no letter a way to it?", async ({ opened: { page } }) => {
  await enter(page);
  await startOver(page);
  const parameters = (): Promise<number> =>
    page.evaluate(async () => {
      const { U } = await glasslm.model.parameters();
      return U.data.reduce((sum, value, i) => sum + value * (1 + (i % 97)), 0);
    });
  const start = await parameters();
  await button(page, "One step").click();
  await expect(status(page)).toHaveText("Step 1, not training.");
  expect(await parameters()).not.toBe(start);
  // A letter that is pressed by mistake throws no run away.
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("r");
  await button(page, "One step").click();
  await expect(status(page)).toHaveText("Step 2, not training.");
  await button(page, /Start over/).click();
  await expect(status(page)).toHaveText("Step 0, not training.");
  expect(await parameters()).toBe(start);
});

test("does each corpus bring its own rate and batch, and an own text the usual ones?", async ({ opened: { page } }) => {
  await enter(page);
  const settings = async () => [
    await page.getByRole("slider", { name: "Learning rate" }).getAttribute("aria-valuetext"),
    await number(page, "Batch B").inputValue(),
  ];
  const corpora = await page.evaluate(() => glasslm.corpora());
  const show = (corpus: { name: string } | { text: string }): Promise<void> =>
    page.evaluate(async (corpus) => {
      const before = glasslm.model;
      await glasslm.show(await glasslm.create({ corpus }));
      await before.dispose();
    }, corpus);
  for (const name of ["digits", "farmyard", "switchboard"]) {
    await show({ name });
    const training = corpora.find((corpus) => corpus.name === name)?.training ?? { rate: NaN, batch: NaN };
    await expect.poll(async () => (await settings()).map(Number)).toEqual([training.rate, training.batch]);
  }
  await number(page, "Batch B").fill("7");
  await show({ text: "one two three four five six\n".repeat(40) });
  await expect.poll(async () => (await settings()).map(Number)).toEqual([0.1, 32]);
  // What is set then stays for the next text of one's own.
  await number(page, "Batch B").fill("9");
  await show({ text: "one two three four five six\n".repeat(30) });
  await page.waitForTimeout(300);
  expect(await settings()).toEqual(["0.100", "9"]);
});

test("do rate, optimizer, schedule and batch take effect while it trains?", async ({ opened: { page } }) => {
  await enter(page);
  await startOver(page);
  await button(page, "Train").click();
  await expect.poll(() => step(page)).toBeGreaterThan(5);
  const rate = page.getByRole("slider", { name: "Learning rate" });
  await rate.fill("-5");
  await expect(rate).toHaveAttribute("aria-valuetext", /1\.00.*5|0\.0000100/);
  const goesOn = async (): Promise<void> => {
    const now = await step(page);
    await expect.poll(() => step(page)).toBeGreaterThan(now);
    await expect(button(page, "Pause")).toBeVisible();
  };
  await goesOn();
  await rate.fill("-1");
  await goesOn();
  for (const optimizer of ["Momentum", "AdamW", "SGD"]) {
    await page.getByRole("combobox", { name: "Optimizer" }).selectOption(optimizer);
    await goesOn();
  }
  for (const schedule of ["Cosine", "Step decay", "Constant"]) {
    await page.getByRole("combobox", { name: "Schedule" }).selectOption(schedule);
    await goesOn();
  }
  await number(page, "Batch B").fill("8");
  await number(page, "Batch B").press("Tab");
  await goesOn();
  await button(page, "Pause").click();
  await expect(status(page)).toContainText("not training");
});

test("does a setting that is none get a sentence, and is nothing lost?", async ({ opened: { page } }) => {
  await enter(page);
  const before = await step(page);
  for (const [name, value, said] of [
    ["Batch B", "0", "“Batch B” is 0."],
    ["Batch B", "-3", "“Batch B” is −3."],
    ["Batch B", "2.5", "“Batch B” is 2.5."],
    ["Weight decay", "-1", "“Weight decay” is −1."],
  ] as const) {
    const field = number(page, name);
    const good = await field.inputValue();
    await field.fill(value);
    await field.press("Tab");
    await button(page, "Train").click();
    await expect(page.getByRole("alert").filter({ hasText: said })).toBeVisible();
    await expect(status(page)).toContainText("not training");
    expect(await step(page)).toBe(before);
    await field.fill(good);
    await field.press("Tab");
  }
  await button(page, "One step").click();
  await expect.poll(() => step(page)).toBe(before + 1);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("is a rate that is none refused?", async ({ opened: { page } }) => {
  await enter(page);
  const before = await step(page);
  const said = await page.evaluate(async () => {
    const sentences: string[] = [];
    for (const rate of [0, -0.1, NaN, 1e9]) {
      sentences.push(
        await glasslm.model.train({ steps: 3, rate }).then(
          () => "trained",
          (error: unknown) => (error as Error).message,
        ),
      );
    }
    return sentences;
  });
  for (const [i, given] of ["0", "-0.1", "NaN", "1000000000"].entries())
    expect(said[i]).toMatch(new RegExp(`^rate is ${given}.*must`, "i"));
  expect(await step(page)).toBe(before);
  // As a person gives it.
  const field = number(page, "Learning rate, as a number");
  const right = "It must be above 0 and at most 1,000,000.";
  for (const [value, given] of [
    ["0", "0"],
    ["-0.5", "−0.5"],
    ["1e9", "1,000,000,000"],
  ] as const) {
    await field.fill(value);
    await field.press("Tab");
    await button(page, "Train").click();
    await expect(page.getByRole("alert").filter({ hasText: `“Learning rate η” is ${given}. ${right}` })).toBeVisible();
    await expect(status(page)).toContainText("not training");
    expect(await step(page)).toBe(before);
    await field.fill("0.3");
    await field.press("Tab");
    await button(page, "One step").click();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(status(page)).toContainText("not training");
    await page.evaluate(() => glasslm.model.undo());
    expect(await step(page)).toBe(before);
  }
  // What is no number at all never gets into the field's number: it says so, and the old one holds.
  for (const typed of ["", "e"]) {
    await field.fill("");
    await field.press("x");
    if (typed !== "") await field.pressSequentially(typed);
    await field.press("Tab");
    await expect(
      page.getByRole("alert").filter({ hasText: "“Learning rate, as a number” needs a number. It is back to 0.3." }),
    ).toBeVisible();
    await expect(field).toHaveValue("0.3");
    await button(page, "One step").click();
    // A success elsewhere does not take back what was not read yet.
    await expect(page.getByRole("alert")).toHaveCount(1);
    await button(page, "Dismiss").click();
    await expect(page.getByRole("alert")).toHaveCount(0);
    await expect(status(page)).toContainText("not training");
    await page.evaluate(() => glasslm.model.undo());
  }
  // In the middle of a run it ends the run, which keeps its steps.
  await button(page, "Train").click();
  await expect.poll(() => step(page)).toBeGreaterThan(before);
  await field.fill("-1");
  await field.press("Tab");
  await expect(page.getByRole("alert").filter({ hasText: `“Learning rate η” is −1. ${right}` })).toBeVisible();
  await expect(status(page)).toContainText("not training");
  expect(await step(page)).toBeGreaterThan(before);
  // The slider ends where a run may still be one.
  const rate = page.getByRole("slider", { name: "Learning rate" });
  await rate.press("End");
  await rate.press("ArrowUp");
  await expect(rate).toHaveAttribute("aria-valuetext", /^10/);
});

test("does a run that leaves the finite numbers say where, and keep a finite model?", async ({ opened: { page } }) => {
  await enter(page);
  await page.evaluate(async () => {
    await glasslm.show(await glasslm.create({ corpus: { name: "farmyard" }, activation: "relu" }));
  });
  await page.getByRole("slider", { name: "Learning rate" }).press("End");
  await button(page, "Train").click();
  await expect(status(page)).toHaveText(
    /^Stopped at step ([\d,]+)\. The loss was not a finite number\. The first tensor with such a value was \w+\. The parameters are those of step [\d,]+, the last that gave a finite loss\. The learning rate was [\d,.]+, without a limit on the gradient norm\. A smaller rate or a limit may help\.$/,
    { timeout: 30_000 },
  );
  await expect(button(page, "Train")).toBeVisible();
  expect(Number.isFinite((await page.evaluate(() => glasslm.model.evaluate("validation"))).nll)).toBe(true);
  await startOver(page);
});

test("does a dead worker say so, come back with what was learnt, and train on?", async ({ opened: { page } }) => {
  await enter(page);
  await startOver(page);
  await number(page, "Batch B").fill("512");
  await number(page, "Batch B").press("Tab");
  await button(page, "One epoch").click();
  await expect.poll(() => step(page)).toBeGreaterThan(10);
  await expect(status(page)).toContainText("not training", { timeout: 30_000 });
  const learnt = await step(page);
  // A model is kept a moment after it has changed.
  await page.waitForTimeout(6000);
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("the worker dies");
    }, 0);
  });
  const alert = page.getByRole("alert").filter({ hasText: "was started again. The model is " });
  await expect(alert).toBeVisible();
  const kept = await step(page);
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThanOrEqual(learnt);
  await expect(status(page)).toHaveText(`Step ${String(kept)}, not training.`);
  await button(page, "One step").click();
  await expect.poll(() => step(page)).toBe(kept + 1);
  // What was not read is not erased by a success elsewhere.
  await expect(alert).toHaveCount(1);
  await alert.getByRole("button", { name: "Dismiss" }).click();
  await expect(alert).toHaveCount(0);
});

test("do chosen words leave a trail over the run, by keyboard, that follows the time machine?", async ({
  opened: { page },
}) => {
  test.slow();
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  await page.evaluate(async () => {
    await glasslm.show(await glasslm.create({ corpus: { name: "farmyard" } }));
    await glasslm.model.train({ steps: 640 });
  });
  await page.getByRole("link", { name: "Train" }).click();
  const map = page.getByLabel("Map of the words' embeddings");
  await expect(map).toBeVisible();
  /** The picture, as soon as it moves no more. */
  const still = async (): Promise<string> => {
    let before = "";
    await expect
      .poll(
        async () => {
          const now = await map.evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL());
          const same = now === before;
          before = now;
          return same;
        },
        { intervals: [700] },
      )
      .toBe(true);
    return before;
  };
  const bare = await still();
  const box = page.getByRole("textbox", { name: "Nearest to" });
  const button = page.getByRole("button", { name: "Trail", exact: true });
  await expect(button).toBeDisabled();
  for (const word of ["dog", "hen"]) {
    await box.fill(word);
    await box.press("Tab");
    await expect(button).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(button).toHaveAttribute("aria-pressed", "true");
  }
  const words = page.getByRole("list", { name: "Words with a trail" });
  await expect(words.getByRole("listitem")).toHaveCount(2);
  await expect(inSight(page.getByRole("main"), /snapshots \(steps 0 to 640\)/)).toBeVisible();
  const end = await still();
  expect(end).not.toBe(bare);
  // Back in the run: the same states, seen from there.
  await page.evaluate(() => glasslm.model.seek(100));
  const back = await still();
  expect(back).not.toBe(end);
  await expect(inSight(page.getByRole("main"), /snapshots \(steps 0 to 640\)/)).toBeVisible();
  const trails = await page.evaluate(async () => {
    const { components, coordinates } = await glasslm.model.project(2);
    const id = glasslm.model.vocabulary.indexOf("dog");
    const { steps, places } = await glasslm.model.trails([id], components);
    const here = steps.indexOf(100);
    return {
      steps: [...steps],
      shape: places.shape,
      apart: [0, 1].map((k) => Math.abs((places.data[2 * here + k] ?? NaN) - (coordinates.data[2 * id + k] ?? NaN))),
    };
  });
  expect(trails.steps).toEqual([...trails.steps].sort((a, b) => a - b));
  expect(trails.shape).toEqual([1, trails.steps.length, 2]);
  // It passes through the word's own place on the map.
  expect(Math.max(...trails.apart)).toBeLessThan(1e-5);
  await words.getByRole("button", { name: "dog: end its trail" }).press("Enter");
  await words.getByRole("button", { name: "hen: end its trail" }).press("Enter");
  await expect(words).toHaveCount(0);
});

// Case N04.
test("does a schedule count from where it was asked for, and does the room say when it is over?", async ({
  opened: { page },
}) => {
  await enter(page);
  await startOver(page);
  const seen = await page.evaluate(async () => {
    const { model } = glasslm;
    const cosine = { steps: 20, rate: 0.3, schedule: "cosine", total: 20 } as const;
    const weights = async (): Promise<string> => (await model.parameters()).U.data.join();
    await model.train({ steps: 20, rate: 0.3 });
    const before = await weights();
    await model.train(cosine);
    const trained = await weights();
    const { schedule } = model;
    await model.train(cosine);
    return { moved: before !== trained, schedule, stays: trained === (await weights()), step: model.step };
  });
  const schedule = { schedule: "cosine", rate: 0.3, span: 20, factor: 0, from: 20 };
  expect(seen).toEqual({ moved: true, schedule, stays: true, step: 60 });
  // In the room: another length begins a schedule of its own, which ends the run and says so.
  await page.getByLabel("Schedule").selectOption("Cosine");
  await number(page, "Learning rate, as a number").fill("0.3");
  await number(page, "Length of the cosine, in steps").fill("30");
  await number(page, "Length of the cosine, in steps").press("Tab");
  await expect(inSight(page, "Starts with the next step.")).toBeVisible();
  await button(page, "Train").click();
  await expect(inSight(page, "The schedule has ended. The cosine ran from step 60 to step 90")).toBeVisible();
  await expect(inSight(page, "Finished at step 90: the rate is 0.")).toBeVisible();
  expect(await step(page)).toBe(90);
  await button(page, "Train").click();
  await expect(status(page)).toHaveText("Step 90, not training.");
  expect(await step(page)).toBe(90);
  await button(page, "Restart the schedule").click();
  await expect(inSight(page, "The cosine ran from step 90 to step 120")).toBeVisible();
  expect(await step(page)).toBe(120);
});

// Case N07.
test("is a weight decay that drives the weights out refused, and one that turns them around warned of?", async ({
  opened: { page },
}) => {
  await enter(page);
  const seen = await page.evaluate(async () => {
    const { model } = glasslm;
    const refused = await model.train({ steps: 5, rate: 0.3, weightDecay: 10, clip: 1 }).then(
      () => null,
      (error: unknown) => {
        const { name, field, given, message } = error as Error & { field?: string; given?: string };
        return { name, field, given, message };
      },
    );
    const { warning, warned } = await model.train({ steps: 1, rate: 0.3, weightDecay: 4 });
    const { warning: none } = await model.train({ steps: 1, rate: 0.3, weightDecay: 0.1 });
    return { refused, warning, warned, none };
  });
  expect(seen.refused).toMatchObject({ name: "ValueError", field: "weightDecay", given: "10" });
  expect(seen.refused?.message).toContain("rate · weightDecay is 3");
  expect(seen.warning).toContain("rate · weightDecay is 1.2: each step turns the sign of every weight around");
  expect(seen.warned).toEqual({ code: "decayTurns", facts: { product: "1.2", below: "3.333" } });
  expect(seen.none).toBeNull();
  const before = await step(page);
  await number(page, "Learning rate, as a number").fill("0.3");
  const decay = number(page, "Weight decay");
  await decay.fill("4");
  await decay.press("Tab");
  await expect(inSight(page, "η · weight decay is 1.20: each step flips")).toBeVisible();
  await decay.fill("10");
  await decay.press("Tab");
  await expect(inSight(page, "Choose a weight decay below 6.67")).toBeVisible();
  await button(page, "Train").click();
  await expect(page.getByRole("alert").filter({ hasText: "“Weight decay” is 10." })).toBeVisible();
  expect(await step(page)).toBe(before);
});
