import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "./jobs.js";
import { drive, type Work } from "./work.ts";

test("what is told of a text never goes back, though its end moves away while it is read", async () => {
  const steps = [
    [10, 100],
    [49, 100],
    [50, 110],
    [60, 110],
    [110, 110],
  ] as const;
  let at = 0;
  const work: Work<string> = {
    advance: () => {
      const [done, total] = steps[at++] ?? [1, 1];
      return { done, total };
    },
    feed: () => undefined,
    seal: () => undefined,
    finish: () => "figures",
    cancel: () => undefined,
  };
  const told: number[] = [];
  const job = {
    due: true,
    breathe: () => Promise.resolve(),
    wanted: () => undefined,
    heard: () => Promise.resolve(),
    tell: ({ done }: { done: number }) => told.push(done),
  } as unknown as Job;
  assert.equal(await drive(job, "The evaluation", work), "figures");
  assert.deepEqual(told, [10, 49, 60]);
});
