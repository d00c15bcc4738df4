// The graphics card in the worker, as the page uses it, on Chromium's software adapter; and everything that may go wrong with it.
import type { Page } from "@playwright/test";
import type { Comparison, GlassLM, Model } from "../../www/client/api/index.ts";
import { expect, test, withWorkerCode, inSight } from "./page.ts";

declare const glasslm: GlassLM;

// A software adapter takes its time, above all for barriers.
test.setTimeout(180_000);

/** Where no adapter can be had the tests are skipped, and fail where REQUIRE_GPU is 1. */
async function needCard(page: Page): Promise<void> {
  const card = (await page.evaluate(() => glasslm.backends())).find(({ name }) => name === "webgpu");
  if (card?.available === true) return;
  expect(process.env["REQUIRE_GPU"], card?.detail).not.toBe("1");
  test.skip(true, `skipped: ${card?.detail ?? "no answer"}`);
}

/** Code that the engine's thread runs before its own: what breaks the card there. */
async function breakWith(page: Page, code: string): Promise<void> {
  await withWorkerCode(page, code);
  await page.evaluate(() => glasslm.ready);
}

/** What `create` with the card says. */
function refusal(page: Page): Promise<string> {
  return page.evaluate(async () => {
    try {
      await glasslm.create({ corpus: { name: "farmyard" }, backend: "webgpu" });
      return "it was not refused";
    } catch (error) {
      return (error as Error).message;
    }
  });
}

const FIFTY_LOSSES = 1e-4;
const FIFTY_STEPS = 5e-3;

test("do fifty steps on the card end where the CPU's do, and is the card proven first?", async ({
  opened: { page },
}) => {
  await needCard(page);
  for (const optimizer of ["sgd", "adamw"] as const) {
    const seen = await page.evaluate(async (optimizer) => {
      const options = { corpus: { name: "farmyard" }, bias: true } as const;
      const run = { steps: 50, batch: 16, optimizer, rate: optimizer === "sgd" ? 0.3 : 0.01 };
      const trained = async (model: Model) => {
        const { losses, step, stopped } = await model.train(run);
        const { E, W, U } = await model.parameters();
        return { losses: Array.from(losses), step, stopped, tensors: [E, W, U].map(({ data }) => Array.from(data)) };
      };
      const cpu = await trained(await glasslm.create(options));
      const model = await glasslm.create({ ...options, backend: "webgpu" });
      return { cpu, gpu: await trained(model), backend: model.backend };
    }, optimizer);
    const apart = (a: number[], b: number[]) =>
      Math.max(...a.map((x, i) => Math.abs(x - b[i]!))) / Math.max(...b.map(Math.abs));
    expect(seen.backend.name).toBe("webgpu");
    expect(seen.backend.detail).toMatch(/agrees with the CPU to/);
    expect(seen.backend.proof?.refusal).toBeNull();
    expect(seen.backend.proof?.worst.difference).toBeLessThan(1e-4);
    expect(seen.gpu).toMatchObject({ step: 50, stopped: null });
    expect(seen.gpu.losses).toHaveLength(50);
    expect(apart(seen.gpu.losses, seen.cpu.losses)).toBeLessThan(FIFTY_LOSSES);
    seen.gpu.tensors.forEach((tensor, i) => {
      expect(apart(tensor, seen.cpu.tensors[i]!)).toBeLessThan(FIFTY_STEPS);
    });
  }
});

test("does a run on the card have the same bits twice?", async ({ opened: { page } }) => {
  await needCard(page);
  const [first, second] = await page.evaluate(async () => {
    const run = async () => {
      const model = await glasslm.create({ corpus: { name: "farmyard" }, backend: "webgpu" });
      await model.train({ steps: 12, rate: 0.2, clip: 0.5, optimizer: "momentum" });
      return new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(await model.save()))).join();
    };
    return [await run(), await run()];
  });
  expect(first).toBe(second);
});

test("does a visitor who stays on the CPU download nothing of it?", async ({ opened: { page, responses } }) => {
  await expect(page.getByRole("list", { name: "Predictions" })).toBeVisible();
  await page.evaluate(async () => {
    await glasslm.model.train({ steps: 20 });
  });
  const urls = responses.map((response) => response.url());
  expect(urls.filter((url) => /gpu|place|measure|crossing/.test(url))).toEqual([]);
  await needCard(page);
  await page.evaluate(() => glasslm.model.setBackend("webgpu"));
  expect(
    responses.map((response) => response.url()).filter((url) => url.includes("glasslm_gpu")).length,
  ).toBeGreaterThan(0);
});

