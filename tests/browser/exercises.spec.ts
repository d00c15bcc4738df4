// The exercises: asked and marked by the engine, kept while one looks things up, by keyboard; and a guess before a chapter shows its number.
import type { GlassLM } from "../../www/client/api/index.ts";
import { expect, test, violations } from "./page.ts";

declare const glasslm: GlassLM;

test("are exercises asked, marked and tied to a model by the scripting interface?", async ({ opened: { page } }) => {
  const seen = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const all = await model.measure.exercises(1);
    const [one] = (await model.measure.exercises(7, ["nats-to-bits", "gone"])).questions;
    const nats = Number(one?.facts.find(({ name }) => name === "nats")?.value);
    const right = await model.measure.mark(7, "nats-to-bits", (nats / Math.LN2).toFixed(4));
    const wrong = await model.measure.mark(7, "nats-to-bits", String(nats * Math.LN2));
    const refused = await model.measure.mark(7, "nats-to-bits", "many").catch((error: Error) => error.message);
    // What the run's log says is enough to be at the same numbers again.
    await model.train({
      steps: 30,
      batch: 8,
      rate: 0.05,
      optimizer: "adamw",
      weightDecay: 0.1,
      schedule: "cosine",
      total: 40,
    });
    await model.train({
      steps: 20,
      batch: 4,
      rate: 0.2,
      optimizer: "momentum",
      momentum: 0.8,
      clip: 0.5,
      order: "sequential",
    });
    const { changes } = await model.history();
    const again = await glasslm.create({ corpus: { name: "farmyard" } });
    for (const { steps, count, again: options } of changes)
      await again.train({ steps, batch: count, ...structuredClone(options) });
    const standings = [await model.measure.standing(), await again.measure.standing(), all.standing];
    await model.dispose();
    await again.dispose();
    return {
      kinds: all.questions.length,
      missing: all.missing,
      right,
      wrong,
      refused,
      standings,
      changes: changes.length,
    };
  });
  expect(seen.kinds).toBeGreaterThan(75);
  expect(seen.right.marked.right).toBe(true);
  expect(seen.wrong.marked).toMatchObject({ right: false, miss: "times-ln-2" });
  expect(seen.refused).toContain("it must be a number");
  const [trained, replayed, fresh] = seen.standings;
  expect(trained?.step).toBe(50);
  expect(seen.changes).toBe(2);
  expect(replayed).toEqual(trained);
  expect(fresh?.digest).not.toBe(trained?.digest);
  expect(fresh?.text).toBe(trained?.text);
});

test("“Check yourself”: a miss shows the way, answers stay over rooms and reloads, all by keyboard", async ({
  opened: { page },
}) => {
  await page.goto("#/predict?chapter=cross-entropy");
  await page.reload();
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  const fold = lecture.getByText("Check yourself");
  await fold.focus();
  await page.keyboard.press("Enter");
  const form = lecture.getByRole("form", { name: "Check yourself" });
  await expect(form.getByText(/^Question 1 of \d+$/)).toBeVisible();
  const answer = form.getByRole("textbox", { name: "Your answer" });
  await answer.focus();
  await page.keyboard.type("-77");
  await page.keyboard.press("Enter");
  const verdict = form.getByRole("status", { name: "Verdict" });
  await expect(verdict).toContainText("Not right. It is");
  await expect(verdict.getByRole("listitem").first()).toBeVisible();
  const right = /It is ([\d.,−e]+)\./.exec((await verdict.textContent()) ?? "")?.[1] ?? "";
  expect(right).not.toBe("");
  await answer.fill(right);
  await answer.press("Enter");
  await expect(verdict).toContainText(`Right: ${right}.`);
  await form.getByRole("button", { name: "Next question" }).press("Enter");
  await expect(form.getByText(/^Question 2 of/)).toBeVisible();
  await answer.fill("0.123");
  // To another room and chapter, through a reload, and back.
  await page.getByRole("link", { name: "Train" }).click();
  await lecture.getByRole("combobox").first().selectOption("perplexity");
  await expect(form.getByText(/^Question 1 of/)).toBeVisible();
  await page.reload();
  await lecture.getByRole("combobox").first().selectOption("cross-entropy");
  await expect(verdict).toContainText(`Right: ${right}.`);
  await form.getByRole("button", { name: "Next question" }).press("Enter");
  await expect(answer).toHaveValue("0.123");
  await answer.fill("many");
  await answer.press("Enter");
  await expect(form.getByRole("alert")).toContainText("it must be a number");
  await form.getByRole("button", { name: "Another one" }).press("Enter");
  await expect(form.getByText("Seed 2")).toBeVisible();
  await expect(answer).toHaveValue("");
  expect(await violations(page)).toEqual([]);
});

test("a question of the live model keeps its numbers, and one of a model that went on is asked anew", async ({
  opened: { page },
}) => {
  await page.goto("#/predict?chapter=language-model");
  await page.reload();
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await lecture.getByRole("button", { name: "Show without a guess" }).click();
  await lecture.getByText("Check yourself").click();
  const form = lecture.getByRole("form", { name: "Check yourself" });
  await form.getByRole("button", { name: "Next question" }).click();
  const ask = form.locator(".ask");
  await expect(ask).toContainText("get together");
  const before = await ask.textContent();
  const answer = form.getByRole("textbox", { name: "Your answer" });
  await answer.fill("0.5");
  await page.evaluate(() => glasslm.model.train({ steps: 50, rate: 0.3 }));
  // The typed answer holds its question; checked, it is asked about the model as it is now.
  await expect(form.getByText(/^Answered at step/)).toBeVisible();
  expect(await ask.textContent()).toBe(before);
  await answer.press("Enter");
  await expect(form.getByText("The model has changed since this was asked")).toBeVisible();
  expect(await ask.textContent()).not.toBe(before);
  await expect(answer).toHaveValue("0.5");
  await answer.press("Enter");
  await expect(form.getByRole("status", { name: "Verdict" })).toContainText(/Right:|Not right/);
});

test("a chapter asks for a guess before it shows its number, and what was guessed stays", async ({
  opened: { page },
}) => {
  await page.goto("#/predict?chapter=branching");
  await page.reload();
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await expect(lecture.getByText("52.6")).toHaveCount(0);
  await lecture.getByRole("textbox", { name: "Your guess" }).fill("<b>9000</b>");
  await lecture.getByRole("textbox", { name: "Your guess" }).press("Enter");
  await expect(lecture.getByText("You guessed “<b>9000</b>”. It is 52.6")).toBeVisible();
  await page.reload();
  await expect(lecture.getByText("You guessed “<b>9000</b>”. It is 52.6")).toBeVisible();
});

test("answers last as long as the page where the browser stores nothing", async ({ page }) => {
  await page.addInitScript(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("#/predict?chapter=cross-entropy");
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await lecture.getByText("Check yourself").click();
  const answer = lecture.getByRole("textbox", { name: "Your answer" });
  await answer.fill("1");
  await expect(lecture.getByText("This browser stores nothing")).toBeVisible();
  await page.getByRole("link", { name: "Corpus" }).click();
  await expect(answer).toHaveValue("1");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
});
