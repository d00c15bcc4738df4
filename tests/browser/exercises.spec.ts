// The exercises: asked and marked by the engine, kept while one looks things up, by keyboard; and a guess before a chapter shows its number.
import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";
import { LINK, marked, sheetOf, written } from "./course.ts";
import { expect, inSight, test, violations } from "./page.ts";

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
  const fold = inSight(lecture, "Check yourself");
  await fold.focus();
  await page.keyboard.press("Enter");
  const form = lecture.getByRole("form", { name: "Check yourself" });
  await expect(inSight(form, /^Question 1 of \d+$/)).toBeVisible();
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
  await expect(inSight(form, /^Question 2 of/)).toBeVisible();
  await answer.fill("0.123");
  // To another room and chapter, through a reload, and back.
  await page.getByRole("link", { name: "Train" }).click();
  await lecture.getByRole("combobox").first().selectOption("perplexity");
  await expect(inSight(form, /^Question 1 of/)).toBeVisible();
  await page.reload();
  await lecture.getByRole("combobox").first().selectOption("cross-entropy");
  await expect(verdict).toContainText(`Right: ${right}.`);
  await form.getByRole("button", { name: "Next question" }).press("Enter");
  await expect(answer).toHaveValue("0.123");
  await answer.fill("many");
  await answer.press("Enter");
  await expect(form.getByRole("alert")).toContainText("Your answer is “many”. It must be a number, such as −0.25.");
  await form.getByRole("button", { name: "Another one" }).press("Enter");
  await expect(inSight(form, "Seed 2")).toBeVisible();
  await expect(answer).toHaveValue("");
  expect(await violations(page)).toEqual([]);
});

test("a question of the live model keeps its numbers, and one of a model that went on is asked anew", async ({
  opened: { page },
}) => {
  await page.goto("#/predict?chapter=language-model");
  await page.reload();
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await inSight(lecture, "Check yourself").click();
  const form = lecture.getByRole("form", { name: "Check yourself" });
  await form.getByRole("button", { name: "Next question" }).click();
  const ask = form.locator(".ask");
  await expect(ask).toContainText("get together");
  const before = await ask.textContent();
  const answer = form.getByRole("textbox", { name: "Your answer" });
  await answer.fill("0.5");
  await page.evaluate(() => glasslm.model.train({ steps: 50, rate: 0.3 }));
  // The typed answer holds its question; checked, it is asked about the model as it is now.
  await expect(inSight(form, /^Answered at step/)).toBeVisible();
  expect(await ask.textContent()).toBe(before);
  await answer.press("Enter");
  await expect(inSight(form, "The model has changed since this question was asked")).toBeVisible();
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
  await expect(inSight(lecture, "52.6")).toHaveCount(0);
  await lecture.getByRole("textbox", { name: "Your guess" }).fill("<b>9000</b>");
  await lecture.getByRole("textbox", { name: "Your guess" }).press("Enter");
  await expect(inSight(lecture, "You guessed “<b>9000</b>”. It is 52.6")).toBeVisible();
  await page.reload();
  await expect(inSight(lecture, "You guessed “<b>9000</b>”. It is 52.6")).toBeVisible();
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
  await inSight(lecture, "Check yourself").click();
  const answer = lecture.getByRole("textbox", { name: "Your answer" });
  await answer.fill("1");
  await expect(inSight(lecture, "This browser stores nothing")).toBeVisible();
  await page.getByRole("link", { name: "Corpus" }).click();
  await expect(answer).toHaveValue("1");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
});

