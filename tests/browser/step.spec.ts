// The Step room, walked as a person would: by keyboard alone, and by what is said.
import { expect, test, violations, inSight } from "./page.ts";
import type { Page } from "@playwright/test";

/** Opens the room on an example of the farmyard's corpus, and waits for the rail. */
async function enter(page: Page, hash = "#/step"): Promise<void> {
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
  await page.evaluate(() => {
    dispatchEvent(new PopStateEvent("popstate"));
  });
  await expect(page.getByRole("region", { name: "Steps" })).toBeVisible();
}

const announced = (page: Page) => page.getByRole("region", { name: "Steps" }).getByRole("status");
const inspector = (page: Page) => page.getByRole("region", { name: "Inspector" });

/** The plan's steps as the engine names them. */
function plan(page: Page): Promise<{ id: string; title: string; phase: string }[]> {
  return page.evaluate(async () => {
    const { glasslm } = globalThis as unknown as {
      glasslm: {
        model: {
          trace: (
            context: string,
            target: number,
            options: object,
          ) => Promise<{ steps: { id: string; title: string; phase: string }[] }>;
        };
      };
    };
    return (await glasslm.model.trace("the hen", 3, {})).steps;
  });
}

test("does the keyboard walk every step forward and back, each announced?", async ({ opened: { page } }) => {
  await enter(page);
  const steps = await plan(page);
  expect(steps.length).toBeGreaterThanOrEqual(17);
  await page.keyboard.press("Home");
  for (const [at, step] of steps.entries()) {
    await page.keyboard.press("ArrowRight");
    await expect(announced(page)).toContainText(
      `Step ${String(at + 1)} of ${String(steps.length)}, ${step.phase}: ${step.title}`,
    );
    await expect(inspector(page).getByRole("heading", { level: 2 })).toHaveText(step.title);
    await expect(inspector(page).locator("math").first()).toBeVisible();
  }
  await page.keyboard.press("ArrowRight");
  await expect(announced(page)).toContainText(`Step ${String(steps.length)} of`);
  for (let at = steps.length - 2; at >= 0; at -= 1) {
    await page.keyboard.press("ArrowLeft");
    await expect(announced(page)).toContainText(`Step ${String(at + 1)} of`);
  }
  await page.keyboard.press("End");
  await expect(announced(page)).toContainText(`Step ${String(steps.length)} of`);
  await page.keyboard.press("Home");
  await expect(announced(page)).toContainText("Before the first step");
});

test("does a step that was drawn before its key look like one that is drawn at it?", async ({ opened: { page } }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  // A browser that is watched by a test says that it is never idle.
  await page.evaluate(() => {
    window.requestIdleCallback = (work) =>
      window.setTimeout(() => {
        work({ didTimeout: false, timeRemaining: () => 50 });
      });
    window.cancelIdleCallback = (request) => {
      clearTimeout(request);
    };
    const transfer = OffscreenCanvas.prototype.transferToImageBitmap;
    OffscreenCanvas.prototype.transferToImageBitmap = function count(this: OffscreenCanvas) {
      document.body.dataset["drawn"] = String(Number(document.body.dataset["drawn"] ?? 0) + 1);
      return transfer.call(this);
    };
  });
  await enter(page);
  const pixels = () =>
    page
      .getByRole("region", { name: "The network" })
      .locator("canvas")
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const settle = () => page.waitForTimeout(400);
  await page.keyboard.press("Home");
  for (let step = 0; step < 8; step += 1) {
    await page.keyboard.press("ArrowRight");
    await settle();
  }
  const ahead = await pixels();
  // At least the one after each of eight.
  expect(await page.evaluate(() => Number(document.body.dataset["drawn"]))).toBeGreaterThanOrEqual(8);
  // From afar nothing is drawn before.
  await page.keyboard.press("End");
  await settle();
  expect(await pixels()).not.toBe(ahead);
  await page.getByRole("slider", { name: "Step" }).focus();
  const count = (await plan(page)).length;
  await page.evaluate(async (away) => {
    for (let step = 0; step < away; step += 1)
      document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", bubbles: true }));
    await new Promise(requestAnimationFrame);
  }, count - 8);
  await expect(announced(page)).toContainText("Step 8 of");
  expect(await pixels()).toBe(ahead);
});

