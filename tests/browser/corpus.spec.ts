// The Corpus room as a person uses it: choose, paste, drop; and every text or number that can be no model.
import { expect, test, withWorkerCode, inSight } from "./page.ts";
import type { Page } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const make = (page: Page) => page.getByRole("button", { name: "Make this model" });
const made = (page: Page) =>
  page.getByRole("status").filter({ hasText: /A new model with [\d,]+ tokens is on the page, at step 0\./ });
const refused = (page: Page, said: string | RegExp) => page.getByRole("alert").filter({ hasText: said });

async function enter(page: Page): Promise<void> {
  await page.getByRole("link", { name: "Corpus" }).click();
  await expect(make(page)).toBeVisible();
  await expect(page.getByRole("radio", { name: /The farmyard/ })).toBeVisible();
}

async function paste(page: Page, text: string): Promise<void> {
  await page.getByRole("radio", { name: /Your own text/ }).check();
  const dismiss = page.getByRole("button", { name: "Dismiss" }).and(page.locator(".own button"));
  if (await dismiss.isVisible()) await dismiss.click();
  await page.getByRole("textbox", { name: "Text" }).fill(text);
}

/** Drops a file of these bytes on the room, as the browser would. */
async function drop(page: Page, name: string, bytes: readonly number[], size?: number): Promise<void> {
  await page.evaluate(
    ({ name, bytes, size }) => {
      const file = new File([Uint8Array.from(bytes)], name);
      if (size !== undefined) {
        // Of a file that large only the size must be asked.
        Object.defineProperty(file, "size", { value: size });
        Object.defineProperty(file, "arrayBuffer", {
          value: () => {
            throw new Error("it was read");
          },
        });
      }
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(file);
      const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
      // The list in an event holds copies, which would have the true size.
      if (size !== undefined) Object.defineProperty(event, "dataTransfer", { value: { files: [file] } });
      document.querySelector("main")?.dispatchEvent(event);
    },
    { name, bytes, size },
  );
}

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];

/** The page's model is the one it opened with, with what it learnt: it still predicts a farm, and is sure of it. */
async function keepsItsModel(page: Page): Promise<void> {
  const model = await page.evaluate(async () => {
    const { probabilities } = await glasslm.model.predict("the hen");
    return {
      corpus: glasslm.model.options.corpus,
      step: glasslm.model.step,
      most: Math.max(...probabilities) * probabilities.length,
    };
  });
  expect(model.corpus).toEqual({ name: "farmyard" });
  expect(model.step).toBeGreaterThan(0);
  expect(model.most).toBeGreaterThan(10);
}

const bundled = [
  ["farmyard", /The farmyard/],
  ["digits", /digits/i],
  ["switchboard", /switchboard/i],
  ["names", /Invented names/],
  ["story", /The blue van/],
] as const;
for (const [name, title] of bundled) {
  test(`can ${name} be chosen and looked at?`, async ({ opened: { page } }) => {
    await enter(page);
    await page.getByRole("radio", { name: title }).check();
    await make(page).click();
    await expect(made(page)).toBeVisible({ timeout: 30_000 });
    expect(await page.evaluate(() => glasslm.model.options.corpus)).toEqual({ name });
    for (const split of ["Training", "Validation"]) {
      await expect(
        page
          .getByRole("row", { name: new RegExp(`^${split}`) })
          .getByRole("cell")
          .nth(1),
      ).toHaveText(/^[\d,\s]+$/);
    }
    const size = await page.evaluate(() => glasslm.model.vocabulary.length);
    await expect(
      inSight(page, `${size.toLocaleString("en")} tokens, with how often each occurs in training`),
    ).toBeVisible();
  });
}

