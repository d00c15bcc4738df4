// The shell trusts nobody: every call with seeded arguments that make no sense gives a right result or a sentence of ours, and the model is
// whole afterwards. `FUZZ=5000` for that many a call.
import { expect, test } from "./page.ts";
import type { GlassLM, Model } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const EACH = Number(process.env.FUZZ ?? 25);

test("is every refusal a sentence, and the model whole after it, whatever it is given?", async ({
  opened: { page },
}) => {
  test.setTimeout(120_000 + EACH * 2_000);
  const found = await page.evaluate(async (each) => {
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 8, embedding: 4 });
    await model.train({ steps: 5, batch: 4 });
    let state = 12_345;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const circle: Record<string, unknown> = {};
    circle.itself = circle;
    const nasty: (() => unknown)[] = [
      () => undefined,
      () => null,
      () => true,
      () => 0,
      () => -1,
      () => 2.5,
      () => NaN,
      () => Infinity,
      () => 2 ** 32,
      () => 1e300,
      () => 10n,
      () => "",
      () => "the",
      () => "the hen",
      () => "E",
      () => "train",
      () => [],
      () => ["the", 5],
      () => [0, 0],
      () => [4_294_967_296, 0],
      () => new Array(4_294_967_295),
      () => ({}),
      () => ({ length: 4_294_967_295 }),
      () => circle,
      () => [circle],
      () => new Map([["a", 1]]),
      () => new Date(0),
      () => new Uint32Array([1, 2, 3]),
      () => new Float32Array(2),
      () => new ArrayBuffer(4),
      () => () => 5,
      () => Symbol("s"),
    ];
    const any = (): unknown => nasty[random(nasty.length)]!();
    const keys =
      "steps batch rate order optimizer momentum clip schedule total every contexts targets tensors context target samples seed count split index from windows rows columns width height prompt length topK signal onProgress corpus backend again text weigthDecay".split(
        " ",
      );
    const options = (): unknown => {
      if (random(3) === 0) return any();
      const made: Record<string, unknown> = {};
      for (let i = random(4); i >= 0; i -= 1) made[keys[random(keys.length)]!] = any();
      // What would really take long is no question of manners.
      if (typeof made.steps === "number" && made.steps > 100) made.steps = 3;
      return made;
    };
    const cell = (): unknown => ({ tensor: any(), index: any(), value: any() });
    type Call = (...args: unknown[]) => Promise<unknown>;
    const loose = model as unknown as Record<string, Call>;
    const bound = (of: object, name: string): Call => (of as Record<string, Call>)[name]!.bind(of);
    const calls: Record<string, () => Promise<unknown>> = {
      checkText: () => bound(glasslm, "checkText")(any()),
      create: () => bound(glasslm, "create")(options()),
      load: () => bound(glasslm, "load")(random(2) === 0 ? any() : new Uint8Array([8, 0, 0]), options()),
      show: () => bound(glasslm, "show")(any()),
      sentences: () => loose.sentences!(any(), options()),
      setParameters: () => loose.setParameters!(random(2) === 0 ? any() : { W: options(), E: any() }),
      predict: () => loose.predict!(any()),
      score: () => loose.score!(any()),
      generate: () => loose.generate!(options()),
      evaluate: () => loose.evaluate!(random(2) === 0 ? any() : options(), options()),
      train: () => loose.train!(options()),
      trainOn: () => loose.trainOn!(options()),
      trace: () => loose.trace!(any(), any(), options()),
      explain: () => loose.explain!(any(), any(), options()),
      view: () => loose.view!(any(), options()),
      example: () => loose.example!(options()),
      worst: () => loose.worst!(options()),
      dead: () => loose.dead!(options()),
      lines: () => loose.lines!(any(), options()),
      batch: () => loose.batch!(options()),
      checkGradients: () => loose.checkGradients!(options()),
      project: () => loose.project!(any()),
      neighbours: () => loose.neighbours!(any(), any()),
      trails: () => loose.trails!(any(), any()),
      seek: () => loose.seek!(any(), options()),
      visit: () => loose.visit!(any(), options()),
      edit: () => loose.edit!(random(2) === 0 ? any() : [cell()], options()),
      setBackend: () => loose.setBackend!(random(2) === 0 ? "cpu" : [any(), any()]),
      ngram: () => loose.ngram!(options()),
      primerEdit: () => bound(glasslm.primer, "edit")(any(), any()),
      primerSheet: () => bound(glasslm.primer, "sheet")(any()),
      primerAnswer: () => bound(glasslm.primer, "answer")(any(), any(), any()),
      primerSizes: () => bound(glasslm.primer, "sizes")(any(), any(), any()),
    };
    const kinds = ["ValueError", "MemoryError", "TextError", "FileError", "StateError", "DeviceError", "AbortError"];
    // Names from a minifier, the browser's own texts, the glue's, the serializer's.
    const foreign =
      /JsValue|untagged|is not a function|Cannot |undefined|not iterable|DataClone|could not be cloned|call stack|null pointer|recursive use|unreachable|out of bounds|unsafe aliasing|Reflect|BigInt|fault of its own|\bNaN\b.*\bNaN\b.*\bNaN\b/;
    const odd: string[] = [];
    let refused = 0;
    let answered = 0;
    const whole = async (model: Model): Promise<string | null> => {
      const { probabilities } = await model.predict("the");
      const sum = probabilities.reduce((a, b) => a + b, 0);
      return Math.abs(sum - 1) < 1e-3 ? null : `the sum is ${String(sum)}`;
    };
    for (const [name, call] of Object.entries(calls)) {
      for (let i = 0; i < each; i += 1) {
        try {
          await call();
          answered += 1;
        } catch (error) {
          refused += 1;
          const { name: kind, message } = error as Error;
          const ours = error instanceof Error && kinds.includes(kind) && message.length > 10 && !foreign.test(message);
          if (!ours) odd.push(`${name}: ${kind}: ${message}`);
        }
      }
      const broken = await whole(model).catch((error: unknown) => String(error));
      if (broken !== null) odd.push(`${name}: the model after it: ${broken}`);
    }
    await model.save();
    return { odd: [...new Set(odd)].slice(0, 60), odds: odd.length, refused, answered };
  }, EACH);
  expect(found.odd).toEqual([]);
  expect(found.refused).toBeGreaterThan(100);
  expect(found.answered).toBeGreaterThan(0);
});