test("does a model that changes its backend in the middle keep every bit?", async ({ opened: { page } }) => {
  await needCard(page);
  const seen = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, bias: true });
    // Parameters, optimizer, counts: all that a run goes on from.
    const digest = async () =>
      new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(await model.save()))).join();
    await model.train({ steps: 7, optimizer: "adamw", rate: 0.01 });
    const saved = await digest();
    await model.setBackend("webgpu");
    const there = await digest();
    await model.train({ steps: 5, optimizer: "adamw", rate: 0.01 });
    const after = await digest();
    await model.setBackend("cpu");
    return { saved, there, after, back: await digest(), step: model.step, name: model.backend.name };
  });
  expect(seen.there).toBe(seen.saved);
  expect(seen.back).toBe(seen.after);
  expect(seen.after).not.toBe(seen.saved);
  expect([seen.step, seen.name]).toEqual([12, "cpu"]);
});

test("does a run that changes its backend under way go on from the very bits it had, there and back?", async ({
  opened: { page },
}) => {
  await needCard(page);
  const seen = await page.evaluate(async () => {
    const digest = async (model: Model) =>
      new Uint8Array(await crypto.subtle.digest("SHA-256", Uint8Array.from(await model.save()))).join();
    const options = { optimizer: "adamw", rate: 0.01, clip: 1, batch: 16 } as const;
    // Stopped in the middle of a call: where, only the run knows.
    const some = async (model: Model, atLeast: number) => {
      const abort = new AbortController();
      const start = model.step;
      try {
        await model.train({
          ...options,
          steps: 1_000_000,
          signal: abort.signal,
          onProgress: () => {
            if (model.step >= start + atLeast) abort.abort();
          },
        });
      } catch (error) {
        if (!abort.signal.aborted) throw error;
      }
    };
    const model = await glasslm.create({ corpus: { name: "farmyard" }, bias: true });
    await some(model, 5);
    const left = { step: model.step, bits: await digest(model) };
    await model.setBackend("webgpu");
    const there = await digest(model);
    await some(model, 3);
    const returned = { step: model.step, bits: await digest(model) };
    const copy = await glasslm.load(await model.save());
    await model.setBackend("cpu");
    const here = await digest(model);
    // From those bits on the CPU does what it does from a file of them.
    const onward = await model.evaluate("validation");
    const same = copy.step === model.step;
    const fresh = await glasslm.create({ corpus: { name: "farmyard" }, bias: true });
    await fresh.train({ ...options, steps: left.step });
    return {
      left,
      there,
      returned,
      here,
      same,
      counted: onward.tokens > 0,
      uninterrupted: await digest(fresh),
      name: model.backend.name,
    };
  });
  expect(seen.left.bits).toBe(seen.uninterrupted);
  expect(seen.there).toBe(seen.left.bits);
  expect(seen.here).toBe(seen.returned.bits);
  expect(seen.returned.bits).not.toBe(seen.left.bits);
  expect(seen.returned.step).toBeGreaterThan(seen.left.step);
  expect([seen.name, seen.same, seen.counted]).toEqual(["cpu", true, true]);
});

test("does a run in the Train room go on when it is taken to the card and back?", async ({ opened: { page } }) => {
  await needCard(page);
  await page.getByRole("link", { name: "Train" }).click();
  await page.getByLabel("Pause where something happens").uncheck();
  await page.getByRole("button", { name: "Train", exact: true }).click();
  const backend = () => page.evaluate(() => ({ name: glasslm.model.backend.name, step: glasslm.model.step }));
  const onFrom = async (name: string, step: number) =>
    expect
      .poll(
        async () => {
          const now = await backend();
          return now.name === name && now.step > step;
        },
        { timeout: 60_000 },
      )
      .toBe(true);
  await onFrom("cpu", 3);
  const choice = page.getByRole("combobox", { name: "Computed on" });
  await choice.selectOption("webgpu");
  await expect(inSight(page, /^GPU agrees to \d/)).toBeVisible({ timeout: 60_000 });
  await onFrom("webgpu", (await backend()).step);
  await choice.selectOption("cpu");
  await expect.poll(async () => (await backend()).name, { timeout: 60_000 }).toBe("cpu");
  await onFrom("cpu", (await backend()).step);
  await page.getByRole("button", { name: "Pause" }).click();
});

