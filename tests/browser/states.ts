// Every state of the page that is looked at, one after the other: every room, every part of a room.
import { expect, type Page } from "@playwright/test";
import { app } from "../../www/story/app.ts";
import { measure } from "../../www/story/measure.ts";
import { predict } from "../../www/story/predict.ts";
import { step } from "../../www/story/step.ts";
import { train } from "../../www/story/train.ts";

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

async function room(page: Page, name: string): Promise<void> {
  await page.locator(`nav a[href^="#/${name}"]`).click();
  await expect(page.locator(`main.${name} *`).first()).toBeAttached();
}

/** All of them, with a text in Predict's box. */
export async function* states(page: Page, context: string): AsyncGenerator<string> {
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
  await page.getByLabel(predict.context).first().fill(context);
  await expect(page.locator("main.predict li[aria-posinset='1']")).toBeVisible();
  yield "Predict";
  await page.getByLabel(predict.context).first().press("x");
  yield "Predict, completing";

  await room(page, "step");
  await expect(page.getByRole("region", { name: app.rail })).toBeVisible();
  await page.keyboard.press("Home");
  yield "Step, before the first";
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("ArrowRight");
  await expect(page.locator("main.step aside math").first()).toBeVisible();
  yield "Step, a sum";
  await page.keyboard.press("End");
  yield "Step, the update";
  await button(step.typeOne).click();
  yield "Step, typing";
  await button(step.typeOne).click();
  await button(step.batch).click();
  await expect(page.locator("main.step aside li button").first()).toBeVisible();
  yield "Step, a batch";
  await button(step.single).click();
  await page.locator("main.step [role=grid]").first().focus();
  await page.keyboard.press("ArrowRight");
  yield "Step, a number chosen";
  const enlarge = page.getByRole("button", { name: new RegExp(step.zoom.replace("{tensor}", "\\S+")) });
  if (await enlarge.isVisible()) {
    await enlarge.click();
    await expect(page.getByRole("dialog")).toBeVisible();
    yield "Step, enlarged";
    await page.keyboard.press("Escape");
  }
  await page.keyboard.press("Escape");

  await room(page, "train");
  yield "Train";
  await page.locator("main.train button.primary").click();
  await expect(page.getByRole("img", { name: train.curves })).toBeVisible();
  yield "Train, running";
  await page.locator("main.train button.primary").click();
  yield "Train, paused";

  await room(page, "measure");
  const parts = page.getByRole("navigation", { name: measure.index }).getByRole("link");
  await expect(parts.first()).toBeVisible();
  const count = await parts.count();
  for (let part = 0; part < count; part += 1) {
    await parts.nth(part).click();
    await expect(page.getByRole("article").locator("h2 ~ *, header ~ *").first()).toBeVisible();
    yield `Measure, part ${String(part + 1)}`;
  }

  await room(page, "primer");
  const tabs = page.locator("main.primer nav").first().getByRole("link").or(page.locator("main.primer [role=tab]"));
  await expect(tabs.first()).toBeVisible();
  const pages = await tabs.count();
  for (let part = 0; part < pages; part += 1) {
    await tabs.nth(part).click();
    if (part === pages - 1) await expect(page.locator("#primer-question")).toBeVisible();
    yield `Primer, part ${String(part + 1)}`;
  }

  await room(page, "corpus");
  yield "Corpus";
  await page.locator("main.corpus .choices input").last().click();
  yield "Corpus, an own text";
}
