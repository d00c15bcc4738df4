// The export, run with PyTorch: the same probabilities, losses and figures, in one process and in two, and its file opens here.
// TORCH_PYTHON names a Python that has PyTorch; the test task sets it. Without one: skipped, or failed where REQUIRE_TORCH=1.
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { unzipSync } from "fflate";
import { expect, test } from "./page.ts";
import type { GlassLM, ModelOptions, TrainOptions } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

const python = process.env.TORCH_PYTHON ?? "";
const root = fileURLToPath(new URL("../../target/torch-test/", import.meta.url));
const run = promisify(execFile);
const reader =
  /```python\n(.*?)```/s.exec(readFileSync(new URL("../../README.md", import.meta.url), "utf8"))?.[1] ?? "";
/** Said out loud: PyTorch 1.13 under Python 3.11, as Debian 12 has them, fails on its own defaults. */
const OUTPUT = ["--redirects", "1", "--tee", "1"];

test.beforeEach(() => {
  if (python !== "") return;
  if (process.env.REQUIRE_TORCH === "1")
    throw new Error("REQUIRE_TORCH=1, and TORCH_PYTHON names no Python with PyTorch");
  test.skip(true, "no Python with PyTorch: set TORCH_PYTHON");
});

/** Words of several scripts, marks that belong to a word and marks that do not, a flag, a joined emoji, a blank line. */
const TEXT =
  [
    "The hen can't sit; the cow's calf (3.14 kg, 1,000 g) eats grass.",
    "schnee_weiß e-mail a.b.c 12:30 3rd x_1 U.S.A. l’eau",
    "שלום עולם цена 5₽ 🇩🇪🇫🇷 👩‍👩‍👧 né cafe\u0301 ",
    "",
    "日本語 の テスト カタカナ コーヒー 한국어 ไทย",
    "“So,” she said—‘the\u00a0end’ wi\u200bth a soft\u00adhyphen.\r\nΟΔΟΣ σας  \u0301x می\u200cخواهم 👍🏽 \r\rSTRASSE",
    'a hen eats corn -- and grass... <unk> </s> "so" \'tis',
  ]
    .join("\n")
    .concat("\n")
    .repeat(20) + "the cow sits\na calf eats the corn\n".repeat(10);