test("do 50,000 words train on the card as on the CPU?", async ({ opened: { page } }) => {
  await needCard(page);
  const [cpu, gpu] = await page.evaluate(async () => {
    const words = Array.from({ length: 50_000 }, (_, i) => `w${String(i)}`);
    const text = Array.from({ length: 300 }, (_, i) => words[(i * 7919) % words.length]).join(" ");
    const run = async (backend: "cpu" | "webgpu") => {
      const model = await glasslm.create({
        corpus: { train: text, validation: "", test: "" },
        sentences: false,
        unknown: false,
        vocabulary: words,
        maximumVocabulary: 50_000,
        context: 2,
        embedding: 4,
        hidden: 4,
        backend,
      });
      const { losses } = await model.train({ steps: 3, batch: 4, rate: 0.5 });
      const { E } = await model.parameters();
      const shown = {
        losses: Array.from(losses),
        words: E.shape[1],
        name: model.backend.name,
        some: Array.from(E.data.filter((_, at) => at % 1009 === 0)),
      };
      model.dispose();
      return shown;
    };
    return [await run("cpu"), await run("webgpu")];
  });
  expect([cpu!.words, gpu!.words, gpu!.name]).toEqual([50_000, 50_000, "webgpu"]);
  gpu!.losses.forEach((loss, i) => {
    expect(Math.abs(loss - cpu!.losses[i]!)).toBeLessThan(1e-4 * cpu!.losses[i]!);
  });
  gpu!.some.forEach((x, i) => {
    expect(Math.abs(x - cpu!.some[i]!)).toBeLessThan(1e-5);
  });
});

test("are subgroups used where the adapter has them, and barriers where it has none?", async ({ opened: { page } }) => {
  await needCard(page);
  const seen = () =>
    page.evaluate(async () => {
      const has = await (
        navigator as unknown as { gpu: { requestAdapter(): Promise<{ features: Set<string> }> } }
      ).gpu.requestAdapter();
      const { backend } = await glasslm.create({ corpus: { name: "farmyard" }, backend: "webgpu" });
      return { has: has.features.has("subgroups"), detail: backend.detail, proven: backend.proof?.refusal === null };
    });
  const usual = await seen();
  expect(usual.proven).toBe(true);
  expect(usual.detail.includes("with subgroups")).toBe(usual.has);
  await breakWith(
    page,
    `const has = GPUSupportedFeatures.prototype.has;
    GPUSupportedFeatures.prototype.has = function (name) { return name !== 'subgroups' && has.call(this, name); };`,
  );
  const plain = await seen();
  expect([plain.proven, plain.detail.includes("subgroups")]).toEqual([true, false]);
});

const REFUSED = {
  shader: `what = { ...what, code: what.code.includes('enable subgroups') ? 'enable subgroups; fn broken( {' : what.code };`,
  device: "",
} as const;
async function refusing(page: Page, refused: keyof typeof REFUSED): Promise<void> {
  await needCard(page);
  await breakWith(
    page,
    `const has = GPUSupportedFeatures.prototype.has;
    GPUSupportedFeatures.prototype.has = function (name) { return name === 'subgroups' || has.call(this, name); };
    const ask = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = function ({ requiredFeatures = [], ...wanted } = {}) {
      const features = [...requiredFeatures];
      if (features.includes('subgroups')) {
        new BroadcastChannel('asked').postMessage('subgroups');
        if (${String(refused === "device")}) return Promise.reject(new TypeError('no subgroups here'));
      }
      return ask.call(this, { ...wanted, requiredFeatures: features.filter((name) => name !== 'subgroups') });
    };
    const make = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (what) { ${REFUSED[refused]} return make.call(this, what); };`,
  );
  const seen = await page.evaluate(async () => {
    let asked = 0;
    new BroadcastChannel("asked").onmessage = () => {
      asked += 1;
    };
    const model = await glasslm.create({ corpus: { name: "farmyard" }, backend: "webgpu" });
    await model.train({ steps: 2, rate: 0.1 });
    const { name, detail, proof } = model.backend;
    return { asked, name, plain: !detail.includes("subgroups"), proven: proof?.refusal === null, step: model.step };
  });
  expect(seen).toEqual({ asked: 1, name: "webgpu", plain: true, proven: true, step: 2 });
}