test("an assignment: from the teacher's dialog by a student's file to a marked table", async ({ page }) => {
  test.setTimeout(180_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  // The teacher makes a link.
  await page.goto("#/predict?chapter=perplexity&corpus=farmyard&seed=3");
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await inSight(lecture, "Check yourself").click();
  await lecture.getByRole("button", { name: "Make an assignment" }).click();
  const dialog = page.getByRole("dialog", { name: "Make an assignment" });
  await dialog.getByRole("textbox", { name: "Title" }).fill("Week <3>");
  await dialog.getByRole("textbox", { name: "Seed" }).fill("x");
  await expect(dialog.getByRole("alert")).toContainText("whole number");
  await dialog.getByRole("textbox", { name: "Seed" }).fill("4");
  await dialog.getByRole("checkbox", { name: "With a task: train the model" }).check();
  await dialog.getByRole("textbox", { name: "Validation perplexity at most" }).fill("60");
  await dialog.getByRole("textbox", { name: "Steps at most" }).fill("400");
  await expect(inSight(dialog, /^Questions: [1-9]\d*$/).last()).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const link = await dialog.getByRole("textbox", { name: "Link for the class" }).inputValue();

  // A student opens it: the model of the link, the questions of the seed.
  await page.goto("about:blank");
  await page.goto(link);
  const sheet = page.getByRole("complementary", { name: "Assignment" });
  await expect(sheet.getByRole("heading", { name: "Week <3>" })).toBeVisible();
  const items = sheet.getByRole("listitem").filter({ has: page.locator(".question") });
  await expect(items.first()).toBeVisible();
  const all = await items.count();
  expect(all).toBeGreaterThan(3);
  // The engine knows the answers; the student here gives the first right and a wrong one for each other.
  const right = await page.evaluate(async () => {
    const { questions } = await glasslm.model.measure.exercises(4, ["perplexity"]);
    const [first] = questions;
    if (first === undefined) throw new Error("no question");
    const { marked } = await glasslm.model.measure.mark(4, first.kind, first.options.length > 0 ? "0" : "-7");
    return { options: first.options.length, expected: marked.expected };
  });
  for (let k = 0; k < all - 1; k += 1) {
    const item = items.nth(k);
    const options = await item.getByRole("radio").count();
    if (options > 0)
      await item
        .getByRole("radio")
        .nth(k === 0 ? right.expected : 0)
        .check();
    else await item.getByRole("textbox").fill(k === 0 ? String(right.expected) : "=1+1");
  }
  // Looked up elsewhere, and after a reload: all is there.
  await page.getByRole("link", { name: "Train" }).click();
  await page.reload();
  await expect(inSight(sheet, `${String(all - 1)} of ${String(all)} answered`)).toBeVisible();
  await page.evaluate(async () => {
    await glasslm.model.train({ steps: 150, rate: 0.3, batch: 32 });
    await glasslm.model.train({ steps: 150, rate: 0.01, optimizer: "adamw", weightDecay: 0.01 });
  });
  await sheet.getByRole("button", { name: "Record this model" }).click();
  await expect(inSight(sheet, "at step 300. The task is done.")).toBeVisible();
  await expect(inSight(sheet, `${String(all - 1)} of ${String(all)} answered`)).toBeVisible();
  await sheet.getByRole("button", { name: "Hand in" }).click();
  await sheet.getByRole("button", { name: "Write the file" }).click();
  await expect(sheet.getByRole("alert")).toContainText("Type your name first");
  await sheet.getByRole("textbox", { name: "Your name" }).fill('=HYPERLINK("x")');
  const download = page.waitForEvent("download");
  await sheet.getByRole("button", { name: "Write the file" }).click();
  const saved = readFileSync(await (await download).path(), "utf8");
  const line = await sheet.getByRole("textbox", { name: "The hand-in in one line" }).inputValue();
  expect([...line].length).toBeLessThanOrEqual(200);
  expect(await violations(page)).toEqual([]);

  // The teacher marks a class: this one, a copy, edited ones, a cut one, something else.
  await page.goto("about:blank");
  await page.goto("?grade");
  await expect(inSight(page, "It does not show who did it.")).toBeVisible();
  await page.getByRole("textbox", { name: "Link of the assignment (optional)" }).fill(link);
  const file = (name: string, text: string) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) });
  const longer = JSON.parse(saved) as { models: { recipe: { train: string } }[] };
  for (const { recipe } of longer.models) recipe.train = recipe.train === "" ? "1" : `${recipe.train},1`;
  await page
    .getByLabel("Choose files")
    .setInputFiles([
      file("first.json", saved),
      file("copy.json", saved.replace("HYPERLINK", "Another name")),
      file("digest.json", saved.replace(/"digest": "[0-9a-f]{4}/g, '"digest": "0000')),
      file("text.json", saved.replace(/"text": "[0-9a-f]{4}/g, '"text": "0000')),
      file("longer.json", JSON.stringify(longer)),
      file("cut.json", saved.slice(0, 900)),
      file("soup.json", "tomatoes"),
    ]);
  const row = (name: string) =>
    page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  const cell = (name: string, at: number) => row(name).getByRole("cell").nth(at);
  await expect(cell("first.json", 1)).toHaveText(`1 of ${String(all)}`, { timeout: 60_000 });
  await expect(cell("first.json", 2)).toHaveText(String(all - 2));
  await expect(cell("first.json", 3)).toHaveText("1");
  await expect(cell("first.json", 4)).toHaveText("0");
  await expect(cell("first.json", 5)).toContainText(/^reached: [\d.]+ at step 300$/);
  await expect(cell("first.json", 6)).not.toContainText("changed");
  await expect(row("copy.json")).toContainText("The same sheet as “first.json”");
  await expect(row("copy.json")).toContainText("changed after it was written");
  await expect(row("digest.json")).toContainText("not the one that the answers are about");
  await expect(cell("digest.json", 1)).toHaveText(/^0 of/);
  await expect(row("longer.json")).toContainText("not the one that the answers are about");
  await expect(cell("longer.json", 5)).toHaveText("not recorded");
  await expect(row("text.json")).toContainText("another version of this page’s text");
  await expect(cell("text.json", 4)).toHaveText(String(all - 1));
  await expect(row("cut.json")).toContainText("incomplete");
  await expect(row("soup.json")).toContainText("not a hand-in");
  expect(await violations(page)).toEqual([]);
  // A class of two hundred more, each with a sheet of its own: the model that they share is made once.
  await page
    .getByLabel("Choose files")
    .setInputFiles(
      Array.from({ length: 200 }, (_, k) =>
        file(`s${String(k)}.json`, saved.replace(/"sheet": "[^"]*"/, `"sheet": "${String(k).padStart(16, "0")}"`)),
      ),
    );
  await expect(cell("s199.json", 1)).toHaveText(`1 of ${String(all)}`, { timeout: 60_000 });
  await expect(row("s199.json")).toContainText("The same answers on the same models as “first.json”");
  const marks = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as CSV" }).click();
  const csv = readFileSync(await (await marks).path(), "utf8");
  const lines = csv.trim().split("\r\n");
  expect(lines.length).toBe(208);
  expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);
  expect(csv).not.toMatch(/(^|,)"?=/m);
  expect(csv).toContain("'=1+1");
  expect(faults).toEqual([]);
});

test("a page without a clipboard, as one that did not come by https, says what to do instead", async ({ page }) => {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
  });
  await page.goto("#/predict?chapter=perplexity");
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await inSight(lecture, "Check yourself").click();
  await lecture.getByRole("button", { name: "Make an assignment" }).click();
  const dialog = page.getByRole("dialog", { name: "Make an assignment" });
  await dialog.getByRole("button", { name: "Copy the link" }).click();
  await expect(inSight(dialog, "select the link and copy it")).toBeVisible();
  const link = await dialog.getByRole("textbox", { name: "Link for the class" }).inputValue();
  await page.goto("about:blank");
  await page.goto(link);
  const sheet = page.getByRole("complementary", { name: "Assignment" });
  await sheet.getByRole("button", { name: "Hand in" }).click();
  await sheet.getByRole("textbox", { name: "Your name" }).fill("Ada");
  await sheet.getByRole("button", { name: "Write the file" }).click();
  await sheet.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(inSight(sheet, "select the line and copy it")).toBeVisible();
  expect(faults).toEqual([]);
});

test("an assignment's link that is partly wrong opens, and says what it could not use", async ({
  opened: { page },
}) => {
  await page.goto(
    LINK.replace("seed=7", "seed=7.")
      .replace("is-a-distribution", "gone-for-good")
      .replace("assignment=1", "assignment=9"),
  );
  const sheet = page.getByRole("complementary", { name: "Assignment" });
  await expect(inSight(sheet, "seed could not be read")).toBeVisible();
  await expect(inSight(sheet, "newer version")).toBeVisible();
  await expect(inSight(sheet, "gone-for-good")).toBeVisible();
  await expect(sheet.getByRole("textbox").first()).toBeVisible();
  // Another model on the page is said, and nothing is lost.
  await sheet.getByRole("textbox").first().fill("1.5");
  await page.evaluate(async () => glasslm.show(await glasslm.create({ corpus: { name: "names" } })));
  await expect(inSight(sheet, "different model from this assignment’s")).toBeVisible();
  await sheet.getByRole("button", { name: "Open the assignment’s model" }).click();
  await expect(inSight(sheet, "different model from this assignment’s")).toHaveCount(0);
  await expect(sheet.getByRole("textbox").first()).toHaveValue("1.5");
  // The lecture and the sheet give each other their place.
  await page.getByRole("button", { name: "Start here" }).click();
  await expect(sheet).toHaveCount(0);
  await page.getByRole("button", { name: "Assignment: Week 3" }).click();
  await expect(sheet.getByRole("textbox").first()).toHaveValue("1.5");
});

test("an assignment of another version of its text says so, and is answered all the same", async ({ page }) => {
  const { sheet, items } = sheetOf(page);
  await page.goto(LINK.replace("&model=", "&text=0123456789abcdef&model="));
  await expect(items.first()).toBeVisible();
  await expect(inSight(sheet, "another version than this page’s")).toBeVisible();
  const { text } = await page.evaluate(() => glasslm.model.measure.standing());
  await page.goto("about:blank");
  await page.goto(LINK.replace("&model=", `&text=${text}&model=`));
  await expect(items.first()).toBeVisible();
  await expect(inSight(sheet, "another version than this page’s")).toHaveCount(0);
});

test("an assignment mixes the lecture's questions and the Primer's, and both are marked", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("#/primer?corpus=farmyard&seed=5&chapter=backprop-small");
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await inSight(lecture, "Check yourself").click();
  await lecture.getByRole("button", { name: "Make an assignment" }).click();
  const dialog = page.getByRole("dialog", { name: "Make an assignment" });
  const group = dialog.locator(".chapter").filter({ hasText: "The Primer: two small networks" });
  await expect(inSight(group, "Questions: 24")).toBeVisible();
  await group.locator("summary").click();
  await group.getByRole("checkbox", { name: /What is z of class/ }).check();
  await group.getByRole("checkbox", { name: /would row … of W still learn/ }).check();
  await expect(inSight(dialog, "Questions: 8", { exact: true }).last()).toBeVisible();
  const link = await dialog.getByRole("textbox", { name: "Link for the class" }).inputValue();
  expect(link).toMatch(/[?&]text=[0-9a-f]{16}&/);
  await page.goto("about:blank");
  await page.goto(link);
  const { sheet, items } = sheetOf(page);
  await expect(items).toHaveCount(8);
  const right = await page.evaluate(async () => {
    const kinds = ["primer-z", "primer-hidden-cut"];
    const marks = await Promise.all(kinds.map((kind) => glasslm.model.measure.mark(1, kind, "0")));
    return marks.map(({ marked }) => marked.expected);
  });
  await items.filter({ hasText: "What is z of class" }).getByRole("textbox").fill(String(right[0]));
  await items
    .filter({ hasText: "of W still learn?" })
    .getByRole("radio")
    .nth(right[1] ?? 0)
    .check();
  await sheet.getByRole("button", { name: "Hand in" }).click();
  await sheet.getByRole("textbox", { name: "Your name" }).fill("Ada");
  const row = await marked(page, { "ada.json": await written(page) });
  await expect(row("ada.json").getByRole("cell").nth(1)).toHaveText("2 of 8");
  await expect(row("ada.json").getByRole("cell").last()).toHaveText("");
});