/** The numbers of the model on the page. */
function parameter(page: Page, name: string, at: number): Promise<number> {
  return page.evaluate(
    async ([tensor, place]) => {
      const { glasslm } = globalThis as unknown as {
        glasslm: { model: { parameters: () => Promise<Record<string, { data: Float32Array }>> } };
      };
      return (await glasslm.model.parameters())[tensor]?.data[place] ?? NaN;
    },
    [name, at] as const,
  );
}

test("can every tensor be walked by keyboard, each cell with its place and value?", async ({ opened: { page } }) => {
  await enter(page);
  await page.keyboard.press("End");
  const names = [
    "E",
    "small e",
    "W",
    "a",
    "h",
    "U",
    "z",
    "y hat",
    "gradient of z",
    "gradient of U",
    "gradient of h",
    "gradient of a",
    "gradient of W",
    "gradient of small e",
    "gradient of E",
  ];
  for (const name of names) {
    const grid = page.getByRole("grid", { name: new RegExp(`^${name},`) });
    await grid.focus();
    await page.keyboard.press("Control+Home");
    await expect(grid.getByRole("gridcell")).toHaveText(new RegExp(`^${name} 1(, 1)?: [−\\d]`));
    await page.keyboard.press("Control+End");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowLeft");
    const spoken = await grid.getByRole("gridcell").innerText();
    expect(spoken).toMatch(new RegExp(`^${name} \\d+`));
    // What is heard is what the inspector takes apart.
    await expect(inspector(page).getByRole("group", { name: "Number" }).locator("strong").first()).toHaveText(
      /: (\S+)\. /.exec(spoken)?.[1] ?? "?",
    );
  }
});

test("do the terms of a number lead down to a parameter and its lines, and the trail back?", async ({
  opened: { page },
}) => {
  // Three words: the padding before a sentence is nothing that a line could show marked.
  await enter(page, "#/step?text=a+brown+cow&step=affine&select=a.3");
  const number = inspector(page).getByRole("group", { name: "Number" });
  await expect(number.locator("li")).toHaveCount(8);
  const value = await number.locator("strong").first().innerText();
  // From a to e, from e to E: a parameter, made by nothing but training, read by lines of the corpus.
  await number
    .getByRole("button", { name: /^small e \d+ is/ })
    .first()
    .click();
  await number
    .getByRole("button", { name: /^E \d+, \d+ is/ })
    .first()
    .click();
  await expect(number).toContainText("A parameter");
  await expect(number).toContainText(/training lines? ha(s|ve) “/);
  await expect(number.locator("mark").first()).toBeVisible();
  const trail = number.getByRole("navigation", { name: "Path to this number" });
  await expect(trail.getByRole("button")).toHaveCount(2);
  await trail.getByRole("button").first().click();
  await expect(number.locator("strong").first()).toHaveText(value);
  // The same by keyboard: shift and right goes into the largest term, shift and left back.
  await page.getByRole("slider", { name: "Step" }).focus();
  await page.keyboard.press("Shift+ArrowRight");
  await expect(trail.getByRole("button")).toHaveCount(1);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(number.locator("strong").first()).toHaveText(value);
});

test("does a number that is changed by hand move what follows, and go back to its bits?", async ({
  opened: { page },
}) => {
  await enter(page, "#/step?step=loss&select=W.0.0");
  const number = inspector(page).getByRole("group", { name: "Number" });
  const before = await parameter(page, "W", 0);
  const h = page.getByRole("grid", { name: /^h,/ }).getByRole("gridcell");
  await expect(h).toHaveText(/^h 1: /);
  const seen = await h.innerText();
  const box = number.getByRole("textbox", { name: "Change it" });
  await box.fill("2.5");
  await box.press("Enter");
  await expect.poll(() => parameter(page, "W", 0)).toBe(2.5);
  await expect(h).not.toHaveText(seen);
  const slider = number.getByRole("slider", { name: "Drag to change it" });
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect.poll(() => parameter(page, "W", 0)).not.toBe(2.5);
  await box.fill("much");
  await box.press("Enter");
  await expect(number.getByRole("alert")).toHaveText("Type a number.");
  await number.getByRole("button", { name: "Put it back" }).click();
  await expect.poll(() => parameter(page, "W", 0)).toBe(before);
  await expect(h).toHaveText(seen);
});

