// Save and Open, what the browser keeps by itself, and what goes out as tables and pictures.
import { closeSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { unzipSync } from "fflate";
import { expect, test, violations, inSight, withWorkerCode } from "./page.ts";
import { drop, foreign } from "./files.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const TEXT = "the hen sits\nthe cow eats grass\na hen eats corn\n".repeat(30);

/** Puts a model of an own text on the page and trains it. */
async function own(page: Page): Promise<void> {
  await page.evaluate(async (text) => {
    const model = await glasslm.create({ corpus: { text }, hidden: 8, seed: 5 });
    await glasslm.show(model);
    await model.train({ steps: 30, batch: 8, optimizer: "adamw", rate: 0.01 });
  }, TEXT);
}

async function download(page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const waiting = page.waitForEvent("download");
  await act();
  const file: Download = await waiting;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

const shown = (page: Page) =>
  page.evaluate(async () => {
    const { model } = glasslm;
    const { step, options } = model;
    return { step, text: options.corpus !== undefined && "text" in options.corpus };
  });

test("does a model that was saved with its text train on to the same bits after a drop?", async ({ opened }) => {
  const { page } = opened;
  await own(page);
  await page.getByRole("button", { name: "Save" }).click();
  const zip = await download(page, () => page.getByRole("button", { name: "Save the model" }).click());
  expect(zip.name).toBe("your-text-step-30.zip");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();
  const further = (steps: number) =>
    page.evaluate(async (steps) => {
      const { losses } = await glasslm.model.train({ steps, batch: 8, optimizer: "adamw", rate: 0.01 });
      return [...losses];
    }, steps);
  const wanted = await further(25);

  await page.evaluate(async () => glasslm.show(await glasslm.create({ corpus: { name: "farmyard" } })));
  await drop(page, [zip]);
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: true });
  expect(await further(25)).toEqual(wanted);

  // The model alone, dropped in another room: it predicts, says what it cannot do, and the text can come later.
  const alone = { name: "m.safetensors", bytes: Buffer.from(unzipSync(zip.bytes)["model.safetensors"]!) };
  await page.evaluate(async () => glasslm.show(await glasslm.create({ corpus: { name: "farmyard" } })));
  await page.getByRole("link", { name: "Train" }).click();
  await drop(page, [alone]);
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: false });
  await expect(inSight(page, "came without its text")).toBeVisible();
  await drop(page, [{ name: "text.txt", bytes: Buffer.from(`${TEXT}another line\n`) }]);
  await expect(inSight(page, "not the one that the model was made from")).toBeVisible();
  await drop(page, [alone]);
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: false });
  await drop(page, [{ name: "text.txt", bytes: Buffer.from(TEXT) }]);
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: true });
  await expect(inSight(page, "not the one that the model was made from")).toBeHidden();
  expect(await further(25)).toEqual(wanted);
});

test("is what trained there after a reload, in a list that can be renamed and emptied?", async ({ opened }) => {
  const { page } = opened;
  await own(page);
  await page.getByRole("button", { name: "Open" }).click();
  const row = page.getByRole("row").filter({ hasText: "Your text" });
  await expect(row.getByRole("cell").first()).toHaveText("30");
  await row.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Name of" }).fill("hens");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("rowheader", { name: "hens" })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const before = await page.evaluate(async () => [...(await glasslm.model.predict("the hen")).probabilities]);

  await page.reload();
  await page.evaluate(() => glasslm.ready);
  await expect(inSight(page, "Continue where you left off: hens, step 30")).toBeVisible();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: true });
  expect(await page.evaluate(async () => [...(await glasslm.model.predict("the hen")).probabilities])).toEqual(before);

  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByRole("button", { name: "Delete: hens" }).click();
  await expect(inSight(page, "No model is kept yet")).toBeVisible();
});

