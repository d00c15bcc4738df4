// The built files themselves: what the page's host hands out.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";

const assets = fileURLToPath(new URL("../../dist/assets/", import.meta.url));
const scripts = readdirSync(assets).filter((name) => name.endsWith(".js"));
const text = (name: string): string => readFileSync(assets + name, "utf8");
/** The files that a built file imports, at once or later. */
const imported = (name: string): string[] =>
  [...text(name).matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'`]\.\/([^"'`]+)["'`]/g)].map((found) => found[1] ?? "");

test("does no chunk import a worker's entry? (WebKit would evaluate it a second time)", () => {
  const entries = scripts.flatMap((name) =>
    [...text(name).matchAll(/new Worker\([^`"']*[`"']([^`"']+\.js)[`"']/g)].map((found) => found[1] ?? ""),
  );
  // The engine's thread, and the two kinds of the crew's.
  // A content hash has eight characters, "-" among them.
  const names = entries.map((name) => name.replace(/-.{8}\.js$/, ""));
  expect([...new Set(names)].sort()).toEqual(["entry", "helper", "leader"]);
  expect(scripts).toEqual(expect.arrayContaining(entries));
  // What is looked for can be found: the parts that come later do import from the engine's thread.
  const importers = scripts.filter((name) => imported(name).length > 0);
  expect(importers.length).toBeGreaterThan(10);
  for (const entry of entries) expect(scripts.filter((name) => imported(name).includes(entry))).toEqual([]);
});

test("is no folder of the machine that built it in a module of the engine?", () => {
  const modules = readdirSync(assets).filter((name) => name.endsWith(".wasm"));
  expect(modules).toHaveLength(4);
  for (const module of modules) {
    const bytes = readFileSync(assets + module, "latin1");
    // What is looked for can be found: a panic names its own source file.
    expect(/\bsrc\/[a-z]+\/[a-z]+\.rs/.test(bytes), module).toBe(true);
    expect(/registry[/\\]src/.test(bytes), module).toBe(false);
  }
});
