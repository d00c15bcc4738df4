// The time machine, with the real engine in its worker: as a script uses it, and as a person does.
import { expect, inSight, test } from "./page.ts";

interface Progress {
  done: number;
  total: number;
  state: string;
}
interface Model {
  step: number;
  lastStep: number;
  near: boolean;
  vocabulary: string[];
  save(): Promise<Uint8Array>;
  train(options: object): Promise<unknown>;
  trainOn(options: object): Promise<unknown>;
  seek(step: number, control?: object): Promise<void>;
  undo(): Promise<void>;
  visit(branch: number): Promise<void>;
  edit(cells: object[]): Promise<{ before: number[] }>;
  putBack(): Promise<{ edits: number }>;
  branch(): Promise<Model>;
  history(): Promise<{
    bytes: number;
    budget: number;
    changes: { kind: string }[];
    branches: { id: number; from: number; last: number }[];
  }>;
}
interface Page {
  glasslm: { ready: Promise<void>; create(options: object): Promise<Model> };
}

test("does a script come back to every state to the last bit?", async ({ opened }) => {
  const seen = await opened.page.evaluate(async () => {
    const { glasslm } = globalThis as unknown as Page;
    await glasslm.ready;
    const model = await glasslm.create({ corpus: { name: "farmyard" }, embedding: 8, hidden: 16 });
    const kept = new Map<number, string>();
    const state = async (of: Model = model): Promise<string> => (await of.save()).join();
    const keep = async (): Promise<void> => {
      kept.set(model.step, await state());
    };
    await keep();
    // Large batches, so that there is a way to go from a snapshot.
    await model.train({ steps: 150, rate: 0.3, batch: 512 });
    await keep();
    await model.train({ steps: 100, rate: 0.1, optimizer: "adamw" });
    await model.edit([{ tensor: "U", index: [1, 2], value: 0.5 }]);
    await keep();
    await model.trainOn({
      contexts: Uint32Array.of(2, 3, 4),
      targets: Uint32Array.of(5),
      rate: 0.2,
      optimizer: "momentum",
    });
    await keep();
    const told: Progress[] = [];
    const same: boolean[] = [];
    for (const step of [150, 251, 0, 250]) {
      await model.seek(step, {
        onProgress: (progress: Progress) => {
          told.push(progress);
        },
      });
      same.push(model.step === step && model.lastStep === 251 && !model.near && (await state()) === kept.get(step));
    }
    await model.seek(127, {
      onProgress: (progress: Progress) => {
        told.push(progress);
      },
    });
    await model.seek(250);
    // Undo: the edit that stands before step 250, then the training before it.
    await model.undo();
    await model.undo();
    same.push(model.step === 150 && (await state()) === kept.get(150));
    const { before } = await model.edit([{ tensor: "W", index: [0, 0], value: 1 }]);
    same.push((await model.edit([{ tensor: "W", index: [0, 0], value: 2 }])).before[0] === 1);
    same.push((await model.putBack()).edits === 2 && (await state()) === kept.get(150));
    // A change in the past forks; the old future is there to visit.
    const second = await model.branch();
    await model.train({ steps: 30, rate: 0.5 });
    const fork = await model.history();
    const [old] = fork.branches;
    if (old === undefined) throw new Error("no branch");
    await model.visit(old.id);
    same.push(model.step === 251 && (await state()) === kept.get(251));
    same.push(second.step === 150 && (await state(second)) === kept.get(150));
    // An aborted way leads back.
    const abort = new AbortController();
    abort.abort();
    const name = await model.seek(149, { signal: abort.signal }).then(
      () => "arrived",
      (error: Error) => error.name,
    );
    same.push(name === "AbortError" && (await state()) === kept.get(251));
    const refused = await model.seek(252).then(
      () => "",
      (error: Error) => error.message,
    );
    return {
      same,
      states: [...new Set(told.map(({ state }) => state))],
      before: before.length,
      old,
      bytes: fork.bytes,
      budget: fork.budget,
      refused,
    };
  });
  expect(seen.same).toEqual(seen.same.map(() => true));
  expect(seen.states.sort()).toEqual(["exact", "near"]);
  expect(seen.before).toBe(1);
  expect([seen.old.from, seen.old.last]).toEqual([150, 251]);
  expect(seen.bytes).toBeGreaterThan(0);
  expect(seen.bytes).toBeLessThanOrEqual(seen.budget);
  expect(seen.refused).toBe("step is 252; it must be a whole number from 0 to 251");
});

test("does a person go back in a run, change it, and return to the old future?", async ({ opened: { page } }) => {
  await page.getByRole("link", { name: "Train" }).click();
  const machine = page.getByRole("region", { name: "Time machine" });
  const slider = machine.getByRole("slider", { name: "Time machine" });
  const status = machine.getByRole("status");
  // The first model was saved at its step: its run begins there.
  await expect(slider).toBeDisabled();
  await expect(machine.getByRole("button", { name: "Undo" })).toBeDisabled();
  const first = Number(await slider.inputValue());
  await page.evaluate(() =>
    (globalThis as unknown as { glasslm: { model: Model } }).glasslm.model.train({ steps: 200, rate: 0.3 }),
  );
  await expect(slider).toHaveAttribute("max", String(first + 200));

  // By key: one step, a tenth, the beginning. Every view follows.
  await slider.focus();
  await page.keyboard.press("ArrowLeft");
  await expect(status).toHaveText(
    `Step ${(first + 199).toLocaleString("en")} of ${(first + 200).toLocaleString("en")}, exact to the last bit.`,
  );
  await page.keyboard.press("PageDown");
  await expect(status).toHaveText(new RegExp(`^Step ${(first + 179).toLocaleString("en")} `));
  await expect(page.getByRole("status", { name: "Training status" })).toHaveText(
    `Step ${(first + 179).toLocaleString("en")}, not training.`,
  );
  await page.keyboard.press("Home");
  await expect(inSight(machine, "exact", { exact: true })).toBeVisible();
  await expect(machine.getByRole("button", { name: "Back to the beginning" })).toBeDisabled();
  await machine.getByRole("button", { name: "One training step on" }).click();
  await expect(status).toHaveText(new RegExp(`^Step ${(first + 1).toLocaleString("en")} `));

  // A change back here forks.
  await page.getByRole("button", { name: "One step", exact: true }).click();
  const futures = machine.getByRole("list", { name: "Branches" });
  await expect(futures.getByRole("listitem")).toHaveCount(1);
  await expect(slider).toHaveAttribute("max", String(first + 2));
  await machine.getByRole("button", { name: "Undo" }).click();
  await expect(status).toHaveText(new RegExp(`^Step ${(first + 1).toLocaleString("en")} `));
  await futures.getByRole("button", { name: /^Return to the branch, steps/ }).click();
  await expect(status).toHaveText(
    new RegExp(`^Step ${(first + 200).toLocaleString("en")} of ${(first + 200).toLocaleString("en")}, exact`),
  );
  await expect(futures.getByRole("listitem")).toHaveCount(1);

  // The Step room shows the same machine.
  await page.getByRole("link", { name: "Step", exact: true }).click();
  await expect(page.getByRole("slider", { name: "Time machine" })).toHaveValue(String(first + 200));
});
