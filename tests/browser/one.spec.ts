// The page in one file, opened from a disk without any network, and the moments that are saved as such files.
import { copyFileSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Browser, type Page, test as base } from "@playwright/test";
import { wholeWay } from "./course.ts";
import { expect, inSight, test } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const FILE = fileURLToPath(new URL("../../dist/glasslm.html", import.meta.url));
const LARGEST = 2_500_000;

/** Opens a file as a double click does, on a machine without a network; whatever goes wrong or is asked for is a fault. */
async function fromDisk(browser: Browser, file: string, use: (page: Page) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ offline: true, acceptDownloads: true });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  page.on("request", (request) => {
    if (!/^(blob|data):/.test(request.url()) && !request.isNavigationRequest()) faults.push(request.url());
  });
  await page.goto(pathToFileURL(file).href);
  await page.evaluate(() => glasslm.ready);
  await use(page);
  expect(faults).toEqual([]);
  await context.close();
}

base("is an assignment answered, handed in and marked in the one file, from a disk?", async ({ browser }) => {
  await fromDisk(browser, FILE, async (page) => wholeWay(page, pathToFileURL(FILE).href));
});

base("does the one file do everything from a disk?", async ({ browser }, info) => {
  expect(statSync(FILE).size).toBeLessThanOrEqual(LARGEST);
  const file = info.outputPath("a folder", "glass lm.html");
  mkdirSync(info.outputPath("a folder"), { recursive: true });
  copyFileSync(FILE, file);
  await fromDisk(browser, file, async (page) => {
    await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
    expect(await page.evaluate(() => getComputedStyle(document.body).margin)).toBe("0px");
    for (const room of ["Step", "Train", "Measure", "Primer", "Corpus"]) {
      await page.getByRole("link", { name: room, exact: true }).click();
      await expect(page).toHaveTitle(new RegExp(room));
      await expect(page.getByRole("main").getByRole("heading").first()).toBeVisible();
    }
    await page.getByRole("button", { name: /Start here|Lecture/ }).click();
    await expect(page.getByRole("complementary").getByRole("heading").first()).toBeVisible();
    const done = await page.evaluate(async () => {
      const { model } = glasslm;
      const before = model.step;
      await model.train({ steps: 20 });
      const { steps } = await model.trace("the hen", "eats");
      const { perplexity } = await model.evaluate("validation");
      const ngram = await model.ngram({ order: 2 });
      const story = await glasslm.create({ corpus: { name: "story" } });
      return {
        taken: model.step - before,
        steps: steps.length,
        perplexity,
        pairs: ngram.entries > 100,
        story: story.step,
      };
    });
    expect(done).toMatchObject({ taken: 20, pairs: true, story: 0 });
    expect(done.steps).toBeGreaterThan(5);
    expect(done.perplexity).toBeLessThan(6);
    expect(await page.evaluate(() => [location.protocol, location.hash.startsWith("#/corpus")])).toEqual([
      "file:",
      true,
    ]);
  });
});