test("is a kept model the old or the new one, whole, however a keeping ends?", async ({ opened }) => {
  const { page } = opened;
  await own(page);
  await page.getByRole("button", { name: "Open" }).click();
  await expect(page.getByRole("row").filter({ hasText: "Your text" })).toBeVisible();
  // A tab that is killed while it writes leaves a newer generation that is not complete: cut at every kind of place.
  const cuts = await page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("models");
    const found: [string, File][] = [];
    for await (const [name, handle] of folder as unknown as AsyncIterable<[string, FileSystemFileHandle]>)
      if (name.startsWith("m")) found.push([name, await handle.getFile()]);
    const [name, file] = found[0]!;
    const bytes = await file.arrayBuffer();
    const [id, generation] = name.split(".");
    const tried: number[] = [];
    for (const length of [0, 7, 12, 1000, bytes.byteLength - 13, bytes.byteLength - 1]) {
      const newer = await folder.getFileHandle(`${id}.${Number(generation) + 1 + tried.length}`, { create: true });
      const writer = await newer.createWritable();
      await writer.write(bytes.slice(0, length));
      await writer.close();
      tried.push(length);
    }
    return tried.length;
  });
  expect(cuts).toBe(6);
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: true });
  // The next keeping takes their place.
  await page.evaluate(() => glasslm.model.train({ steps: 5, batch: 8, optimizer: "adamw", rate: 0.01 }));
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("row", { name: /^Your text 35 / })).toBeVisible();
});

test("is a run that was started over there again at a press?", async ({ opened }) => {
  const { page } = opened;
  await page.getByRole("link", { name: "Train" }).click();
  const step = await page.evaluate(() => glasslm.model.step);
  await page.evaluate(() => glasslm.model.train({ steps: 3 }));
  await page.getByRole("button", { name: /Start over/ }).click();
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(0);
  await page.getByRole("button", { name: "Bring it back" }).click();
  await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(step + 3);
});

test("does storage that refuses cost nothing but a sentence?", async ({ opened }) => {
  const { page } = opened;
  // Every call of the file system fails in turn.
  for (const [call, name, said] of [
    ["getDirectory", "SecurityError", "keeps no files for this page"],
    ["getDirectoryHandle", "NotAllowedError", "keeps no files for this page"],
    ["getFileHandle", "InvalidStateError", "could not be kept"],
    ["createSyncAccessHandle", "QuotaExceededError", "is full"],
    ["write", "QuotaExceededError", "is full"],
    ["flush", "QuotaExceededError", "is full"],
    ["close", "InvalidStateError", "could not be kept"],
    ["entries", "InvalidStateError", "could not be kept"],
    ["getFile", "NotReadableError", "could not be kept"],
    ["arrayBuffer", "NotReadableError", "could not be kept"],
    ["text", "NotReadableError", "could not be kept"],
  ] as const) {
    await page.reload();
    await page.evaluate(() => glasslm.ready);
    await page.workers()[0]!.evaluate(
      ({ call, name }) => {
        const holders: Record<string, object> = {
          getDirectory: StorageManager.prototype,
          getDirectoryHandle: FileSystemDirectoryHandle.prototype,
          getFileHandle: FileSystemDirectoryHandle.prototype,
          entries: FileSystemDirectoryHandle.prototype,
          createSyncAccessHandle: FileSystemFileHandle.prototype,
          getFile: FileSystemFileHandle.prototype,
          arrayBuffer: Blob.prototype,
          text: Blob.prototype,
        };
        const scope = globalThis as unknown as { FileSystemSyncAccessHandle: { prototype: object } };
        const holder = holders[call] ?? scope.FileSystemSyncAccessHandle.prototype;
        const refuse = (): never => {
          throw new DOMException("refused", name);
        };
        Object.defineProperty(holder, call, { value: refuse });
        if (call === "entries") Object.defineProperty(holder, Symbol.asyncIterator, { value: refuse });
      },
      { call, name },
    );
    // What is looked up before a model is kept is looked up where there is something already.
    if (call === "getFile" || call === "arrayBuffer" || call === "text")
      await page.evaluate(async () => {
        const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("models", { create: true });
        const writer = await (await folder.getFileHandle("m1.1", { create: true })).createWritable();
        await writer.write(new Uint8Array([...new TextEncoder().encode("{}"), 2, 0, 0, 0]));
        await writer.write("GLASSLM1");
        await writer.close();
      });
    await own(page);
    await expect(inSight(page, said).first()).toBeVisible({ timeout: 20_000 });
    expect(await shown(page)).toEqual({ step: 30, text: true });
  }
});

