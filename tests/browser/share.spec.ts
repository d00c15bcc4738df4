// A link is a moment: what the address says of a model's past and of the settings, and what it opens elsewhere.
import { readFileSync } from "node:fs";
import type { Locator, Page } from "@playwright/test";
import decodeQR from "qr/decode.js";
import { expect, test, inSight, violations } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const hash = (page: Page): Promise<string> => page.evaluate(() => location.hash);

/** Everything that training goes on from, as hexadecimal digits. */
const bits = (page: Page): Promise<string> =>
  page.evaluate(async () => [...(await glasslm.model.save())].map((byte) => byte.toString(16)).join(" "));

/** A screenshot as the decoder takes it. */
async function pixels(page: Page, png: Buffer): Promise<{ width: number; height: number; data: Uint8Array }> {
  const shot = await page.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes]));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d")!;
    context.drawImage(image, 0, 0);
    const { width, height, data } = context.getImageData(0, 0, image.width, image.height);
    return { width, height, data: [...data] };
  }, png.toString("base64"));
  return { ...shot, data: Uint8Array.from(shot.data) };
}

/** Opens an address as a visitor does who has never been here. */
async function visit(page: Page, address: string): Promise<Page> {
  const context = await page.context().browser()!.newContext();
  const visitor = await context.newPage();
  await visitor.goto(page.url().replace(/#.*/, "") + address);
  await visitor.evaluate(() => glasslm.ready);
  await expect(visitor.getByRole("navigation", { name: "Rooms" })).toBeVisible();
  return visitor;
}

test("does a link open the model as it was trained and edited, to the last bit?", async ({ opened: { page } }) => {
  await expect(page.getByRole("list", { name: "Predictions" })).toBeVisible();
  await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 20, seed: 5, bias: true });
    await glasslm.show(model);
    await model.train({ steps: 30, batch: 16, rate: 0.01, optimizer: "adamw", beta1: 0.8, weightDecay: 0.01, clip: 2 });
    await model.edit([
      { tensor: "W", index: [3, 5], value: 0.1 },
      { tensor: "b", index: [2], value: -1e-7 },
    ]);
    const [contexts, targets] = [Uint32Array.of(5, 9, 7, 3, 2, 1), Uint32Array.of(3, 4)];
    await model.trainOn({ contexts, targets, batch: 1, steps: 3, rate: 0.2, optimizer: "momentum", momentum: 0.7 });
    const cosine = { optimizer: "momentum", momentum: 0.7, schedule: "cosine", total: 100 } as const;
    await model.train({ steps: 20, rate: 0.3, ...cosine });
    await model.train({ steps: 20, rate: 0.3, order: "sequential", ...cosine });
    // Back: the link is of where it stands, and goes on as it would have.
    await model.seek(60);
  });
  await expect.poll(() => hash(page)).toMatch(/&start=0&train=30b16r0\.01o2p0\.8d0\.01c2,W\.3\.5:0\.1,b\.2:-1e-7,3b1/);
  const address = await hash(page);
  expect(address.length).toBeLessThan(260);
  const there = await visit(page, address);
  await expect.poll(() => there.evaluate(() => glasslm.model.step)).toBe(60);
  await expect(there.getByRole("progressbar", { name: "Training from this link" })).toHaveCount(0);
  expect(await bits(there)).toBe(await bits(page));
  // And the address there says the same.
  await there.waitForTimeout(1_000);
  expect(await hash(there)).toBe(address);
  await expect(there.getByRole("alert")).toHaveCount(0);
  await there.context().close();
});

test("is the trained model's own link short, and is one that starts over told from it?", async ({
  opened: { page },
}) => {
  await expect.poll(() => hash(page)).toBe("#/predict?corpus=farmyard&text=the+hen");
  const before = await page.evaluate(() => glasslm.model.step);
  await page.evaluate(() => glasslm.model.train({ steps: 5, batch: 32, rate: 0.4 }));
  await expect.poll(() => hash(page)).toContain(`start=${before}&train=5r0.4`);
  const there = await visit(page, await hash(page));
  await expect.poll(() => there.evaluate(() => glasslm.model.step)).toBe(before + 5);
  expect(await bits(there)).toBe(await bits(page));
  await there.context().close();
  // Made anew with nothing but the corpus's own options.
  await page.evaluate(async () => glasslm.show(await glasslm.create({ corpus: { name: "farmyard" } })));
  await expect.poll(() => hash(page)).toMatch(/start=0&v=2$/);
  const fresh = await visit(page, await hash(page));
  await expect.poll(() => fresh.evaluate(() => glasslm.model.step)).toBe(0);
  await fresh.context().close();
});

