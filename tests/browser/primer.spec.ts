// The primer: its six parts by keyboard alone, what it says of bad input, and the figures it shows.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import { expect, test, inSight } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

/** Opens a part by its address. */
async function open(page: Page, part: number, more = ""): Promise<void> {
  await page.goto(`#/primer?part=${String(part)}${more}`);
  await page.reload();
  await expect(page.getByRole("textbox", { name: "x1" })).toBeVisible();
}

/** Presses Tab until what has the focus has this name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let k = 0; k < 120; k += 1) {
    await page.keyboard.press("Tab");
    const label = await page.evaluate(
      () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "",
    );
    if (typeof name === "string" ? label.trim() === name : name.test(label)) return;
  }
  throw new Error(`Tab never reached ${String(name)}`);
}

test("can the whole room be walked by keyboard alone?", async ({ opened: { page } }) => {
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toBeVisible();
  await tabTo(page, "Primer");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "The computation graph" })).toBeVisible();

  // The graph: forward and back, with the step rail's keys.
  await tabTo(page, "Step");
  const place = page.getByRole("region", { name: "Steps" }).getByRole("status");
  await page.keyboard.press("ArrowRight");
  await expect(place).toHaveText(/^Step 1 of 6, forward: Multiply by W\. z i is w i 1 times x 1/);
  await page.keyboard.press("End");
  await expect(place).toHaveText(/^Step 6 of 6, backward: Back to the weights\./);
  await page.keyboard.press("ArrowLeft");
  await expect(place).toHaveText(/^Step 5 of 6, backward: Back through softmax\./);
  await page.keyboard.press("Home");
  await expect(place).toHaveText("Before the first step");
  await page.keyboard.press(" ");
  await expect(place).toHaveText(/^Step 1 of 6/);
  await page.keyboard.press(" ");

  // A number, by typing it.
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "Backward" }).focus();
  await page.keyboard.press("Enter");
  await tabTo(page, "x1");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("3");

  // The chain: one multiplication at a time, and cell by cell where it came from.
  await tabTo(page, "Multiply the first two");
  await page.keyboard.press("Enter");
  await expect(inSight(page, "1 × 3 times 3 × 3 gives 1 × 3. Multiplication 1 of 2.")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(inSight(page, "1 × 3 times 3 × 6 gives 1 × 6. Multiplication 2 of 2.")).toBeVisible();
  await expect(inSight(page, "Equal to the last digit shown.")).toBeVisible();
  await tabTo(page, /^∂L\/∂w11 is /);
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(":focus")).toHaveAccessibleName(/^∂L\/∂w12 is /);
  await expect(page.getByRole("status", { name: "Where the number comes from" })).toContainText(/=-?\d+\.\d{3}/);

  // One step.
  await page.getByRole("link", { name: "One step" }).focus();
  await page.keyboard.press("Enter");
  await tabTo(page, "η");
  const before = await page.getByRole("img", { name: /The loss along the step/ }).getAttribute("aria-label");
  await page.keyboard.press("Control+A");
  await page.keyboard.type("2");
  await expect(page.getByRole("img", { name: /after a step of 2\.00/ })).toBeVisible();
  expect(await page.getByRole("img", { name: /The loss along the step/ }).getAttribute("aria-label")).not.toBe(before);

  // The questions.
  await page.getByRole("link", { name: "Check yourself" }).focus();
  await page.keyboard.press("Enter");
  await tabTo(page, "Your answer");
  await page.keyboard.type("1000");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status", { name: "Verdict" })).toContainText("Not right.");
  await tabTo(page, "Next question");
  await page.keyboard.press("Enter");
  await expect(inSight(page, "Question 2 of 24, linear classifier")).toBeVisible();
});

test("is what is wrong with a cell said beside it, and do the last good values stay?", async ({ opened: { page } }) => {
  await open(page, 2);
  const loss = page.getByRole("listitem").filter({ hasText: "The same loss, computed from z" });
  const good = await loss.textContent();
  const cell = page.getByRole("textbox", { name: "w21" });
  for (const [typed, says] of [
    ["abc", "“w21” is “abc”. It must be a number from −1,000,000 to 1,000,000"],
    ["NaN", "“w21” is NaN. It must be"],
    ["1e308", "“w21” is 1e+308. It must be"],
    ["", "“w21” is empty. It must be"],
  ] as const) {
    await cell.fill(typed);
    await expect(cell).toHaveAttribute("aria-invalid", "true");
    await expect(cell).toHaveAccessibleDescription(new RegExp(`^${says.replaceAll(/[.+]/g, "\\$&")}`));
    expect(await loss.textContent()).toBe(good);
  }
  await cell.fill("0.2");
  await expect(cell).toHaveAttribute("aria-invalid", "false");
  await expect.poll(() => loss.textContent()).not.toBe(good);

  // A comma for the point is a number, too.
  const taken = await loss.textContent();
  await cell.fill("0,5");
  await expect(cell).toHaveAttribute("aria-invalid", "false");
  await expect.poll(() => loss.textContent()).not.toBe(taken);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("w21:0.5");

  // y is one-hot, or it is said.
  const y = (k: number) => page.getByRole("textbox", { name: `y${String(k)}` });
  const target = await loss.textContent();
  await y(1).fill("1");
  await expect(y(1)).toHaveAccessibleDescription(/It must be one-hot: a single 1, and zeros elsewhere/);
  expect(await loss.textContent()).toBe(target);
  await y(2).fill("0");
  await expect(y(1)).toHaveAttribute("aria-invalid", "false");
  await expect.poll(() => loss.textContent()).not.toBe(target);
  await expect(page.getByRole("radio", { name: "class 1" })).toBeChecked();

  // Large values overflow nothing.
  for (const name of ["w11", "w12", "x1", "x2"]) await page.getByRole("textbox", { name }).fill("1000000");
  await expect.poll(() => loss.textContent()).not.toMatch(/NaN|∞/);
  // With the first class as the target the loss is 0 and no step leaves the range: part 4 begins with what the address has, and that has come.
  await y(1).fill("0");
  await y(2).fill("1");
  await expect(page.getByRole("radio", { name: "class 2" })).toBeChecked();
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/y1:0,y2:1\b.*x2:1000000/);

  await open(page, 4);
  const eta = page.getByRole("textbox", { name: "η" });
  await eta.fill("-1");
  await expect(eta).toHaveAccessibleDescription(/^“η” is −1\. It must be a number from 0 to 1,000,000/);
  await eta.fill("1000000");
  await expect(page.getByRole("alert").filter({ hasText: "“η” is 1,000,000. A step of this size" })).toBeVisible();
  await eta.fill("0.5");
  await expect(page.getByRole("img", { name: /The loss along the step/ })).toBeVisible();
});

test("do all numbers come from the engine, and does the product equal the short form?", async ({
  opened: { page },
}) => {
  await open(page, 3);
  const sheet = await page.evaluate(async () => {
    const { matrices, numbers } = await glasslm.primer.sheet("classifier");
    const get = (id: string) => {
      const matrix = matrices.find((one) => one.id === id);
      return matrix === undefined ? [] : Array.from(numbers.subarray(matrix.first, matrix.first + matrix.cells.length));
    };
    return { yhat: get("yhat"), product: get("dW_product"), short: get("dW") };
  });
  expect(sheet.yhat.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
  sheet.product.forEach((value, k) => expect(value).toBeCloseTo(sheet.short[k] ?? NaN, 12));
  const jacobian = page.getByRole("grid", { name: /^∂ŷ1\/∂z1 and on, 3 by 3/ });
  await expect(jacobian.getByRole("gridcell")).toHaveCount(9);
  const y1 = sheet.yhat[0] ?? NaN;
  await expect(jacobian.getByRole("gridcell").first()).toHaveText((y1 * (1 - y1)).toPrecision(3));
  await expect(inSight(page.getByRole("grid", { name: /3 by 6$/ }), "0", { exact: true })).toHaveCount(12);

  // A cell lights those that it was made from.
  await page.getByRole("button", { name: "Multiply the first two" }).click();
  await jacobian
    .or(page.getByRole("gridcell", { name: /^∂L\/∂z2 is/ }))
    .first()
    .hover();
  await expect(page.getByRole("status", { name: "Where the number comes from" })).not.toBeEmpty();
  await page.getByRole("gridcell", { name: /^∂z1\/∂w12 is/ }).hover();
  await expect(page.locator("label.from")).toHaveText(/x2/);
});

test("is the failing product shown where ŷ underflows, beside the short form that does not fail?", async ({
  opened: { page },
}) => {
  await open(page, 3);
  const room = page.getByRole("main");
  await page.getByRole("button", { name: "Show it where ŷ underflows" }).click();
  await expect(
    inSight(room, /Infinity times zero is not a number, so the product of the matrices fails/),
  ).toBeVisible();
  await page.getByRole("button", { name: "Multiply the first two" }).click();
  const table = page.getByRole("table").filter({ hasText: "short form" });
  await expect(table.getByRole("row", { name: /^product of the matrices/ })).toContainText("NaN");
  await expect(table.getByRole("row", { name: /^short form/ })).not.toContainText(/NaN|∞/);
  await expect(
    inSight(room, "The product fails: infinity times zero is not a number. The short form does not."),
  ).toBeVisible();
  await page.getByRole("button", { name: "Back to the first numbers" }).click();
  await expect(inSight(room, "Equal to the last digit shown.")).toBeVisible();
});

test("does too large a step overshoot in the hidden network, and can the linear one not?", async ({
  opened: { page },
}) => {
  await open(page, 4);
  const room = page.getByRole("main");
  const eta = page.getByRole("textbox", { name: "η" });
  for (const size of ["0.1", "3", "100"]) {
    await eta.fill(size);
    await expect(
      page.getByRole("img", { name: new RegExp(`after a step of ${Number(size).toPrecision(3).replace(".", "\\.")}`) }),
    ).toBeVisible();
    await expect(inSight(room, "The step went down.")).toBeVisible();
  }
  await page.getByRole("button", { name: "See a step overshoot there" }).click();
  await expect(inSight(room, "The step went too far: the loss is higher than before.")).toBeVisible();
  await eta.fill("0.1");
  await expect(inSight(room, "The step went down.")).toBeVisible();
});

test("does the hidden network have the same parts, with tanh as the new link?", async ({ opened: { page } }) => {
  await open(page, 5);
  await expect(inSight(page, /da = dh · \(1 − h²\)/)).toBeVisible();
  await page.getByRole("slider", { name: "Step" }).press("End");
  await expect(inSight(page, "Step 11 of 11, backward: Back to W", { exact: true })).toBeVisible();
  const part = page.getByRole("group", { name: "The hidden network, part by part" });
  await part.getByRole("button", { name: "Forward" }).click();
  await expect(page.getByRole("heading", { name: "tanh bends the sums" })).toBeVisible();
  await part.getByRole("button", { name: "Backward" }).click();
  const chain = page.getByRole("region", { name: "The chain to W" });
  for (let k = 1; k <= 4; k += 1) {
    await chain.getByRole("button", { name: "Multiply the first two" }).click();
    await expect(inSight(chain, `Multiplication ${String(k)} of 4.`)).toBeVisible();
    await expect(inSight(chain, "Equal to the last digit shown.")).toBeVisible();
  }
  await page.getByRole("textbox", { name: "u11" }).fill("oops");
  await expect(page.getByRole("textbox", { name: "u11" })).toHaveAccessibleDescription(/^“u11” is “oops”/);
});

test("can the equations be read?", async ({ opened: { page } }) => {
  for (const [part, least, says] of [
    [2, 24, /z.*=.*w/],
    [3, 6, /⋅\(1−/],
    [4, 3, /θ/],
  ] as const) {
    await open(page, part);
    const equations = page.getByRole("math");
    await expect.poll(() => equations.count()).toBeGreaterThanOrEqual(least);
    const texts = await equations.allTextContents();
    expect(texts.filter((text) => text.trim() === "")).toEqual([]);
    expect(texts.some((text) => says.test(text.replaceAll(/\s/g, "")))).toBe(true);
  }
});

test("are questions asked by a seed, judged by the engine, and explained after a miss?", async ({
  opened: { page },
}) => {
  await open(page, 6, "&questions=7");
  const [score, verdict] = [page.getByRole("status", { name: "Score" }), page.getByRole("status", { name: "Verdict" })];
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("7");
  const questions = await page.evaluate(() => glasslm.primer.questions(7));
  expect(questions.length).toBeGreaterThanOrEqual(15);
  expect(new Set(questions.map(({ network }) => network)).size).toBe(2);

  // Every question is in words, and each in its own.
  const question = page.getByRole("form");
  const asked = new Set<string>();
  let good = 0;
  for (const [k, { exercise, network }] of questions.entries()) {
    const { kind, tolerance } = exercise;
    await expect(inSight(page, `Question ${String(k + 1)} of ${String(questions.length)},`)).toBeVisible();
    const words = (await page.locator("#primer-question").textContent()) ?? "";
    expect(words).toMatch(/^(What|Which|If|dz\/dW) .*\?$/);
    expect(words).not.toContain("…");
    asked.add(`${network}: ${words}`);
    // Asked with any answer, the engine says what it expects.
    const { expected } = await page.evaluate(([asked]) => glasslm.primer.answer(7, asked, "0"), [kind] as const);
    const miss = k % 3 === 0;
    const choices = (await question.locator("fieldset label").allTextContents()).map((text) => text.trim());
    const number = String(Number(expected.toPrecision(5))).replace("-", "−");
    const right = exercise.options.length === 0 ? number : (choices[expected] ?? "");
    if (exercise.options.length === 0) {
      await expect(inSight(page, `right if within ±${String(Number(tolerance.toPrecision(2)))}`)).toBeVisible();
      await page.getByRole("textbox", { name: "Your answer" }).fill(miss ? String(expected + 10) : right);
    } else {
      const label = choices[miss ? (expected + 1) % choices.length : expected] ?? "";
      await question.getByRole("radio", { name: label, exact: true }).check();
    }
    await page.getByRole("button", { name: "Check", exact: true }).click();
    if (miss) {
      await expect(verdict).toContainText(`Not right. It is ${right}.`);
      await expect(verdict.getByRole("heading", { name: "The way to it" })).toBeVisible();
      expect(await verdict.getByRole("math").or(verdict.getByRole("listitem")).count()).toBeGreaterThan(0);
    } else {
      good += 1;
      await expect(verdict).toContainText(`Right: ${right}.`);
    }
    await expect(score).toHaveText(
      `${String(good)} right of ${String(k + 1)} answered, ${String(questions.length)} questions in all.`,
    );
    if (k + 1 < questions.length) await page.getByRole("button", { name: "Next question" }).click();
  }

  expect(asked.size).toBe(questions.length);

  // What is no answer is no miss.
  await page.getByRole("textbox", { name: "Seed" }).fill("8");
  await page.getByRole("button", { name: "Use this seed" }).click();
  await expect(score).toHaveText(/^0 right of 0 answered/);
  await expect.poll(() => page.evaluate(() => location.hash)).toContain("questions=8");
  await page.getByRole("textbox", { name: "Your answer" }).fill("about three");
  await page.keyboard.press("Enter");
  await expect(
    page.getByRole("alert").filter({ hasText: "Your answer is “about three”. It must be a number" }),
  ).toBeVisible();
  await expect(score).toHaveText(/^0 right of 0 answered/);
  await page.getByRole("textbox", { name: "Seed" }).fill("2.5");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: "“Seed” is 2.5. It must be a whole number" })).toBeVisible();
});

test("do the sizes follow the model that is loaded?", async ({ opened: { page } }) => {
  await open(page, 3);
  const { V, H, nd } = await page.evaluate(() => {
    const { vocabulary, options } = glasslm.model;
    return { V: vocabulary.length, H: options.hidden ?? 0, nd: (options.context ?? 0) * (options.embedding ?? 0) };
  });
  const sizes = page.getByRole("table").filter({ hasText: "its cells" });
  const printed = (value: number) => value.toLocaleString("en");
  for (const value of [V * V, V * V * H, V * H, H * H, H * H * nd]) await expect(sizes).toContainText(printed(value));
  await expect(sizes).toContainText(`${printed(V * H)} products`);
});

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong with the page as it stands. */
function violations(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`);
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`can everyone read every part, ${colorScheme}?`, async ({ opened: { page } }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (let part = 1; part <= 6; part += 1) {
      await open(page, part);
      if (part === 1) await page.getByRole("slider", { name: "Step" }).press("End");
      if (part === 3) {
        await page.getByRole("button", { name: "Multiply the first two" }).click();
        await page.getByRole("button", { name: "Show it where ŷ underflows" }).click();
        await expect(inSight(page, /^The product fails/)).toBeVisible();
      }
      await page.evaluate(axe);
      expect(await violations(page), `part ${String(part)}`).toEqual([]);
      for (const name of part === 5 ? ["Forward", "Backward", "One step"] : []) {
        await page
          .getByRole("group", { name: "The hidden network, part by part" })
          .getByRole("button", { name })
          .click();
        expect(await violations(page), `part 5, ${name}`).toEqual([]);
      }
    }
  });
}

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const) {
  test(`does every part fit a window of ${String(width)} x ${String(height)}?`, async ({ opened: { page } }) => {
    await page.setViewportSize({ width, height });
    for (let part = 1; part <= 6; part += 1) {
      await open(page, part);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, `part ${String(part)}`).toBeLessThanOrEqual(0);
      if (part !== 1 && part !== 5) continue;
      // Nothing in the graph runs out of its box, however it is stepped.
      await page.getByRole("slider", { name: "Step" }).press("End");
      const out = await page
        .getByRole("group", { name: "The computation graph" })
        .locator("[data-node]")
        .evaluateAll((nodes) =>
          nodes.filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.getAttribute("data-node")),
        );
      expect(out, `part ${String(part)}`).toEqual([]);
    }
  });
}