test("does leaving ask where something is not kept, and not once it is saved?", async ({ opened }) => {
  const { page } = opened;
  await page.workers()[0]!.evaluate(() => {
    const refuse = (): never => {
      throw new DOMException("refused", "SecurityError");
    };
    Object.defineProperty(StorageManager.prototype, "getDirectory", { value: refuse });
  });
  await own(page);
  await expect(inSight(page, "keeps no files for this page").first()).toBeVisible({ timeout: 20_000 });
  // A browser asks for those alone who did something here.
  await page.getByRole("link", { name: "Train" }).click();
  const asked = page.waitForEvent("dialog");
  await page.evaluate(() => {
    setTimeout(() => location.reload());
  });
  const dialog = await asked;
  expect(dialog.type()).toBe("beforeunload");
  await dialog.dismiss();
  expect(await shown(page)).toEqual({ step: 30, text: true });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const { bytes } = await download(page, () => page.getByRole("button", { name: "Save the model" }).click());
  expect(bytes.length).toBeGreaterThan(1_000);
  page.on("dialog", () => {
    throw new Error("it asks for what is saved");
  });
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  expect((await shown(page)).step).toBe(2_000);
});

test("what is given that is no model gets a sentence, and the page's model stays", async ({ opened }) => {
  const { page } = opened;
  await page.waitForLoadState("networkidle");
  const step = await page.evaluate(() => glasslm.model.step);
  const zip = Buffer.from("504b0506000000000000000000000000000000000000", "hex");
  for (const [name, bytes, said] of [
    ["other.zip", Buffer.concat([Buffer.from("504b0304", "hex"), zip]), /zip/i],
    ["broken.safetensors", Buffer.from("not a model"), /not a saved model/],
    ["poem.txt", Buffer.from("so much depends"), /drop it in the Corpus room/],
  ] as const) {
    await drop(page, [{ name, bytes }]);
    await expect(page.getByRole("alert").filter({ hasText: said })).toBeVisible();
    expect(await page.evaluate(() => glasslm.model.step)).toBe(step);
  }
});

test("does a table of embeddings become columns of E, and come out again?", async ({ opened }) => {
  const { page } = opened;
  const d = await page.evaluate(() => glasslm.model.options.embedding ?? 16);
  const row = (word: string, first: number): string =>
    `${word} ${Array.from({ length: d }, (_, i) => first + i / 8).join(" ")}`;
  const table = `3 ${d}\n${row("hen", 1)}\n${row("zebra", 2)}\n${row("cow", -1)}\n`;
  await drop(page, [{ name: "vectors.txt", bytes: Buffer.from(table) }]);
  await expect(inSight(page, "2 of ")).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  const file = await download(page, () => page.getByRole("button", { name: "Embeddings (word2vec)" }).click());
  expect(file.bytes.toString().split("\n")).toContain(row("hen", 1));
  await page.keyboard.press("Escape");
  await drop(page, [{ name: "glove.txt", bytes: Buffer.from("hen 1 2 3\ncow 4 5 6\n") }]);
  await expect(page.getByRole("alert")).toContainText("3 values per word");
});

test("do tables, pictures and the walk come out as other programs read them?", async ({ opened }) => {
  const { page } = opened;
  await page.getByRole("link", { name: "Train" }).click();
  await page.evaluate(() => glasslm.model.train({ steps: 40 }));
  await expect(page.getByRole("main").locator("svg[role=img]").first()).toBeVisible();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog");
  const get = (name: string | RegExp) => download(page, () => dialog.getByRole("button", { name }).first().click());

  const losses = (await get("Losses (CSV)")).bytes.toString().trim().split("\r\n");
  expect(losses[0]).toBe("step,training loss,validation loss,validation perplexity");
  expect(losses.length).toBeGreaterThanOrEqual(41);
  const log = (await get("Run log")).bytes.toString().trim().split("\n");
  const kinds = log.map((line) => (JSON.parse(line) as { kind: string }).kind);
  expect(kinds.filter((kind) => kind === "loss")).toHaveLength(40);
  const size = await page.evaluate(() => glasslm.model.vocabulary.length);
  const projector = unzipSync((await get(/projector/)).bytes);
  for (const name of ["vectors.tsv", "metadata.tsv"])
    expect(Buffer.from(projector[name]!).toString().trim().split("\n")).toHaveLength(size);

  const arpa = (await get("n-grams (ARPA)")).bytes.toString();
  expect(arpa).toMatch(/^\\data\\\nngram 1=\d+\nngram 2=\d+\nngram 3=\d+\n\n\\1-grams:\n/);
  const svg = (await get(/SVG$/)).bytes.toString();
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg).toContain('fill="#fff"');
  const png = (await get(/PNG$/)).bytes;
  expect(png.subarray(1, 4).toString()).toBe("PNG");
  const walk = (await get(/page to print/)).bytes.toString();
  for (const part of ["Forward pass", "Backward pass", "Update", "<math"]) expect(walk).toContain(part);
  expect(walk.match(/<table/g)?.length ?? 0).toBeGreaterThan(15);
});

