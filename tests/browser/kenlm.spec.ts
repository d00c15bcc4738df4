// The ARPA files that the page writes, read by KenLM: a value computed by hand, and every other that the model gives.
// KENLM_PYTHON names a Python that has kenlm. Without one: skipped, or failed where REQUIRE_KENLM=1.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "./page.ts";
import type { CorpusSource, GlassLM, NgramOptions } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const python = process.env.KENLM_PYTHON ?? "";
const run = promisify(execFile);

test.beforeEach(() => {
  if (python !== "") return;
  if (process.env.REQUIRE_KENLM === "1")
    throw new Error("REQUIRE_KENLM=1, and KENLM_PYTHON names no Python with kenlm");
  test.skip(true, "no Python with kenlm: set KENLM_PYTHON");
});

/** Log10 of each word's probability, the sentence's end included, as KenLM gives it. */
const SCORES = `
import json, kenlm, sys
model = kenlm.Model(sys.argv[1])
print(json.dumps([model.order, [[one[0] for one in model.full_scores(s, bos=True, eos=True)] for s in json.loads(sys.argv[2])]]))
`;

async function byKenLM(file: string, arpa: string, sentences: readonly string[]): Promise<[number, number[][]]> {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, arpa);
  const { stdout } = await run(python, ["-c", SCORES, file, JSON.stringify(sentences)]);
  return JSON.parse(stdout) as [number, number[][]];
}

test("does KenLM read a probability as it was computed by hand?", async ({ opened: { page } }, info) => {
  const arpa = await page.evaluate(async () => {
    const corpus = { train: "a b\na c\na b b\n", validation: "a b\n", test: "a b\n" };
    const model = await glasslm.create({ corpus, context: 1, embedding: 2, hidden: 2 });
    const ngram = await model.ngram({ order: 2, smoothing: "kneser-ney", discount: 0.5 });
    return ngram.arpa();
  });
  const [order, [scores = []]] = (await byKenLM(info.outputPath("hand.arpa"), arpa, ["a b"])) as [number, number[][]];
  expect(order).toBe(2);
  // Bigrams: <s> a 3; a b 2, a c 1; b </s> 2, b b 1; c </s> 1. Each count gives off 1/2. Of 6 kinds of continuation </s> and b have 2,
  // a and c 1, and their 4 halves go to the 5 words of the vocabulary alike.
  const unigram = (kinds: number): number => (kinds - 0.5) / 6 + (4 * 0.5) / 6 / 5;
  const after = (pair: number, all: number, kinds: number, below: number): number =>
    (pair - 0.5) / all + ((kinds * 0.5) / all) * unigram(below);
  const wanted = [after(3, 3, 1, 1), after(2, 3, 2, 2), after(2, 3, 2, 2)];
  expect(wanted[1]).toBeCloseTo(109 / 180, 12);
  expect(scores).toHaveLength(3);
  for (const [i, score] of scores.entries()) expect(Math.abs(score - Math.log10(wanted[i]!))).toBeLessThan(1e-5);
});

const corpora: readonly { readonly corpus: CorpusSource; readonly sentences: readonly string[] }[] = [
  { corpus: { name: "farmyard" }, sentences: ["the hen eats corn", "corn the the hen", "a zebra sits", "the"] },
  { corpus: { name: "story" }, sentences: ["once upon a time", "the king had a daughter , and", "and and and"] },
];
for (const settings of [
  // KenLM reads no file of unigrams alone.
  { order: 2, smoothing: "kneser-ney" },
  { order: 3, smoothing: "kneser-ney" },
  { order: 5, smoothing: "kneser-ney" },
  { order: 3, smoothing: "add-k", k: 0.3 },
] satisfies NgramOptions[])
  test(`does KenLM give every probability of the model? order ${String(settings.order)}, ${settings.smoothing}`, async ({
    opened: { page },
  }, info) => {
    for (const { corpus, sentences } of corpora) {
      const { arpa, scores } = await page.evaluate(
        async ({ corpus, sentences, settings }) => {
          const model = await glasslm.create({ corpus, context: 1, embedding: 2, hidden: 2 });
          const ngram = await model.ngram(settings);
          const scores: number[][] = [];
          for (const sentence of sentences) scores.push([...(await ngram.score(sentence.split(" "))).logProbabilities]);
          return { arpa: await ngram.arpa(), scores };
        },
        { corpus, sentences, settings },
      );
      const [order, read] = await byKenLM(info.outputPath("page.arpa"), arpa, sentences);
      expect(order).toBe(settings.order);
      for (const [i, row] of read.entries()) {
        expect(row).toHaveLength(scores[i]!.length);
        for (const [j, score] of row.entries())
          expect(Math.abs(score - scores[i]![j]! / Math.LN10), `${sentences[i]!} at ${String(j)}`).toBeLessThan(1e-4);
      }
    }
  });