test("does a lesson open at its moment, with its model and its text, and can it be saved again?", async ({
  opened: { page },
  browser,
}, info) => {
  const text = "the hen sits\nthe cow eats </script> grass\na hen eats corn\n".repeat(30);
  await page.evaluate(async (text) => {
    const model = await glasslm.create({ corpus: { text }, hidden: 8, seed: 5 });
    await glasslm.show(model);
    await model.train({ steps: 30, batch: 8 });
  }, text);
  const predicted = (at: Page) => at.evaluate(async () => [...(await glasslm.model.predict("a hen")).probabilities]);
  const wanted = await predicted(page);
  await page.getByLabel("Context").fill("a hen");
  await page.getByRole("link", { name: "Step", exact: true }).click();
  await expect(page).toHaveTitle(/Step/);
  const save = async (from: Page, name: string): Promise<string> => {
    await from.getByRole("button", { name: "Share", exact: true }).click();
    const waiting = from.waitForEvent("download");
    await from.getByRole("button", { name: "Save as a lesson" }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe("your-text-step-30.html");
    await download.saveAs(info.outputPath(name));
    return info.outputPath(name);
  };
  const first = await save(page, "first.html");
  await fromDisk(browser, first, async (lesson) => {
    await expect(lesson).toHaveTitle(/Step/);
    expect(await lesson.evaluate(() => glasslm.model.step)).toBe(30);
    expect(await predicted(lesson)).toEqual(wanted);
    expect(await lesson.evaluate(() => glasslm.model.options.corpus)).toEqual({ text });
    await expect(inSight(lesson, "a hen").first()).toBeVisible();
    // The file that was opened is a lesson's source like the page beside index.html.
    const second = await save(lesson, "second.html");
    expect(readFileSync(second, "utf8").match(/<script type="application\/json" id="lesson">\{/g)).toHaveLength(1);
    await fromDisk(browser, second, async (again) => expect(await predicted(again)).toEqual(wanted));
  });
  // Without the model and the text nothing of them is in it.
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await page.getByRole("checkbox", { name: "With the model as it is now" }).uncheck();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a lesson" }).click();
  const bare = readFileSync(await (await waiting).path(), "utf8");
  expect(/id="lesson">([^<]*)</.exec(bare)?.[1]).toBe('{"address":"#/step","model":null,"corpus":null}');
});

test("does a lesson's link tell the training of the model in it, from its beginning on?", async ({
  opened: { page },
  browser,
}, info) => {
  await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, seed: 3, hidden: 12 });
    await glasslm.show(model);
    await model.train({ steps: 30, rate: 0.5 });
    await model.edit([{ tensor: "W", index: [3, 5], value: 0.25 }]);
  });
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a lesson" }).click();
  await (await waiting).saveAs(info.outputPath("trained.html"));
  await fromDisk(browser, info.outputPath("trained.html"), async (lesson) => {
    expect(await lesson.evaluate(() => glasslm.model.step)).toBe(30);
    await expect.poll(() => lesson.evaluate(() => location.hash)).toContain("start=0&train=30r0.5,W.3.5:0.25");
    await lesson.evaluate(() => glasslm.model.train({ steps: 5, rate: 0.1 }));
    await expect.poll(() => lesson.evaluate(() => location.hash)).toContain("start=0&train=30r0.5,W.3.5:0.25,5");
    await lesson.getByRole("button", { name: "Share", exact: true }).click();
    const dialog = lesson.getByRole("dialog", { name: "Share" });
    await expect(inSight(dialog, /^Training steps, repeated .*: 35$/)).toBeVisible();
    await expect(inSight(dialog, /^A model from a file\./)).toHaveCount(0);
  });
});

base(
  "does index.html say what to do from a disk, without JavaScript and without modules?",
  async ({ browser, baseURL }) => {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(fileURLToPath(new URL("../../dist/index.html", import.meta.url))).href);
    const said = inSight(page, "GlassLM has not started. Did you open it from a disk");
    await expect(said).toBeVisible({ timeout: 10_000 });
    await page.getByRole("link", { name: "glasslm.html" }).click();
    await page.evaluate(() => glasslm.ready);
    const context = await browser.newContext({ javaScriptEnabled: false });
    const plain = await context.newPage();
    await plain.goto(baseURL ?? "");
    await expect(plain.locator("noscript p")).toContainText("Turn JavaScript on and reload the page");
    await expect(plain.locator("noscript p")).toBeVisible();
    await context.close();
    // A browser that knows no modules passes over a script of that type, as this one does over a type that nobody knows.
    let met = 0;
    await page.route(baseURL ?? "", async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      met += text.split('type="module"').length - 1;
      await route.fulfill({ response, body: text.replaceAll('type="module"', 'type="of-tomorrow"') });
    });
    await page.goto(baseURL ?? "");
    expect(met).toBe(1);
    await expect(said).toBeVisible({ timeout: 10_000 });
    await expect(said).toContainText("Chrome or Edge 91, Firefox 89, Safari 16.4, or a newer one");
    await page.close();
  },
);
