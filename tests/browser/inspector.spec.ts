// The Step room on other networks than the one that opens: relu and biases, by keyboard and by what is said.
import { expect, inSight, test } from "./page.ts";
import type { Page } from "@playwright/test";
import type { GlassLM, Model } from "../../www/client/api/index.ts";

type Scripted = { glasslm: GlassLM & { model: Model } };

/** Opens the room on the farmyard in a network of its own. */
async function enter(page: Page, hash: string): Promise<void> {
  // A page that is open would write its own address over this one.
  await page.goto("about:blank");
  await page.goto(`#/step?${hash}`);
  await expect(page.getByRole("region", { name: "Steps" })).toBeVisible();
  // The opening model stands there until the address's own is made.
  await page.waitForFunction(
    (asked) => {
      const { model } = (globalThis as unknown as Scripted).glasslm;
      const { bias = false, activation = "tanh" } = model.options;
      return bias === asked.includes("bias=yes") && (activation === "relu") === asked.includes("relu");
    },
    hash,
    { timeout: 10_000 },
  );
}

const inspector = (page: Page) => page.getByRole("region", { name: "Inspector" });
const number = (page: Page) => inspector(page).getByRole("group", { name: "Number" });

test("are dead units flagged where they are, and no longer once the network has changed?", async ({
  opened: { page },
}) => {
  await enter(page, "corpus=farmyard&activation=relu&bias=yes&step=activation&select=h.3");
  const set = (value: number) =>
    page.evaluate(
      (to) =>
        (globalThis as unknown as Scripted).glasslm.model.edit([
          { tensor: "b", index: [3], value: to },
          { tensor: "b", index: [5], value: to },
        ]),
      value,
    );
  await set(-99);
  const flags = page.getByRole("group", { name: "Worth a look" });
  await flags.getByRole("button", { name: "Look for dead units" }).click();
  await expect(flags).toContainText(
    "2 hidden units are dead: they are zero on all 1,000 training windows that were tried, so no gradient reaches them.",
  );
  const h = page.getByRole("grid", { name: /^h,/ });
  await h.focus();
  await page.keyboard.press("Control+Home");
  await expect(h.getByRole("gridcell")).not.toHaveText(/dead/);
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("ArrowDown");
  await expect(h.getByRole("gridcell")).toHaveText(/^h 4: 0\b.*dead$/);
  await set(9);
  await expect(flags.getByRole("button", { name: "Look for dead units" })).toBeVisible();
  await expect(flags).not.toContainText("are dead");
  await flags.getByRole("button", { name: "Look for dead units" }).click();
  await expect(flags).toContainText("No unit is dead: each is active on some of 1,000 training windows.");
});

test("are saturated units and vanishing and exploding gradients flagged with their reasons?", async ({
  opened: { page },
}) => {
  // A target that is not the likeliest: its gradient stays when the softmax is certain.
  await enter(page, "corpus=farmyard&bias=yes&step=dE&text=the+hen&target=a");
  const flags = page.getByRole("group", { name: "Worth a look" });
  await page.evaluate(() =>
    (globalThis as unknown as Scripted).glasslm.model.edit([{ tensor: "b", index: [2], value: 20 }]),
  );
  await expect(flags).toContainText(/hidden units? (is|are) saturated: the activation is so flat there/);
  const h = page.getByRole("grid", { name: /^h,/ });
  await h.focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(h.getByRole("gridcell")).toHaveText(/^h 3: .*saturated$/);
  const scale = (tensor: "U" | "W", by: number) =>
    page.evaluate(
      async ([name, factor]) => {
        const { model } = (globalThis as unknown as Scripted).glasslm;
        const { shape, data } = (await model.parameters())[name];
        await model.setParameters({ [name]: { shape, data: data.map((x) => x * factor) } });
      },
      [tensor, by] as const,
    );
  await scale("U", 1e-6);
  await expect(flags).toContainText("dh vanishes: its norm is so small");
  await scale("U", 1e12);
  await expect(flags).toContainText("dh explodes: its norm is so large");
});

test("does each update say how far it moves its parameters, and is a moved number explained by it?", async ({
  opened: { page },
}) => {
  await enter(page, "corpus=farmyard&bias=yes&step=update.W&select=W.1.2");
  await expect(number(page).locator("li")).toHaveCount(2);
  // Of the last trace: the page's own.
  const [moved, value] = await Promise.all([
    number(page).locator("strong").first().getAttribute("title"),
    page.evaluate(() =>
      (globalThis as unknown as Scripted).glasslm.model
        .explain("updated.W", [1, 2])
        .then((explained) => explained.value),
    ),
  ]);
  expect(Number(moved?.replaceAll("−", "-"))).toBeCloseTo(value, 5);
  const ratios = await page.evaluate(async () => {
    const { model } = (globalThis as unknown as Scripted).glasslm;
    return Object.keys((await model.trace("the hen", 3)).ratios);
  });
  expect(ratios).toEqual(["E", "W", "b", "U", "c"]);
  await expect(inspector(page).locator("dt")).toHaveText(ratios);
  for (const text of await inspector(page).locator("dd").allInnerTexts()) expect(text).toMatch(/\d|∞/);
});

