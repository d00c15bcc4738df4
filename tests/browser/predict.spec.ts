// The Predict room as a person uses it: type, read, click, sample, stop.
import { expect, test, inSight } from "./page.ts";
import type { Page } from "@playwright/test";

const context = (page: Page) => page.getByRole("combobox", { name: "Context" });
const predictions = (page: Page) => page.getByRole("list", { name: "Predictions" }).getByRole("listitem");
const read = (page: Page) => page.getByRole("list", { name: "What the model reads" }).getByRole("listitem");
const wordsOf = async (page: Page): Promise<number> => (await context(page).inputValue()).trim().split(/\s+/).length;

async function type(page: Page, text: string): Promise<void> {
  await context(page).fill(text);
  await expect(predictions(page).first()).toBeVisible();
}

test("does the vocabulary complete what is typed, by keyboard?", async ({ opened: { page } }) => {
  await context(page).fill("");
  await context(page).pressSequentially("the ro");
  const offers = page.getByRole("listbox", { name: "Words that complete the last one" }).getByRole("option");
  await expect(offers.first()).toBeVisible();
  for (const offer of await offers.allTextContents()) expect(offer).toMatch(/^ro./);
  await context(page).press("ArrowDown");
  const chosen = await offers.and(page.locator('[aria-selected="true"]')).textContent();
  await context(page).press("Enter");
  await expect(context(page)).toHaveValue(`the ${chosen ?? ""} `);
  await expect(offers).toHaveCount(0);
  await context(page).pressSequentially("q");
  await context(page).press("Escape");
  await expect(offers).toHaveCount(0);
});

// Case U02.
test("do keys that belong to an input method take no completion, and Enter none that was not chosen?", async ({
  opened: { page },
}) => {
  const offers = page.getByRole("listbox", { name: "Words that complete the last one" }).getByRole("option");
  const chosen = offers.and(page.locator('[aria-selected="true"]'));
  const press = (key: string, isComposing: boolean, keyCode = 0): Promise<boolean> =>
    context(page).evaluate(
      (box, { key, isComposing, keyCode }) =>
        box.dispatchEvent(new KeyboardEvent("keydown", { key, isComposing, keyCode, bubbles: true, cancelable: true })),
      { key, isComposing, keyCode },
    );
  await context(page).fill("");
  await context(page).pressSequentially("the ro");
  await expect(offers.first()).toBeVisible();
  for (const [composing, code] of [
    [true, 0],
    [false, 229],
  ] as const) {
    // None is used up: the input method gets them all.
    for (const key of ["ArrowDown", "ArrowUp", "Enter", "Escape", "Tab"])
      expect(await press(key, composing, code)).toBe(true);
    await expect(chosen).toHaveCount(0);
    await expect(context(page)).toHaveValue("the ro");
  }
  await context(page).press("Enter");
  await expect(context(page)).toHaveValue("the ro");
  // One that was chosen is not taken by the Enter that ends a composition either.
  await context(page).press("ArrowDown");
  await expect(chosen).toHaveCount(1);
  expect(await press("Enter", true)).toBe(true);
  await expect(context(page)).toHaveValue("the ro");
  const word = (await chosen.textContent())?.trim() ?? "";
  await context(page).press("Enter");
  await expect(context(page)).toHaveValue(`the ${word} `);
});

test("do the predictions fall, follow the text, and go on the text when clicked?", async ({ opened: { page } }) => {
  await type(page, "the hen");
  const percent = async (): Promise<number[]> =>
    (await predictions(page).allTextContents()).map((row) =>
      Number(/([\d.,e-]+)%/.exec(row.replaceAll("−", "-"))?.[1]),
    );
  const shares = await percent();
  expect(shares.length).toBeGreaterThan(5);
  expect(shares).toEqual([...shares].sort((a, b) => b - a));
  const [first] = await predictions(page).allTextContents();
  const button = predictions(page).first().getByRole("button");
  const word = (await button.textContent())?.trim().split(/\s+/)[0] ?? "";
  await button.click();
  await expect(context(page)).toHaveValue(`the hen ${word}`);
  await expect(predictions(page).first()).not.toHaveText(first ?? "");
});

