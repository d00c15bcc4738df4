import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { type ExerciseWords, kinds, misses, names } from "./exercises.ts";
import { chapters } from "./lecture.ts";

interface Known {
  readonly chapter: string;
  readonly choice: boolean;
  readonly facts: readonly string[];
  readonly way: readonly string[];
  readonly names: readonly string[];
}
const known = JSON.parse(readFileSync("tests/reference/exercises.json", "utf8")) as Readonly<Record<string, Known>>;
const placeholders = (text: string): string[] => [...text.matchAll(/\{([\w-]+)\}/g)].map(([, name = ""]) => name);

test("has every kind of question its words, and every text its kind?", () => {
  assert.deepEqual(Object.keys(kinds).sort(), Object.keys(known).sort());
  assert.ok(Object.keys(kinds).length >= 60);
  // README says how many there are.
  const ofPrimer = Object.values(known).filter(({ chapter }) => chapter === "primer").length;
  const readme = readFileSync("README.md", "utf8");
  assert.match(readme, new RegExp(`\\b${String(Object.keys(known).length)} kinds`));
  assert.match(readme, new RegExp(`\\b${String(ofPrimer)} of them the Primer's`));
  for (const chapter of Object.keys(chapters))
    assert.ok(
      Object.values(known).some((kind) => kind.chapter === chapter),
      `${chapter} asks nothing`,
    );
});

test("does every question name only what it is given, and show all of it?", () => {
  for (const [id, { given = "", ask, way }] of Object.entries<ExerciseWords>(kinds)) {
    const { facts, way: later } = known[id] ?? assert.fail(id);
    // What is drawn beside the sentence, not in it.
    const drawn = new Set(["lines", "curve"]);
    const asked = new Set(placeholders(`${given} ${ask}`));
    for (const name of asked) assert.ok(facts.includes(name), `${id} asks with {${name}}`);
    for (const name of facts)
      assert.ok(
        drawn.has(name) || asked.has(name) || way.some((line) => placeholders(line).includes(name)),
        `${id} never shows ${name}`,
      );
    for (const name of way.flatMap(placeholders))
      assert.ok(name === "answer" || facts.includes(name) || later.includes(name), `${id} explains with {${name}}`);
  }
});

test("has every name and every classic mistake its words, and every word its use?", () => {
  const used = new Set(Object.values(known).flatMap((kind) => kind.names));
  assert.deepEqual([...used].sort(), Object.keys(names).sort());
  const folder = "src/exercises";
  const source = readdirSync(folder).map((file) => readFileSync(`${folder}/${file}`, "utf8"));
  const named = new Set(
    source.flatMap((text) => [...text.matchAll(/\.miss\(\s*"([\w-]+)"/g)].map(([, name = ""]) => name)),
  );
  assert.deepEqual([...named].sort(), Object.keys(misses).sort());
});

test("are sentences short enough to be read at a projector?", () => {
  for (const [id, { given = "", ask, way }] of Object.entries<ExerciseWords>(kinds))
    for (const sentence of [given, ask, ...way].flatMap((text) => text.split(/(?<=[.?!:;])\s/)))
      assert.ok(sentence.split(/\s+/).length <= 30, `${id}: “${sentence}” is too long`);
});