test("a model that was edited, trained on chosen examples and taken back is made again; what no file holds says why", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await page.goto(LINK);
  const { sheet, items } = sheetOf(page);
  await expect(items.first()).toBeVisible();
  const all = await items.count();
  const answer = async (at: number): Promise<void> => {
    const item = items.nth(at);
    if ((await item.getByRole("radio").count()) > 0) await item.getByRole("radio").first().check();
    else await item.getByRole("textbox").fill("1");
  };
  const again = async (at: number, step: number): Promise<void> => {
    await items.nth(at).getByRole("button", { name: "Ask about the model as it is now" }).click();
    await expect(inSight(items.nth(at), `About the model at step ${String(step)}`)).toBeVisible();
  };
  await answer(0);
  await page.evaluate(async () => {
    const { model } = glasslm;
    await model.edit([
      { tensor: "W", index: [0, 0], value: 0.5 },
      { tensor: "E", index: [3, 1], value: 1 / 3 },
    ]);
    await model.train({ steps: 1 });
  });
  await again(1, 1);
  await expect(inSight(items.nth(0), "About the model at step 0")).toBeVisible();
  await answer(1);
  await page.evaluate(async () => {
    const { model } = glasslm;
    const [contexts, targets] = [Uint32Array.of(5, 9, 7, 3, 2, 1), Uint32Array.of(3, 4)];
    await model.trainOn({ contexts, targets, batch: 1, steps: 3, rate: 0.2, optimizer: "momentum", momentum: 0.7 });
    await model.train({ steps: 9, order: "sequential" });
    await model.seek(7);
  });
  await again(2, 7);
  await answer(2);
  await sheet.getByRole("button", { name: "Hand in" }).click();
  await sheet.getByRole("textbox", { name: "Your name" }).fill("Ada");
  const saved = await written(page);
  // More values at once than the log tells of.
  await page.evaluate(async () => {
    const { model } = glasslm;
    const all = Array.from({ length: 40 * 48 }, (_, k) => [Math.floor(k / 48), k % 48] as const);
    await model.edit(all.map((index) => ({ tensor: "W", index, value: 0.01 })));
    await model.train({ steps: 1 });
  });
  await again(3, 8);
  await answer(3);
  await expect(inSight(sheet, "More was done to this model than a hand-in can hold")).toBeVisible();
  const lost = await written(page);
  // A file may ask for more than a class can wait for, and for settings that there are not.
  const changed = (train: string): string => {
    const found = JSON.parse(saved) as { models: { recipe: { train: string } }[] };
    for (const { recipe } of found.models) recipe.train = train;
    return JSON.stringify(found);
  };
  const row = await marked(page, {
    "hand.json": saved,
    "lost.json": lost,
    "long.json": changed("1000000000b8"),
    "odd.json": changed("1b8r-1"),
    "none.json": changed("5k3"),
  });
  await expect(row("hand.json").getByRole("cell").last()).toHaveText("");
  await expect(row("hand.json").getByRole("cell").nth(4)).toHaveText("0");
  await expect(row("hand.json").getByRole("cell").nth(3)).toHaveText(String(all - 3));
  await expect(row("lost.json")).toContainText("More values were set by hand than a file can hold");
  await expect(row("lost.json").getByRole("cell").nth(4)).toHaveText("1");
  await expect(row("long.json")).toContainText("1,000,000,000 training steps");
  await expect(row("odd.json")).toContainText("rate");
  await expect(row("none.json")).toContainText("can no longer be read");
});

