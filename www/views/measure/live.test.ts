import assert from "node:assert/strict";
import { test } from "node:test";
import type { GlassLM } from "../../client/api/index.ts";
import { Live } from "./live.svelte.ts";

const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));
const entropy = { nats: 1, bits: 1.4427, perplexity: Math.E };

test("is nothing taken that a run brings after its source was left, though it was chosen again?", async () => {
  const trained: ((end: { losses: number[]; stopped: null }) => void)[] = [];
  const model = {
    step: 0,
    evaluate: () => Promise.resolve({ nll: 2, perplexity: 7.4 }),
    train: () => new Promise((done) => trained.push(done)),
    dispose: () => Promise.resolve(),
  };
  const corpora = () => Promise.resolve([{ name: "switchboard", training: { batch: 1, rate: 1 } }]);
  const live = new Live({ glasslm: { create: () => Promise.resolve(model), corpora } as unknown as GlassLM });
  const sources = () => Promise.resolve({ digits: entropy, switchboard: entropy });
  void live.start(sources);
  await settle();
  assert.deepEqual(
    live.validation.map(({ loss }) => loss),
    [2],
  );
  live.source = "digits";
  live.source = 300;
  trained[0]?.({ losses: [5], stopped: null });
  await settle();
  assert.deepEqual([live.training, live.validation, live.latest, live.entropy], [[], [], null, null]);
  assert.ok(!live.going);
  // A run that is only stopped keeps what it had done.
  void live.start(sources);
  await settle();
  live.stop();
  trained[1]?.({ losses: [4], stopped: null });
  await settle();
  assert.deepEqual(
    live.training.map(({ loss }) => loss),
    [4],
  );
});
