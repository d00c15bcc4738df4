// The crew's module with true threads, against the page's engine: is a run or an evaluation the same to the last bit by any number of
// threads, is a helper that is lost noticed, is anything left over? Run after `cargo xtask build`: node --test tests/crew.mjs
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import ts from "typescript";
import { create, initSync } from "../pkg/glasslm.js";

const at = (path) => new URL(path, import.meta.url);
// The page's own file says what the module is given; Node 20 reads no TypeScript.
const given = ts.transpileModule(readFileSync(at("../www/worker/crew/wasm.ts"), "utf8"), {
  compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
}).outputText;
const source = `data:text/javascript,${encodeURIComponent(given)}`;
const { MEMORY, Lost, importsOf } = await import(source);

const helper = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { workerData } from "node:worker_threads";
    const { importsOf } = await import(workerData.source);
    const { module, memory, tid, argument } = workerData;
    new WebAssembly.Instance(module, importsOf(memory, () => -1)).exports.wasi_thread_start(tid, argument);
  `)}`,
);
const module = new WebAssembly.Module(readFileSync(at("../pkg/crew/glasslm_crew.wasm")));
initSync({ module: readFileSync(at("../pkg/glasslm_bg.wasm")) });

class Crew {
  memory = new WebAssembly.Memory(MEMORY);
  workers = [];
  tids = 0;

  constructor() {
    const spawn = (argument) => {
      const tid = ++this.tids;
      const worker = new Worker(helper, { workerData: { source, module, memory: this.memory, tid, argument } });
      worker.unref();
      this.workers.push(worker);
      return tid;
    };
    this.exports = new WebAssembly.Instance(module, importsOf(this.memory, spawn)).exports;
    this.exports._initialize();
  }

  async threads(count) {
    this.exports.helpers(count - 1);
    while (this.exports.up() < count - 1) await new Promise((done) => setTimeout(done, 1));
    assert.equal(this.exports.threads(count), count);
  }

  write(message) {
    const bytes = new TextEncoder().encode(JSON.stringify(message));
    new Uint8Array(this.memory.buffer, this.exports.desk(bytes.length), bytes.length).set(bytes);
    return bytes.length;
  }

  answer() {
    const { answer, answer_length } = this.exports;
    return new TextDecoder().decode(new Uint8Array(this.memory.buffer, answer(), answer_length()).slice());
  }

  /** Copies a state and examples in. */
  give(state, source) {
    const crew = this.exports;
    assert.equal(crew.model(this.write(state.make)), 0, this.answer());
    for (const [which, numbers] of [state.parameters, state.first, state.second].entries()) {
      assert.equal(crew.part_length(which), numbers.length);
      const part = crew.part(which);
      new Float32Array(this.memory.buffer, part, numbers.length).set(numbers);
    }
    const { tokens, stride, offset, boundary, examples } = source;
    const place = crew.tokens(tokens.length);
    new Uint32Array(this.memory.buffer, place, tokens.length).set(tokens);
    crew.windows(stride, offset, boundary, examples);
    this.make = state.make;
  }

  begin(state, source, options, first) {
    this.give(state, source);
    assert.equal(this.exports.begin(this.write(options), first), 0, this.answer());
  }

  /** The figures of these examples, in pieces of so many by as many threads as are said for each piece. */
  evaluate(state, source, piece, threads) {
    const crew = this.exports;
    this.give(state, source);
    assert.equal(crew.evaluate(source.unknown, 4), 0, this.answer());
    for (let done = 0; done < source.examples;) {
      crew.threads(threads(done));
      const before = done;
      done = crew.score(piece);
      assert.equal(done, Math.min(source.examples, before + piece));
    }
    crew.figures();
    return JSON.parse(this.answer());
  }

  /** So many steps; their losses. */
  advance(count) {
    const losses = [];
    while (losses.length < count) {
      const done = this.exports.advance(count - losses.length, 1e8);
      losses.push(...new Float32Array(this.memory.buffer, this.exports.losses(), done));
      assert.equal(this.exports.broken(), 0);
    }
    return losses;
  }

  state() {
    this.exports.changed();
    const make = { ...this.make, ...JSON.parse(this.answer()) };
    const part = (which) =>
      new Float32Array(this.memory.buffer, this.exports.part(which), this.exports.part_length(which)).slice();
    return { make, parameters: part(0), first: part(1), second: part(2) };
  }

  async end() {
    for (const worker of this.workers) await worker.terminate();
  }
}

