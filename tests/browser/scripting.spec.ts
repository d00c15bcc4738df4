// The scripting interface where the other files do not look: long runs on one's own examples, long texts, the embeddings' geometry.
import { expect, test, inSight } from "./page.ts";
import type { GlassLM, Prediction, Progress } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

test("are reads answered while trainOn goes on, and is it told, ended, and the same run?", async ({
  opened: { page },
}) => {
  const seen = await page.evaluate(async () => {
    await glasslm.ready;
    const make = () => glasslm.create({ corpus: { name: "farmyard" } });
    const bits = async (model: Awaited<ReturnType<typeof make>>): Promise<string> => {
      const { E, W, U } = await model.parameters();
      return [E, W, U].map(({ data }) => new Uint32Array(data.buffer).join()).join();
    };
    const contexts = Uint32Array.from({ length: 3 * 64 }, (_, i) => 2 + ((i * 7) % 50));
    const targets = Uint32Array.from({ length: 64 }, (_, i) => 2 + ((i * 11) % 50));
    const model = await make();
    const abort = new AbortController();
    const told: Progress[] = [];
    const start = await model.predict("the hen");
    let over = false;
    const run = model
      .trainOn({
        contexts,
        targets,
        batch: 32,
        steps: 1_000_000,
        rate: 0.05,
        signal: abort.signal,
        onProgress: (progress) => {
          told.push(progress);
        },
      })
      .finally(() => {
        over = true;
      });
    // Each answer is of the run as it stands: it goes on between them.
    const answers: Prediction[] = [];
    while (answers.length < 30 && !over) answers.push(await model.predict("the hen"));
    const figures = await model.evaluate("validation");
    const during = !over;
    const differ = new Set([start, ...answers].map(({ probabilities }) => probabilities.join())).size;
    abort.abort();
    const ended = await run;
    const steps = model.step;
    // The same steps in one call, and undone, are what they were.
    const again = await make();
    const whole = await again.trainOn({ contexts, targets, batch: 32, steps, rate: 0.05 });
    const same = (await bits(model)) === (await bits(again)) && whole.losses.join() === ended.losses.join();
    await model.undo();
    const back = model.step === 0 && (await bits(model)) === (await bits(await make()));
    // A writer waits for its turn.
    const first = again.trainOn({ contexts, targets, batch: 32, steps: 500 });
    const second = again.train({ steps: 3 });
    await Promise.all([first, second]);
    const refused = await again.trainOn({ contexts, targets: targets.slice(1) }).then(
      () => "",
      (error: unknown) => (error as Error).message,
    );
    return {
      answers: answers.length,
      during,
      differ,
      tokens: figures.tokens,
      steps,
      losses: ended.losses.length,
      stopped: ended.stopped,
      complete: whole.stopped,
      told: told.length,
      honest: told.every(({ done, total }) => done <= total && total === 1_000_000),
      same,
      back,
      further: again.step - steps,
      refused,
    };
  });
  expect(seen).toMatchObject({
    answers: 30,
    during: true,
    complete: null,
    honest: true,
    same: true,
    back: true,
    further: 503,
  });
  expect(seen.differ).toBeGreaterThan(3);
  expect(seen.tokens).toBeGreaterThan(0);
  expect(seen.steps).toBeGreaterThan(0);
  expect(seen.losses).toBe(seen.steps);
  expect(seen.stopped).toMatchObject({
    reason: "it was stopped by its caller",
    reasons: [{ code: "stoppedByCaller", facts: {} }],
    step: seen.steps,
  });
  expect(seen.told).toBeGreaterThan(0);
  expect(seen.refused).toBe(
    "contexts is 192 ids for 63 targets; it must have 3 ids for each target, and there must be a target",
  );
});

test("does a run on one's own examples that diverges say where, and keep finite numbers?", async ({
  opened: { page },
}) => {
  const seen = await page.evaluate(async () => {
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" }, activation: "relu" });
    const { losses, stopped } = await model.trainOn({
      contexts: Uint32Array.of(2, 3, 4, 2, 3, 4, 4, 3, 2),
      targets: Uint32Array.of(5, 6, 7),
      batch: 1,
      steps: 2000,
      rate: 1e6,
    });
    const { U } = await model.parameters();
    return { losses: losses.length, stopped, finite: U.data.every(Number.isFinite) };
  });
  expect(seen.finite).toBe(true);
  expect(seen.losses).toBeLessThan(2000);
  // The whole sentence for a script; its parts for a page.
  expect(seen.stopped?.reason).toMatch(
    /^the loss at step \d+ was not a finite number, first in \w+; the parameters are those of step \d+, the last that gave one; the rate was 1000000, there was no clip; a smaller rate or a clip may help$/,
  );
  expect(seen.stopped?.reasons.map(({ code }) => code)).toEqual(["lossNotFiniteIn", "parametersOf", "rateWas"]);
});