test("is the whole vocabulary within reach, by scrolling and by searching?", async ({ opened: { page } }) => {
  await type(page, "the");
  const all = Number(await predictions(page).first().getAttribute("aria-setsize"));
  expect(all).toBeGreaterThan(60);
  const last = predictions(page).and(page.locator(`[aria-posinset="${String(all)}"]`));
  await expect(last).toHaveCount(0);
  await predictions(page).first().hover();
  await expect(async () => {
    await page.mouse.wheel(0, 4000);
    await expect(last).toBeInViewport({ timeout: 300 });
  }).toPass();
  const search = page.getByRole("searchbox", { name: "Find a word" });
  await search.fill("HEN");
  for (const row of await predictions(page).allTextContents()) expect(row.toLowerCase()).toContain("hen");
  await search.fill("zebra");
  await expect(inSight(page, "No word in the vocabulary contains “zebra”.")).toBeVisible();
  await expect(predictions(page)).toHaveCount(0);
});

test("is a character that a closed vocabulary lacks refused in a sentence?", async ({ opened: { page } }) => {
  await page.goto("#/predict?corpus=digits");
  await page.reload();
  await type(page, "123");
  await context(page).fill("123x");
  await expect(
    page.getByRole("alert").filter({ hasText: "“x” is not in the vocabulary, which is closed" }),
  ).toBeVisible();
  await type(page, "123");
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("is an unknown word marked, and is the padding shown?", async ({ opened: { page } }) => {
  await type(page, "zebra");
  await expect(read(page)).toHaveText(["start", "start", "<unk>"]);
  await expect(read(page).last()).toHaveAttribute("title", "not in the vocabulary: the model sees <unk>");
  await expect(read(page).first()).toHaveAttribute(
    "title",
    "</s> as padding: the context does not reach back this far",
  );
  await expect(inSight(page, "A word outside the vocabulary is read as <unk>.")).toBeVisible();
  await type(page, "the hen eats");
  await expect(read(page)).toHaveText(["the", "hen", "eats"]);
  await expect(inSight(page, "A word outside the vocabulary is read as <unk>.")).toHaveCount(0);
});

test("does sampling obey temperature, top k, top p and the seed?", async ({ opened: { page } }) => {
  const draw = async (): Promise<string> => {
    await page.getByRole("button", { name: "Clear" }).click();
    await context(page).fill("the hen");
    await expect(predictions(page).first()).toBeVisible();
    await page.getByRole("button", { name: "One word" }).click();
    await expect(context(page)).not.toHaveValue("the hen");
    return (await context(page).inputValue()).split(" ").at(-1) ?? "";
  };
  await type(page, "the hen");
  const best = (await predictions(page).first().textContent())?.trim().split(/\s+/)[0];
  const slide = (name: string, value: string) => page.getByRole("slider", { name }).fill(value);
  const seed = page.getByRole("spinbutton", { name: "Seed" });
  const topK = page.getByRole("spinbutton", { name: "Top k" });
  const drawn = async (): Promise<Set<string>> => {
    const words = new Set<string>();
    for (const value of ["1", "2", "3", "4", "5", "6"]) {
      await seed.fill(value);
      words.add(await draw());
    }
    return words;
  };
  // The same seed is the same word; other seeds are others.
  await slide("Temperature", "2");
  expect((await drawn()).size).toBeGreaterThan(1);
  await seed.fill("3");
  const once = await draw();
  await seed.fill("4");
  await seed.fill("3");
  expect(await draw()).toBe(once);
  // Each of the three alone leaves only the most probable.
  await slide("Temperature", "0");
  expect([...(await drawn())]).toEqual([best]);
  await slide("Temperature", "2");
  await topK.fill("1");
  expect([...(await drawn())]).toEqual([best]);
  await topK.fill("");
  await slide("Temperature", "1");
  await slide("Top p", "0.05");
  expect([...(await drawn())]).toEqual([best]);
  // A number that is none gets a sentence, and the text stays.
  await topK.fill("0");
  await context(page).fill("the hen");
  await page.getByRole("button", { name: "One word" }).click();
  await expect(page.getByRole("status").filter({ hasText: "“Top k” is 0." })).toBeVisible();
  await expect(context(page)).toHaveValue("the hen");
});

test("does how words are drawn stay when the room is left, in another language, and in a link?", async ({
  opened: { page },
  context: browser,
}) => {
  const temperature = (on: Page) => on.getByRole("slider", { name: "Temperature" });
  const topK = (on: Page) => on.getByRole("spinbutton", { name: "Top k" });
  const seed = (on: Page) => on.getByRole("spinbutton", { name: "Seed" });
  await type(page, "the hen");
  await temperature(page).fill("0.5");
  await topK(page).fill("5");
  await seed(page).fill("7");
  await page.getByRole("button", { name: "One word" }).click();
  await expect(context(page)).not.toHaveValue("the hen");
  const drawn = (await context(page).inputValue()).split(" ").at(-1) ?? "";
  await expect(page.getByRole("status").filter({ hasText: `“${drawn}” was drawn by chance` })).toBeVisible();
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("status").filter({ hasText: `„${drawn}“ wurde zufällig gezogen` })).toBeVisible();
  await expect(page.getByRole("slider", { name: "Temperatur" })).toHaveValue("0.5");
  await page.getByRole("button", { name: "English" }).click();
  await page.getByRole("link", { name: "Primer" }).click();
  await expect(page.getByRole("main", { name: "Primer" })).toBeVisible();
  await page.getByRole("link", { name: "Predict" }).click();
  await expect(temperature(page)).toHaveValue("0.5");
  await expect(topK(page)).toHaveValue("5");
  await expect.poll(() => new URL(page.url()).hash).toContain("sampling=0.5,5,1,7");
  // The next draw is the second with this seed, and the link's first the first.
  const there = await browser.newPage();
  await there.goto(page.url());
  await expect(temperature(there)).toHaveValue("0.5");
  await expect(topK(there)).toHaveValue("5");
  await expect(seed(there)).toHaveValue("7");
  await type(there, "the hen");
  await there.getByRole("button", { name: "One word" }).click();
  await expect(context(there)).toHaveValue(`the hen ${drawn}`);
  await there.close();
  // What no slider can say is refused in a sentence, and changes nothing.
  const none = await browser.newPage();
  await none.goto(`${page.url().split("#")[0] ?? ""}#/predict?sampling=9,5,1,7&v=5`);
  await expect(none.getByRole("alert").filter({ hasText: "“9,5,1,7”" })).toBeVisible();
  await expect(temperature(none)).toHaveValue("1");
  await none.close();
});

test("does a sentence come one by one until it is stopped?", async ({ opened: { page } }) => {
  const lengthOf = async (page: Page): Promise<number> => (await context(page).inputValue()).length;
  // A stream has no end of its own.
  await page.goto("#/predict?corpus=digits");
  await page.reload();
  await type(page, "123");
  await page.getByRole("button", { name: "Generate" }).click();
  await expect.poll(() => lengthOf(page)).toBeGreaterThan(4);
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(page.getByRole("button", { name: "Generate" })).toBeVisible();
  // The word under way may still come.
  await page.waitForTimeout(400);
  const stopped = await lengthOf(page);
  expect(stopped).toBeLessThan(240);
  await page.waitForTimeout(600);
  expect(await lengthOf(page)).toBe(stopped);
});

test("does a sentence end by itself?", async ({ opened: { page } }) => {
  await type(page, "the hen");
  await page.getByRole("slider", { name: "Temperature" }).fill("0");
  await page.getByRole("button", { name: "Generate" }).click();
  await expect(inSight(page, "The sentence ended.")).toBeVisible({ timeout: 30_000 });
  expect(await wordsOf(page)).toBeGreaterThan(3);
});

test("do the openings of a corpus begin a sentence?", async ({ opened: { page } }) => {
  const openings = page.getByRole("group", { name: "Openings" });
  await openings.getByRole("button", { name: "the hen" }).click();
  await expect(context(page)).toHaveValue("the hen");
  await page.goto("#/predict?corpus=story");
  await page.reload();
  for (const opening of ["and thanks for all the", "where are we", "i saw a"]) {
    await openings.getByRole("button", { name: opening, exact: true }).click();
    await expect(context(page)).toHaveValue(opening);
    await expect(read(page)).toHaveText(opening.split(" ").slice(-3));
    await expect(inSight(page, "A word outside the vocabulary")).toHaveCount(0);
  }
  // A stream has no padding: nothing typed is no mistake yet, and an opening fills the context.
  for (const [corpus, opening, tokens] of [
    ["switchboard", "Operator Sales Support", ["Operator", "Sales", "Support"]],
    ["digits", "123", ["1", "2", "3"]],
  ] as const) {
    await page.goto(`#/predict?corpus=${corpus}`);
    await page.reload();
    await expect(predictions(page).first()).toBeVisible();
    await context(page).fill("");
    const hint = page.getByRole("alert").filter({ hasText: "Type at least 3 more." });
    await expect(hint).toBeVisible();
    await expect(hint).not.toHaveClass(/error/);
    await openings.getByRole("button", { name: opening, exact: true }).click();
    await expect(read(page)).toHaveText([...tokens]);
    await expect(predictions(page).first()).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  }
});

test("does a key get its predictions without a question to the worker, the same as the worker gives?", async ({
  page,
}) => {
  await page.addInitScript(() => {
    const counted = globalThis as unknown as { questions: number };
    counted.questions = 0;
    const post = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (this: Worker, message: unknown, ...rest: []) {
      if (
        JSON.stringify(message, (_, value: unknown) => (ArrayBuffer.isView(value) ? null : value)).includes('"predict"')
      )
        counted.questions += 1;
      post.call(this, message, ...rest);
    };
  });
  await page.goto("");
  await expect(predictions(page).first()).toBeVisible();
  const questions = (): Promise<number> =>
    page.evaluate(() => (globalThis as unknown as { questions: number }).questions);
  const asked = async (key: string): Promise<boolean> => {
    const before = await questions();
    await context(page).press(key);
    return (await questions()) > before;
  };
  /** Whether what stands there is what the worker says. */
  const agrees = async (): Promise<void> => {
    const text = await context(page).inputValue();
    const first = await page.evaluate(async (words) => {
      const { glasslm } = globalThis as unknown as {
        glasslm: { model: { vocabulary: string[]; predict(text: string): Promise<{ probabilities: Float32Array }> } };
      };
      const { probabilities } = await glasslm.model.predict(words);
      const best = probabilities.indexOf(Math.max(...probabilities));
      return [glasslm.model.vocabulary[best] ?? "", `${(100 * (probabilities[best] ?? 0)).toPrecision(3)}%`];
    }, text);
    await expect(predictions(page).first()).toContainText(first[0] ?? "");
    await expect(predictions(page).first()).toContainText(first[1] ?? "");
  };
  await context(page).fill("the ");
  // The copy is made a moment after the cursor came.
  await expect.poll(() => asked("x")).toBe(false);
  await context(page).fill("the hen ");
  await agrees();
  expect(await asked("q")).toBe(false);
  await page.evaluate(() =>
    (globalThis as unknown as { glasslm: { model: { train(options: object): Promise<unknown> } } }).glasslm.model.train(
      { steps: 300 },
    ),
  );
  // The old copy is of no use any more: the worker answers, until there is a new one.
  expect(await asked("Backspace")).toBe(true);
  await agrees();
  await expect.poll(() => asked("x")).toBe(false);
  await agrees();
});
