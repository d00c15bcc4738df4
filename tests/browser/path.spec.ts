// The lecture: every chapter by "Show me", as a newcomer who trusts the buttons; and the page put back as it was.
import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";
import { chapters } from "../../www/story/lecture.ts";
import { expect, inSight, test, violations } from "./page.ts";

/** Read from the source: the list is code with imports of its own, which the runner does not resolve. */
const source = readFileSync("www/views/path/chapters.ts", "utf8");
function pointsOf(id: string): string[] {
  const found = new RegExp(`id: "${id}",[^]*?points: \\[([^\\]]*)\\]`).exec(source);
  return [...(found?.[1] ?? "").matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name);
}

const ids = Object.keys(chapters) as (keyof typeof chapters)[];

test("“Show me” brings every chapter to its end, with every number of its prose", async ({ opened: { page } }) => {
  test.setTimeout(240_000);
  await page.getByRole("button", { name: "Start here" }).click();
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await expect(lecture).toBeVisible();
  for (const id of ids) {
    await lecture.getByRole("combobox").selectOption(id);
    await expect(lecture.getByRole("heading", { level: 3 })).toHaveText(chapters[id].title);
    await lecture.getByRole("button", { name: "Show me" }).click();
    await expect(lecture.getByRole("heading", { level: 4 }), id).toHaveText("✓ Done", { timeout: 60_000 });
    // What it points at is there, and marked by the view that it belongs to.
    for (const name of pointsOf(id)) await expect(page.locator(`[data-point="${name}"]`), name).toHaveClass(/pointed/);
    // A number that never comes stays an ellipsis; the prose has such a sign of its own only between factors.
    const said = lecture.locator("article > p:not(.entry), .task p:not(.acts)");
    const own = chapters[id].text.join(" ").split("…").length - 1;
    await expect
      .poll(async () => (await said.allTextContents()).join(" ").split("…").length - 1, {
        message: id,
        timeout: 30_000,
      })
      .toBe(own);
  }
  await expect(inSight(lecture, "chapter’s numbers need")).toHaveCount(0);
});

test("“Put it back” restores room, words and every bit of the model", async ({ opened: { page } }) => {
  const bits = () =>
    page.evaluate(async () => {
      const { glasslm } = globalThis as unknown as { glasslm: GlassLM };
      const { E, W, U } = await glasslm.model.parameters();
      return [E, W, U].map(({ data }) => Array.from(new Uint32Array(data.slice().buffer)).join()).join(";");
    });
  await page.getByRole("combobox", { name: "Context" }).fill("the cow");
  const before = await bits();
  await page.getByRole("button", { name: "Start here" }).click();
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await lecture.getByRole("combobox").selectOption("sgd");
  await lecture.getByRole("button", { name: "Show me" }).click();
  // The model came trained, so the chapter was done before: what is waited for is the end of what it shows.
  await expect.poll(async () => (await bits()) === before).toBe(false);
  await expect(lecture.getByRole("button", { name: "Show me" })).toHaveAttribute("aria-disabled", "false", {
    timeout: 30_000,
  });
  await lecture.getByRole("button", { name: "Put it back" }).click();
  await expect(page.getByRole("combobox", { name: "Context" })).toHaveValue("the cow");
  await expect.poll(async () => (await bits()) === before).toBe(true);
});

test("a word of the field opens in place, a tick stays, a chapter that is gone is said", async ({
  opened: { page },
}) => {
  await page.getByRole("button", { name: "Start here" }).click();
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  await lecture.getByRole("button", { name: "language model" }).click();
  await expect(lecture.getByRole("note")).toContainText("probability of coming next");
  await page.getByRole("combobox", { name: "Context" }).fill("a duck");
  await expect(lecture.getByRole("heading", { level: 4 })).toHaveText("✓ Done");
  expect(await violations(page)).toEqual([]);

  await page.goto("#/predict?chapter=no-such-chapter");
  await page.reload();
  await expect(lecture.getByRole("status").first()).toContainText("no-such-chapter");
  // The first chapter was done before: the path goes on at the second.
  await expect(lecture.getByRole("heading", { level: 3 })).toHaveText(chapters["chain-rule"].title);
});

test("the path is walked by keyboard alone", async ({ opened: { page } }) => {
  await page.getByRole("button", { name: "Start here" }).focus();
  await page.keyboard.press("Enter");
  const lecture = page.getByRole("complementary", { name: "Lecture" });
  const next = lecture.getByRole("link", { name: "Next" });
  await next.focus();
  for (const id of ids.slice(1)) {
    await page.keyboard.press("Enter");
    await expect(lecture.getByRole("heading", { level: 3 })).toHaveText(chapters[id].title);
    await expect(lecture.getByRole("heading", { level: 3 })).toBeFocused();
    await next.focus();
  }
});

test("do Next, Previous and Go there lead another tab to where they lead this one?", async ({ opened: { page } }) => {
  await page.getByRole("button", { name: "Start here" }).click();
  const lecture = (on: Page) => on.getByRole("complementary", { name: "Lecture" });
  const link = (name: string) => lecture(page).getByRole("link", { name, exact: true });
  const title = (on: Page, id: (typeof ids)[number]) =>
    expect(lecture(on).getByRole("heading", { level: 3 })).toHaveText(chapters[id].title);
  const other = async (name: string): Promise<Page> => {
    const opening = page.context().waitForEvent("page");
    await link(name).click({ modifiers: ["ControlOrMeta"] });
    return opening;
  };
  // At the first chapter nothing lies before.
  await expect(link("Previous")).toHaveAttribute("aria-disabled", "true");
  const next = await other("Next");
  await title(next, "chain-rule");
  await next.close();
  await title(page, "language-model");
  await link("Next").click();
  await title(page, "chain-rule");
  const there = await other("Go there");
  await expect(there.getByRole("link", { name: "Measure" })).toHaveAttribute("aria-current", "page");
  await title(there, "chain-rule");
  await there.close();
  await expect(page.getByRole("link", { name: "Predict" })).toHaveAttribute("aria-current", "page");
  await link("Go there").click();
  await expect(page.getByRole("link", { name: "Measure" })).toHaveAttribute("aria-current", "page");
  const before = await other("Previous");
  await title(before, "language-model");
  await before.close();
});