test("does a file of another program open once it is said which tensor is which?", async ({ opened }) => {
  const { page } = opened;
  const made = await foreign(page);
  await drop(page, [{ name: "theirs.safetensors", bytes: Buffer.from(made.bytes) }]);
  const dialog = page.getByRole("dialog", { name: "A file from another program" });
  await expect(dialog.getByRole("combobox", { name: "Tensor for E", exact: true })).toHaveValue("embed.weight");
  await expect(dialog.getByRole("combobox", { name: "Tensor for U", exact: true })).toHaveValue("out.weight");
  expect(await violations(page)).toEqual([]);
  const vocabulary = (tokens: readonly string[]) =>
    dialog.getByLabel("Vocabulary").setInputFiles({
      name: "vocabulary.txt",
      mimeType: "text/plain",
      buffer: Buffer.from(tokens.map((token) => `${token}\n`).join("")),
    });
  // What does not fit is said with its true cause, and the form stays.
  await vocabulary(made.vocabulary.slice(1));
  await dialog.getByRole("button", { name: "Open the model" }).click();
  await expect(dialog.getByRole("alert")).toContainText(`the vocabulary has ${made.vocabulary.length - 1} tokens`);
  await vocabulary(made.vocabulary);
  await dialog.getByRole("combobox", { name: "Is E transposed?" }).selectOption("Yes");
  await dialog.getByRole("button", { name: "Open the model" }).click();
  await expect(dialog).toBeHidden();
  await expect(inSight(page, "Assumed: the activation is tanh")).toBeVisible();
  expect(await page.evaluate(async () => [...(await glasslm.model.predict("the hen")).probabilities])).toEqual(
    made.probabilities,
  );
  // For a script the same, with the file's tensors among the facts of its refusal.
  const script = await page.evaluate(
    async ({ bytes, vocabulary }) => {
      const file = Uint8Array.from(bytes);
      const refused = await glasslm.load(file).catch((error: unknown) => error as Error & { tensors?: unknown[] });
      const facts = refused instanceof Error ? [refused.name, refused.tensors?.[0]] : null;
      const tensors = {
        E: { name: "embed.weight", transposed: true },
        W: { name: "hidden.weight" },
        U: { name: "out.weight" },
      };
      const model = await glasslm.load(file, { tensors, vocabulary, activation: "relu" });
      const { activation, bias } = model.options;
      return { facts, activation, bias, assumed: model.assumed, assumptions: model.assumptions };
    },
    { bytes: made.bytes, vocabulary: made.vocabulary },
  );
  expect(script.facts).toEqual([
    "FileError",
    { name: "embed.weight", dtype: "F32", shape: [made.vocabulary.length, 3] },
  ]);
  expect(script).toMatchObject({ activation: "relu", bias: false });
  expect(script.assumed).toContain("there are no biases");
  expect(script.assumptions).toContainEqual({ code: "assumedUnbiased", facts: {} });
});