test("does Escape take the note at the pointer away, and does the inspector say the same?", async ({
  opened: { page },
}) => {
  await enter(page, "#/step?text=the+hen&step=output.loss");
  const note = page.locator("main.step p.note");
  const canvas = page.getByRole("group", { name: "The network, drawn" }).locator("canvas");
  const { x, y, width, height } = (await canvas.boundingBox())!;
  // To the first number that lies on a line through the middle.
  for (let at = 0; at < width && !(await note.isVisible()); at += 8) await page.mouse.move(x + at, y + height / 2);
  await expect(note).toBeVisible();
  const value = (await note.locator("b").innerText()).trim();
  const place = (await note.locator("span").innerText()).trim();
  await page.keyboard.press("Escape");
  await expect(note).toHaveCount(0);
  await page.mouse.down();
  await page.mouse.up();
  await expect(inspector(page)).toContainText(value);
  await expect(inspector(page)).toContainText(place);
});

test("is a kept update a training step, and does going back undo it to the last bit?", async ({ opened: { page } }) => {
  await enter(page, "#/step?step=loss");
  const target = inspector(page);
  await expect(target.locator("math").first()).toBeVisible();
  const [step, before] = await Promise.all([
    page.evaluate(() => (globalThis as unknown as { glasslm: { model: { step: number } } }).glasslm.model.step),
    parameter(page, "U", 7),
  ]);
  await page.keyboard.press("End");
  const steps = page.getByRole("region", { name: "Steps" });
  await expect(steps).toContainText(/Example.s loss: \S+ → \S+ nats/);
  await expect(inspector(page)).toContainText("SGD, learning rate");
  await steps.getByRole("button", { name: "Keep this update" }).click();
  await expect.poll(() => parameter(page, "U", 7)).not.toBe(before);
  expect(
    await page.evaluate(() => (globalThis as unknown as { glasslm: { model: { step: number } } }).glasslm.model.step),
  ).toBe(step + 1);
  await expect(announced(page)).toContainText("Kept");
  await page.getByRole("button", { name: "Previous step" }).click();
  await expect.poll(() => parameter(page, "U", 7)).toBe(before);
  expect(
    await page.evaluate(() => (globalThis as unknown as { glasslm: { model: { step: number } } }).glasslm.model.step),
  ).toBe(step);
});

test("does fine mode add its steps, and does the long way to dz collapse on live numbers?", async ({
  opened: { page },
}) => {
  await enter(page, "#/step?step=logits");
  const slider = page.getByRole("slider", { name: "Step" });
  const most = Number(await slider.getAttribute("aria-valuemax"));
  await page.getByRole("checkbox", { name: "Fine steps" }).check();
  await expect(slider).toHaveAttribute("aria-valuemax", String(most + 8));
  await slider.focus();
  for (const title of [
    "Find the largest logit",
    "Subtract it",
    "Take exponentials",
    "Add them up",
    "Divide by the sum",
  ]) {
    await page.keyboard.press("ArrowRight");
    await expect(inspector(page).getByRole("heading", { level: 2 })).toHaveText(title);
    await expect(inspector(page).getByRole("table")).toBeVisible();
  }
  await enter(page, "#/step?step=dz.product");
  const rows = inspector(page).getByRole("table").locator("tbody tr");
  // The last two columns are the product of Jacobian and dL/dyhat, and yhat - y.
  for (const row of await rows.all()) {
    const cells = await row.locator("td").allInnerTexts();
    const [product, dz] = cells.slice(-2).map((text) => Number(text.trim().replaceAll("−", "-")));
    expect(product).toBeCloseTo(dz ?? NaN, 3);
  }
  await page.getByRole("checkbox", { name: "Fine steps" }).uncheck();
  await expect(slider).toHaveAttribute("aria-valuemax", String(most));
});

