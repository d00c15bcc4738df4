// The page in German: chosen by the browser's setting, by the switch or by the address.
import { expect, test } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

test("does the switch change the language, keep the model, its step and the focus, and stay in the address?", async ({
  opened: { page },
}) => {
  const html = page.locator("html");
  await expect(html).toHaveAttribute("lang", "en");
  await page.evaluate(() => glasslm.model.train({ steps: 7 }));
  const before = await page.evaluate(() => [glasslm.model.step, glasslm.model.vocabulary.length] as const);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(html).toHaveAttribute("lang", "de");
  const back = page.getByRole("button", { name: "English" });
  await expect(back).toBeFocused();
  await expect(back).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(/lang=de/);
  expect(await page.evaluate(() => [glasslm.model.step, glasslm.model.vocabulary.length] as const)).toEqual(before);
  // Remembered, as the theme is; and said by the address in another browser.
  const link = page.url();
  await page.goto("about:blank");
  await page.goto("");
  await expect(html).toHaveAttribute("lang", "de");
  await page.getByRole("button", { name: "English" }).click();
  await expect(html).toHaveAttribute("lang", "en");
  await expect(page).not.toHaveURL(/lang=/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(html).toHaveAttribute("lang", "de");
});

test.describe("in a German browser", () => {
  test.use({ locale: "de-AT" });
  test("is the page German without being asked, and English where the address says so?", async ({
    opened: { page },
  }) => {
    const html = page.locator("html");
    await expect(html).toHaveAttribute("lang", "de");
    await expect(page).not.toHaveURL(/lang=/);
    await page.goto("about:blank");
    await page.goto("#/train?lang=en");
    await expect(html).toHaveAttribute("lang", "en");
    await expect(page.getByRole("button", { name: "Train", exact: true })).toBeVisible();
    await expect(page).toHaveURL(/lang=en/);
  });
});
