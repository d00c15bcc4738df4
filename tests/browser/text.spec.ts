// Text of every size and kind through the worker: bounded, told, cancellable, refused in sentences.
import { readFileSync } from "node:fs";
import { expect, inSight, test } from "./page.ts";
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

test("has a browser the canonical form, and the decoder, that the engine has outside of one?", async ({
  opened: { page },
}) => {
  const told = <T>(name: string): T =>
    JSON.parse(readFileSync(new URL(`../reference/${name}.json`, import.meta.url), "utf8")) as T;
  type Piece = { readonly ranges: readonly (readonly [number, number])[]; readonly digest: number };
  const { pieces } = told<{ readonly pieces: readonly Piece[] }>("nfc");
  // `src/host.rs` has the same digests.
  const digests = await page.evaluate(
    (all) =>
      all.map((ranges) => {
        let digest = 0x811c9dc5;
        for (const [first, last] of ranges)
          for (let c = first; c <= last; c += 1)
            for (const letter of `a${String.fromCodePoint(c)}\u0301\u0323`.normalize("NFC"))
              digest = Math.imul(digest ^ (letter.codePointAt(0) ?? 0), 0x01000193);
        return digest >>> 0;
      }),
    pieces.map(({ ranges }) => ranges),
  );
  expect(digests).toEqual(pieces.map(({ digest }) => digest));
  // `src/text/encoding.rs` reads the same; UTF-32 and what is no text are the page's own code, in `read.test.ts`.
  type Case = { readonly name: string; readonly bytes: string; readonly encoding: string; readonly text: string };
  const cases = told<readonly Case[]>("encodings").filter(({ encoding }) => /^(UTF-8|UTF-16.E|windows)/.test(encoding));
  expect(cases.length).toBeGreaterThan(30);
  const read = await page.evaluate(
    (all) =>
      all.map(({ bytes, encoding }) => {
        const given = Uint8Array.from(bytes.match(/../g) ?? [], (two) => parseInt(two, 16));
        return new TextDecoder(encoding, { fatal: encoding !== "windows-1252" }).decode(given);
      }),
    cases,
  );
  expect(read).toEqual(cases.map(({ text }) => text));
  // `src/host.rs` writes the same numbers by the standard library.
  const numbers = told<readonly string[]>("numbers");
  const refused = await page.evaluate(async (all) => {
    const said: string[] = [];
    for (const text of all)
      await glasslm.model.train({ steps: 1, rate: -Number(text) }).catch((error: Error) => said.push(error.message));
    return said;
  }, numbers);
  expect(refused).toEqual(numbers.map((text) => `rate is -${text}; it must be above 0 and at most 1000000`));
});

// Case U03: counted, because a machine's time says little: elements, and the worker's answers.
test("does every part of Measure show long lines in part, with no element for each token squared?", async ({
  opened: { page },
}) => {
  test.setTimeout(180_000);
  const made = page.evaluate(async () => {
    await glasslm.ready;
    const line = (n: number): string =>
      Array.from({ length: 20_000 }, (_, i) => `w${((i * 7919 + n * 31) % 500).toString(36)}`).join(" ");
    const text = Array.from({ length: 30 }, (_, n) => line(n)).join("\n");
    await glasslm.show(await glasslm.create({ corpus: { text }, context: 2, embedding: 4, hidden: 8 }));
  });
  await made;
  await page.getByRole("link", { name: "Measure" }).click();
  await expect(page.getByRole("navigation", { name: "Parts of this room" })).toBeVisible({ timeout: 60_000 });
  const elements = (): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);
  const box = page.getByLabel("Sentence", { exact: true });
  const sentence = Array.from({ length: 1000 }, (_, i) => `w${(i % 500).toString(36)}`).join(" ");
  await box.fill(sentence);
  await expect(inSight(page, /Show [\d,]+ more factors/)).toBeVisible({ timeout: 60_000 });
  const seen: Record<string, number> = { chain: await elements() };
  for (const part of ["n-grams", "The table", "Perplexity, felt", "Why a network", "A task", "Loss and likelihood"]) {
    await inSight(page.getByRole("navigation", { name: "Parts of this room" }), part, { exact: true }).click();
    await expect(page.locator("main h2, main h3").first()).toBeVisible({ timeout: 60_000 });
    await expect(inSight(page, /^(Working|Counting the n-grams): /)).toHaveCount(0, { timeout: 60_000 });
    seen[part] = await elements();
  }
  for (const [part, count] of Object.entries(seen)) expect(count, part).toBeLessThan(2_000);
});

// Case B24 of the review: what was found by taking letter after letter away took 25 s at 10,000 letters.
test("does a word of 50,000 letters open every room?", async ({ opened: { page } }) => {
  test.setTimeout(120_000);
  await page.evaluate(async () => {
    await glasslm.ready;
    const long = "abcdefghij".repeat(5_000);
    const text = `the ${long} runs\nthe hen runs\n`.repeat(20);
    await glasslm.show(await glasslm.create({ corpus: { text }, context: 2, embedding: 4, hidden: 8 }));
  });
  const longest = await page.evaluate(async () => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: "longtask",
    });
    for (const name of ["step", "train", "measure", "corpus", "predict"]) {
      document.querySelector<HTMLAnchorElement>(`nav a[href^="#/${name}"]`)?.click();
      await new Promise((done) => setTimeout(done, 1_500));
    }
    return Math.max(0, ...tasks);
  });
  // A machine's time says little, but letter by letter this was half an hour.
  expect(longest).toBeLessThan(5_000);
  await page.getByRole("link", { name: "Step", exact: true }).click();
  await expect(page.getByRole("region", { name: "Steps" })).toBeVisible();
});