// B01
test("does a browser that announces subgroups and refuses the device get the kernels without them?", ({
  opened: { page },
}) => refusing(page, "device"));
test("does a browser that announces subgroups and refuses the shader get the kernels without them?", ({
  opened: { page },
}) => refusing(page, "shader"));

// B06
test("does a browser that gives out no card any more, as after a third death of its GPU process, say what helps?", async ({
  opened: { page },
}) => {
  await needCard(page);
  await breakWith(
    page,
    `let gone = 0; const find = GPU.prototype.requestAdapter;
    GPU.prototype.requestAdapter = async function (...given) { return gone < 2 ? find.apply(this, given) : null; };
    const ask = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) { const device = await ask.apply(this, given);
      new BroadcastChannel('lose').onmessage = () => { gone += 1; device.destroy(); }; return device; };`,
  );
  const seen = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" } });
    const faults: (string | null | undefined)[] = [];
    for (let death = 0; death < 2; death += 1) {
      await model.setBackend("webgpu");
      let lost = false;
      await model.train({
        steps: 60,
        rate: 0.1,
        onProgress: ({ done }) => {
          if (lost || done < 5) return;
          lost = true;
          new BroadcastChannel("lose").postMessage("now");
        },
      });
      faults.push(model.backend.fault);
    }
    let refused = "";
    try {
      await model.setBackend("webgpu");
    } catch (error) {
      refused = (error as Error).message;
    }
    return { faults, refused, step: model.step, name: model.backend.name };
  });
  expect(seen.faults).toEqual([expect.stringMatching(/lost/), expect.stringMatching(/lost/)]);
  expect(seen.refused).toMatch(/gave null\), although it did before: .*started again.*"cpu" always works/);
  expect([seen.step, seen.name]).toEqual([120, "cpu"]);
});

test("is a kernel that compiles but is wrong refused, with the tensor, and does auto stay on the CPU?", async ({
  opened: { page },
}) => {
  await needCard(page);
  await breakWith(
    page,
    `const make = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (what) { return make.call(this, { ...what, code: what.code.replace('slope = 1.0 - y * y;', 'slope = 1.0 - y;') }); };`,
  );
  expect(await refusal(page)).toMatch(
    /computes something else than the CPU: (da|dW|db|de|dE|E|W) differs by \S+ of its largest number/,
  );
  const backend = await page.evaluate(
    async () => (await glasslm.create({ corpus: { name: "farmyard" }, backend: "auto" })).backend,
  );
  expect(backend.name).toBe("cpu");
  expect(backend.detail).toMatch(/no graphics card: .*differs by/);
});

test("does the chart show where the two cross, with what was measured here?", async ({ opened: { page } }) => {
  await needCard(page);
  await page.getByRole("link", { name: "Train" }).click();
  const part = page.getByRole("region", { name: "When the graphics card (GPU) pays off" });
  await inSight(part, "When the graphics card (GPU) pays off").click();
  // One that is stopped is no measurement.
  await part.getByRole("button", { name: "Measure on this machine" }).click();
  await expect(part.getByRole("status")).toContainText(/Measuring, 1 of /);
  await part.getByRole("button", { name: "Stop" }).click();
  await expect(part.getByRole("button", { name: "Measure on this machine" })).toBeVisible({ timeout: 60_000 });
  await expect(part.getByRole("img")).toHaveCount(0);
  await part.getByRole("button", { name: "Measure on this machine" }).click();
  const chart = part.getByRole("img", { name: /Training steps per second by vocabulary size/ });
  await expect(chart).toBeVisible({ timeout: 150_000 });
  for (const words of ["100", "400", "1,600", "6,400"])
    await expect(inSight(chart, words, { exact: true }).last()).toBeVisible();
  for (const H of [64, 256])
    for (const name of ["CPU", "GPU"]) await expect(inSight(part, `${name}, H = ${String(H)}`)).toBeVisible();
  await expect(inSight(part, /steps per second · \|V\|/)).toBeVisible();
  // Four lines of four points each, none flat, and a sentence for each H.
  const lines = await chart.locator("path").evaluateAll((paths) => paths.map((path) => path.getAttribute("d") ?? ""));
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    const points = line
      .slice(1)
      .split("L")
      .map((point) => point.split(",").map(Number));
    expect(points).toHaveLength(4);
    expect(points.flat().every(Number.isFinite)).toBe(true);
    expect(new Set(points.map(([, y]) => y)).size).toBeGreaterThan(1);
  }
  await expect(part.getByRole("listitem")).toHaveText([/^H = 64: the /, /^H = 256: the /i]);
  await inSight(part, "The figures").click();
  await expect(part.getByRole("row")).toHaveCount(9);
  await expect(part.getByRole("row").nth(8)).toContainText(/256\s*6,400\s*[\d.]+\s*[\d.]+/);
});

