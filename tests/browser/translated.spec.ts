import { expect, test } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

// U01: a browser's translator puts <font> elements in the place of texts, also of those that come later.
test("does the page go on under a browser's translator, and are tokens left alone?", async ({ opened: { page } }) => {
  const predictions = page.getByRole("list", { name: "Predictions" });
  await expect(predictions.getByRole("listitem").first()).toBeVisible();
  await expect(page.getByRole("link", { name: /See every step of this.* with \d/ })).toBeVisible();
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
  // A run that pauses by itself would have nothing left to pause.
  await page.getByLabel("Pause where something happens").uncheck();
  await page.getByRole("button", { name: "Train", exact: true }).click();
  const training = page.locator("dl div").filter({ hasText: "Training loss" }).locator("dd");
  await expect(training).toContainText("nats");
  const seen = await training.innerText();
  await expect.poll(() => training.innerText()).not.toBe(seen);
  await page.getByRole("button", { name: "Pause" }).first().click();
  await expect(page.getByRole("button", { name: "Train", exact: true })).toBeVisible();

  // Forward by the button, and to a station on the rail: the page's heading and what it computed there.
  await page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Step", exact: true }).click();
  const rail = page.getByRole("region", { name: "Steps" });
  await expect(rail).toBeVisible();
  await page.keyboard.press("Home");
  const inspector = page.getByRole("region", { name: "Inspector" });
  const heading = inspector.getByRole("heading", { level: 2 }).first();
  const titles = await rail.locator(".station").evaluateAll((all) => all.map((one) => one.getAttribute("title") ?? ""));
  expect(titles.length).toBeGreaterThan(10);
  for (const at of [0, 1]) {
    await rail.getByRole("button", { name: "Next step" }).click();
    await expect(heading).toHaveText(titles[at] ?? "");
    await expect(inspector).toContainText(`${String(at + 1)} of ${String(titles.length)}`);
  }
  expect(await inspector.locator("font").count()).toBeGreaterThan(3);
  const loss = titles.findIndex((title) => title === "Loss");
  await rail.locator(".station").nth(loss).click({ force: true });
  await expect(heading).toHaveText(titles[loss] ?? "");
  await expect(inspector).toContainText(`${String(loss + 1)} of ${String(titles.length)}`);
  const nats = await page.evaluate(async () => {
    const { probabilities } = await glasslm.model.predict("the cow eats");
    return -Math.log(Math.max(...probabilities));
  });
  await expect(inspector).toContainText(`= ${nats.toPrecision(3).replace(/\.?0+$/, "")}`);
});