const text = Array.from({ length: 400 }, (_, i) => `w${i % 97} w${(i * i) % 61} w${(7 * i) % 83} .\n`).join("");

/** A model of the page's engine. */
function session(options = {}) {
  const work = create({ sentences: true, context: 3, embedding: 8, hidden: 24, ...options }, text.length);
  work.feed("whole", new TextEncoder().encode(text));
  work.seal();
  for (let more = true; more;) {
    const { done, total } = work.advance(1e8);
    more = done < total;
  }
  return work.finish();
}

/** Where a model of the page's engine stands. */
const handover = (model) => model.finish(model.begin("handover"));

/** A run of the page's engine alone: where it ends, and every loss. */
function alone(model, options) {
  const run = model.begin("train", options);
  const losses = [];
  for (let more = true; more;) {
    const { done, total, losses: some } = model.advance(run, 1e8);
    losses.push(...(some ?? []));
    more = done < total;
  }
  assert.equal(model.finish(run).stopped, null);
  return { losses, state: handover(model) };
}

const rules = {
  sgd: {},
  momentum: { optimizer: "momentum", rate: 0.05 },
  adamw: { optimizer: "adamw", rate: 0.003, weightDecay: 0.1, schedule: "cosine", total: 50 },
  clip: { clip: 0.05 },
  step: { schedule: "step", every: 7, order: "sequential", batch: 13 },
};

for (const [name, rule] of Object.entries(rules)) {
  test(`is a run (${name}) that a crew does the page's own, with 1 to 4 threads and a number that changes?`, async () => {
    const options = { steps: 60, batch: 32, ...rule };
    const { losses, state } = alone(session({ bias: name === "clip" }), options);
    for (const plan of [() => 1, () => 2, () => 3, () => 4, (step) => 1 + (step % 4)]) {
      const model = session({ bias: name === "clip" });
      const run = model.begin("train", options);
      const began = [];
      while (model.step < 3) began.push(...(model.advance(run, 1).losses ?? []));
      const crew = new Crew();
      await crew.threads(4);
      crew.begin(handover(model), model.windowSource("train"), options, 0);
      while (began.length < 59) {
        crew.exports.threads(plan(began.length));
        began.push(...crew.advance(1));
        if (began.length === 30) adopt(model, crew.state(), run);
      }
      adopt(model, crew.state(), run);
      assert.equal(model.step, 59);
      began.push(...model.advance(run, 1e9).losses);
      model.finish(run);
      assert.deepEqual(began, losses);
      assert.deepEqual(handover(model), state);
      await crew.end();
    }
  });
}

/** The model goes on from a state that the crew made in its run. */
function adopt(model, state, run) {
  const work = model.begin("adopt", { ...state, run });
  for (let progress; (progress = model.advance(work, 1e6)).done < progress.total;);
  model.finish(work);
}

for (const sentences of [true, false])
  test(`is an evaluation (${sentences ? "sentences" : "a stream"}) that a crew does the page's own, with 1 to 4 threads and a number that changes?`, async () => {
    const model = session({ sentences, maximumVocabulary: 60, bias: true });
    alone(model, { steps: 50, batch: 32, optimizer: "momentum", rate: 0.05 });
    const state = { ...handover(model), first: new Float32Array(), second: new Float32Array() };
    state.make = { ...state.make, rule: "sgd", updates: 0 };
    const crew = new Crew();
    await crew.threads(4);
    const used = [];
    // What an evaluation leaves, the next one uses.
    for (const split of ["train", "validation", "test", "train", "validation", "test"]) {
      const { unknownTrained, step, ...figures } = model.finish(model.begin("evaluate", split));
      assert.deepEqual([unknownTrained, step], [model.unknownTrained, 50]);
      assert.ok(figures.unknown > 0 && figures.boundaries > 0 === sentences);
      for (const plan of [() => 1, () => 2, () => 3, () => 4, (done) => 1 + (done % 4)])
        for (const piece of [37, 256, 10_000])
          assert.deepEqual(crew.evaluate(state, model.windowSource(split), piece, plan), figures);
      used.push(crew.exports.used());
    }
    assert.deepEqual(used.slice(3), used.slice(0, 3));
    await crew.end();
  });