test("is a gradient checked, its flow drawn, and a batch compared with its examples?", async ({ opened: { page } }) => {
  await enter(page, "#/step?step=dE&select=dW.0.0");
  await inspector(page).getByRole("button", { name: "Check gradients" }).click();
  await expect(inspector(page)).toContainText(
    /Worst error \S+ at dW \d+, \d+; \d+ values compared with finite differences, 0 skipped/,
    { timeout: 20_000 },
  );
  await expect(page.getByRole("img", { name: /^Gradient flow: L to z: \S+, z to h/ })).toBeVisible();
  await page.getByRole("button", { name: "Next example" }).click();
  await expect(page.getByRole("group", { name: "Choose an example" })).toContainText("training example 1 of");
  await page.getByRole("button", { name: "Worst example" }).click();
  await expect(page.getByRole("group", { name: "Choose an example" })).toContainText("worst of the validation split", {
    timeout: 20_000,
  });
  await page.getByRole("button", { name: "A batch" }).click();
  const batch = page.getByRole("region", { name: "A batch" });
  await expect(batch.getByRole("listitem")).toHaveCount(32);
  await batch.getByRole("button").first().click();
  await expect(inspector(page)).toBeVisible();
});

test("does a typed example with its own target go through?", async ({ opened: { page } }) => {
  await enter(page, "#/step?step=softmax");
  await page.getByRole("button", { name: "Type one" }).click();
  await page.getByRole("combobox", { name: "Context" }).first().fill("the brown hen");
  await page
    .getByRole("combobox", { name: "Target" })
    .or(page.getByRole("textbox", { name: "Target" }))
    .first()
    .fill("quietly");
  const example = page.getByRole("group", { name: "Choose an example" });
  await expect(example).toContainText(/the\s*brown\s*hen/);
  await expect(example.locator(".to")).toHaveText("quietly");
});

/** Puts a model with another vocabulary on the page, and says which words it knows. */
function showSwitchboard(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    type Model = { vocabulary: string[]; dispose: () => Promise<void> };
    const { glasslm } = globalThis as unknown as {
      glasslm: { model: Model; create: (options: object) => Promise<Model>; show: (model: Model) => Promise<void> };
    };
    const before = glasslm.model;
    await glasslm.show(await glasslm.create({ corpus: { name: "switchboard", size: 30 } }));
    await before.dispose();
    return glasslm.model.vocabulary;
  });
}

