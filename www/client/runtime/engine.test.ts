import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { ErrorFacts } from "../api/index.ts";
import { because } from "../wire/errors.ts";
import { ENGINE_DIED } from "../wire/protocol.ts";
import { Engine, type Remote, type Resident } from "./engine.ts";
import { Pending } from "./pending.ts";
import type { Thread, ThreadEvents } from "./thread.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const fault = (): Error => new Error("unreachable");

/** A thread of ours: what it holds, how much of that it can hold, and whether it starts. */
class Fake implements Thread {
  readonly api: Remote;
  readonly holds: string[] = [];
  readonly left: number[] = [];
  readonly #pending = new Pending();
  readonly #events: ThreadEvents;
  readonly #starts: boolean;

  constructor(events: ThreadEvents, room: number, starts: boolean) {
    this.#events = events;
    this.#starts = starts;
    this.api = {
      put: (name: string) => {
        if (name === "refused") return Promise.reject(new Error("that file is no model"));
        this.holds.push(name);
        if (this.holds.length > room) {
          this.end(fault());
          return new Promise(() => undefined);
        }
        return Promise.resolve();
      },
      ask: () => Promise.resolve("answer"),
      dispose: (number: number) => {
        this.left.push(number);
        return Promise.resolve();
      },
    } as unknown as Remote;
  }
  get over(): boolean {
    return this.#pending.ended !== null;
  }
  wait<T>(answer: Promise<T>): Promise<T> {
    return this.#pending.wait(answer);
  }
  start(): Promise<{ readonly version: string }> {
    return this.#starts ? Promise.resolve({ version: "1" }) : Promise.reject(new Error("no network"));
  }
  end(why: Error): void {
    if (this.over) return;
    why.name = ENGINE_DIED;
    this.#pending.end(why);
    this.#events.ended(why);
  }
}

class Tenant implements Resident {
  readonly name: string;
  readonly lostFor: string[] = [];
  constructor(name: string) {
    this.name = name;
  }
  revive(api: Remote): Promise<void> {
    return (api as unknown as { put(name: string): Promise<void> }).put(this.name);
  }
  lost({ message }: Error): void {
    this.lostFor.push(message);
  }
}

interface Stage {
  readonly engine: Engine;
  readonly threads: Fake[];
  readonly events: string[];
  room: number;
  starts: boolean;
}

function stage(): Stage {
  const threads: Fake[] = [];
  const events: string[] = [];
  const made = { threads, events, room: 10, starts: true };
  const engine = new Engine(
    {
      restarted: ({ message }) => events.push(`restarted: ${message}`),
      failed: (why) => events.push(`failed: ${(why as ErrorFacts).code}`),
      busy: () => undefined,
    },
    (told) => {
      const thread = new Fake(told, made.room, made.starts);
      threads.push(thread);
      return thread;
    },
  );
  return Object.assign(made, { engine });
}

/** How a tenant goes that nobody holds any more. */
const leave = { call: "dispose", number: 7 } as const;

const ask = (engine: Engine): Promise<unknown> =>
  engine.call((api) => (api as unknown as { ask(): Promise<string> }).ask());

test("do all models but the ones that do not fit come back, the page's first, and does the restarting end?", async () => {
  const scene = stage();
  await scene.engine.ready;
  const tenants = ["one", "two", "three", "page"].map((name) => new Tenant(name));
  for (const tenant of tenants) scene.engine.keep(tenant, leave);
  const page = tenants[3]!;
  scene.engine.prefer(page);
  scene.room = 2;
  scene.threads[0]!.end(fault());
  assert.equal(await ask(scene.engine), "answer");
  // Three lives: the third model broke the first two, each time another one.
  assert.equal(scene.threads.length, 4);
  assert.deepEqual(scene.threads.at(-1)?.holds, ["page", "one"]);
  assert.deepEqual(
    tenants.map((tenant) => tenant.lostFor.length),
    [0, 1, 1, 0],
  );
  assert.deepEqual(scene.events, ["restarted: unreachable"]);
  // Another death does not ask for those that are lost again.
  scene.threads.at(-1)!.end(new Error("again"));
  await ask(scene.engine);
  assert.deepEqual(scene.threads.at(-1)?.holds, ["page", "one"]);
});

test("does a model go from the engine that nobody holds any more, once, and does it not come back?", async () => {
  const scene = stage();
  await scene.engine.ready;
  const held = new Tenant("held");
  scene.engine.keep(held, leave);
  (() => {
    for (const name of ["dropped", "disposed"]) {
      const tenant = new Tenant(name);
      scene.engine.keep(tenant, leave);
      if (name === "disposed") scene.engine.forget(tenant);
    }
  })();
  for (let tries = 0; tries < 50 && scene.threads[0]!.left.length === 0; tries += 1) {
    collect();
    await new Promise((done) => setTimeout(done));
  }
  assert.deepEqual(scene.threads[0]!.left, [7]);
  scene.threads[0]!.end(fault());
  await ask(scene.engine);
  assert.deepEqual(scene.threads[1]!.holds, [held.name]);
});

test("is a model that is refused lost alone, and does the thread live on?", async () => {
  const scene = stage();
  await scene.engine.ready;
  const tenants = ["one", "refused", "two"].map((name) => new Tenant(name));
  for (const tenant of tenants) scene.engine.keep(tenant, leave);
  scene.threads[0]!.end(fault());
  await ask(scene.engine);
  assert.equal(scene.threads.length, 2);
  assert.equal(scene.threads[1]!.over, false);
  assert.deepEqual(tenants[1]!.lostFor, ["that file is no model"]);
  assert.deepEqual(scene.threads[1]!.holds, ["one", "two"]);
});

test("is no thread left behind where it cannot be started again, and does it start once it can?", async () => {
  const scene = stage();
  await scene.engine.ready;
  const one = new Tenant("one");
  scene.engine.keep(one, leave);
  scene.starts = false;
  scene.threads[0]!.end(fault());
  await assert.rejects(ask(scene.engine), /could not be started again: no network/);
  assert.ok(scene.threads.every((thread) => thread.over));
  scene.starts = true;
  scene.engine.again();
  assert.equal(await ask(scene.engine), "answer");
  assert.deepEqual(scene.events, ["failed: engineDown", "restarted: unreachable"]);
  assert.deepEqual(scene.threads.at(-1)?.holds, ["one"]);
  scene.engine.again();
  assert.equal(scene.threads.length, 3, "an engine that is up was started again");
});

test("is a call under way rejected by the death, with a name that says so?", async () => {
  const scene = stage();
  await scene.engine.ready;
  const call = scene.engine.call(() => new Promise(() => undefined));
  await Promise.resolve();
  scene.threads[0]!.end(because("engineFault", "out of memory", undefined, { why: "out of memory" }));
  await assert.rejects(call, {
    name: ENGINE_DIED,
    message: /^The engine stopped: out of memory\./,
    code: "engineStopped",
    facts: { why: { message: "out of memory", code: "engineFault", facts: { why: "out of memory" } } },
  });
});
