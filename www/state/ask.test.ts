import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ENGINE_DIED } from "../client/wire/protocol.ts";
import { Ask } from "./ask.svelte.ts";

interface Call {
  readonly question: string;
  readonly signal: AbortSignal;
  answer(value: string): void;
  fail(error: Error): void;
}

/** An engine that answers when the test says so. */
function engine(): {
  readonly calls: Call[];
  readonly call: (question: string, control: { signal?: AbortSignal }) => Promise<string>;
} {
  const calls: Call[] = [];
  return {
    calls,
    call: (question, { signal }) =>
      new Promise((answer, fail) => {
        signal?.addEventListener("abort", () => fail(new Error("aborted")));
        calls.push({ question, signal: signal!, answer, fail });
      }),
  };
}
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

test("is one call under way at most, and the newest question always answered?", async () => {
  const { calls, call } = engine();
  const ask = new Ask(call);
  for (const question of ["a", "ab", "abc", "abcd"]) void ask.ask(question);
  await settle();
  assert.deepEqual(
    calls.map(({ question }) => question),
    ["a"],
  );
  calls[0]!.answer("A");
  await settle();
  assert.equal(ask.answer, "A");
  assert.deepEqual(
    calls.map(({ question }) => question),
    ["a", "abcd"],
  );
  calls[1]!.answer("ABCD");
  await settle();
  assert.deepEqual([ask.answer, ask.of, ask.busy], ["ABCD", "abcd", false]);
});

test("is an answer dropped that is not of the newest question, where that matters?", async () => {
  const { calls, call } = engine();
  const ask = new Ask(call, { key: (word) => word });
  void ask.ask("cow");
  void ask.ask("cowx");
  await settle();
  calls[0]!.answer("neighbours of cow");
  await settle();
  assert.equal(ask.answer, null);
  calls[1]!.fail(new Error("no such word"));
  await settle();
  assert.deepEqual([ask.answer, ask.problem], [null, "no such word"]);
});

test("does what is under way end with the model, and is nothing taken or asked after it?", async () => {
  const { calls, call } = engine();
  const model = new AbortController();
  const taken: string[] = [];
  const ask = new Ask(call, { scope: model.signal, taken: (answer) => taken.push(answer) });
  const idle = ask.ask("one");
  await settle();
  model.abort();
  assert.equal(calls[0]!.signal.aborted, true);
  calls[0]!.answer("late");
  await idle;
  void ask.ask("two");
  await settle();
  assert.deepEqual([calls.length, taken, ask.answer, ask.problem], [1, [], null, null]);
  const never = new Ask(call, { scope: model.signal });
  await never.ask("three");
  assert.equal(calls.length, 1);
});

test("does what a view asked go with the view, though its model stays?", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const { call } = engine();
  const model = new AbortController();
  let listening = 0;
  const { addEventListener, removeEventListener } = model.signal;
  model.signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
    listening += 1;
    addEventListener.apply(model.signal, given);
  };
  model.signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
    listening -= 1;
    removeEventListener.apply(model.signal, given);
  };
  const views = Array.from({ length: 20 }, () => new WeakRef(new Ask(call, { scope: model.signal })));
  assert.equal(listening, 20);
  for (let turn = 0; turn < 50 && listening > 0; turn += 1) {
    await settle();
    collect();
  }
  assert.deepEqual([views.filter((view) => view.deref() !== undefined).length, listening], [0, 0]);
});

test("is a call given up for a newer question only where its patience says so?", async () => {
  const { calls, call } = engine();
  const ask = new Ask(call, { patience: (way) => (way === "undo" ? Infinity : 1) });
  void ask.ask("undo");
  await settle();
  void ask.ask("seek 5");
  await settle();
  // An undo is let arrive; a seek is not.
  assert.equal(calls[0]!.signal.aborted, false);
  calls[0]!.answer("undone");
  await settle();
  void ask.ask("seek 9");
  await settle();
  assert.equal(calls[1]!.signal.aborted, true);
  await settle();
  assert.deepEqual(
    calls.map(({ question }) => question),
    ["undo", "seek 5", "seek 9"],
  );
  const idle = ask.ask("seek 9");
  ask.stop();
  await idle;
  assert.deepEqual([ask.busy, ask.progress, ask.problem], [false, null, null]);
});

test("is a question that ended the engine twice not asked a third time?", async () => {
  const { calls, call } = engine();
  const ask = new Ask(call, { key: (word) => word });
  const died = (): Error => Object.assign(new Error("The engine stopped"), { name: ENGINE_DIED });
  for (let i = 0; i < 4; i += 1) {
    void ask.ask("deadly");
    await settle();
    calls[i]?.fail(died());
    await settle();
  }
  assert.equal(calls.length, 2);
  assert.equal(ask.problem, "The engine stopped");
  void ask.ask("another");
  await settle();
  assert.equal(calls.length, 3);
});

test("does an answer from elsewhere put an older one out of date?", async () => {
  const { calls, call } = engine();
  const ask = new Ask(call);
  void ask.ask("a");
  void ask.ask("ab");
  ask.take("abc", "from the page's own engine");
  await settle();
  calls[0]!.answer("A");
  await settle();
  assert.deepEqual([ask.answer, calls.length], ["from the page's own engine", 1]);
});