test("are the test split's figures there only on request, with a count of the looks?", async ({ opened: { page } }) => {
  await enter(page);
  const row = page.getByRole("row", { name: /^Test/ });
  await expect(
    page
      .getByRole("row", { name: /^Validation/ })
      .getByRole("cell")
      .nth(1),
  ).toHaveText(/\d/);
  await expect(row).not.toHaveText(/\d/);
  await expect(inSight(page, /Evaluated \d/)).toHaveCount(0);
  await page.getByRole("button", { name: "Evaluate on the test split" }).click();
  await expect(row.getByRole("cell").nth(1)).toHaveText(/\d/);
  await expect(inSight(page, "Evaluated 1 time. Each evaluation makes it a little less of a test.")).toBeVisible();
});

test("does the form show the model that comes to the page, and keep what was filled in?", async ({
  opened: { page },
}) => {
  await enter(page);
  const [farmyard, switchboard] = [
    page.getByRole("radio", { name: /The farmyard/ }),
    page.getByRole("radio", { name: /switchboard/i }),
  ];
  const hidden = page.getByRole("spinbutton", { name: "Hidden H" });
  await expect(farmyard).toBeChecked();
  await page.evaluate(() => {
    location.assign("#/corpus?corpus=switchboard&hidden=20");
  });
  await expect(switchboard).toBeChecked();
  await expect(hidden).toHaveValue("20");
  // A number that the reader has changed stays, and all that stands beside it.
  await hidden.fill("21");
  await page.evaluate(() => {
    location.assign("#/corpus?corpus=farmyard&hidden=30");
  });
  await expect.poll(() => page.evaluate(() => glasslm.model.options.hidden)).toBe(30);
  await expect(switchboard).toBeChecked();
  await expect(hidden).toHaveValue("21");
  // Once a model is made of it, it is the page's.
  await make(page).click();
  await expect(made(page)).toBeVisible();
  expect(await page.evaluate(() => glasslm.model.options.hidden)).toBe(21);
  await page.evaluate(() => {
    location.assign("#/corpus?corpus=farmyard&hidden=31");
  });
  await expect(farmyard).toBeChecked();
  await expect(hidden).toHaveValue("31");
  await expect(made(page)).toHaveCount(0);
});

test("can a pasted text be trained on, and its next lines read?", async ({ opened: { page } }) => {
  await enter(page);
  await paste(page, "the baker bakes bread\nthe baker sells rolls\nthe miller mills flour\n".repeat(20));
  await make(page).click();
  await expect(made(page)).toBeVisible();
  await expect(inSight(page, "Training sentences from 1")).toBeVisible();
  await page.getByRole("button", { name: "Next lines" }).click();
  await expect(inSight(page, "Training sentences from 13")).toBeVisible();
  await page.getByRole("link", { name: "Train" }).click();
  const status = page.getByRole("status", { name: "Training status" });
  await expect(status).toHaveText("Step 0, not training.");
  await page.getByLabel("Pause where something happens").uncheck();
  await page.getByRole("combobox", { name: "Pace" }).selectOption("Flat out");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  const perplexity = page
    .getByRole("term")
    .filter({ hasText: /^Validation perplexity$/ })
    .locator("xpath=following-sibling::dd");
  // Who does not tell the miller from the baker has 1.4 at best, who does 1.25.
  await expect.poll(async () => Number(await perplexity.textContent()), { timeout: 30_000 }).toBeLessThan(1.32);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("link", { name: "Predict" }).click();
  await page.getByRole("combobox", { name: "Context" }).fill("the miller");
  await expect(page.getByRole("list", { name: "Predictions" }).getByRole("listitem").first()).toContainText("mills");
});