type Rule = Omit<TrainOptions, "steps" | "signal" | "onProgress">;
const flags = (rule: Rule): string[] =>
  Object.entries(rule).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (x) => `-${x.toLowerCase()}`)}`,
    `${value}`,
  ]);

const cases: { title: string; options: Omit<ModelOptions, "corpus">; rule: Rule; contexts: string[] }[] = [
  {
    title: "words, tanh, SGD",
    options: { hidden: 12, embedding: 6, seed: 7, minimumCount: 2 },
    rule: { rate: 0.2, batch: 16 },
    contexts: ["the hen", "a calf eats", "wolf 3.14", ""],
  },
  {
    title: "characters in a stream, ReLU, biases, momentum, clip and decay",
    options: {
      unit: "character",
      sentences: false,
      shuffle: 5,
      hidden: 10,
      embedding: 5,
      context: 4,
      activation: "relu",
      bias: true,
    },
    rule: { rate: 0.05, batch: 7, optimizer: "momentum", momentum: 0.8, clip: 0.5, weightDecay: 0.01 },
    contexts: ["the ", "n't s"],
  },
  {
    title: "lower-cased words, sigmoid, biases, AdamW on a cosine",
    options: { lowercase: true, shuffle: 3, hidden: 9, activation: "sigmoid", bias: true, context: 2 },
    rule: { rate: 0.01, batch: 5, optimizer: "adamw", weightDecay: 0.1, schedule: "cosine", total: 30 },
    contexts: ["THE HEN", "the"],
  },
];

cases.push({
  title: "words between spaces, in paragraphs, a step schedule",
  options: { unit: "space", sentences: "paragraph", hidden: 6, embedding: 4, activation: "relu" },
  rule: { rate: 0.1, batch: 4, schedule: "step", every: 7, factor: 0.5 },
  contexts: ["the hen"],
});

for (const { title, options, rule, contexts } of cases) {
  test(`does PyTorch go on from the page, and the page from PyTorch? ${title}`, async ({ opened: { page } }) => {
    test.setTimeout(240_000);
    const here = await page.evaluate(
      async ({ options, rule, contexts, corpus }) => {
        const model = await glasslm.create({ corpus, ...options });
        await model.train({ steps: 15, ...rule });
        const saved = [...(await model.export(rule))];
        const predicted = await Promise.all(
          contexts.map(async (words) => [...(await model.predict(words)).probabilities]),
        );
        const validation = await model.evaluate("validation");
        const read = [...(await model.predict(options.sentences === false ? "the cow" : ["the", "cow"])).probabilities];
        const { losses } = await model.train({ steps: 20, ...rule });
        const after = await Promise.all(contexts.map(async (words) => [...(await model.predict(words)).probabilities]));
        return { saved, predicted, validation, read, losses: [...losses], after, test: await model.evaluate("test") };
      },
      { options, rule, contexts, corpus: { text: TEXT } },
    );
    const folder = join(root, String(cases.findIndex((one) => one.title === title)));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files = unzipSync(Uint8Array.from(here.saved));
    expect(Object.keys(files).sort()).toEqual(["corpus.json", "glasslm.py", "model.safetensors", "vocabulary.json"]);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, "text.txt"), TEXT);

    const script = async (...given: string[]): Promise<string> =>
      (await run(python, ["glasslm.py", ...given], { cwd: folder, maxBuffer: 1e8 })).stdout;
    const predictions = (...model: string[]) =>
      Promise.all(
        contexts.map(async (words) => JSON.parse(await script(...model, "predict", "--json", words)) as number[]),
      );
    const losses = (file: string): number[] =>
      readFileSync(join(folder, file), "utf8")
        .trim()
        .split("\n")
        .map((line) => (JSON.parse(line) as { loss: number }).loss);
    const close = (one: readonly number[], other: readonly number[], within: number): void => {
      expect(one.length).toBe(other.length);
      expect(Math.max(...one.map((x, i) => Math.abs(x - other[i]!)))).toBeLessThan(within);
    };

    for (const [i, there] of (await predictions()).entries()) close(there, here.predicted[i]!, 1e-6);
    const figures = JSON.parse(await script("evaluate", "text.txt", "--split", "validation")) as Record<string, number>;
    const { nll, tokens, unknown, boundaries } = here.validation;
    expect(figures).toMatchObject({ tokens, unknown, boundaries });
    expect(Math.abs(figures["nll"]! - nll)).toBeLessThan(1e-6);

    // The README's reader needs NumPy alone.
    if (options.sentences !== false) {
      writeFileSync(
        join(folder, "reader.py"),
        `${reader}\nprint(json.dumps([float(p) for p in predict("model.safetensors", ["the", "cow"]).values()]))\n`,
      );
      close(JSON.parse((await run(python, ["reader.py"], { cwd: folder })).stdout) as number[], here.read, 1e-6);
    }

    // What the schedule counts from is the model's first step here, and the script is told so.
    const training = ["train", "text.txt", "--steps", "20", "--since", "0", ...flags(rule)];
    await script(...training, "--losses", "one.jsonl");
    close(losses("one.jsonl"), here.losses, 1e-5);

    // The file opens in the page: the same probabilities, and it goes on training.
    const trained = [...readFileSync(join(folder, "trained.safetensors"))];
    const back = await page.evaluate(
      async ({ trained, contexts, rule, corpus }) => {
        const model = await glasslm.load(Uint8Array.from(trained), { corpus });
        const predicted = await Promise.all(
          contexts.map(async (words) => [...(await model.predict(words)).probabilities]),
        );
        const { step } = model;
        return {
          step,
          predicted,
          test: await model.evaluate("test"),
          then: (await model.train({ steps: 5, ...rule })).step,
        };
      },
      { trained, contexts, rule, corpus: { text: TEXT } },
    );
    expect([back.step, back.then]).toEqual([35, 40]);
    for (const [i, there] of (await predictions("--model", "trained.safetensors")).entries())
      close(there, back.predicted[i]!, 1e-6);
    for (const [i, mine] of here.after.entries()) close(mine, back.predicted[i]!, 1e-5);
    expect(Math.abs(back.test.nll - here.test.nll)).toBeLessThan(1e-5);

    // Two processes share each batch, whose size need not be even.
    const two = ["-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2", ...OUTPUT, "glasslm.py"];
    await run(python, [...two, ...training, "--losses", "two.jsonl", "--device", "cpu"], {
      cwd: folder,
      env: { ...process.env, OMP_NUM_THREADS: "1" },
    });
    close(losses("two.jsonl"), losses("one.jsonl"), 1e-5);
  });
}