test("does the log of one's own examples forget the beginning, and say where it begins?", async ({
  opened: { page },
}) => {
  const seen = await page.evaluate(async () => {
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    // 16 MB a call; the log may take 32 MB.
    const contexts = Uint32Array.from({ length: 3_000_000 }, (_, i) => i % 50);
    const targets = Uint32Array.from({ length: 1_000_000 }, (_, i) => i % 50);
    const kept = new Map<number, string>();
    for (let call = 0; call < 5; call += 1) {
      await model.trainOn({ contexts, targets, batch: 4, steps: 2 });
      kept.set(model.step, (await model.parameters()).U.data.join());
    }
    const { first, bytes, budget } = await model.history();
    const said = await model.seek(0).then(
      () => "went",
      (error: unknown) => (error as Error).message,
    );
    const stands = model.step;
    const same: boolean[] = [];
    for (let step = first; step <= 10; step += 2) {
      await model.seek(step);
      same.push((await model.parameters()).U.data.join() === kept.get(step));
    }
    await glasslm.show(model);
    return { first, fits: bytes <= budget, said, stands, same, firstStep: model.firstStep };
  });
  expect(seen.first).toBeGreaterThan(0);
  expect(seen).toMatchObject({ fits: true, stands: 10, firstStep: seen.first });
  expect(seen.said).toBe(
    `step is 0; the run's history begins at step ${String(seen.first)}: from there to 10 it can be gone to`,
  );
  expect(seen.same.length).toBeGreaterThan(1);
  expect(seen.same).not.toContain(false);
  await page.getByRole("link", { name: "Train" }).click();
  await expect(inSight(page, `You can go back as far as step ${String(seen.first)}.`)).toBeVisible();
});

test("is a long text evaluated piece by piece, with reads between, to the same figures?", async ({
  opened: { page },
}) => {
  const lines = 300_000;
  const seen = await page.evaluate(async (lines) => {
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const line = "the hen eats corn in the barn 🐄\n";
    const short = await model.evaluate({ text: line });
    const told: number[] = [];
    let answered = 0;
    let reading = true;
    const asking = (async () => {
      for (; reading; answered += 1) await model.sentences("train", { from: 0, count: 1 });
    })();
    const long = await model.evaluate(
      { text: line.repeat(lines) },
      {
        onProgress: ({ done, total }) => {
          told.push(done / total);
        },
      },
    );
    reading = false;
    await asking;
    const abort = new AbortController();
    const ended = await model
      .evaluate(
        { text: line.repeat(lines) },
        {
          signal: abort.signal,
          onProgress: () => {
            abort.abort();
          },
        },
      )
      .then(
        () => "measured",
        (error: unknown) => (error as Error).name,
      );
    const after = await model.evaluate({ text: line });
    const huge = await model.evaluate({ text: "a b\n".repeat(60_000_000) }).then(
      () => "measured",
      (error: unknown) => (error as Error).message,
    );
    return {
      short,
      long,
      after,
      ended,
      huge,
      answered,
      told: told.length,
      grows: told.every((part, i) => part <= 1 && part >= (told[i - 1] ?? 0)),
    };
  }, lines);
  expect(seen.long.tokens).toBe(lines * seen.short.tokens);
  expect(seen.long.unknown).toBe(lines * seen.short.unknown);
  expect(seen.long.nll).toBeCloseTo(seen.short.nll, 9);
  expect(seen.after).toEqual(seen.short);
  expect(seen).toMatchObject({ ended: "AbortError", grows: true });
  expect(seen.told).toBeGreaterThan(5);
  expect(seen.answered).toBeGreaterThan(50);
  expect(seen.huge).toMatch(
    /^this text would need about \d+ MB of memory; at most \d+ MB can be used here; a text of at most \d+ MB fits$/,
  );
});