test("does another vocabulary come with an example of its own?", async ({ opened: { page } }) => {
  await enter(page);
  const example = page.getByRole("group", { name: "Choose an example" });
  // The context that the page opens with; the other model reads no hen.
  await expect(example.locator(".token").nth(2)).toHaveText("hen");
  const words = await showSwitchboard(page);
  expect(words).not.toContain("hen");
  await expect
    .poll(async () => (await example.locator(".token").allTextContents()).filter((word) => !words.includes(word)))
    .toEqual([]);
  await expect(example.locator(".token")).toHaveCount(4);
  await expect(inSight(page, /is not in the vocabulary/)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Steps" })).toBeVisible();
  // A stream's model without its text has no example: the last model's does not stay.
  await page.evaluate(async () => {
    type Model = { save: () => Promise<Uint8Array>; dispose: () => Promise<void> };
    const { glasslm } = globalThis as unknown as {
      glasslm: {
        model: Model;
        create: (options: object) => Promise<Model>;
        load: (bytes: Uint8Array) => Promise<Model>;
        show: (model: Model) => Promise<void>;
      };
    };
    const [before, digits] = [glasslm.model, await glasslm.create({ corpus: { name: "digits" } })];
    await glasslm.show(await glasslm.load(await digits.save()));
    await Promise.all([before.dispose(), digits.dispose()]);
  });
  await expect(inSight(page, "The model needs 3 tokens and has 0.")).toBeVisible();
  await expect(example.locator(".token")).toHaveCount(0);
});

for (const [call, room, button] of [
  ["predict", "Predict", "a young duck"],
  ["sentences", "Step", null],
  ["example", "Step", "Next example"],
  ["worst", "Step", "Worst example"],
  ["batch", "Step", "A batch"],
  ["generate", "Predict", "Generate"],
] as const) {
  test(`does an answer of ${call} that comes after another model stay away from its words?`, async ({
    opened: { page },
  }) => {
    await expect(page.getByRole("list", { name: "Predictions" })).toBeVisible();
    // Where something is typed, Step needs no line of the corpus.
    if (call === "sentences") await page.getByRole("combobox", { name: "Context" }).fill("");
    // The answer of the model before is held back until the other one is on the page.
    await page.evaluate((call) => {
      type Answering = Record<string, (...args: unknown[]) => Promise<unknown>>;
      const { glasslm } = globalThis as unknown as { glasslm: { model: Answering } };
      const before = glasslm.model;
      const answer = before[call]?.bind(before);
      const held = globalThis as unknown as { asked: boolean; release: () => void };
      const released = new Promise<void>((done) => {
        held.release = done;
      });
      before[call] = async (...args) => {
        const got = await answer?.(...args);
        held.asked = true;
        await released;
        return got;
      };
    }, call);
    await page.getByRole("link", { name: room, exact: true }).click();
    if (button !== null) await page.getByRole("button", { name: button, exact: true }).click();
    await page.waitForFunction(() => (globalThis as unknown as { asked?: boolean }).asked);
    const words = await showSwitchboard(page);
    // Nor do the ids of the last answer stand under the new words until then.
    if (room === "Predict") await expect(page.getByRole("list", { name: "What the model reads" })).toHaveCount(0);
    await page.evaluate(() => {
      (globalThis as unknown as { release: () => void }).release();
    });
    if (room === "Step") {
      const example = page.getByRole("group", { name: "Choose an example" });
      await expect(example.locator(".token")).toHaveCount(4);
      await page.waitForTimeout(300);
      await expect(example.locator(".token")).toHaveCount(4);
      expect((await example.locator(".token").allTextContents()).filter((word) => !words.includes(word))).toEqual([]);
      await expect(example).not.toContainText(/training example|of the validation split/);
    } else {
      await page.waitForTimeout(300);
      await expect(
        page.getByRole("combobox", { name: "Context" }).or(page.getByRole("textbox", { name: "Context" })),
      ).toHaveValue("");
    }
    await expect(inSight(page, /is not in the vocabulary|disposed/)).toHaveCount(0);
  });
}

for (const colorScheme of ["light", "dark"] as const) {
  test(`can everyone read the Step room, ${colorScheme}?`, async ({ opened: { page } }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const step of ["lookup", "affine", "softmax", "loss", "dE", "update.W"]) {
      await enter(page, `#/step?step=${step}`);
      await expect(inspector(page).getByRole("group", { name: "Number" })).toBeVisible();
      await page.waitForTimeout(300);
      expect(await violations(page)).toEqual([]);
    }
  });
}

for (const [width, height] of [
  [1440, 900],
  [1024, 768],
  [390, 844],
] as const) {
  test(`does the Step room fit a window of ${String(width)} x ${String(height)}, in big type too?`, async ({
    opened: { page },
  }) => {
    await page.setViewportSize({ width, height });
    await enter(page, "#/step?step=dE");
    for (const large of [false, true]) {
      if (large) await page.getByRole("button", { name: "Larger type" }).click();
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
}

test("is all of the stage in sight on a window of 1024 x 768, with biases too?", async ({ opened: { page } }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  for (const biases of ["no", "yes"]) {
    await page.goto(`#/step?corpus=farmyard&seed=2&bias=${biases}&step=dE`);
    await page.reload();
    await expect(page.getByRole("region", { name: "Steps" })).toBeVisible();
    const stage = page.getByRole("group", { name: "The network" });
    await expect(stage.locator("canvas")).toBeVisible();
    expect(await stage.evaluate((place) => place.scrollWidth - place.clientWidth)).toBe(0);
  }
});