test("does what was begun stay while another room is looked at, and in another language?", async ({
  opened: { page },
}) => {
  await enter(page);
  await paste(page, "one two three four\n".repeat(30));
  await page.getByRole("spinbutton", { name: "Hidden H" }).fill("17");
  await page.getByRole("link", { name: "Predict" }).click();
  await expect(page.getByRole("list", { name: "Predictions" })).toBeVisible();
  await enter(page);
  const text = page.getByRole("textbox", { name: "Text" });
  await expect(text).toHaveValue(/^one two three four/);
  await expect(page.getByRole("spinbutton", { name: "Hidden H" })).toHaveValue("17");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.locator("main.corpus textarea")).toHaveValue(/^one two three four/);
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await make(page).click();
  await expect(made(page)).toBeVisible();
  expect(await page.evaluate(() => glasslm.model.options.hidden)).toBe(17);
  // What is made is the page's; a form that nobody touched shows whatever model comes.
  await page.getByRole("radio", { name: /The farmyard/ }).check();
  await make(page).click();
  await expect.poll(() => page.evaluate(() => glasslm.model.options.hidden)).not.toBe(17);
});

test("is a file taken, by the button and by dropping it?", async ({ opened: { page } }) => {
  await enter(page);
  await drop(page, "poem.txt", utf8("the sea is wide\nthe sea is blue\n".repeat(12)));
  await expect(inSight(page, "poem.txt, 0.000 MB")).toBeVisible();
  await make(page).click();
  await expect(made(page)).toBeVisible();
  expect(await page.evaluate(() => glasslm.model.vocabulary.includes("sea"))).toBe(true);
  const chosen = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Open a file" }).click();
  await (
    await chosen
  ).setFiles({
    name: "other.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("a hill is high\na hill is low\n".repeat(12)),
  });
  await expect(inSight(page, "other.txt, 0.000 MB")).toBeVisible();
  await make(page).click();
  await expect.poll(() => page.evaluate(() => glasslm.model.vocabulary.includes("hill"))).toBe(true);
});

const texts: readonly [what: string, text: string, said: string | RegExp][] = [
  ["an empty text", "", "There is no text yet. Paste at least two lines, or drop a file."],
  ["white space alone", " \n\t\n ", "There is no text yet"],
  ["one word", "word", "only one word"],
  ["one sentence", "one sentence of words", "one sentence for 3 splits"],
  ["fewer sentences than splits", "a first one\na second one", /2 sentences? for 3 splits|two sentences for 3 splits/],
];
for (const [what, text, said] of texts) {
  test(`does ${what} get a sentence, and stay in the box?`, async ({ opened: { page } }) => {
    await enter(page);
    await paste(page, text);
    await make(page).click();
    await expect(refused(page, said)).toBeInViewport();
    await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue(text);
    await keepsItsModel(page);
  });
}

test("do files that are no text get a sentence?", async ({ opened: { page } }) => {
  await enter(page);
  await drop(page, "picture.png", [137, 80, 78, 71, 0, 1, 2]);
  await expect(refused(page, "picture.png is a picture, not a plain text. Drop a text file instead.")).toBeVisible();
  await drop(page, "data.bin", [104, 0, 105, 1, 2]);
  await expect(refused(page, "data.bin contains a zero byte, so it is not a text.")).toBeVisible();
  await drop(page, "paper.pdf", utf8("%PDF-1.7 and so on"));
  await expect(refused(page, "paper.pdf is a PDF, not a plain text. Copy its text and paste it here.")).toBeVisible();
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData("text/uri-list", "https://example.org/");
    document
      .querySelector("main")
      ?.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
  });
  await expect(refused(page, "You dropped a link, not a file.")).toBeVisible();
  await drop(page, "empty.txt", []);
  await make(page).click();
  await expect(refused(page, "There is no text yet")).toBeVisible();
  await keepsItsModel(page);
});

test("is a file beyond memory refused with the estimate, unread?", async ({ opened: { page } }) => {
  await enter(page);
  await drop(page, "everything.txt", [97], 5_000_000_000);
  await expect(
    refused(
      page,
      /This text would need about 60 GB of memory\. At most [\d,]+ MB can be used here\. A text of at most \d+ MB fits\./,
    ),
  ).toBeVisible();
  await keepsItsModel(page);
});