test("is the look-up read as a product and as picking a column?", async ({ opened: { page } }) => {
  await enter(page, "corpus=farmyard&step=lookup");
  const readings = inspector(page).getByRole("radiogroup", { name: "Two ways to read one step" });
  const [product, column] = [readings.getByRole("radio").first(), readings.getByRole("radio").last()];
  await expect(product).toBeChecked();
  await expect(inspector(page).getByRole("img", { name: /^x of “.+”: 1 at place \d+ of \d+$/ })).toHaveCount(3);
  await column.check();
  await expect(inspector(page)).toContainText("Both give the same 16 values.");
  await expect(inspector(page).getByRole("img", { name: /^x of/ })).toHaveCount(0);
});

test("can biases and their gradients be walked by keyboard?", async ({ opened: { page } }) => {
  await enter(page, "corpus=farmyard&bias=yes&step=loss");
  await page.getByRole("slider", { name: "Step" }).focus();
  await page.keyboard.press("End");
  for (const [name, tensor] of [
    ["b", "b"],
    ["c", "c"],
    ["gradient of b", "db"],
    ["gradient of c", "dc"],
  ] as const) {
    const grid = page.getByRole("grid", { name: new RegExp(`^${name},`) });
    await grid.focus();
    await page.keyboard.press("Control+Home");
    await expect(grid.getByRole("gridcell")).toHaveText(new RegExp(`^${name} 1: [−\\d]`));
    await page.keyboard.press("ArrowDown");
    await expect(grid.getByRole("gridcell")).toHaveText(new RegExp(`^${name} 2: [−\\d]`));
    await expect.poll(() => page.evaluate(() => location.hash)).toContain(`select=${tensor}.1`);
  }
});

test("does a target that is no word say so?", async ({ opened: { page } }) => {
  await enter(page, "corpus=farmyard&step=softmax");
  await page.getByRole("button", { name: "Type one" }).click();
  const target = page.getByRole("combobox", { name: "Target" });
  await target.fill("zebra");
  const example = page.getByRole("group", { name: "Choose an example" });
  await expect(example.getByRole("alert")).toHaveText("“zebra” is not in the vocabulary, so the target is <unk>.");
  await target.fill("hen");
  await expect(example.getByRole("alert")).toHaveCount(0);
  await expect(example.locator(".to")).toHaveText("hen");
});

