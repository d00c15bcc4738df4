// The lecturer's page: presented by keys alone, a prepared link that opens what it says, what it locks and hides.
import type { Page } from "@playwright/test";
import { expect, inSight, test, violations } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";
import { chapters } from "../../www/story/lecture.ts";
import { handout } from "../../www/story/notes.ts";
import { limits } from "../../www/story/limits.ts";
import { predict } from "../../www/story/predict.ts";
import { groups } from "../../www/story/present.ts";

declare const glasslm: GlassLM;

type Id = keyof typeof chapters;
const ids = Object.keys(chapters) as Id[];
const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);
const lecture = (page: Page) => page.getByRole("complementary", { name: "Lecture" });
const bar = (page: Page) => page.getByRole("region", { name: "Presentation" });

/** Opens an address as a visitor does who has never been here. */
async function visit(page: Page, address: string): Promise<Page> {
  const context = await page.context().browser()!.newContext({ viewport: page.viewportSize() });
  const visitor = await context.newPage();
  await visitor.goto(page.url().replace(/#.*/, "") + address);
  await visitor.evaluate(() => glasslm.ready);
  return visitor;
}

async function openLecture(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(Start here|Lecture)$/ }).click();
  await expect(lecture(page)).toBeVisible();
}

async function openPrepare(page: Page) {
  await openLecture(page);
  await inSight(lecture(page), "For lecturers").click();
  await lecture(page).getByRole("button", { name: "Prepare a link" }).click();
  return page.getByRole("dialog", { name: "Prepare a link" });
}

test("is the lecture presented by keys alone, and is all as it was after Escape?", async ({ opened: { page } }) => {
  await openLecture(page);
  const start = lecture(page).getByRole("button", { name: "Present", exact: true });
  const header = page.getByRole("banner");
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize));
  const before = await size();
  await start.focus();
  await page.keyboard.press("Enter");
  await expect(bar(page)).toContainText(`Chapter 1 of ${String(ids.length)}`);
  await expect(header).toBeHidden();
  await expect(lecture(page)).toBeHidden();
  await expect.poll(size).toBeGreaterThan(1.2 * before);
  await expect(bar(page).getByRole("button", { name: "Next chapter" })).toBeFocused();

  // As clickers send them; the room follows.
  for (const [key, number] of [
    ["PageDown", 2],
    ["PageDown", 3],
    ["ArrowRight", 4],
    ["ArrowLeft", 3],
    ["PageUp", 2],
  ] as const) {
    await page.keyboard.press(key);
    const id = ids[number - 1]!;
    await expect(bar(page)).toContainText(`Chapter ${String(number)} of ${String(ids.length)} ${chapters[id].title}`);
  }
  await expect(page).toHaveTitle(/^Measure/);
  await expect(page.getByRole("heading", { level: 2, name: /Chain rule/i })).toBeVisible();
  await expect(page.locator("p.heard[aria-live=polite]").last()).toHaveText(
    `Chapter 2 of ${String(ids.length)}: ${chapters[ids[1]!].title}`,
  );
  await expect.poll(() => hash(page)).toContain("present=1&v=3");

  // The panels come and go, the screen goes black and any key lights it again.
  await page.keyboard.press("p");
  await expect(lecture(page)).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Parts of this room" })).toBeVisible();
  await page.keyboard.press("p");
  await expect(lecture(page)).toBeHidden();
  for (const key of ["b", "."]) {
    await page.keyboard.press(key);
    const black = page.getByRole("button", { name: "The screen is black. Press any key to go on." });
    await expect(black).toBeFocused();
    await page.keyboard.press("PageDown");
    await expect(black).toHaveCount(0);
    await expect(bar(page)).toContainText("Chapter 2 of");
    await expect(bar(page).getByRole("button", { name: "Next chapter" })).toBeFocused();
  }
  expect(await violations(page)).toEqual([]);

  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);
  await expect(header).toBeVisible();
  await expect(lecture(page).getByRole("heading", { level: 3 })).toHaveText(chapters[ids[1]!].title);
  await expect.poll(size).toBe(before);
  await expect(start).toBeFocused();
  await expect.poll(() => hash(page)).not.toContain("present");
  expect(await page.evaluate(() => document.fullscreenElement)).toBeNull();

  // The key of the lecture column does the same.
  await page.keyboard.press("Alt+Shift+P");
  await expect(bar(page)).toBeVisible();
  // The page has long opened: nothing newer is waiting to be said.
  await expect(page.locator("p.heard[aria-live=polite]").last()).toContainText("The presentation begins.");
  await bar(page).getByRole("button", { name: "Leave" }).click();
  await expect(start).toBeFocused();
});