test("do ten megabytes without a newline work, and are they refused where they are one word?", async ({
  opened: { page },
}) => {
  await enter(page);
  const open = async (name: string, unit: string): Promise<void> => {
    const chosen = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Open a file" }).click();
    await (
      await chosen
    ).setFiles({ name, mimeType: "text/plain", buffer: Buffer.from(unit.repeat(10_000_000 / unit.length)) });
    await expect(inSight(page.getByRole("main"), `${name}, 10.0 MB`)).toBeVisible();
    await make(page).click();
  };
  await page.getByRole("radio", { name: /Your own text/ }).check();
  await open("word.txt", "x");
  await expect(refused(page, "a word of more than 65,536 bytes")).toBeInViewport({ timeout: 30_000 });
  await keepsItsModel(page);
  await open("line.txt", "the sea is wide and ");
  await expect(refused(page, "one sentence for 3 splits")).toBeInViewport({ timeout: 30_000 });
  await keepsItsModel(page);
  // The same line is a stream.
  await page.getByRole("combobox", { name: "A sentence is" }).selectOption("none");
  await make(page).click();
  await expect(made(page)).toBeVisible({ timeout: 40_000 });
});

test("are hostile, right-to-left and composed words only text?", async ({ opened: { page } }) => {
  let dialogs = 0;
  page.on("dialog", (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  await enter(page);
  const words = ["שלום", "🐄", "👩‍🌾", "é́"];
  await paste(page, `<img src=x onerror=alert(1)> ${words.join(" ")} مرحبا\n`.repeat(12));
  await make(page).click();
  await expect(made(page)).toBeVisible();
  const vocabulary = await page.evaluate(() => glasslm.model.vocabulary);
  for (const word of ["onerror", "alert", "<", "مرحبا", ...words]) expect(vocabulary).toContain(word);
  const list = page.getByRole("list").filter({ hasText: "onerror" });
  await expect(list.first()).toBeVisible();
  await page.getByRole("link", { name: "Predict" }).click();
  await page.getByRole("combobox", { name: "Context" }).fill("<img src=x onerror=alert(1)> שלום 🐄");
  const predictions = page.getByRole("list", { name: "Predictions" });
  for (const word of ["onerror", "🐄", "مرحبا"]) {
    await page.getByRole("searchbox", { name: "Find a word" }).fill(word);
    await expect(predictions.getByRole("listitem").first()).toContainText(word);
  }
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByRole("button", { name: "One step" }).click();
  await expect(page.getByRole("status", { name: "Training status" })).toContainText("Step 1");
  expect(await page.locator("main img").count()).toBe(0);
  expect(dialogs).toBe(0);
});

test("is a word that is a tag shown as it was written?", async ({ opened: { page } }) => {
  const tag = "<img src=x onerror=alert(1)>";
  await page.evaluate(async (tag) => {
    await glasslm.ready;
    await glasslm.show(await glasslm.create({ corpus: { text: "a b\n".repeat(9) }, vocabulary: ["a", "b", tag] }));
  }, tag);
  await page.getByRole("combobox", { name: "Context" }).fill("a");
  // White space within a token is shown by a sign.
  await expect(inSight(page.getByRole("list", { name: "Predictions" }), "<img␣src=x␣onerror=alert(1)>")).toBeVisible();
  await page.getByRole("combobox", { name: "Context" }).pressSequentially(" <im");
  await expect(page.getByRole("option", { name: tag })).toBeVisible();
  expect(await page.locator("main img").count()).toBe(0);
});

const sizes: readonly [field: string, name: string][] = [
  ["Context n", "context"],
  ["Embedding d", "embedding"],
  ["Hidden H", "hidden"],
];
for (const [field, name] of sizes) {
  test(`is ${name} of 0, below it or broken refused in a sentence?`, async ({ opened: { page } }) => {
    await enter(page);
    const box = page.getByRole("spinbutton", { name: field });
    const good = await box.inputValue();
    for (const value of ["0", "-2", "2.5", "1e300"]) {
      await box.fill(value);
      await make(page).click();
      const given = { "0": "0", "-2": "\u22122", "2.5": "2\\.5" }[value] ?? "1e\\+300";
      await expect(
        refused(page, new RegExp(`^\\s*“${field}” is ${given}\\. It must be a whole number from 1 to [\\d,]+\\.`)),
      ).toBeInViewport();
      await keepsItsModel(page);
    }
    await box.fill("");
    await make(page).click();
    await expect(refused(page, `“${field}” needs a number.`)).toBeInViewport();
    await expect(box).toBeFocused();
    await keepsItsModel(page);
    await box.fill(good);
    await make(page).click();
    await expect(made(page)).toBeVisible();
    await expect(page.getByRole("alert")).toHaveCount(0);
  });
}

test("is a network that fits no memory refused with its estimate?", async ({ opened: { page } }) => {
  await enter(page);
  const estimate = /This network would need about [\d,]+ [MG]B of memory\. At most 2,400 MB can be used here\./;
  const [n, d, H] = sizes.map(([field]) => page.getByRole("spinbutton", { name: field }));
  if (n === undefined || d === undefined || H === undefined) throw new Error("three fields");
  for (const huge of [
    [H, "900000"],
    [d, "900000"],
    [n, "16", d, "9000", H, "5000"],
  ] as const) {
    const good: [typeof n, string][] = [];
    for (let i = 0; i < huge.length; i += 2) {
      const field = huge[i] as typeof n;
      good.push([field, await field.inputValue()]);
      await field.fill(huge[i + 1] as string);
    }
    await make(page).click();
    await expect(refused(page, estimate)).toBeInViewport();
    await keepsItsModel(page);
    for (const [field, value] of good) await field.fill(value);
    // The next refusal is one of its own.
    await page.getByRole("radio", { name: /The farmyard/ }).check();
  }
});

test("does a browser without SIMD get a sentence?", async ({ opened: { page } }) => {
  await withWorkerCode(page, "WebAssembly.validate = () => false;");
  await expect(
    refused(page, "no SIMD, which GlassLM needs. Use Chrome or Edge 91, Firefox 89, Safari 16.4, or a newer one."),
  ).toBeVisible();
});

test("is a text shown as tokens before there is a model, with what it looks like and one click for it?", async ({
  opened: { page },
}) => {
  await enter(page);
  await paste(page, "1,2,3,4\n2,3,4,5\n3,4,5,6");
  const preview = page.getByRole("region", { name: "Before you make it" });
  await expect(inSight(preview, "The training split has only one word.")).toBeVisible();
  await expect(inSight(preview, "Commas join the numbers into one word.")).toBeVisible();
  await preview.getByRole("button", { name: "Read characters" }).click();
  await expect(page.getByRole("combobox", { name: "A token is" })).toHaveValue("character");
  await expect(preview.getByRole("list", { name: "First lines as tokens" }).getByRole("listitem").first()).toHaveText(
    /1\s*,\s*2\s*,\s*3\s*,\s*4/,
  );
  await paste(
    page,
    "1\n00:00:01,000 --> 00:00:03,000\n<i>The hen sat.</i>\n\n2\n00:00:04,000 --> 00:00:06,000\nThe cat ran.\n\n3\n00:00:07,000 --> 00:00:08,000\nThe dog slept.\n",
  );
  await page.getByRole("combobox", { name: "A token is" }).selectOption("word");
  await preview.getByRole("button", { name: "Keep the speech" }).click();
  await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue("The hen sat.\nThe cat ran.\nThe dog slept.");
  await page.getByRole("button", { name: "Undo this change" }).click();
  await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue(/-->/);
});

test("does a file in another encoding open, is a guess asked about, and is a file chosen twice read twice?", async ({
  opened: { page },
}) => {
  await enter(page);
  await drop(page, "wide.txt", [0xff, 0xfe, ...utf8("a b\nb a\na a\n").flatMap((byte) => [byte, 0])]);
  await expect(inSight(page, "wide.txt, 0.000 MB")).toBeVisible();
  await expect(inSight(page, "read as UTF-16LE")).toBeVisible();
  await drop(page, "latin.txt", [104, 105, 233, 32, 97, 10]);
  await expect(inSight(page, "latin.txt is not UTF-8.")).toBeVisible();
  await expect(inSight(page, "hié a")).toBeVisible();
  await page.getByRole("button", { name: "Read it as Windows-1252" }).click();
  await expect(inSight(page, "read as Windows-1252")).toBeVisible();
  const choose = async (): Promise<void> => {
    const chosen = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Open a file" }).click();
    await (await chosen).setFiles({ name: "one.txt", mimeType: "text/plain", buffer: Buffer.from("a b\nb a\na a\n") });
    await expect(inSight(page, "one.txt, 0.000 MB")).toBeVisible();
  };
  await choose();
  await page.locator(".own").getByRole("button", { name: "Dismiss" }).click();
  await choose();
});

test("is a text that is dragged here put into the box, is a folder refused, and is the box the browser's own?", async ({
  opened: { page },
}) => {
  await enter(page);
  /** Drops on what a selector finds; whether the page keeps the browser from doing with it what it does with text. */
  const dropOn = (selector: string, kind: "text" | "folder"): Promise<boolean> =>
    page.evaluate(
      ([selector, kind]) => {
        const dataTransfer = new DataTransfer();
        if (kind === "text") dataTransfer.setData("text/plain", "the hen eats\n");
        else {
          dataTransfer.items.add(new File([], "notes"));
          // No script can make a folder: the browser's answer about one is put in its place.
          DataTransferItem.prototype.webkitGetAsEntry = () =>
            ({ isDirectory: true, isFile: false, name: "notes" }) as FileSystemEntry;
        }
        const event = new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer });
        document.querySelector(selector)?.dispatchEvent(event);
        return event.defaultPrevented;
      },
      [selector, kind] as const,
    );
  expect(await dropOn("main", "text")).toBe(true);
  await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue("the hen eats\n");
  expect(await dropOn("main textarea", "text")).toBe(false);
  expect(await dropOn("main", "folder")).toBe(true);
  await expect(refused(page, "notes is a folder. Drop the files in it.")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "Text" })).toHaveValue("the hen eats\n");
});