test("is a link that cannot be used in full said to be so, and the rest of it used?", async ({ opened: { page } }) => {
  const alert = page.getByRole("alert");
  for (const [address, said] of [
    ["#/train?corpus=farmyard&seed=8&start=0&train=5k3&v=2", /value “5k3” for train cannot be read/],
    [
      "#/train?corpus=farmyard&seed=9&start=7&train=5&v=2",
      /from a model at step 7, but the one on this page is at step 0/,
    ],
    ["#/train?corpus=farmyard&seed=10&optimizer=adam&v=2", /value “adam” for optimizer cannot be read/],
    ["#/train?corpus=farmyard&seed=11&hologram=yes&v=9", /made by a newer version of GlassLM/],
    // The engine says what it cannot do.
    ["#/train?corpus=farmyard&seed=12&start=0&train=5r0&v=2", /“Learning rate η” is 0\. It must be above 0/],
    ["#/train?corpus=farmyard&seed=13&start=0&train=W.900.0:1&v=2", /lies outside W, whose shape is 64 × 48/],
  ] as const) {
    await page.evaluate((to) => {
      location.hash = to;
    }, address);
    await expect(alert.filter({ hasText: said })).toBeVisible();
    const seed = Number(/seed=(\d+)/.exec(address)?.[1]);
    await expect.poll(() => page.evaluate(() => [glasslm.model.options.seed, glasslm.model.step])).toEqual([seed, 0]);
    const dismiss = page.getByRole("button", { name: "Dismiss" });
    while ((await dismiss.count()) > 0) await dismiss.first().click();
  }
});

test("can the training of a link be stopped, and what is done of it is said?", async ({ opened: { page } }) => {
  await page.evaluate(() => {
    location.hash = "#/train?corpus=farmyard&seed=4&start=0&train=1000000r0.1&v=2";
  });
  await expect(page.getByRole("progressbar", { name: "Training from this link" })).toBeVisible();
  await expect(inSight(page, /Training as in the link: step [\d,]+ of 1,000,000/)).toBeVisible();
  await expect.poll(() => page.evaluate(() => glasslm.model.options.seed === 4 && glasslm.model.step > 10)).toBe(true);
  // Until then a copy of the address is the whole link.
  expect(await hash(page)).toContain("train=1000000");
  await page.getByRole("button", { name: "Stop here" }).click();
  await expect(page.getByRole("alert")).toContainText(/ended after [\d,]+ of 1,000,000 steps/);
  const step = await page.evaluate(() => glasslm.model.step);
  await expect.poll(() => hash(page)).toContain(`train=${step}`);
});

test("is a copy of the address the whole link, also while its model is being made?", async ({ opened: { page } }) => {
  await expect.poll(() => hash(page)).toBe("#/predict?corpus=farmyard&text=the+hen");
  // A slow connection: the file of the trained model, then what trains it on.
  await page.route(/names.*\.safetensors|\/replay-/, async (route) => {
    await new Promise((go) => setTimeout(go, 900));
    await route.continue();
  });
  for (const [room, ...parts] of [
    ["train", "corpus=names"],
    ["step", "corpus=digits&seed=3", "start=0&train=40r0.2", "v=2"],
  ]) {
    const had = await page.evaluate(
      (to) => {
        const before = glasslm.model;
        location.hash = to;
        return new Promise<string[]>((done) => {
          const seen = new Set<string>();
          const timer = setInterval(() => {
            seen.add(location.hash);
            if (glasslm.model === before) return;
            clearInterval(timer);
            setTimeout(() => done([...seen]), 600);
          }, 10);
        });
      },
      `#/${room}?${parts.join("&")}`,
    );
    for (const address of [...had, await hash(page)]) for (const part of parts) expect(address).toContain(part);
  }
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(40);
});

