// What a screen reader is told: by one region, not too often, and of everything that is done.
import type { Page } from "@playwright/test";
import { measure } from "../../www/story/measure.ts";
import { predict } from "../../www/story/predict.ts";
import { step } from "../../www/story/step.ts";
import { train } from "../../www/story/train.ts";
import { expect, test } from "./page.ts";

const voice = (page: Page) => page.locator("#app > [aria-live=polite]");

async function room(page: Page, name: string): Promise<void> {
  await page.locator(`nav a[href^="#/${name}"]`).click();
  await expect(page.locator(`main.${name} *`).first()).toBeAttached();
}

async function select(page: Page, cell: string): Promise<void> {
  await page.evaluate((cell) => {
    location.hash = `${location.hash.split("?")[0] ?? ""}?select=${cell}`;
    dispatchEvent(new PopStateEvent("popstate"));
  }, cell);
}

test("is there one polite live region in every room?", async ({ opened: { page } }) => {
  const regions = () =>
    page
      .locator("[aria-live=polite], [aria-live=assertive], [role=status]:not([aria-live=off]), [role=log], output")
      .count();
  for (const name of ["predict", "step", "train", "primer", "corpus", "measure"]) {
    await room(page, name);
    expect(await regions(), name).toBe(1);
  }
  const parts = page.getByRole("navigation", { name: measure.index }).getByRole("link");
  for (let part = 0; part < 7; part += 1) {
    await parts.nth(part).click();
    await expect(page.getByRole("article").locator("h2 ~ *, header ~ *").first()).toBeVisible();
    expect(await regions(), `Measure ${String(part + 1)}`).toBe(1);
  }
  await page.getByRole("button", { name: "Start here" }).click();
  await expect(page.getByRole("complementary", { name: "Lecture" })).toBeVisible();
  expect(await regions(), "Lecture").toBe(1);
});

test("is a run told of at most once in two seconds?", async ({ opened: { page } }) => {
  await room(page, "train");
  await voice(page).evaluate((region) => {
    const watched = globalThis as unknown as { told: { at: number; text: string }[] };
    watched.told = [];
    new MutationObserver(() => {
      watched.told.push({ at: performance.now(), text: region.textContent });
    }).observe(region, { childList: true, characterData: true, subtree: true });
  });
  // A run that pauses by itself would have nothing left to pause.
  await page.getByRole("checkbox", { name: train.pausesLabel }).uncheck();
  await page.locator("main.train button.primary").click();
  await page.waitForTimeout(7000);
  await page.locator("main.train button.primary").click();
  await expect(voice(page)).toContainText("not training");
  const told = await page.evaluate(() => (globalThis as unknown as { told: { at: number; text: string }[] }).told);
  expect(told.length).toBeGreaterThanOrEqual(2);
  for (const [at, { at: moment }] of told.entries())
    if (at > 0) expect(moment - (told[at - 1]?.at ?? 0)).toBeGreaterThan(1900);
  // And of a run that just goes on, hardly at all.
  expect(told.filter(({ text }) => text.startsWith("Training, step")).length).toBeLessThanOrEqual(2);
  expect(train.running).toContain("Training, step");
});

test("is it said what was entered, chosen, changed, put back and shown?", async ({ opened: { page } }) => {
  await expect(voice(page)).toHaveCount(1);
  await page.getByLabel(predict.context).first().fill("the hen ");
  await expect(voice(page)).toContainText(/Most probable next: \S+ [\d.]+%\.|Most probable next: \S+, [\d.]+%\./);
  await room(page, "step");
  // The room's name, or where its steps stand, if that is known at once.
  await expect(voice(page)).toHaveText(/^Step$|^Before the first step$/);
  await expect(page.getByRole("region", { name: "Steps" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(voice(page)).toContainText("Step 1 of");
  // By the mouse or a link, not in a grid: its name, value and place.
  await page.keyboard.press("Home");
  // With a target of its own: the loss before and after is then of one example.
  await select(page, "W.1.1&text=the+hen&target=flutters");
  await expect(voice(page)).toContainText(/^W 2, 2: .+ hidden unit 2/);
  const number = page.getByRole("group", { name: step.number, exact: true });
  const box = number.getByLabel(step.change, { exact: true });
  await box.fill("1.5");
  await box.press("Enter");
  await expect(voice(page)).toContainText(/^Loss of this example: .+ → .+ nats\. Most probable next: /);
  const before = await voice(page).textContent();
  await number.getByRole("button", { name: step.putBack, exact: true }).click();
  await expect(voice(page)).not.toHaveText(before ?? "");
  await expect(voice(page)).toContainText(/^Loss of this example: /);
  await page.getByRole("button", { name: step.nextTraining, exact: true }).click();
  await expect(voice(page)).toContainText(/^Example: .+ target .+ training example /);
  await page.keyboard.press("End");
  await expect(voice(page)).toContainText(/Example's loss: .+ → .+ nats/);
  await page.getByRole("button", { name: step.keep, exact: true }).click();
  await expect(voice(page)).toContainText("Kept: ", { timeout: 15_000 });
  await page.getByRole("button", { name: step.undo, exact: true }).click();
  await expect(voice(page)).toContainText("Undone: ", { timeout: 15_000 });
  // Said of the moment that is over, and not again.
  await page.keyboard.press("Home");
  await expect(voice(page)).toHaveText("Before the first step");
  await page.getByRole("button", { name: step.batch, exact: true }).click();
  await expect(voice(page)).toContainText("A batch of");
});

test("is what is over said no more, and gone from where it was said?", async ({ opened: { page } }) => {
  await room(page, "corpus");
  await expect(voice(page)).toHaveText("Corpus");
  // What comes with a room is not news.
  await page.waitForTimeout(1200);
  const add = (text: string): Promise<void> =>
    page.evaluate((text) => {
      const status = Object.assign(document.createElement("p"), { id: "status", textContent: text });
      status.setAttribute("aria-live", "off");
      document.querySelector("main.corpus")!.append(status);
    }, text);
  const remove = (): Promise<void> => page.evaluate(() => document.querySelector("#status")!.remove());
  await add("Counting: 90%");
  await expect(voice(page)).toHaveText("Counting: 90%");
  await remove();
  await expect(voice(page)).toHaveText("");
  // Before its turn has come: it never is said.
  await add("Counting: 20%");
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done()));
      }),
  );
  await remove();
  await add("Done.");
  await expect(voice(page)).toHaveText("Done.");
});

test("is a file that was taken announced, and how far it is read?", async ({ opened: { page } }) => {
  await room(page, "corpus");
  // What comes with a room is not news.
  await expect(voice(page)).toHaveText("Corpus");
  await page.waitForTimeout(1200);
  await page.locator("main.corpus .choices input").last().click();
  await page.locator("main.corpus input[type=file]").setInputFiles({
    name: "own.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("the cat sits on the mat\nthe dog sits on the rug\n".repeat(20)),
  });
  await expect(voice(page)).toContainText("own.txt");
  await page.locator("main.corpus button[type=submit]").click();
  await expect(voice(page)).toContainText("new model");
});

test("is what a dialog says read inside of it, where everything else is still?", async ({ opened: { page } }) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this moment" });
  await dialog.getByRole("button", { name: "Copy the link" }).click();
  await expect(dialog.locator("[aria-live=polite]")).toHaveText("The link is copied.");
});