test("is a run on a script's own examples that a crew does the page's own, and can it be gone back over?", async () => {
  const numbers = (count, from) => Uint32Array.from({ length: count }, (_, i) => from + ((i * i) % 61));
  const examples = { contexts: numbers(3 * 50, 2), targets: numbers(50, 5) };
  for (const rule of [{}, rules.adamw, { clip: 0.05, batch: 13 }]) {
    const options = { steps: 40, batch: 50, ...rule };
    const run = (model) => model.begin("trainOn", { ...examples, ...options });
    const [here, by] = [session(), session()];
    for (const model of [here, by]) alone(model, { steps: 5, batch: 8 });
    const work = run(here);
    const losses = [];
    while (losses.length < 40) losses.push(...(here.advance(work, 1e8).losses ?? []));
    here.finish(work);
    const helped = run(by);
    const began = [...by.advance(helped, 1).losses];
    const state = handover(by);
    const { dealt } = state.make;
    const make = { ...state.make, dealt: began.length * options.batch };
    if (make.rule !== (rule.optimizer ?? "sgd")) throw new Error("a step of the run was done");
    const crew = new Crew();
    await crew.threads(2);
    const source = by.windowSourceOf(examples.contexts, examples.targets, options);
    crew.begin({ ...state, make }, source, { ...options, order: "sequential" }, 5);
    began.push(...crew.advance(39 - began.length));
    const taken = crew.state();
    adopt(by, { ...taken, make: { ...taken.make, dealt } }, helped);
    began.push(...by.advance(helped, 1e9).losses);
    by.finish(helped);
    assert.deepEqual(began, losses);
    assert.deepEqual(handover(by), handover(here));
    for (const step of [20, 3, 44]) {
      for (const model of [here, by]) model.finish(model.begin("seek", step));
      assert.equal(by.step, step);
      assert.deepEqual(handover(by), handover(here));
    }
    await crew.end();
  }
});

test("is a helper that is killed, at whatever time, noticed?", { timeout: 120_000 }, async () => {
  const model = session({ hidden: 200 });
  const options = { steps: 1e6, batch: 32 };
  const [state, source] = [handover(model), model.windowSource("train")];
  const want = alone(session({ hidden: 200 }), { ...options, steps: 20 });
  for (let round = 0; round < 50; round += 1) {
    const crew = new Crew();
    await crew.threads(2);
    crew.begin(state, source, options, 0);
    let latest = null;
    const killed = new Promise((done) => {
      setTimeout(() => void crew.workers[0].terminate().then(done), (round * 7) % 40);
    });
    let lost = null;
    try {
      for (let dead = false; ;) {
        void killed.then(() => (dead = true));
        crew.exports.advance(1 + (round % 5), 1e9);
        if (latest === null || latest.make.step < 20) latest = crew.state();
        await new Promise((done) => setImmediate(done));
        if (dead) crew.exports.advance(5, 1e9);
      }
    } catch (error) {
      lost = error;
    }
    assert.ok(lost instanceof Lost, String(lost));
    // What was taken before is whole: the run goes on from it.
    const here = session({ hidden: 200 });
    const run = here.begin("train", { ...options, steps: 20 });
    if (latest !== null && latest.make.step <= 20) adopt(here, latest, run);
    while (here.step < 20) here.advance(run, 1e8);
    here.finish(run);
    assert.deepEqual(handover(here).parameters, want.state.parameters);
  }
});

test("does nothing grow over 10,000 beginnings, and over 200,000 steps?", { timeout: 300_000 }, async () => {
  const model = session({ embedding: 2, hidden: 4, context: 1 });
  const [state, source] = [handover(model), model.windowSource("train")];
  const options = { steps: 1e6, batch: 8 };
  const crew = new Crew();
  await crew.threads(2);
  const once = () => crew.begin(state, source, options, 0);
  once();
  crew.advance(2_000);
  once();
  const [used, bytes] = [crew.exports.used(), crew.memory.buffer.byteLength];
  for (let round = 0; round < 10_000; round += 1) once();
  assert.equal(crew.exports.used(), used);
  for (let round = 0; round < 100; round += 1) crew.advance(2_000);
  once();
  assert.equal(crew.exports.used(), used);
  assert.equal(crew.memory.buffer.byteLength, bytes);
  await crew.end();
});

test("do helpers come and go 200 times without a trace?", { timeout: 120_000 }, async () => {
  const crew = new Crew();
  let used = 0;
  for (let round = 0; round < 200; round += 1) {
    await crew.threads(2);
    const worker = crew.workers.pop();
    worker.ref();
    const gone = new Promise((done) => worker.once("exit", done));
    crew.exports.dismiss();
    await gone;
    if (round === 20) used = crew.exports.used();
  }
  assert.ok(crew.exports.used() <= used + 4096, `${String(used)}, then ${String(crew.exports.used())}`);
});