test("are the settings of the next steps in the link, and taken from it?", async ({ opened: { page } }) => {
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByLabel("Optimizer").selectOption("adamw");
  await page.getByLabel("Weight decay").fill("0.01");
  await page.getByLabel("Weight decay").press("Enter");
  await expect.poll(() => hash(page)).toContain("optimizer=adamw&decay=0.01&v=2");
  const there = await visit(page, await hash(page));
  await expect(there.getByLabel("Optimizer")).toHaveValue("adamw");
  await expect(there.getByLabel("Weight decay")).toHaveValue("0.01");
  await there.context().close();
});

test("does Share give the link, its QR code, and in words what it shows and what it cannot carry?", async ({
  opened: { page },
}) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 20, seed: 5 });
    await glasslm.show(model);
    await model.train({ steps: 30, rate: 0.5 });
    await model.edit([{ tensor: "W", index: [3, 5], value: 0.1 }]);
  });
  const button = page.getByRole("button", { name: "Share", exact: true });
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Share this moment" });
  const field = dialog.getByLabel("Link", { exact: true });
  await expect(field).toHaveValue(/#\/predict\?corpus=farmyard&hidden=20&seed=5&.*train=30r0\.5,W\.3\.5:0\.1&v=2$/);
  const link = await field.inputValue();
  for (const line of [
    "farmyard, seed 5",
    "n = 3, d = 16, H = 20, tanh",
    "Training steps, repeated when the link opens, bit for bit the same on every CPU: 30",
    "Values set by hand: 1",
    "Room: Predict",
  ])
    await expect(dialog.getByRole("listitem").filter({ hasText: line })).toBeVisible();
  await dialog.getByRole("button", { name: "Copy the link" }).click();
  await expect(dialog.locator("p.said")).toHaveText("The link is copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(link);
  // A camera reads what is shown: the squares as they stand on the screen.
  const shot = await dialog.getByRole("img", { name: "QR code of the link" }).screenshot();
  expect(decodeQR(await pixels(page, shot))).toBe(link);
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(button).toBeFocused();
});

test("is a model that no link can hold said to be one, and its lesson offered?", async ({ opened: { page } }) => {
  await page.evaluate(async () => {
    const text = "the hen sits\nthe cow eats grass\n".repeat(30);
    await glasslm.show(await glasslm.create({ corpus: { text }, hidden: 8 }));
  });
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Share this moment" });
  await expect(inSight(dialog, /^Your text: the link identifies it only by a digest/)).toBeVisible();
  await expect(dialog.getByLabel("With your text")).toBeChecked();
  expect(await dialog.getByLabel("Link", { exact: true }).inputValue()).not.toContain("hen");
  await page.keyboard.press("Escape");
  await page.evaluate(async () => {
    const made = await glasslm.create({ corpus: { name: "farmyard" }, seed: 3 });
    await made.train({ steps: 5 });
    await glasslm.show(await glasslm.load(await made.save(), { corpus: { name: "farmyard" } }));
  });
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(inSight(dialog, /^A model from a file\./)).toBeVisible();
});

test("does a saved or kept model's link tell its training from its beginning on?", async ({ opened: { page } }) => {
  await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, seed: 3, hidden: 12 });
    await glasslm.show(model);
    await model.train({ steps: 30, rate: 0.5 });
    await model.edit([{ tensor: "W", index: [3, 5], value: 0.25 }]);
  });
  await expect.poll(() => hash(page)).toContain("train=30r0.5,W.3.5:0.25");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save the model" }).click();
  const buffer = readFileSync(await (await download).path());
  await page.keyboard.press("Escape");
  await page.evaluate(async () => glasslm.show(await glasslm.create({ corpus: { name: "names" } })));
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page
    .getByLabel("Choose a file")
    .setInputFiles({ name: "model.safetensors", mimeType: "application/octet-stream", buffer });
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(30);
  await page.evaluate(() => glasslm.model.train({ steps: 5, rate: 0.1 }));
  await expect.poll(() => hash(page)).toContain("start=0&train=30r0.5,W.3.5:0.25,5&v=2");
  const there = await visit(page, await hash(page));
  await expect.poll(() => there.evaluate(() => glasslm.model.step)).toBe(35);
  expect(await bits(there)).toBe(await bits(page));
  // There the browser keeps it; another visit without a link goes on with it, and its link says the same.
  await there.evaluate(() => glasslm.model.train({ steps: 2, rate: 0.1 }));
  await there.getByRole("button", { name: "Open", exact: true }).click();
  await expect(there.getByRole("row", { name: /^farmyard 37 / })).toBeVisible();
  await there.goto("about:blank");
  await there.goto(`${page.url().replace(/#.*/, "")}#/predict`);
  await there.getByRole("button", { name: "Continue" }).click();
  await expect.poll(() => there.evaluate(() => glasslm.model.step)).toBe(37);
  await expect.poll(() => hash(there)).toMatch(/start=0&train=30r0\.5,W\.3\.5:0\.25,(7|5,2)&v=2/);
  await there.context().close();
});

