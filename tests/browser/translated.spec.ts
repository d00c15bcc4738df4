import { expect, test } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

// U01: a browser's translator puts <font> elements in the place of texts, also of those that come later.
test("does the page go on under a browser's translator, and are tokens left alone?", async ({ opened: { page } }) => {
  const predictions = page.getByRole("list", { name: "Predictions" });
  await expect(predictions.getByRole("listitem").first()).toBeVisible();
  await expect(page.getByRole("button", { name: /See every step of this.* with \d/ })).toBeVisible();
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => {
    const translate = (root: Node): void => {
      const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const texts: Node[] = [];
      for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) texts.push(node);
      if (root instanceof Text) texts.push(root);
      for (const text of texts) {
        const within = text.parentElement;
        if (within === null || text.nodeValue?.trim() === "") continue;
        if (within.closest("font, script, style, svg, textarea, [translate='no']") !== null) continue;
        const [outer, inner] = [document.createElement("font"), document.createElement("font")];
        inner.textContent = text.nodeValue;
        outer.append(inner);
        text.parentNode?.replaceChild(outer, text);
      }
    };
    translate(document.body);
    new MutationObserver((records) => {
      for (const { addedNodes } of records) addedNodes.forEach(translate);
    }).observe(document.body, { childList: true, subtree: true });
  });
  expect(await page.locator("font").count()).toBeGreaterThan(20);
  await expect(page.locator(".token font")).toHaveCount(0);
  const before = await predictions.innerText();
  await page.getByRole("combobox", { name: "Context" }).fill("the cow eats");
  await expect.poll(() => predictions.innerText()).not.toBe(before);
  const best = await page.evaluate(async () => {
    const { probabilities } = await glasslm.model.predict("the cow eats");
    return glasslm.model.vocabulary[probabilities.indexOf(Math.max(...probabilities))] ?? "";
  });
  await expect(predictions.getByRole("listitem").first()).toContainText(best);
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Train" }).click();
  await expect(page.getByRole("heading", { name: "Predictions" })).toHaveCount(0);
  await page.getByRole("button", { name: "Train", exact: true }).click();
  const loss = page.locator("dl div").filter({ hasText: "Training loss" }).locator("dd");
  await expect(loss).toContainText("nats");
  const seen = await loss.innerText();
  await expect.poll(() => loss.innerText()).not.toBe(seen);
  await page.getByRole("button", { name: "Pause" }).first().click();
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeVisible();
});