test("does auto say what it measured, and measure again for another batch?", async ({ opened: { page } }) => {
  await needCard(page);
  const seen = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, backend: "auto" });
    const first = model.backend;
    await model.train({ steps: 2, batch: 8 });
    return { first, second: model.backend, step: model.step };
  });
  expect(seen.first.measured).toMatchObject({ batch: 32 });
  expect(seen.first.detail).toMatch(/measured at batch 32: CPU .* steps\/s, GPU .* steps\/s/);
  const { cpuStepsPerSecond = 0, gpuStepsPerSecond = 0 } = seen.first.measured ?? {};
  expect(seen.first.name).toBe(gpuStepsPerSecond > cpuStepsPerSecond ? "webgpu" : "cpu");
  expect(seen.second.measured).toMatchObject({ batch: 8 });
  expect(seen.step).toBe(2);
});

test("does auto measure each model of other sizes for itself?", async ({ opened: { page } }) => {
  await needCard(page);
  const seen = await page.evaluate(async () => {
    const all = [];
    for (const sizes of [{}, { context: 5 }, { embedding: 24 }, { hidden: 160 }, { maximumVocabulary: 40 }]) {
      const model = await glasslm.create({ corpus: { name: "farmyard" }, backend: "auto", ...sizes });
      all.push({ ...model.backend, words: model.vocabulary.length });
      await model.dispose();
    }
    return all;
  });
  for (const { measured, name, detail } of seen) {
    expect(measured?.batch).toBe(32);
    expect(name).toBe((measured?.gpuStepsPerSecond ?? 0) > (measured?.cpuStepsPerSecond ?? 0) ? "webgpu" : "cpu");
    expect(detail).toMatch(/measured at batch 32: CPU [\d.]+ steps\/s, GPU [\d.]+ steps\/s/);
  }
  // A clock counts in tenths of a millisecond, so one speed may come twice; both speeds of a model do not.
  expect(
    new Set(seen.map(({ measured }) => `${String(measured?.cpuStepsPerSecond)} ${String(measured?.gpuStepsPerSecond)}`))
      .size,
  ).toBe(seen.length);
  expect(seen[4]!.words).toBeLessThan(seen[0]!.words);
});

test("does the page's auto measure again, and say so, when a model of other sizes is made?", async ({
  opened: { page },
}) => {
  await needCard(page);
  const room = (name: string) => page.getByRole("link", { name, exact: true }).click();
  const choice = page.getByRole("combobox", { name: "Computed on" });
  const said = inSight(
    page.getByRole("region", { name: "Computed on" }),
    /^Measured with a batch of \d+: CPU [\d.,]+ steps per second, GPU [\d.,]+\.$/,
  );
  await room("Train");
  await choice.selectOption("auto");
  const heard: (string | null)[] = [];
  const hear = async (): Promise<void> => {
    await expect(said).toBeVisible({ timeout: 60_000 });
    await expect(choice).toHaveValue("auto");
    const text = await said.textContent();
    expect(heard).not.toContain(text);
    heard.push(text);
  };
  await hear();
  for (const [field, value] of [
    ["Context n", "5"],
    ["Embedding d", "24"],
    ["Hidden H", "200"],
    ["Maximum vocabulary", "30"],
  ] as const) {
    await room("Corpus");
    await page.getByRole("spinbutton", { name: field }).fill(value);
    await page.getByRole("button", { name: "Make this model" }).click();
    await expect(
      page.getByRole("status").filter({ hasText: /A new model with [\d,]+ tokens is on the page/ }),
    ).toBeVisible({ timeout: 60_000 });
    await room("Train");
    await hear();
  }
  const { options, vocabulary } = await page.evaluate(() => ({
    options: glasslm.model.options,
    vocabulary: glasslm.model.vocabulary.length,
  }));
  expect([options, vocabulary]).toMatchObject([{ context: 5, embedding: 24, hidden: 200, backend: "auto" }, 30]);
  // Another batch is measured too; whoever starts over still wishes the same.
  await page.getByRole("spinbutton", { name: "Batch B" }).fill("8");
  await page.getByRole("spinbutton", { name: "Batch B" }).press("Tab");
  await page.getByRole("button", { name: "One step" }).click();
  await expect(said).toContainText("Measured with a batch of 8:", { timeout: 60_000 });
  await page.getByRole("button", { name: /Start over/ }).click();
  await expect(page.getByRole("status", { name: "Training status" })).toHaveText("Step 0, not training.");
  await expect(choice).toHaveValue("auto");
});