test("are the sentences that were typed in Measure in the link, and brought by it?", async ({ opened: { page } }) => {
  await page.evaluate(() => {
    location.hash = "#/measure";
  });
  await page.getByLabel("Sentence", { exact: true }).fill("the hen eats corn & <b> 100 %");
  await expect.poll(() => hash(page)).toMatch(/sentence=the\+hen\+eats\+corn/);
  const there = await visit(page, await hash(page));
  await expect(there.getByLabel("Sentence", { exact: true })).toHaveValue("the hen eats corn & <b> 100 %");
  await there.context().close();
  // Of an own text no word is in it.
  await page.evaluate(async () => {
    const text = "a secret diary\nof mine\n".repeat(30);
    await glasslm.show(await glasslm.create({ corpus: { text }, hidden: 8 }));
  });
  await page.getByLabel("Sentence", { exact: true }).fill("a secret of mine");
  await expect.poll(() => hash(page)).toMatch(/own=[0-9a-f]{16}/);
  expect(await hash(page)).not.toMatch(/secret|hen/);
});

test("are the Primer's numbers in the link, from whichever example they began, and brought by it?", async ({
  opened: { page },
}) => {
  await page.getByRole("link", { name: "Primer" }).click();
  const cell = (on: Page, name: string) => on.getByRole("textbox", { name, exact: true });
  await expect(cell(page, "x1")).toHaveValue("1");
  // As it begins it says nothing of them.
  expect(await hash(page)).not.toContain("classifier");
  await cell(page, "x1").fill("-0.75");
  await cell(page, "w21").fill("-");
  await expect.poll(() => hash(page)).toMatch(/classifier=x1:-0\.75&v=3$/);
  await cell(page, "w21").fill("1e-3");
  const open = (on: Page, name: string): Promise<void> =>
    on.getByRole("navigation", { name: "Parts of the primer" }).getByRole("link", { name }).click();
  await open(page, "One step");
  await cell(page, "η").fill("0.25");
  await open(page, "Hidden layer");
  await cell(page, "u31").fill("2.5");
  await expect.poll(() => hash(page)).toMatch(/classifier=x1:-0\.75,w21:1e-3,eta:0\.25&network=u31:2\.5&v=3$/);
  const there = await visit(page, await hash(page));
  await expect(cell(there, "u31")).toHaveValue("2.5");
  await open(there, "Forward");
  await expect(cell(there, "x1")).toHaveValue("-0.75");
  await expect(cell(there, "w21")).toHaveValue("1e-3");
  const numbers = (on: Page): Promise<number[][]> =>
    on.evaluate(async () => {
      const sheets = await Promise.all((["classifier", "hidden"] as const).map((one) => glasslm.primer.sheet(one)));
      return sheets.map((sheet) => [...sheet.numbers]);
    });
  await expect.poll(() => numbers(there)).toEqual(await numbers(page));
  await there.context().close();
  // An example with what was typed since; and what is no cell is said, and changes nothing.
  const other = await visit(page, "#/primer?part=3&classifier=underflow,x2:3&network=u99:3&v=3");
  await expect(cell(other, "x2")).toHaveValue("3");
  await expect(cell(other, "w11")).toHaveValue("800");
  await expect(other.getByRole("alert")).toContainText("“u99:3”");
  await expect.poll(() => hash(other)).toMatch(/classifier=underflow,x2:3&v=3$/);
  await other.context().close();
});