test("are tensors and sums copied as LaTeX, CSV and NumPy?", async ({ opened: { page }, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(page, "corpus=farmyard&step=loss&select=a.3");
  const { a, terms } = await page.evaluate(async () => {
    const { model } = (globalThis as unknown as Scripted).glasslm;
    const { mean } = await model.view("a");
    return { a: Array.from(mean), terms: (await model.explain("a", [3])).count };
  });
  const starts = { LaTeX: /^a = \\begin\{bmatrix\}/, CSV: /^-?\d/, NumPy: /^a = np\.array\(\[/ } as const;
  const copied = async (name: RegExp) => {
    await page.evaluate(() => navigator.clipboard.writeText(""));
    await number(page).getByRole("button", { name }).click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe("");
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const whats = await number(page)
    .getByRole("button", { name: /^Copy .* as CSV$/ })
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label") ?? ""));
  expect(whats.length).toBeGreaterThanOrEqual(2);
  for (const [format, start] of Object.entries(starts)) {
    const texts = [];
    for (const what of whats)
      texts.push(
        await copied(
          new RegExp(`^${what.replace(/ as CSV$/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")} as ${format}$`),
        ),
      );
    const whole = texts.find((text) => start.test(text)) ?? "";
    expect(whole, format).not.toBe("");
    if (format === "CSV")
      expect(
        whole
          .trim()
          .split(/[\n,]/)
          .map((text) => Math.fround(Number(text))),
      ).toEqual(a);
    if (format === "NumPy") expect(whole).toContain("dtype=np.float32");
    const sum = texts.find((text) => text !== whole && (format !== "CSV" || text.startsWith("factor"))) ?? "";
    if (format === "CSV") expect(sum.trim().split("\n")).toHaveLength(terms + 1);
    if (format === "LaTeX") expect(sum).toMatch(/a_\{4\} = /);
    if (format === "NumPy") expect(sum).toContain("terms.sum()");
  }
});

/** What the page writes with numbers in it: its terms with their signs, the result last; null where there are dots or a function. */
async function written(page: Page): Promise<number[] | null> {
  const pieces = await number(page)
    .locator(".numbers math")
    .evaluateAll((all) => {
      const flat = (node: Element): string => {
        const parts = [...node.children].map(flat);
        if (node.localName === "msup") return parts.join("^");
        return parts.length > 0 ? parts.join("") : (node.textContent ?? "");
      };
      return all.map(flat);
    });
  if (pieces.length === 0 || pieces.some((piece) => /[…a-z]/.test(piece))) return null;
  return pieces.map((piece) => {
    const [, sign, product = ""] = /^=?([+−]?)(.*)$/u.exec(piece.replaceAll(/\s/g, "")) ?? [];
    const values = product.split("⋅").map((factor) => {
      const [base = NaN, power = 1] = factor.replaceAll(/[()]/g, "").replaceAll("−", "-").split("^").map(Number);
      return base ** power;
    });
    return values.reduce((all, value) => all * value, sign === "−" ? -1 : 1);
  });
}

test("at every step, do what is written with numbers and what is copied make the number?", async ({
  opened: { page },
  context,
}) => {
  test.setTimeout(120_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await enter(page, "corpus=farmyard&bias=yes&hidden=8");
  await page.getByRole("checkbox", { name: "Fine steps" }).check();
  const next = page.getByRole("button", { name: "Next step" });
  await page.keyboard.press("Home");
  const seen = { written: 0, copied: 0, away: 0 };
  for (let step = 1; await next.isEnabled(); step += 1) {
    await next.click();
    // What is read belongs to this step: the inspector follows in the frame after the stage's, its terms when the engine has answered.
    await expect(inspector(page)).toContainText(`Step ${step} of `);
    const copy = number(page).getByRole("button", { name: "Copy this sum as NumPy" });
    const shown = number(page).locator("strong").first();
    await expect(shown.or(inSight(number(page), "not computed yet"))).toBeVisible();
    if (
      !(await copy.waitFor({ timeout: 1_000 }).then(
        () => true,
        () => false,
      ))
    )
      continue;
    const value = Number((await shown.getAttribute("title"))?.replaceAll("−", "-"));
    await page.evaluate(() => navigator.clipboard.writeText(""));
    await copy.click();
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).not.toBe("");
    const text = await page.evaluate(() => navigator.clipboard.readText());
    if (text.includes("terms.sum()")) {
      const list = /np\.array\(\[([^\]]*)\]/.exec(text)?.[1] ?? "";
      const products = list.split(",").map((term) =>
        term
          .split("*")
          .map(Number)
          .reduce((all, one) => all * one, 1),
      );
      const size = products.reduce((all, one) => all + Math.abs(one), 0);
      expect(Math.abs(products.reduce((all, one) => all + one, 0) - value), text).toBeLessThan(
        1e-5 * Math.max(size, 1e-6),
      );
      seen.copied += 1;
      if (text.includes("-1 *")) seen.away += 1;
    }
    const terms = await written(page);
    if (terms === null) continue;
    const result = terms.pop() ?? NaN;
    // Three digits each.
    const size = terms.reduce((all, one) => all + Math.abs(one), 0);
    expect(
      Math.abs(terms.reduce((all, one) => all + one, 0) - result),
      `${terms.join(" + ")} = ${result}`,
    ).toBeLessThan(0.02 * Math.max(size, 1e-6));
    expect(Math.abs(result - value)).toBeLessThan(0.006 * Math.abs(value) + 1e-12);
    seen.written += 1;
  }
  expect(seen.copied).toBeGreaterThan(12);
  expect(seen.written).toBeGreaterThan(8);
  expect(seen.away).toBeGreaterThanOrEqual(6);
});

test("can a number be typed while it changes in a run, and is a number read as people write it?", async ({
  opened: { page },
}) => {
  await enter(page, "corpus=farmyard&select=U.1.1");
  await page.evaluate(() => {
    // The page's own model learns on while somebody types.
    const control = new AbortController();
    const { model } = (globalThis as unknown as Scripted).glasslm;
    Object.assign(globalThis, { ends: control, run: model.train({ steps: 1e6, signal: control.signal }) });
  });
  const box = number(page).getByLabel("Change it", { exact: true });
  const before = await box.inputValue();
  await expect.poll(() => box.inputValue()).not.toBe(before);
  await box.click();
  await box.press("Control+A");
  // The number goes on changing under a selection, too.
  await page.waitForTimeout(600);
  await box.pressSequentially("0.5", { delay: 300 });
  await expect(box).toHaveValue("0.5");
  await page.evaluate(async () => {
    const { ends, run } = globalThis as unknown as { ends: AbortController; run: Promise<unknown> };
    ends.abort();
    await run.catch(() => undefined);
  });
  await box.press("Enter");
  const value = (): Promise<number | undefined> =>
    page.evaluate(async () => {
      const { U } = await (globalThis as unknown as Scripted).glasslm.model.parameters();
      return U.data[U.shape[1]! + 1];
    });
  await expect.poll(value).toBe(0.5);
  await box.fill("1,000");
  await box.press("Enter");
  await expect.poll(value).toBe(1000);
  await box.fill("two");
  await box.press("Enter");
  await expect(number(page).getByRole("alert")).toBeVisible();
  await expect(box).toHaveValue("two");
  expect(await value()).toBe(1000);
  await box.press("Escape");
  await expect(box).toHaveValue("1000");
});