test("does storage that refuses to read lose nothing, and say so where the models would be?", async ({ opened }) => {
  const { page } = opened;
  await own(page);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "Your text" })).toBeVisible();
  // Every call by which a kept model is read fails in turn, in the engine's thread.
  for (const call of ["entries", "getFileHandle", "getFile", "arrayBuffer", "text", "removeEntry"] as const) {
    await page.reload();
    await page.evaluate(() => glasslm.ready);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    const row = page.getByRole("row").filter({ hasText: "Your text" });
    await expect(row).toBeVisible();
    await page.workers()[0]!.evaluate((call) => {
      const refuse = (): never => {
        throw new DOMException("refused", "NotReadableError");
      };
      const holders: Record<string, object> = {
        getFile: FileSystemFileHandle.prototype,
        arrayBuffer: Blob.prototype,
        text: Blob.prototype,
      };
      const holder = holders[call] ?? FileSystemDirectoryHandle.prototype;
      Object.defineProperty(holder, call, { value: refuse });
      if (call === "entries") Object.defineProperty(holder, Symbol.asyncIterator, { value: refuse });
    }, call);
    // What needs the call is asked for: a deletion takes files away, everything else is read.
    await row.getByRole("button", { name: call === "removeEntry" ? "Delete" : /^Open/ }).click();
    await expect(inSight(page, "They are still there").first()).toBeVisible();
    expect(await page.evaluate(async () => (await glasslm.model.predict("the hen")).probabilities.length)).toBe(93);
  }
  await page.reload();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: true });
});

test("is a model whose past cannot be told saved all the same?", async ({ opened: { page } }) => {
  await page.evaluate(() => {
    Object.assign(glasslm.model, { history: () => Promise.reject(new Error("there is none")) });
  });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const file = await download(page, () => page.getByRole("button", { name: "Save the model" }).click());
  expect(file.bytes.length).toBeGreaterThan(10_000);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("is a file of 3 GB refused with its size, before it is read?", async ({ opened }, info) => {
  const { page } = opened;
  const path = info.outputPath("large.safetensors");
  const file = openSync(path, "w");
  // A file with a hole: it takes no room on the disk.
  ftruncateSync(file, 3e9);
  closeSync(file);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await page.getByLabel("Choose a file").setInputFiles(path);
  await expect(page.getByRole("alert")).toContainText("has 3.0 GB. The page opens models of up to 1.5 GB");
});

test("does a kept model without its text still know after a reload which text is the right one?", async ({
  opened,
}) => {
  const { page } = opened;
  await own(page);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const zip = await download(page, () => page.getByRole("button", { name: "Save the model" }).click());
  await page.keyboard.press("Escape");
  await page.evaluate(async () => glasslm.show(await glasslm.create({ corpus: { name: "farmyard" } })));
  await drop(page, [{ name: "m.safetensors", bytes: Buffer.from(unzipSync(zip.bytes)["model.safetensors"]!) }]);
  await expect.poll(() => shown(page)).toEqual({ step: 30, text: false });
  await page.evaluate(async () => {
    const { model } = glasslm;
    const n = model.options.context ?? 3;
    await model.trainOn({ contexts: new Uint32Array(n).fill(1), targets: Uint32Array.of(2) });
  });
  await page.getByRole("button", { name: "Open", exact: true }).click();
  // The steps stand behind the name: size and time have numbers, too.
  await expect(page.getByRole("row", { name: /^Loaded model 31 / })).toBeVisible();
  await page.reload();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect.poll(() => shown(page)).toEqual({ step: 31, text: false });
  await drop(page, [{ name: "text.txt", bytes: Buffer.from(`${TEXT}another line\n`) }]);
  await expect(inSight(page, "not the one that the model was made from")).toBeVisible();
});

test("does every table of a room come out with the numbers that it shows?", async ({ opened }) => {
  const { page } = opened;
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const words = (await download(page, () => dialog.getByRole("button", { name: "Predictions (CSV)" }).click())).bytes
    .toString()
    .trim()
    .split("\r\n");
  expect(words).toHaveLength(94);
  expect(words.slice(1).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(",") + 1)), 0)).toBeCloseTo(
    1,
    4,
  );
  await page.keyboard.press("Escape");
  await page.goto("#/measure?measure=ngrams");
  await page.getByRole("link", { name: "Measure", exact: true }).click();
  const table = page.getByRole("main").getByRole("table").first();
  await expect(table).toBeVisible({ timeout: 20_000 });
  // The dialog lists what has rows: all tables have theirs.
  for (const one of await page.getByRole("main").getByRole("table").all())
    await expect(one.getByRole("row").nth(1)).toBeVisible({ timeout: 20_000 });
  const rows = await table.getByRole("row").count();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const section = dialog.locator("section").filter({ has: page.getByRole("heading", { name: "Tables in this room" }) });
  await expect(section.getByRole("listitem")).toHaveCount(await page.getByRole("main").locator("table").count());
  const file = await download(page, () => section.getByRole("button", { name: "CSV" }).first().click());
  expect(file.name).toMatch(/\.csv$/);
  expect(file.bytes.toString().trim().split("\r\n")).toHaveLength(rows);
});