test("are Measure's boxes and the settings of its n-grams in the link, and brought by it?", async ({
  opened: { page },
}) => {
  test.setTimeout(120_000);
  const part = (on: Page, name: string): Promise<void> =>
    on.getByRole("navigation", { name: "Parts of this room" }).getByRole("link", { name }).click();
  await page.getByRole("link", { name: "Measure" }).click();
  await part(page, "n-grams");
  await page.getByLabel("Smoothing").selectOption("add-k");
  await page.getByLabel("k (0 is maximum likelihood)").fill("0.5");
  await page.getByLabel("k (0 is maximum likelihood)").press("Enter");
  await page.getByRole("textbox", { name: "Context" }).fill("the black");
  await expect.poll(() => hash(page)).toMatch(/ngrams=add-k:0\.5&counts=3:the\+black&v=3$/);
  await part(page, "Perplexity, felt");
  await page.getByRole("slider").first().press("End");
  await page.getByRole("slider").nth(2).press("Home");
  await expect.poll(() => hash(page)).toContain("weights=100,12,0,12,12,12");
  // The game's seed and the source that is learnt live.
  await page.getByRole("button", { name: "New game" }).click();
  await expect.poll(() => hash(page)).toContain("game=2");
  const source = (on: Page): Locator => on.getByRole("combobox", { name: "Source" });
  await source(page).selectOption({ index: 2 });
  await expect.poll(() => hash(page)).toMatch(/source=3000&v=4$/);
  await part(page, "A task");
  await page.getByLabel("Seed").fill("7");
  await expect.poll(() => hash(page)).toContain("spelling=100,2,0.01,7");
  await part(page, "Loss and likelihood");
  await page.getByLabel("Model").selectOption("3");
  await expect.poll(() => hash(page)).toContain("likelihood=validation.3");
  await part(page, "Why a network");
  await page.getByLabel("Word", { exact: true }).fill("cow");
  await expect.poll(() => hash(page)).toContain("block=cow");
  const widest = (on: Page): Locator => on.getByRole("slider", { name: "Words of context, n" });
  await widest(page).press("End");
  await expect.poll(() => hash(page)).toContain("growth=16");
  const there = await visit(page, await hash(page));
  await expect(there.getByLabel("Word", { exact: true })).toHaveValue("cow");
  await expect(widest(there)).toHaveValue("16");
  await part(there, "Loss and likelihood");
  await expect(there.getByLabel("Model")).toHaveValue("3");
  await part(there, "A task");
  await expect(there.getByLabel("Seed")).toHaveValue("7");
  await part(there, "Perplexity, felt");
  await expect(there.getByRole("slider").nth(2)).toHaveAttribute("aria-valuenow", "0");
  await expect(source(there)).toHaveValue("3000");
  await part(page, "Perplexity, felt");
  const asked = (on: Page): Locator => on.locator("p.context");
  await expect(asked(there)).toHaveText((await asked(page).textContent()) ?? "");
  await part(there, "n-grams");
  await expect(there.getByLabel("Smoothing")).toHaveValue("add-k");
  await expect(there.getByLabel("k (0 is maximum likelihood)")).toHaveValue("0.5");
  await expect(there.getByRole("textbox", { name: "Context" })).toHaveValue("the black");
  await there.context().close();
  // What makes no sense is said by its name, and what every model begins with is used.
  const odd = await visit(page, "#/measure?measure=ngrams&ngrams=add-k&counts=9:the&v=3");
  await expect(odd.getByRole("alert").filter({ hasText: "“add-k”" })).toBeVisible();
  await expect(odd.getByRole("alert").filter({ hasText: "“9:the”" })).toBeVisible();
  await expect(odd.getByLabel("Smoothing")).toHaveValue("kneser-ney");
  await odd.context().close();
  const none = await visit(page, "#/measure?measure=perplexity&game=-3&source=17&v=4");
  for (const text of ["-3", "17"]) await expect(none.getByRole("alert").filter({ hasText: `“${text}”` })).toBeVisible();
  await expect.poll(() => hash(none)).not.toMatch(/game=|source=/);
  await none.context().close();
});