test("do own examples train on the card as on the CPU?", async ({ opened: { page } }) => {
  await needCard(page);
  const [cpu, gpu] = await page.evaluate(async () => {
    const run = async (backend: "cpu" | "webgpu") => {
      const model = await glasslm.create({ corpus: { name: "farmyard" }, context: 2, backend });
      const { losses } = await model.trainOn({
        contexts: Uint32Array.of(1, 2, 3, 4, 5, 6),
        targets: Uint32Array.of(3, 5, 7),
        steps: 9,
        batch: 2,
        rate: 0.5,
      });
      return { losses: Array.from(losses), step: model.step };
    };
    return [await run("cpu"), await run("webgpu")];
  });
  expect([gpu!.step, gpu!.losses.length]).toEqual([9, 9]);
  gpu!.losses.forEach((loss, i) => {
    expect(Math.abs(loss - cpu!.losses[i]!)).toBeLessThan(1e-4);
  });
});

test("does a run on own examples say the same warnings on the card as on the CPU?", async ({ opened: { page } }) => {
  await needCard(page);
  const [cpu, gpu] = await page.evaluate(async () => {
    const run = async (backend: "cpu" | "webgpu") => {
      const model = await glasslm.create({ corpus: { name: "farmyard" }, context: 2, backend });
      const examples = { contexts: Uint32Array.of(1, 2, 3, 4), targets: Uint32Array.of(3, 5) };
      const plain = await model.trainOn({ ...examples, steps: 2, rate: 0.1 });
      // Rate times decay is 1: said of the settings.
      const erased = await model.trainOn({ ...examples, steps: 1, rate: 0.25, weightDecay: 4 });
      return [plain.warning, erased.warning, model.step];
    };
    return [await run("cpu"), await run("webgpu")];
  });
  expect(gpu).toEqual(cpu);
  expect(gpu).toEqual([null, expect.stringMatching(/./), 3]);
});

test("does a loss that is no number stop the card's run where the CPU's would stop?", async ({ opened: { page } }) => {
  await needCard(page);
  const seen = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, activation: "relu", backend: "webgpu" });
    await model.train({ steps: 10, rate: 0.1 });
    const { stopped, losses, step } = await model.train({ steps: 60, rate: 1e6 });
    const { E } = await model.parameters();
    return {
      stopped,
      finite: losses.every(Number.isFinite),
      count: losses.length,
      step,
      numbers: E.data.every(Number.isFinite),
    };
  });
  expect(seen.stopped?.reason).toMatch(/was not a finite number/);
  expect([seen.finite, seen.numbers]).toEqual([true, true]);
  expect(seen.step).toBe((seen.stopped?.step ?? 0) - 1);
  expect(seen.count).toBe((seen.stopped?.step ?? 0) - 10);
});

test("does a trace of a model on the card have the card's own numbers?", async ({ opened: { page } }) => {
  await needCard(page);
  const same = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, bias: true, backend: "webgpu" });
    const { tensors } = await model.trace("the hen", 3);
    const compared = await model.compare("the hen", 3);
    return compared.map(({ tensor, shape, gpu }) => {
      const traced = tensors[tensor as "z"];
      return [tensor, traced?.data.join() === gpu.join() && traced.shape.join() === shape.join()] as const;
    });
  });
  expect(same).toHaveLength(15);
  expect(same.filter(([, equal]) => !equal)).toEqual([]);
});

