import assert from "node:assert/strict";
import { test } from "node:test";
import type { Engine } from "./engine.ts";
import { PagePrimer } from "./primer.ts";

test("is a new engine given the numbers that the old one took, and no others?", async () => {
  const told: [string, readonly unknown[]][] = [];
  const api = {
    primer: (name: string, args: readonly unknown[]) => {
      told.push([name, args]);
      const refused = name === "edit" && "x2" in (args[1] as object) ? [{ cell: "x2", message: "" }] : [];
      const target = name === "edit" && "y1" in (args[1] as object) ? [{ cell: "y", message: "" }] : [];
      return Promise.resolve([...refused, ...target]);
    },
  };
  const engine = { keep: () => undefined, call: (ask: (to: typeof api) => unknown) => ask(api) } as unknown as Engine;
  const primer = new PagePrimer(engine);
  await primer.edit("classifier", { x1: "5" });
  await primer.example("classifier", "underflow");
  await primer.edit("classifier", { x1: "3", x2: "oops" });
  await primer.edit("classifier", { y1: "1", y2: "1", y3: "0" });
  await primer.edit("hidden", { u11: "2" });
  told.length = 0;
  await primer.revive(api as never);
  assert.deepEqual(told, [
    ["example", ["classifier", "underflow"]],
    ["edit", ["classifier", { x1: "3" }]],
    ["example", ["hidden", "first"]],
    ["edit", ["hidden", { u11: "2" }]],
  ]);
});