test("does a link to an own text ask for it, tell another text from it, and open once it is there?", async ({
  opened: { page },
}) => {
  const text = "the hen sits\nthe cow eats grass\na hen eats corn\n".repeat(30);
  await page.evaluate(async (text) => {
    const model = await glasslm.create({ corpus: { text }, hidden: 8, seed: 5 });
    await glasslm.show(model);
    await model.train({ steps: 20, rate: 0.3 });
  }, text);
  await expect.poll(() => hash(page)).toMatch(/own=[0-9a-f]{16}.*train=20r0\.3|train=20r0\.3.*own=[0-9a-f]{16}/);
  const address = await hash(page);
  const wanted = await bits(page);
  const there = await visit(page, address);
  await expect(there.getByRole("alert")).toContainText("its author's own text, which a link cannot carry");
  // It stays the address until then: whoever reloads loses nothing of it.
  await there.waitForTimeout(1_000);
  expect(await hash(there)).toBe(address);
  const show = (text: string): Promise<void> =>
    there.evaluate(async (text) => glasslm.show(await glasslm.create({ corpus: { text } })), text);
  await show(`${text}x`);
  await expect(there.getByRole("alert")).toContainText("This text is not the one that the link was made from");
  expect(await there.evaluate(() => [glasslm.model.step, glasslm.model.options.seed])).toEqual([0, 1]);
  await show(text);
  await expect.poll(() => there.evaluate(() => [glasslm.model.step, glasslm.model.options.seed])).toEqual([20, 5]);
  expect(await bits(there)).toBe(wanted);
  await expect(there.getByRole("alert")).toHaveCount(0);
  await there.context().close();
});

test("does a middle click open whatever looks like a link: a part of a room, the picture, a row?", async ({
  opened: { page },
}) => {
  const opens = async (link: Locator, title: RegExp): Promise<Page> => {
    const coming = page.context().waitForEvent("page");
    await link.click({ button: "middle" });
    const tab = await coming;
    await tab.waitForLoadState();
    await expect(tab).toHaveTitle(title);
    return tab;
  };
  const step = await opens(page.getByRole("link", { name: /See every step/ }), /^Step/);
  await expect(page).toHaveTitle(/^Predict/);
  await step.close();
  await page.getByRole("link", { name: "Measure" }).click();
  const why = page.getByRole("navigation", { name: "Parts of this room" }).getByRole("link", { name: "Why a network" });
  const tab = await opens(why, /^Measure/);
  await expect(tab.getByRole("heading", { name: /Why a network/ })).toBeVisible();
  await expect(page.getByRole("heading", { name: /Why a network/ })).toHaveCount(0);
  await tab.close();
  await why.click();
  const row = page.getByRole("table", { name: "What the trigram never saw" }).getByRole("link").nth(1);
  const context = (await row.textContent()) ?? "";
  const near = await opens(row, /^Measure/);
  await expect(near.getByRole("textbox", { name: "Context", exact: true })).toHaveValue(context);
  await near.close();
  await row.click();
  await expect(page.getByRole("textbox", { name: "Context", exact: true })).toHaveValue(context);
});

test("do Ctrl-click, middle click and Back do with a room what they do everywhere?", async ({ opened: { page } }) => {
  await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 20, seed: 5 });
    await glasslm.show(model);
    await model.train({ steps: 7, rate: 0.5 });
  });
  await expect.poll(() => hash(page)).toContain("train=7r0.5");
  const wanted = await bits(page);
  const room = page.getByRole("navigation", { name: "Rooms" }).getByRole("link", { name: "Train" });
  for (const how of [{ modifiers: ["ControlOrMeta"] }, { button: "middle" }] as const) {
    const coming = page.context().waitForEvent("page");
    await room.click({ ...how, modifiers: "modifiers" in how ? [...how.modifiers] : [] });
    const tab = await coming;
    await tab.waitForLoadState();
    await tab.evaluate(() => glasslm.ready);
    // The tab has the same moment in its room; this page stays where it is.
    await expect(tab).toHaveTitle(/^Train/);
    await expect.poll(() => tab.evaluate(() => glasslm.model.step)).toBe(7);
    expect(await bits(tab)).toBe(wanted);
    await expect(page).toHaveTitle(/^Predict/);
    await tab.close();
  }
  await room.click();
  await expect(page).toHaveTitle(/^Train/);
  await page.goBack();
  await expect(page).toHaveTitle(/^Predict/);
  expect(await bits(page)).toBe(wanted);
  await page.goForward();
  await expect(page).toHaveTitle(/^Train/);
});
