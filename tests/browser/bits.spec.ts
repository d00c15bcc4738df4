// Does the engine in the browser compute what it computes natively, to the last bit? tests/thousand_steps.rs has the same reference.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "./page.ts";
import type { GlassLM, ModelOptions, TrainOptions } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

interface Reference {
  text: string;
  runs: { name: string; model: Omit<ModelOptions, "corpus">; train: TrainOptions; hash: string }[];
}
const reference = JSON.parse(
  readFileSync(fileURLToPath(new URL("../reference/thousand_steps.json", import.meta.url)), "utf8"),
) as Reference;

/** FNV-1a, 64 bits. */
function hash(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, "0");
}

for (const { name, model, train, hash: expected } of reference.runs) {
  test(`are the bits after 1,000 steps the native ones: ${name}?`, async ({ opened: { page } }) => {
    const bytes = await page.evaluate(
      async ({ text, model, train }) => {
        await glasslm.ready;
        const made = await glasslm.create({ ...model, corpus: { text } });
        const { step, seconds, examplesPerSecond } = await made.train(train);
        if (step !== 1000 || !(seconds > 0) || !(examplesPerSecond > 0))
          throw new Error(`${step} steps in ${seconds} s`);
        const all = await made.parameters();
        return ["E", "W", "U", "b", "c"].flatMap((key) => {
          const data = all[key as keyof typeof all]?.data;
          return data === undefined ? [] : [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)];
        });
      },
      { text: reference.text, model, train },
    );
    expect(hash(Uint8Array.from(bytes))).toBe(expected);
  });
}