test("a hand-in of the first version is marked as it was", async ({ page }) => {
  const text = readFileSync(new URL("../hand-ins/1.json", import.meta.url), "utf8");
  const all = (JSON.parse(text) as { answers: unknown[] }).answers.length;
  const row = await marked(page, { "first.json": text });
  await expect(row("first.json").getByRole("cell").nth(1)).toHaveText(`${String(all)} of ${String(all)}`);
  await expect(row("first.json").getByRole("cell").nth(5)).toContainText("at step 100");
  await expect(row("first.json").getByRole("cell").last()).toHaveText("");
});

test("an assignment by keyboard alone: from its link to the file and the line", async ({ opened: { page } }) => {
  test.setTimeout(120_000);
  await page.goto(LINK.replace("cross-entropy.", "maximum-likelihood."));
  const { sheet, items } = sheetOf(page);
  await expect(items.first()).toBeVisible();
  const all = await items.count();
  expect(all).toBeGreaterThan(4);
  /** Tab by tab, as far as this: whatever lies between has its turn. */
  const to = async (what: Locator, key = "Tab"): Promise<void> => {
    for (let k = 0; k < 300; k += 1) {
      if (await what.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    throw new Error("no key leads there");
  };
  let radios = 0;
  for (let k = 0; k < all; k += 1) {
    const item = items.nth(k);
    const options = item.getByRole("radio");
    if ((await options.count()) > 0) {
      radios += 1;
      await to(options.first());
      await page.keyboard.press("Space");
      await page.keyboard.press("ArrowDown");
      await expect(options.nth(1)).toBeChecked();
      await expect(options.nth(1)).toBeFocused();
    } else {
      await to(item.getByRole("textbox"));
      await page.keyboard.type("0.25");
      await expect(item.getByRole("textbox")).toHaveValue("0.25");
    }
  }
  expect(radios).toBeGreaterThan(0);
  await expect(inSight(sheet, `${String(all)} of ${String(all)} answered`)).toBeVisible();
  await to(sheet.getByRole("button", { name: "Record this model" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(inSight(sheet, /^Recorded: validation perplexity/)).toBeVisible();
  await to(sheet.getByRole("button", { name: "Hand in" }));
  await page.keyboard.press("Enter");
  await to(sheet.getByRole("textbox", { name: "Your name" }));
  await page.keyboard.press("Enter");
  await expect(sheet.getByRole("alert")).toContainText("Type your name first");
  await expect(sheet.getByRole("textbox", { name: "Your name" })).toBeFocused();
  await page.keyboard.type("Ada");
  const download = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const saved = readFileSync(await (await download).path(), "utf8");
  expect((JSON.parse(saved) as { answers: unknown[] }).answers.length).toBe(all);
  await to(sheet.getByRole("textbox", { name: "The hand-in in one line" }));
  await to(sheet.getByRole("button", { name: "Copy", exact: true }));
  // Folded away and back: focus is never lost.
  await to(sheet.getByRole("button", { name: "Fold the assignment away" }), "Shift+Tab");
  await page.keyboard.press("Enter");
  await expect(sheet).toHaveCount(0);
  const folded = page.getByRole("button", { name: "Assignment: Week 3" });
  await expect(folded).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(sheet.getByRole("button", { name: "Fold the assignment away" })).toBeFocused();
});
