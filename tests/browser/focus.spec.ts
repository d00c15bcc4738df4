// The focus is never lost: whoever presses a button by the keyboard can press on, whatever the press has changed, removed or stilled.
import type { Locator, Page } from "@playwright/test";
import { backend } from "../../www/story/backend.ts";
import { corpus } from "../../www/story/corpus.ts";
import { measure } from "../../www/story/measure.ts";
import { predict } from "../../www/story/predict.ts";
import { step } from "../../www/story/step.ts";
import { time } from "../../www/story/time.ts";
import { train } from "../../www/story/train.ts";
import { expect, test } from "./page.ts";

async function room(page: Page, name: string): Promise<void> {
  await page.locator(`nav a[href^="#/${name}"]`).click();
  await expect(page.locator(`main.${name} *`).first()).toBeAttached();
}

const button = (within: Page | Locator, name: string | RegExp, exact = true) =>
  within.getByRole("button", typeof name === "string" ? { name, exact } : { name });

/** Presses Enter on a control that has the focus, and looks at every frame after it for a focus that fell to the body. */
async function press(page: Page, what: Locator, key = "Enter", settle = 500): Promise<void> {
  await expect(what).toBeVisible();
  await what.focus();
  await expect(what).toBeFocused();
  await page.evaluate(() => {
    const watched = globalThis as unknown as { lost: number };
    watched.lost = 0;
    const look = () => {
      if (document.activeElement === document.body || document.activeElement === null) watched.lost += 1;
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.keyboard.press(key);
  await page.waitForTimeout(settle);
  const found = await page.evaluate(() => ({
    lost: (globalThis as unknown as { lost: number }).lost,
    at: document.activeElement?.outerHTML.slice(0, 120) ?? "",
  }));
  expect(found.lost, `after ${String(what)}: ${found.at}`).toBe(0);
  expect(found.at, String(what)).not.toMatch(/^<(body|main)/);
}

test("is the focus kept in Predict?", async ({ opened: { page } }) => {
  const main = page.locator("main.predict");
  await main.getByRole("combobox").or(main.getByRole("textbox")).first().fill("the hen ");
  await press(page, button(main, predict.generate));
  const stop = button(main, predict.stop);
  if (await stop.isVisible()) await press(page, stop);
  await press(page, button(main, predict.one));
  await press(page, button(main, predict.clear));
});

test("is the focus kept on the way into a number, and in what is done with it?", async ({ opened: { page } }) => {
  await room(page, "step");
  const number = page.getByRole("group", { name: step.number, exact: true });
  const rail = page.getByRole("region", { name: "Steps" });
  await expect(rail).toBeVisible();
  // Logits: a sum of many terms.
  await page.keyboard.press("Home");
  for (let at = 0; at < 5; at += 1) await page.keyboard.press("ArrowRight");
  await press(page, number.getByRole("button", { name: /smaller terms/ }));
  await press(page, number.locator(".factor").first());
  await press(page, number.getByRole("navigation").getByRole("button").first());
  // A parameter: changed, and put back.
  await page.keyboard.press("Home");
  await page.evaluate(() => {
    location.hash = `${location.hash.split("?")[0] ?? ""}?select=W.1.1`;
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await press(page, number.locator(".onward button").first());
  await press(page, number.getByRole("navigation").getByRole("button").first());
  await number.getByLabel(step.change, { exact: true }).fill("1.5");
  await press(page, number.getByLabel(step.change, { exact: true }));
  await press(page, button(number, step.putBack));
  // A gradient: checked.
  await page.keyboard.press("End");
  await page.evaluate(() => {
    location.hash = `${location.hash.split("?")[0] ?? ""}?select=dW.1.1`;
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await press(page, button(number, step.check));
});

test("is the focus kept on the rail and among the examples?", async ({ opened: { page } }) => {
  await room(page, "step");
  const rail = page.getByRole("region", { name: "Steps" });
  const choose = page.getByRole("group", { name: step.choose });
  await expect(rail).toBeVisible();
  await press(page, button(rail, step.last));
  await press(page, button(rail, step.keep), "Enter", 1000);
  await press(page, button(rail, step.first));
  await press(page, button(rail, step.undo), "Enter", 1000);
  for (const name of [step.next, step.play, step.previous]) await press(page, button(rail, name));
  await press(page, button(choose, step.nextTraining));
  await press(page, button(choose, step.worst), "Enter", 1500);
  await press(page, button(choose, step.batch), "Enter", 1000);
  await press(page, page.locator("main.step aside li button").nth(2), "Enter", 1000);
  await press(page, button(choose, step.batch), "Enter", 1000);
  await press(page, button(choose, step.single));
});

test("does what is put elsewhere keep the focus, and what is then removed hand it on?", async ({
  opened: { page },
}) => {
  const link = page.locator('nav a[href^="#/train"]');
  await link.focus();
  await link.evaluate((element) => element.parentElement!.append(element));
  await expect(link).toBeFocused();
  // Put elsewhere once more, and removed as soon as it has the focus again.
  await link.evaluate((element) => {
    const around = element.parentElement!;
    around.prepend(element);
    queueMicrotask(() => queueMicrotask(() => queueMicrotask(() => element.remove())));
  });
  await expect(page.locator("nav a:focus")).toHaveCount(1);
});

test("is the focus kept in Train and on the time machine?", async ({ opened: { page } }) => {
  await room(page, "train");
  const main = page.locator("main.train");
  // A run that pauses by itself shows Train where the test means Pause.
  await main.getByLabel(train.pausesLabel).uncheck();
  await press(page, button(main, train.train));
  await press(page, button(main, train.pause));
  await press(page, button(main, train.step));
  await press(page, button(main, train.epoch), "Enter", 1500);
  const machine = page.getByRole("region", { name: time.title });
  for (const name of [time.first, time.on, time.last, time.back])
    await press(page, button(machine, name), "Enter", 1000);
  await press(page, button(machine, time.undo), "Enter", 1500);
  // By the space bar on the spot, as a hand would go on.
  await press(page, button(main, train.train), "Space");
  await page.keyboard.press("Space");
  await expect(button(main, train.train)).toBeVisible();
  await press(page, main.locator("summary").filter({ hasText: backend.crossing }));
  await press(page, button(main, backend.measure), "Enter", 1500);
});

test("is the focus kept in Measure?", async ({ opened: { page } }) => {
  // A run that pauses by itself would take its button away before it is pressed.
  await page.evaluate(() => {
    location.hash = "#/train?corpus=farmyard&pauses=no";
  });
  await expect(page.getByLabel(train.pausesLabel)).not.toBeChecked();
  await room(page, "measure");
  const article = page.getByRole("article");
  const part = (at: number) => page.getByRole("navigation", { name: measure.index }).getByRole("link").nth(at);
  await press(page, part(2));
  const { table, perplexity, spelling } = measure;
  await press(page, button(article, table.measure), "Enter", 1500);
  await press(page, button(article, table.look), "Enter", 1500);
  await press(page, button(article, table.train));
  await press(page, button(article, table.pause));
  await press(page, part(3));
  // The largest source is still being learnt when Stop is pressed.
  await article.getByRole("combobox", { name: perplexity.source }).selectOption({ index: 3 });
  await press(page, button(article, perplexity.start));
  await press(page, button(article, perplexity.stopLive));
  await press(page, button(article, perplexity.score), "Enter", 1500);
  await press(page, part(5));
  await press(page, button(article, spelling.run), "Enter", 2000);
});

test("is the focus kept in Corpus?", async ({ opened: { page } }) => {
  await room(page, "corpus");
  const main = page.locator("main.corpus");
  await press(page, button(main, corpus.lookTest), "Enter", 1000);
  await press(page, button(main, corpus.make), "Enter", 2000);
});

test("can a button that has nothing to do not be pressed?", async ({ opened: { page } }) => {
  await room(page, "step");
  const rail = page.getByRole("region", { name: "Steps" });
  await page.keyboard.press("Home");
  const first = button(rail, step.first);
  await expect(first).toBeDisabled();
  const said = await page.getByRole("slider", { name: step.slider }).getAttribute("aria-valuetext");
  await first.click({ force: true });
  await first.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("slider", { name: step.slider })).toHaveAttribute("aria-valuetext", said ?? "");
});