test("is the projection what a principal component analysis must be, and are neighbours the nearest by cosine?", async ({
  opened: { page },
}) => {
  const seen = await page.evaluate(async () => {
    const model = await (async () => {
      await glasslm.ready;
      return glasslm.create({ corpus: { name: "farmyard" } });
    })();
    await model.train({ steps: 300, rate: 0.3 });
    const { E } = await model.parameters();
    const [d = 0, words = 0] = E.shape;
    const all = await model.project(d);
    const two = await model.project(2);
    const again = await model.project(2);
    const row = (data: Float32Array, i: number, n: number): number[] => [...data.subarray(i * n, (i + 1) * n)];
    const product = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
    const axes = Array.from({ length: d }, (_, i) => row(all.components.data, i, d));
    // Orthonormal; the largest entry of each positive, which settles its sign.
    const skew = Math.max(...axes.flatMap((a, i) => axes.map((b, j) => Math.abs(product(a, b) - (i === j ? 1 : 0)))));
    const signs = axes.every((axis) => Math.max(...axis) >= Math.max(...axis.map((x) => -x)));
    // Each word's place is its centred column of E along the axes.
    const column = (word: number): number[] => Array.from({ length: d }, (_, i) => E.data[i * words + word] ?? NaN);
    const mean = Array.from({ length: d }, (_, i) => row(E.data, i, words).reduce((sum, x) => sum + x, 0) / words);
    let off = 0;
    for (let word = 0; word < words; word += 1) {
      const centred = column(word).map((x, i) => x - (mean[i] ?? 0));
      for (let k = 0; k < 2; k += 1)
        off = Math.max(off, Math.abs(product(centred, axes[k] ?? []) - (two.coordinates.data[2 * word + k] ?? NaN)));
    }
    const near = await model.neighbours("hen", 5);
    const cosine = (a: number[], b: number[]): number => product(a, b) / Math.sqrt(product(a, a) * product(b, b));
    const hen = column(model.vocabulary.indexOf("hen"));
    const best = model.vocabulary
      .map((token, word) => ({ token, similarity: cosine(hen, column(word)) }))
      .filter(({ token }) => token !== "hen")
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, 5);
    const refusal = (call: Promise<unknown>): Promise<string> =>
      call.then(
        () => "answered",
        (error: unknown) => (error as Error).message,
      );
    return {
      d,
      words,
      shapes: [two.coordinates.shape, two.components.shape, [two.explained.length]],
      skew,
      signs,
      off,
      near,
      best,
      explained: [...all.explained],
      same: two.coordinates.data.join() === again.coordinates.data.join(),
      prefix: two.components.data.every((x, i) => x === all.components.data[i]),
      refusals: [
        await refusal(model.project(0)),
        await refusal(model.project(d + 1)),
        await refusal(model.neighbours("zebra", 3)),
        await refusal(model.neighbours("hen", 1.5)),
      ],
    };
  });
  expect(seen.shapes).toEqual([[seen.words, 2], [2, seen.d], [2]]);
  expect(seen.skew).toBeLessThan(1e-6);
  expect(seen.signs).toBe(true);
  expect(seen.off).toBeLessThan(1e-5);
  const sum = seen.explained.reduce((a, b) => a + b, 0);
  expect(sum).toBeLessThanOrEqual(1 + 1e-6);
  expect(sum).toBeGreaterThan(1 - 1e-6);
  expect(seen.explained.every((share, i) => share >= 0 && share <= (seen.explained[i - 1] ?? 1))).toBe(true);
  expect([seen.same, seen.prefix]).toEqual([true, true]);
  expect(seen.near.map(({ token }) => token)).toEqual(seen.best.map(({ token }) => token));
  for (const [i, { similarity }] of seen.near.entries())
    expect(similarity).toBeCloseTo(seen.best[i]?.similarity ?? NaN, 5);
  expect(seen.refusals).toEqual([
    `dimensions is 0; it must be a whole number from 1 to ${String(seen.d)}`,
    `dimensions is ${String(seen.d + 1)}; it must be a whole number from 1 to ${String(seen.d)}`,
    'token is "zebra"; it must be a word of model.vocabulary',
    "k is 1.5; it must be a whole number from 1 to 4294967295",
  ]);
});