test("does the inspector show a number of the CPU beside the card's?", async ({ opened: { page } }) => {
  await needCard(page);
  const compared: Comparison[] = await page.evaluate(async () => {
    const all = await glasslm.model.compare("", 0);
    return all.map((one) => ({ ...one, cpu: one.cpu.slice(0, 4), gpu: one.gpu.slice(0, 4) }));
  });
  for (const name of ["e", "a", "h", "z", "yhat", "L", "dz", "dU", "dh", "da", "dW", "de", "dE"]) {
    expect(compared.find(({ tensor }) => tensor === name)?.difference, name).toBeLessThan(1e-4);
  }
  // A logit, once the step that makes it is done.
  await page.goto("#/step?select=z.1&step=logits");
  await page.getByRole("button", { name: "Compare with the GPU" }).click();
  const sides = page.getByRole("region", { name: "CPU and GPU" });
  await expect(sides).toContainText("of its largest value", { timeout: 30_000 });
  const z = await page.evaluate(async () => {
    const { cpu, gpu, apart } = (await glasslm.model.compare("", 0)).find(({ tensor }) => tensor === "z")!;
    return [cpu, gpu, apart].map((data) => data[1]!);
  });
  expect(z[2]).toBe(z[1]! - z[0]!);
  await expect(sides.getByRole("term")).toHaveText(["CPU", "GPU", "GPU − CPU"]);
  // The page's own example is another, so its numbers are, but they belong together.
  const shown = (await sides.getByRole("definition").allTextContents()).map((text) =>
    Number(text.replace("\u2212", "-")),
  );
  expect(shown.every(Number.isFinite)).toBe(true);
  expect(Math.abs(shown[1]! - shown[0]! - shown[2]!)).toBeLessThan(1e-6);
});

test("does the Train room take the model to the card, and say how well that agrees?", async ({ opened: { page } }) => {
  await needCard(page);
  await page.getByRole("link", { name: "Train" }).click();
  const choice = page.getByRole("combobox", { name: "Computed on" });
  await choice.selectOption("webgpu");
  await expect(inSight(page, /^GPU agrees to \d/)).toBeVisible({ timeout: 30_000 });
  await inSight(page, /^GPU agrees to \d/).click();
  await expect(page.getByRole("table", { name: /Difference between GPU and CPU/ })).toContainText("dU");
  await choice.selectOption("cpu");
  await expect.poll(() => page.evaluate(() => glasslm.model.backend.name)).toBe("cpu");
});

test("is a browser without WebGPU told so?", async ({ opened: { page } }) => {
  await breakWith(page, `Object.defineProperty(navigator, 'gpu', { value: undefined });`);
  expect(await refusal(page)).toMatch(/navigator\.gpu is missing.*"cpu" always works/);
  expect((await page.evaluate(() => glasslm.backends())).map(({ available }) => available)).toEqual([true, false]);
});

test("is a machine without an adapter told so, and does auto stay on the CPU?", async ({ opened: { page } }) => {
  await breakWith(page, `GPU.prototype.requestAdapter = async () => null;`);
  expect(await refusal(page)).toMatch(/requestAdapter gave null/);
  const model = await page.evaluate(
    async () => (await glasslm.create({ corpus: { name: "farmyard" }, backend: "auto" })).backend,
  );
  expect(model).toMatchObject({ name: "cpu" });
  expect(model.detail).toMatch(/no graphics card: .*requestAdapter gave null/);
});

test("is a requestAdapter that throws no more than a refusal?", async ({ opened: { page } }) => {
  await breakWith(page, `GPU.prototype.requestAdapter = () => { throw new Error('blocked by policy'); };`);
  expect(await refusal(page)).toMatch(/could not look for a graphics card: blocked by policy/);
});

test("is a shader that does not compile named?", async ({ opened: { page } }) => {
  await needCard(page);
  await breakWith(
    page,
    `const make = GPUDevice.prototype.createShaderModule;
    GPUDevice.prototype.createShaderModule = function (what) { return make.call(this, { ...what, code: what.code + (what.label === 'softmax.wgsl' ? ' fn broken( {' : '') }); };`,
  );
  expect(await refusal(page)).toMatch(/the shader softmax\.wgsl \(row\) does not compile/);
});

test("is a model that is too large for one binding refused with the number?", async ({ opened: { page } }) => {
  await needCard(page);
  await breakWith(
    page,
    `Object.defineProperty(GPUSupportedLimits.prototype, 'maxStorageBufferBindingSize', { get: () => 8192 });`,
  );
  expect(await refusal(page)).toMatch(/has \d+ numbers, \d+ bytes; this graphics card takes at most 8192 bytes/);
});