test("are three files that come together three splits?", async ({ opened: { page } }) => {
  await enter(page);
  await page.evaluate(() => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of [
      ["my.test.txt", "a b\n"],
      ["my.train.txt", "a b\nb a\n"],
      ["my.valid.txt", "b a\n"],
    ] as const)
      dataTransfer.items.add(new File([text], name));
    document
      .querySelector("main")
      ?.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
  });
  await make(page).click();
  await expect(made(page)).toBeVisible();
  expect(await page.evaluate(() => glasslm.model.options.corpus)).toEqual({
    train: "a b\nb a\n",
    validation: "b a\n",
    test: "a b\n",
  });
  // They stay, as a pasted text does, when another model comes to the page.
  await page.evaluate(async () => glasslm.show(await glasslm.create({ corpus: { name: "digits" } })));
  await expect(inSight(page.getByRole("banner"), /^digits · /)).toBeVisible();
  await expect(inSight(page, "my.train.txt")).toBeVisible();
});

test("does a stream say all its tokens, and are all its lines in reach?", async ({ opened: { page } }) => {
  await enter(page);
  await page.getByRole("radio", { name: /digits/i }).check();
  await make(page).click();
  await expect(made(page)).toBeVisible({ timeout: 30_000 });
  await expect(
    page
      .getByRole("row", { name: /^Training/ })
      .getByRole("cell")
      .nth(1),
  ).toHaveText("16,000");
  await page.getByRole("button", { name: "Next lines" }).click();
  await expect(inSight(page, "Training tokens from 721")).toBeVisible();
});
