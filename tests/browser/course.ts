// What a class does with an assignment: a student answers and hands in, a teacher has the files marked.
import { readFileSync } from "node:fs";
import { expect, type Locator, type Page } from "@playwright/test";

/** An assignment of a small model: two kinds of question and a task. */
export const LINK =
  "?assignment=1&title=Week+3&ask=cross-entropy.is-a-distribution&seed=7&perplexity=60&steps=400&model=corpus%3Dfarmyard%26seed%3D5" +
  "#/predict?corpus=farmyard&seed=5";

/** The sheet beside the room, and its questions. */
export function sheetOf(page: Page): { readonly sheet: Locator; readonly items: Locator } {
  const sheet = page.getByRole("complementary", { name: "Assignment" });
  return { sheet, items: sheet.getByRole("listitem").filter({ has: page.locator(".question") }) };
}

/** Writes the file by the form that is open. */
export async function written(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await sheetOf(page).sheet.getByRole("button", { name: "Write the file" }).press("Enter");
  return readFileSync(await (await download).path(), "utf8");
}

/** The files of a class on the teacher's page of the page at `home`; what is returned finds a file's row. */
export async function marked(
  page: Page,
  texts: Readonly<Record<string, string>>,
  home = "",
): Promise<(name: string) => Locator> {
  await page.goto("about:blank");
  await page.goto(`${home}?grade`);
  await page
    .getByLabel("Choose files")
    .setInputFiles(
      Object.entries(texts).map(([name, text]) => ({ name, mimeType: "application/json", buffer: Buffer.from(text) })),
    );
  await expect(page.getByRole("button", { name: "Save as CSV" })).toBeVisible({ timeout: 60_000 });
  return (name) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });
}

/** From the link to the marked table, with one answer given. */
export async function wholeWay(page: Page, home: string): Promise<void> {
  await page.goto(`${home}${LINK}`);
  const { sheet, items } = sheetOf(page);
  await expect(items.first()).toBeVisible();
  const all = await items.count();
  await items.first().getByRole("radio").first().check();
  await sheet.getByRole("button", { name: "Hand in" }).click();
  await sheet.getByRole("textbox", { name: "Your name" }).fill("Ada");
  const text = await written(page);
  const row = await marked(page, { "ada.json": text }, home);
  await expect(row("ada.json").getByRole("cell").first()).toHaveText("Ada");
  await expect(row("ada.json").getByRole("cell").nth(1)).toHaveText(new RegExp(`^[01] of ${String(all)}$`));
  await expect(row("ada.json").getByRole("cell").nth(3)).toHaveText(String(all - 1));
  await expect(row("ada.json").getByRole("cell").nth(4)).toHaveText("0");
  await expect(row("ada.json").getByRole("cell").last()).toHaveText("");
}
