// A model into bytes and back, and an engine that breaks: nothing that was learnt is lost.
import { expect, test, inSight } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

test("does a saved model train on to the same bits?", async ({ opened: { page } }) => {
  const found = await page.evaluate(async () => {
    await glasslm.ready;
    const corpus = { text: "the hen sits\nthe cow eats grass\na hen eats corn\n".repeat(30) };
    const run = { steps: 50, rate: 0.01, batch: 8, optimizer: "adamw" } as const;
    const whole = await glasslm.create({ corpus, hidden: 8, seed: 5 });
    await whole.train(run);
    const bytes = await whole.save();
    const told: number[] = [];
    const loaded = await glasslm.load(bytes, { corpus, onProgress: ({ done }) => told.push(done) });
    const [first, second] = [await whole.train(run), await loaded.train(run)];
    const bare = await glasslm.load(bytes);
    return {
      size: bytes.length,
      steps: [first.step, second.step, bare.step],
      same: first.losses.every((loss, i) => loss === second.losses[i]),
      corpus: [loaded.options.corpus !== undefined, bare.options.corpus === undefined],
      predicts: (await bare.predict("the hen")).probabilities.length === bare.vocabulary.length,
      refusal: await bare.train(run).then(
        () => "",
        (error: unknown) => (error as Error).message,
      ),
    };
  });
  expect(found).toMatchObject({ steps: [100, 100, 50], same: true, corpus: [true, true], predicts: true });
  expect(found.size).toBeGreaterThan(1000);
  expect(found.refusal).toContain("loaded without its text");
});

test("do bytes that are no model get a sentence?", async ({ opened: { page } }) => {
  const said = await page.evaluate(async () => {
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const bytes = await model.save();
    const broken = bytes.slice();
    broken[40] = 0;
    const wrong = [
      new Uint8Array(),
      bytes.subarray(0, 99),
      bytes.subarray(0, bytes.length - 1),
      broken,
      "text" as unknown as Uint8Array,
    ];
    const sentences: string[] = [];
    for (const given of wrong)
      sentences.push(
        await glasslm.load(given).then(
          () => "loaded",
          (error: unknown) => (error as Error).message,
        ),
      );
    const other = await glasslm.load(bytes, { corpus: { name: "barnyard" } }).then(
      () => "loaded",
      (error: unknown) => (error as Error).message,
    );
    return { sentences, other };
  });
  for (const sentence of said.sentences.slice(0, 4)) expect(sentence).toContain("this is not a saved model");
  expect(said.sentences[4]).toContain("Uint8Array");
  expect(said.other).toContain('"barnyard"');
});

test("is a saved model read from where the browser has its file?", async ({ opened: { page } }) => {
  const found = await page.evaluate(async () => {
    await glasslm.ready;
    // Larger than the pieces that a file is read in.
    const model = await glasslm.create({ corpus: { name: "farmyard" }, context: 5, embedding: 256, hidden: 1024 });
    const bytes = (await model.save()) as Uint8Array<ArrayBuffer>;
    const loaded = await glasslm.load(new Blob([bytes]));
    const again = await loaded.save();
    const refused = (file: Blob): Promise<string[]> =>
      glasslm.load(file).then(
        () => ["loaded"],
        (error: unknown) => [(error as Error).name, (error as Error).message],
      );
    const short = await refused(new Blob([bytes.subarray(0, bytes.length - 1)]));
    // A file that is written over after it was chosen.
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle("chosen", { create: true });
    const write = async (content: Uint8Array<ArrayBuffer>): Promise<void> => {
      const writable = await handle.createWritable();
      await writable.write(content);
      await writable.close();
    };
    await write(bytes);
    const file = await handle.getFile();
    const whole = (await glasslm.load(file)).step;
    await write(bytes.subarray(0, 1000));
    const gone = await refused(file);
    await folder.removeEntry("chosen");
    return { size: bytes.length, same: again.every((byte, i) => byte === bytes[i]), short, whole, gone };
  });
  expect(found.size).toBeGreaterThan(1 << 22);
  expect(found).toMatchObject({ same: true, whole: 0 });
  expect(found.short).toEqual(["FileError", expect.stringContaining("this is not a saved model")]);
  expect(found.gone).toEqual(["FileError", expect.stringContaining("changed or moved")]);
});

test("does a model survive the death of the engine?", async ({ opened: { page } }) => {
  await page.evaluate(() => glasslm.ready);
  // The page's own model, so that its keeping and its coming back are the page's.
  const step = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 8 });
    await glasslm.show(model);
    await model.train({ steps: 20, optimizer: "momentum" });
    // Kept at once after the first change; where that was in the middle of the run, once more five seconds later.
    await new Promise((done) => setTimeout(done, 6_000));
    return model.step;
  });
  expect(step).toBe(20);
  await page.workers()[0]?.evaluate(() => {
    setTimeout(() => {
      throw new Error("the worker dies");
    }, 0);
  });
  await expect(inSight(page, "was started again")).toBeVisible();
  const after = await page.evaluate(async () => {
    const before = glasslm.model.step;
    return { before, after: (await glasslm.model.train({ steps: 5, optimizer: "momentum" })).step };
  });
  expect(after).toEqual({ before: 20, after: 25 });
});
