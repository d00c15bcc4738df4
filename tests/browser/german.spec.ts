// The page in German: chosen by the browser's setting, by the switch or by the address.
import { expect, test, violations } from "./page.ts";
import { DESK, PHONE, states } from "./states.ts";
import { put } from "../../www/story/change.ts";
import { german } from "../../www/story/de/index.ts";
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

  for (const size of [DESK, PHONE])
    test(`is every part of the page German, and nothing cut or covered, ${String(size.width)} px wide?`, async ({
      opened: { page },
    }) => {
      test.setTimeout(300_000);
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.setViewportSize(size);
      const found: string[] = [];
      // The names that the states are found by are the catalogue's.
      put("de", german);
      try {
        for await (const state of states(page, "the brown hen")) {
          await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
          found.push(...(await page.evaluate(wrong)).map((fault) => `${state}: ${fault}`));
          if (["Predict", "Step, a sum", "Train, paused", "Corpus"].includes(state))
            found.push(...(await violations(page)).map((fault) => `${state}: ${fault}`));
        }
      } finally {
        put("en", {});
      }
      expect([...new Set(found)]).toEqual([]);
    });
});

/** English in sight or in a name, and texts that do not fit: what is wrong with the page as it stands. */
function wrong(): string[] {
  const found = new Set<string>();
  /** Words that no German sentence has; "the" is a token of the corpus. */
  const english =
    /(?<![\p{L}'’„])(?:of|and|with|is|are|to|from|this|that|it|by|for|not|has|have|which|what|how|all|more|each|than|no|step|steps|word|words|number|numbers|training|show|open|close|model|network)(?![\p{L}'’])/giu;
  const german = /(?<!\p{L})(?:Training|Open|Show|Model|To|Steps|All|Is|No)(?!\p{L})/gu;
  const check = (element: Element, text: string): void => {
    if (element.closest("[translate=no], .token, math, code, option, textarea, script, style, title, canvas") !== null)
      return;
    if (element.closest("[lang=en]") !== null && element.closest("[lang=en]") !== document.documentElement) return;
    const words =
      text
        .replace(/„[^“]*“/g, "")
        .replace(german, "")
        .match(english) ?? [];
    if (words.length > 0) found.add(`English: ${text.trim().slice(0, 80)}`);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const text = node.nodeValue ?? "";
    const element = node.parentElement;
    if (element === null || text.trim() === "" || !element.checkVisibility({ visibilityProperty: true })) continue;
    check(element, text);
    // Cut off without a sign of it.
    const range = document.createRange();
    range.selectNodeContents(node);
    const drawn = range.getBoundingClientRect();
    if (drawn.width === 0 || element.closest("svg, canvas, .heard, .skip, option, select") !== null) continue;
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowX, textOverflow, clipPath } = getComputedStyle(at);
      if (clipPath !== "none" || /auto|scroll/.test(overflowX)) break;
      const box = at.getBoundingClientRect();
      if (/hidden|clip/.test(overflowX)) {
        if (drawn.right > box.right + 1.5 && textOverflow !== "ellipsis")
          found.add(`cut off: ${text.trim().slice(0, 40)}`);
        break;
      }
    }
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"]) check(element, element.getAttribute(name) ?? "");
  const buttons = [...document.querySelectorAll("button, nav a, label, th, .stations *")].filter(
    (one) =>
      one.checkVisibility() && one.closest("svg") === null && one.children.length === 0 && one.textContent !== "",
  );
  for (const one of buttons) {
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "hidden")
      found.add(`too narrow: ${one.textContent ?? ""}`);
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`the page is ${String(scrollWidth - clientWidth)} px too wide`);
  return [...found];
}