test("does the folded table under the curve come out, with all its rows?", async ({ opened }) => {
  const { page } = opened;
  await page.getByRole("link", { name: "Train", exact: true }).click();
  const step = page.getByRole("button", { name: "One step", exact: true });
  for (let steps = 1; steps <= 3; steps += 1) {
    const before = await page.evaluate(() => glasslm.model.step);
    await step.click();
    await expect.poll(() => page.evaluate(() => glasslm.model.step)).toBe(before + 1);
  }
  const fold = page.getByRole("main").locator(".losses details");
  await expect(fold.locator("table")).toHaveCount(0);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const dialog = page.getByRole("dialog");
  const section = dialog.locator("section").filter({ has: page.getByRole("heading", { name: "Tables in this room" }) });
  const listed = section.getByRole("listitem").filter({ hasText: "Loss" });
  const file = await download(page, () => listed.getByRole("button", { name: "CSV" }).click());
  const rows = file.bytes.toString().trim().split("\r\n");
  // Its names, where the model came from, and each step.
  expect(rows.length).toBeGreaterThanOrEqual(4);
  expect(rows.at(-1)).toMatch(/^[\d,"]+,[\d.]+,[\d.]+,[\d.]+$/);
  await page.keyboard.press("Escape");
  await expect(fold.locator("table")).toHaveCount(0);
});

test("does storage that throws at every call of the page, in turn, stop nothing?", async ({ opened }) => {
  test.setTimeout(240_000);
  const { page } = opened;
  await own(page);
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByRole("row").filter({ hasText: "Your text" })).toBeVisible();
  for (const call of [
    ...["Window.localStorage", "Storage.getItem", "Storage.setItem", "Storage.removeItem"],
    ...["Navigator.storage", "StorageManager.getDirectory", "FileSystemDirectoryHandle.getDirectoryHandle"],
    ...["FileSystemDirectoryHandle.keys", "Navigator.locks", "LockManager.request"],
  ]) {
    // Of the next document; in its thread the same, before anything of ours runs.
    const refuse = `
      const [holder, name] = ${JSON.stringify(call)}.split(".");
      const kind = globalThis[holder] ?? globalThis["Worker" + holder];
      const at = holder === "Window" ? globalThis : kind?.prototype;
      if (at !== undefined) {
        const thrown = () => { globalThis.refusals = (globalThis.refusals ?? 0) + 1; throw new DOMException("refused", "SecurityError"); };
        Object.defineProperty(at, name, ["localStorage", "storage", "locks"].includes(name) ? { get: thrown } : { value: thrown });
      }`;
    const next = await page.context().newPage();
    const faults: string[] = [];
    next.on("pageerror", (error) => faults.push(error.message));
    await next.addInitScript(refuse);
    await withWorkerCode(next, refuse);
    await next.evaluate(() => glasslm.ready);
    for (const name of ["Larger type", "Larger type", /theme/, /theme/, /Start here|Lecture/])
      await next.getByRole("button", { name }).click();
    await expect(next.getByRole("complementary").getByRole("heading").first()).toBeVisible();
    expect(await next.evaluate(async () => (await glasslm.model.train({ steps: 3 })).losses.length)).toBe(3);
    const refusals = (): number => (globalThis as unknown as { refusals?: number }).refusals ?? 0;
    // What is refused was asked for: a name that nothing calls proves nothing.
    expect((await next.evaluate(refusals)) + (await next.workers()[0]!.evaluate(refusals)), call).toBeGreaterThan(0);
    expect(faults, call).toEqual([]);
    await next.close();
  }
});