test("does an arrow walk the plan in Step, and Page Down leave it?", async ({ opened: { page } }) => {
  await page.goto("#/step?chapter=five-steps&present=1&v=3");
  await expect(bar(page)).toContainText(chapters["five-steps"].title);
  const spoken = page.getByRole("region", { name: "Steps" }).getByRole("status");
  await expect(spoken).toHaveText(/Before the first step/);
  await page.keyboard.press("ArrowRight");
  await expect(spoken).toContainText("Step 1 of 17");
  await expect(bar(page)).toContainText(chapters["five-steps"].title);
  await page.keyboard.press("PageDown");
  await expect(bar(page)).toContainText(chapters.equations.title);
});

test("does a prepared link to every chapter open what it says?", async ({ opened: { page } }) => {
  test.setTimeout(240_000);
  const dialog = await openPrepare(page);
  const field = dialog.getByLabel("Link", { exact: true });
  const said = dialog.getByRole("listitem");
  const links: string[] = [];
  for (const id of ids) {
    await dialog.getByLabel("Opens at").selectOption(id);
    await expect(said.first()).toHaveText(`Opens the chapter “${chapters[id].title}”`);
    links.push((await field.inputValue()).replace(/^[^#]*/, ""));
  }
  expect(new Set(links).size).toBe(ids.length);
  const there = await visit(page, links[0]!);
  for (const [at, id] of ids.entries()) {
    await there.evaluate((to) => {
      location.hash = to;
    }, links[at]!);
    await expect(lecture(there).getByRole("heading", { level: 3 })).toHaveText(chapters[id].title);
    // What the chapter points at is in the room that the link opened.
    await expect(there.locator(".pointed").first(), id).toBeVisible({ timeout: 15_000 });
    await expect(there.getByRole("alert")).toHaveCount(0);
  }
  await there.context().close();
});

test("does a link cut the path, set large type, and say in words what it does?", async ({ opened: { page } }) => {
  const dialog = await openPrepare(page);
  await dialog.getByRole("button", { name: "No chapters" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Choose at least one chapter.");
  for (const id of ["chain-rule", "perplexity", "sgd"] as const)
    await dialog.getByRole("checkbox", { name: new RegExp(`${chapters[id].title}$`) }).check();
  await dialog.getByLabel("Opens at").selectOption("perplexity");
  await dialog.getByRole("checkbox", { name: /^Lock what changes/ }).check();
  await dialog.getByRole("checkbox", { name: "Large type" }).check();
  await dialog.getByRole("checkbox", { name: groups.optimizer }).check();
  await dialog.getByRole("checkbox", { name: "Save", exact: true }).check();
  const lines = [
    "Opens the chapter “Perplexity”",
    `The path has these chapters: ${chapters["chain-rule"].title}, Perplexity and ${chapters.sgd.title}`,
    "Locks what changes the model",
    `Hides: ${groups.optimizer} and ${groups.save}`,
    "Shows large type",
  ];
  await expect(dialog.getByRole("listitem")).toHaveText(lines);
  expect(await violations(page)).toEqual([]);
  const link = (await dialog.getByLabel("Link", { exact: true }).inputValue()).replace(/^[^#]*/, "");
  expect(link).toMatch(/chapter=perplexity&lock=1&hide=optimizer,save&path=2,11,17&large=1&v=3$/);
  // The lecturer's own page stays as it is.
  expect(await hash(page)).not.toContain("lock");

  const there = await visit(page, link);
  await expect(lecture(there)).toContainText("Chapter 2 of 3");
  await expect.poll(() => there.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("22.4px");
  // Nothing of it is remembered, and the reader can switch it off.
  expect(await there.evaluate(() => localStorage.getItem("glasslm.type"))).toBeNull();
  await there.getByRole("button", { name: "Larger type" }).click();
  await expect.poll(() => there.evaluate(() => getComputedStyle(document.documentElement).fontSize)).toBe("16px");
  await expect.poll(() => hash(there)).not.toContain("large");
  await lecture(there).getByRole("link", { name: "Next", exact: true }).click();
  await expect(lecture(there).getByRole("heading", { level: 3 })).toHaveText(chapters.sgd.title);
  await expect(lecture(there).getByRole("combobox").getByRole("option")).toHaveCount(3);
  // Share says it too.
  await there.getByRole("button", { name: "Share", exact: true }).click();
  const share = there.getByRole("dialog", { name: "Share this moment" });
  for (const line of [lines[2]!, lines[3]!])
    await expect(share.getByRole("listitem").filter({ hasText: line })).toBeVisible();
  await there.context().close();
});

test("does a locked link let everything be looked at and nothing be changed?", async ({ opened: { page } }) => {
  const there = await visit(page, "#/train?corpus=farmyard&lock=1&chapter=sgd&v=3");
  await expect(inSight(there, /^This link is locked: you can look at everything/)).toBeVisible();
  const state = () =>
    there.evaluate(async () => {
      const { model } = glasslm;
      const { data } = (await model.parameters()).W;
      return `${String(model.step)} ${Array.from(new Uint32Array(data.slice().buffer)).join()}`;
    });
  const before = await state();
  const why = "Locked by this link, because it changes the model.";
  const locked = async (name: string | RegExp, within = there.getByRole("main")) => {
    const button = within.getByRole("button", { name, exact: true });
    await expect(button).toBeDisabled();
    await expect(button).toHaveAccessibleDescription(why);
    await button.focus();
    await there.keyboard.press("Enter");
    await button.click({ force: true });
  };
  for (const name of ["Train", "One step", "Train 100 steps", "One epoch", "Start over"]) await locked(name);
  await expect(there.getByRole("spinbutton", { name: "Train to step" })).toBeDisabled();
  await locked("Show me", lecture(there));
  await locked("Open", there.getByRole("banner"));
  await expect(there.getByRole("dialog")).toHaveCount(0);
  // What changes nothing of the model works.
  await expect(there.getByRole("combobox", { name: "Colour by" })).toBeEnabled();
  await expect(there.getByLabel("Batch B")).toBeEnabled();

  await there.getByRole("link", { name: "Step", exact: true }).click();
  await there.getByRole("grid", { name: /^W,/ }).focus();
  await there.keyboard.press("ArrowRight");
  const field = there.getByRole("textbox", { name: "Change it" });
  await expect(field).toBeDisabled();
  await expect(field).toHaveAccessibleDescription(why);
  await there.getByRole("button", { name: "Last step" }).click();
  await locked("Keep this update");
  await there.getByRole("link", { name: "Predict", exact: true }).click();
  await locked("Watch it learn");
  await there.getByRole("combobox", { name: "Context" }).fill("the cow");
  await expect(there.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  await there.getByRole("link", { name: "Primer", exact: true }).click();
  await expect(
    there
      .getByRole("region", { name: /numbers/i })
      .getByRole("textbox")
      .first(),
  ).toBeDisabled();
  await there.getByRole("link", { name: "Corpus", exact: true }).click();
  await locked("Make this model");
  expect(await state()).toBe(before);

  // A link without the lock gives all of them back.
  await there.evaluate(() => {
    location.hash = "#/train?corpus=farmyard";
  });
  await there.getByRole("button", { name: "One step", exact: true }).click();
  await expect.poll(() => there.evaluate(() => glasslm.model.step)).toBe(Number(before.split(" ")[0]) + 1);
  await expect(there.getByRole("button", { name: "One step", exact: true })).not.toHaveAttribute("title");
  await there.context().close();
});

test("are the controls that a link names hidden, in every room, and no other?", async ({ opened: { page } }) => {
  const there = await visit(page, "#/train?hide=optimizer,training,time,machine,share,corpus,edit&v=3");
  const named = (name: string) => there.locator(`[data-controls="${name}"]`);
  await expect(there.getByRole("img", { name: /Loss/ }).or(inSight(there, "Loss by step")).first()).toBeVisible();
  for (const name of ["optimizer", "training", "time", "machine", "share", "corpus"]) {
    // There, and out of sight.
    await expect(named(name).first(), name).toBeAttached();
    for (const one of await named(name).all()) await expect(one, name).toBeHidden();
  }
  for (const name of ["open", "save", "measure"]) await expect(named(name), name).toBeVisible();
  await there.getByRole("link", { name: "Step", exact: true }).click();
  await there.getByRole("grid", { name: /^W,/ }).focus();
  await there.keyboard.press("ArrowRight");
  await expect(named("edit").first()).toBeAttached();
  await expect(named("edit").first()).toBeHidden();
  await there.getByRole("link", { name: "Predict", exact: true }).click();
  await expect(named("generate")).toBeVisible();
  await there.context().close();
});

test("has every group that a link can hide a control that it hides?", async ({ opened: { page } }) => {
  const seen = new Set<string>();
  const look = async () => {
    for (const name of await page
      .locator("[data-controls]")
      .evaluateAll((all) => all.map((one) => one.getAttribute("data-controls") ?? "")))
      seen.add(name);
  };
  await openLecture(page);
  for (const room of ["Predict", "Step", "Train"]) {
    await page.getByRole("link", { name: room, exact: true }).click();
    await expect(page).toHaveTitle(new RegExp(`^${room}`));
    if (room === "Step") {
      await page.getByRole("grid", { name: /^W,/ }).focus();
      await page.keyboard.press("ArrowRight");
      await expect(page.getByRole("textbox", { name: "Change it" })).toBeVisible();
    }
    if (room === "Train") await expect(page.getByRole("button", { name: "One step", exact: true })).toBeVisible();
    await look();
  }
  expect([...seen].sort()).toEqual(Object.keys(groups).sort());
});

test("is a group or a chapter that a link names and the page does not have told by name?", async ({
  opened: { page },
}) => {
  await page.evaluate(() => {
    location.hash = "#/predict?hide=hologram,share&path=2,77&chapter=perplexity&lock=yes&v=3";
  });
  const alert = page.getByRole("alert");
  for (const said of [/hides “hologram”/, /path names chapter 77/, /value “yes” for lock cannot be read/])
    await expect(alert.filter({ hasText: said })).toBeVisible();
  await expect(page.getByRole("button", { name: "Share", exact: true })).toBeHidden();
  await expect(lecture(page).getByRole("status").first()).toHaveText(
    "The path of this link leaves out the chapter “perplexity”. It opens at its beginning.",
  );
  await expect(lecture(page).getByRole("heading", { level: 3 })).toHaveText(chapters["chain-rule"].title);
});

test("do the dialog and the presentation stand up to axe, light and dark, wide and narrow?", async ({
  opened: { page },
}) => {
  test.setTimeout(120_000);
  for (const colorScheme of ["light", "dark"] as const)
    for (const viewport of [
      { width: 1440, height: 900 },
      { width: 390, height: 844 },
    ]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize(viewport);
      await page.goto("#/predict");
      await page.reload();
      await page.evaluate(() => glasslm.ready);
      const dialog = await openPrepare(page);
      await expect(dialog.getByLabel("Opens at")).toBeVisible();
      expect(await violations(page), `dialog ${colorScheme} ${String(viewport.width)}`).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(dialog).toHaveCount(0);
      await lecture(page).getByRole("button", { name: "Present", exact: true }).click();
      await expect(bar(page)).toBeVisible();
      expect(await violations(page), `presentation ${colorScheme} ${String(viewport.width)}`).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(bar(page)).toHaveCount(0);
    }
});

/** What a printer would see: the elements with text of their own that paper shows. */
const onPaper = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("body *")]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE))
      .map((node) => node.textContent?.trim() ?? "")
      .filter((text) => text !== "")
      .join("\n"),
  );

async function openSheet(page: Page, name: string) {
  await openLecture(page);
  await inSight(lecture(page), "For lecturers").click();
  await lecture(page).getByRole("button", { name, exact: true }).click();
  const sheet = page.getByRole("dialog", { name: name === "Handout" ? handout.title : name });
  await expect(sheet.getByRole("heading", { level: 1 })).toBeFocused();
  return sheet;
}

test("do the instructor notes have a section for each chapter, and print without the page around them?", async ({
  opened: { page },
}) => {
  const sheet = await openSheet(page, "Instructor notes");
  for (const id of ids) {
    const section = sheet
      .locator("section")
      .filter({ has: page.getByRole("heading", { name: new RegExp(`^\\d+\\. ${chapters[id].title}$`) }) });
    await expect(section.getByRole("heading", { name: "Show", exact: true })).toBeVisible();
    expect(await section.getByRole("listitem").count(), id).toBeGreaterThanOrEqual(2);
    await expect(inSight(section, /^\d+ minutes?$/)).toBeVisible();
  }
  expect(await violations(page)).toEqual([]);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  const printed = await onPaper(page);
  expect(printed).toContain("Before the lecture");
  expect(printed).toContain(chapters["next-lecture"].title);
  for (const chrome of ["Predictions", "Start here", "Print", "Back to the page", "Try it"])
    expect(printed.split("\n")).not.toContain(chrome);
  // Ink on white paper, whatever the theme.
  expect(
    await sheet.evaluate((one) => {
      const { color } = getComputedStyle(one.querySelector("li")!);
      return [color, getComputedStyle(one).position];
    }),
  ).toEqual(["rgb(0, 0, 0)", "static"]);
  await page.emulateMedia({ media: "screen" });
  await page.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(lecture(page).getByRole("button", { name: "Instructor notes" })).toBeFocused();
  await expect(page).toHaveTitle(/^Predict/);
});

test("does the handout say how far the counting of a large text is?", async ({ opened: { page } }) => {
  test.setTimeout(120_000);
  await page.evaluate(async () => {
    let seed = 1;
    const word = (): string => `w${String((seed = (seed * 48_271) % 2_147_483_647) % 3000)}`;
    const line = (): string => Array.from({ length: 20 }, word).join(" ");
    const text = Array.from({ length: 30_000 }, line).join("\n");
    await glasslm.show(await glasslm.create({ corpus: { text }, hidden: 4, embedding: 2 }));
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    new MutationObserver(() => {
      const text = document.querySelector("progress")?.previousElementSibling?.textContent ?? "";
      if (text !== "" && text !== seen.at(-1)) seen.push(text);
    }).observe(document, { childList: true, characterData: true, subtree: true });
  });
  const sheet = await openSheet(page, "Handout");
  await expect(sheet.locator("section.row").first()).toBeVisible({ timeout: 90_000 });
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen);
  expect(seen.length).toBeGreaterThan(1);
  const parts = seen.map((text) => Number(/^Counting the trigrams: (\d+)%$/.exec(text)?.[1]));
  expect(parts).toEqual([...parts].sort((a, b) => a - b));
  expect(parts.every((part) => part >= 0 && part < 100)).toBe(true);
});

for (const sides of [10, 100])
  test(`do the handout's numbers add up to ${String(sides)} in each list, by the model's own probabilities?`, async ({
    opened: { page },
  }) => {
    const sheet = await openSheet(page, "Handout");
    await sheet.getByRole("combobox", { name: "Die", exact: true }).selectOption(String(sides));
    await sheet.getByRole("combobox", { name: "Contexts" }).selectOption("24");
    const rows = sheet.locator("section.row");
    await expect(rows.nth(15)).toBeVisible();
    expect(await rows.count()).toBeLessThanOrEqual(24);
    await expect(sheet).toContainText(`so that each list has exactly ${String(sides)}`);
    const read = await rows.evaluateAll((all) =>
      all.map((row) => ({
        title: row.querySelector("h2")?.textContent ?? "",
        dice: [...row.querySelectorAll("table")].map((table) =>
          [...table.querySelectorAll("tbody tr")].map((line) =>
            [...line.children].map((cell) => cell.textContent.trim()),
          ),
        ),
      })),
    );
    // Both models asked anew, and the die shared out by the rule that the sheet states.
    const asked = await page.evaluate(
      async (contexts) => {
        const { model } = glasslm;
        const trigram = await model.ngram({ order: 3, smoothing: "kneser-ney" });
        const found = [];
        for (const context of contexts) {
          const network = Array.from((await model.predict(context)).probabilities);
          found.push([network, Array.from((await trigram.predict(context)).probabilities ?? [])]);
        }
        await trigram.dispose();
        return { found, vocabulary: [...model.vocabulary] };
      },
      read.map(({ title }) => (/“(.*)”/.exec(title)?.[1] ?? "").replace(/^start /, "")),
    );
    for (const [at, { title, dice }] of read.entries()) {
      expect(title).toMatch(new RegExp(`^${String(at + 1)}\\. `));
      expect(dice).toHaveLength(2);
      for (const [which, lines] of dice.entries()) {
        const probabilities = asked.found[at]![which]!;
        const quotas = probabilities.map((probability, id) => ({ id, quota: sides * probability }));
        const counts = new Map(quotas.map(({ id, quota }) => [id, Math.floor(quota)]));
        const left = sides - [...counts.values()].reduce((sum, count) => sum + count, 0);
        for (const { id } of [...quotas]
          .sort((a, b) => (b.quota % 1) - (a.quota % 1) || b.quota - a.quota || a.id - b.id)
          .slice(0, left))
          counts.set(id, counts.get(id)! + 1);
        let before = 0;
        for (const [roll = "", word = "", share = "", go = ""] of lines) {
          const [from = 0, to = from] = roll.split("–").map(Number);
          expect(from, title).toBe(before + 1);
          before = to;
          const id = asked.vocabulary.indexOf(word === "End" ? "</s>" : word);
          expect(to - from + 1, `${title}: ${word}`).toBe(counts.get(id));
          expect(Math.abs(parseFloat(share) / 100 - probabilities[id]!)).toBeLessThan(
            0.005 * probabilities[id]! + 1e-6,
          );
          if (word === "End") expect(go).toBe("");
          else expect(go).toMatch(/^(again|(≈ )?[1-9]\d?)$/);
          // Where it leads is the context with this word at its end.
          if (/\d$/.test(go))
            expect(read[Number(/\d+$/.exec(go)?.[0]) - 1]?.title).toMatch(new RegExp(` ${word}”$|“${word}”$`));
        }
        expect(before, title).toBe(sides);
      }
    }
    // A game can be played on it: each list leads on or ends the sentence.
    for (const { title, dice } of read)
      for (const lines of dice)
        expect(
          lines.some(([, word, , go = ""]) => word === "End" || /\d$/.test(go)),
          title,
        ).toBe(true);
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ media: "print" });
    const printed = await onPaper(page);
    expect(printed).toContain("How to play");
    for (const chrome of ["Predictions", "Start here", "Print", "Try it"])
      expect(printed.split("\n")).not.toContain(chrome);
  });

test("do the printed pages stand up to axe in the dark and on a phone?", async ({ opened: { page } }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize({ width: 390, height: 844 });
  for (const name of ["Handout", "Instructor notes"]) {
    await page.goto("#/predict");
    await page.reload();
    await page.evaluate(() => glasslm.ready);
    const sheet = await openSheet(page, name);
    if (name === "Handout") await expect(sheet.locator("section.row").first()).toBeVisible();
    expect(await violations(page), name).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
});

test("does each room end with the limit that the next one lifts?", async ({ opened: { page } }) => {
  const rooms = ["Predict", "Step", "Train", "Measure", "Primer", "Corpus"];
  for (const [at, room] of rooms.entries()) {
    await page.getByRole("link", { name: room, exact: true }).click();
    await expect(page).toHaveTitle(new RegExp(`^${room}`));
    const said = [
      predict.limit,
      limits.step,
      limits.train,
      limits.measure,
      limits.primer,
      limits.corpus.other.replace("{count}", "3"),
    ][at]!;
    await expect(inSight(page.getByRole("main"), said, { exact: true })).toBeVisible();
    // It names the room that comes next; the last one, the next lecture.
    expect(said).toContain(rooms[at + 1] ?? "next lecture");
  }
});

test("does the picture from trigram to network say what was replaced and what stayed, with the model's own numbers?", async ({
  opened: { page },
}) => {
  await page.goto("#/measure?measure=why&chapter=what-it-gains");
  const table = page.getByRole("table", { name: "From trigram to network" });
  await expect(table).toBeVisible();
  const numbers = await page.evaluate(async () => {
    const { model } = glasslm;
    const trigram = await model.ngram({ order: 3, smoothing: "kneser-ney" });
    const { E, W, U } = await model.parameters();
    const { perplexity, tokens } = await model.evaluate("validation");
    const found = {
      words: model.vocabulary.length,
      weights: E.data.length + W.data.length + U.data.length,
      network: perplexity,
      tokens,
      trigram: trigram.validation?.perplexity ?? NaN,
      same: trigram.validation?.tokens,
    };
    await trigram.dispose();
    return found;
  });
  expect(numbers.same).toBe(numbers.tokens);
  const row = (name: string) =>
    table.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
  const figure = (value: number): string => value.toPrecision(3);
  await expect(row("Reads")).toContainText(/the last 2 words\s*the last 3 words\s*Changed/);
  await expect(row("Turns it into probabilities by")).toContainText(
    new RegExp(
      `a table of counts, with [\\d,]+ stored numbers\\s*E, W and U, with ${numbers.weights.toLocaleString("en")} learned weights\\s*Replaced`,
    ),
  );
  await expect(row("Gives")).toContainText(
    new RegExp(`the same ${String(numbers.words)} tokens of the vocabulary\\s*Stayed`),
  );
  await expect(row("Is judged by")).toContainText(
    new RegExp(`the same ${numbers.tokens.toLocaleString("en")} validation tokens\\s*Stayed`),
  );
  await expect(row("Validation perplexity")).toContainText(
    new RegExp(`${figure(numbers.trigram)}\\s*${figure(numbers.network)}\\s*The outcome`),
  );
  await expect(page.locator('[data-point="measure.replaced"]')).toHaveClass(/pointed/);
  expect(await violations(page)).toEqual([]);
});
for (const [width, height] of [
  [1440, 900],
  [1920, 1080],
  [390, 844],
] as const)
  test(`is a room's picture as large as the window lets it, presented at ${String(width)} x ${String(height)}?`, async ({
    opened: { page },
  }) => {
    await page.setViewportSize({ width, height });
    for (const [room, picture] of [
      ["step", page.getByRole("group", { name: "The network, drawn" })],
      [
        "train",
        page
          .locator("main.train section, main.train .map")
          .filter({ has: page.getByRole("heading", { name: "Embeddings" }) })
          .last(),
      ],
      ["primer", page.getByRole("heading", { name: "The computation graph" })],
    ] as const) {
      await page.evaluate((to) => {
        location.hash = `#/${to}?chapter=loss&present=1&v=3`;
      }, room);
      await expect(bar(page)).toBeVisible();
      await expect(picture).toBeVisible();
      if (room === "step")
        await expect.poll(async () => (await picture.boundingBox())!.height).toBeGreaterThan(0.38 * height);
      // On a phone the whole width is one column's.
      if (width < 800) await expect.poll(async () => (await picture.boundingBox())!.width).toBeGreaterThan(0.8 * width);
      await expect(bar(page).getByRole("button", { name: "Leave" })).toBeInViewport({ ratio: 1 });
    }
  });
