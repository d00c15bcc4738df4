// Text of every size and kind through the worker: bounded, told, cancellable, refused in sentences.
import { expect, test } from "./page.ts";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

test("is a large text read with progress, and can it be cancelled while the page stays alive?", async ({
  opened: { page },
}) => {
  const found = await page.evaluate(async () => {
    await glasslm.ready;
    const small = await glasslm.create({ corpus: { name: "farmyard" } });
    // 18 MB of words that are mostly new.
    const text = Array.from(
      { length: 2_100_000 },
      (_, i) => `w${(i * 7919).toString(36)}${i % 9 === 8 ? "\n" : " "}`,
    ).join("");
    const told: number[] = [];
    let answered = 0;
    let reading = true;
    const asking = (async () => {
      for (; reading; answered += 1) await small.predict("the hen");
    })();
    const model = await glasslm.create(
      { corpus: { text }, maximumVocabulary: 2000 },
      { onProgress: ({ done, total }) => told.push(done / total) },
    );
    reading = false;
    await asking;
    const abort = new AbortController();
    const cancelled = await glasslm
      .create({ corpus: { text } }, { signal: abort.signal, onProgress: () => abort.abort() })
      .then(
        () => "made",
        (error: unknown) => (error as Error).name,
      );
    return {
      words: model.vocabulary.length,
      memory: model.memory,
      told: told.length,
      cancelled,
      answered,
      grows: told.every((part, i) => part <= 1 && part >= (told[i - 1] ?? 0)),
      last: (await model.sentences("test", { from: 0, count: 1 }))[0]?.length,
    };
  });
  expect(found).toMatchObject({ words: 2000, cancelled: "AbortError", grows: true, last: 9 });
  expect(found.told).toBeGreaterThan(5);
  expect(found.memory).toBeGreaterThan(4 * 600_000);
  // Reads are answered between the chunks: the whole in a few large bites would leave room for a few only.
  expect(found.answered).toBeGreaterThan(50);
  expect(found.answered).toBeGreaterThan(3 * found.told);
});

test("is what does not fit refused before it is read, with the estimate?", async ({ opened: { page } }) => {
  const said = await page.evaluate(async () => {
    await glasslm.ready;
    const began = performance.now();
    const message = await glasslm.create({ corpus: { text: "a b\n".repeat(60_000_000) } }).then(
      () => "made",
      (error: unknown) => (error as Error).message,
    );
    return { message, took: performance.now() - began };
  });
  expect(said.message).toMatch(/^this text would need about [\d.,]+ [MG]B of memory; at most/);
});

test("do texts at the edges work or get a sentence?", async ({ opened: { page } }) => {
  const found = await page.evaluate(async () => {
    await glasslm.ready;
    const refusal = (options: object): Promise<string> =>
      glasslm.create(options as Parameters<GlassLM["create"]>[0]).then(
        () => "made",
        (error: unknown) => (error as Error).message,
      );
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const hostile = await glasslm.create({ corpus: { text: "<img src=x onerror=alert(1)> 🐄é שלום\n".repeat(12) } });
    return {
      refusals: [
        await refusal({ corpus: { text: "" } }),
        await refusal({ corpus: { text: "word" } }),
        await refusal({ corpus: { text: "one sentence" } }),
        await refusal({ corpus: { text: "x".repeat(10_000_000) } }),
        await refusal({ corpus: { text: "a\0b" } }),
        await refusal({ corpus: { train: "", validation: "a b", test: "" } }),
        await refusal({}),
      ],
      one: await model.evaluate({ text: "hen" }),
      stranger: await model.evaluate({ text: "zebra" }),
      trained: model.unknownTrained,
      taught: (
        await glasslm.create({
          corpus: { text: "a b c\na b\n".repeat(5) + "a d\n" },
          minimumCount: 2,
          split: [1, 0, 0],
        })
      ).unknownTrained,
      hostile: hostile.vocabulary.includes("🐄") || hostile.vocabulary.includes("onerror"),
      long: (await model.generate({ prompt: "", length: 100_000, temperature: 3 })).tokens.length,
    };
  });
  const [empty, word, sentence, huge, binary, noTraining, nothing] = found.refusals;
  expect(empty).toContain("the text is empty");
  expect(word).toContain("only one word");
  expect(sentence).toContain("one sentence for 3 splits");
  expect(huge).toContain("a word of more than 65,536 bytes");
  expect(binary).toContain("NUL");
  expect(noTraining).toContain("empty");
  expect(nothing).not.toBe("made");
  expect(found.one).toMatchObject({ tokens: 2, unknown: 0 });
  expect(found.stranger).toMatchObject({ tokens: 2, unknown: 1, unknownTrained: false });
  expect([found.trained, found.taught, found.hostile]).toEqual([false, true, true]);
  expect(found.long).toBeGreaterThan(0);
});