test("is a card whose memory is full no more than a refusal?", async ({ opened: { page } }) => {
  await needCard(page);
  await breakWith(
    page,
    `const filters = []; const push = GPUDevice.prototype.pushErrorScope; const pop = GPUDevice.prototype.popErrorScope;
    GPUDevice.prototype.pushErrorScope = function (filter) { filters.push(filter); return push.call(this, filter); };
    GPUDevice.prototype.popErrorScope = function () { const memory = filters.pop() === 'out-of-memory'; const found = pop.call(this);
      return memory ? found.then(() => new GPUOutOfMemoryError('full')) : found; };`,
  );
  expect(await refusal(page)).toMatch(/has not enough memory for this network/);
});

test("does a run whose card is lost go on on the CPU, and does the page say so?", async ({ opened: { page } }) => {
  await needCard(page);
  await breakWith(
    page,
    `const ask = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) { const device = await ask.apply(this, given);
      new BroadcastChannel('lose').onmessage = () => device.destroy(); return device; };`,
  );
  const seen = await page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, backend: "webgpu" });
    await glasslm.show(model);
    let told = 0;
    let lost = 0;
    const { losses, step, stopped } = await model.train({
      steps: 150,
      rate: 0.2,
      onProgress: ({ done, losses: some }) => {
        told += some?.length ?? 0;
        if (lost === 0 && done >= 20) {
          lost = done;
          new BroadcastChannel("lose").postMessage("now");
        }
      },
    });
    // The last report may come a little after the answer.
    for (let wait = 0; told < losses.length && wait < 100; wait += 1) await new Promise((done) => setTimeout(done, 50));
    return {
      count: losses.length,
      step,
      stopped,
      finite: losses.every(Number.isFinite),
      told,
      lost,
      backend: model.backend,
      first: losses[0],
      last: losses[149],
    };
  });
  expect(seen).toMatchObject({ count: 150, step: 150, stopped: null, finite: true, told: 150 });
  expect(seen.last).toBeLessThan(seen.first ?? 0);
  expect(seen.backend.name).toBe("cpu");
  expect(seen.backend.fault).toMatch(/graphics card was lost.*Training goes on on the CPU, from step \d+/);
  await page.getByRole("link", { name: "Train" }).click();
  await expect(
    page.getByRole("main").getByRole("alert").filter({ hasText: "Training continues on the CPU from step" }).first(),
  ).toBeVisible();
});

test("does a run outlive the page being hidden and its thread stopped, and does it lose nothing by it?", async ({
  opened: { page },
  context,
}) => {
  await needCard(page);
  // Headless Chromium hides no page, so both are done to it: the page is told that it is hidden, and the engine's thread stands
  // still as in a page that is frozen, in the middle of a run, while the card goes on.
  await breakWith(
    page,
    `new BroadcastChannel('freeze').onmessage = ({ data }) => { const until = performance.now() + data; while (performance.now() < until); };`,
  );
  const seen = await page.evaluate(async () => {
    const hide = (hidden: boolean) => {
      Object.defineProperty(document, "visibilityState", {
        configurable: true,
        get: () => (hidden ? "hidden" : "visible"),
      });
      Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event("visibilitychange"));
    };
    const run = async (disturb: boolean) => {
      const model = await glasslm.create({ corpus: { name: "farmyard" }, backend: "webgpu" });
      if (disturb) await glasslm.show(model);
      let hiddenAt = -1;
      const { losses, step } = await model.train({
        steps: 60,
        rate: 0.2,
        onProgress: ({ done }) => {
          if (!disturb || hiddenAt >= 0 || done < 10) return;
          hiddenAt = done;
          hide(true);
          new BroadcastChannel("freeze").postMessage(1500);
        },
      });
      hide(false);
      return {
        losses: Array.from(losses),
        step,
        hiddenAt,
        name: model.backend.name,
        fault: model.backend.fault ?? null,
      };
    };
    return [await run(true), await run(false)] as const;
  });
  const [hidden, shown] = seen;
  expect(hidden.hiddenAt).toBeGreaterThan(0);
  expect(hidden.hiddenAt).toBeLessThan(60);
  expect({ ...hidden, hiddenAt: -1 }).toEqual(shown);
  expect(hidden).toMatchObject({ step: 60, name: "webgpu", fault: null });
  // Behind another tab, then in front again.
  const other = await context.newPage();
  await other.bringToFront();
  const more = page.evaluate(async () => (await glasslm.model.train({ steps: 5 })).step);
  await page.bringToFront();
  await other.close();
  expect(await more).toBe(65);
});
