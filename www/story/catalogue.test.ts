/// <reference types="vite/client" />
// The whole catalogue: every translation complete.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { german } from "./de/index.ts";
import { catalogues } from "./told.ts";

// All of them, also those that come later.
import.meta.glob(["./*.ts", "!./*.test.ts"], { eager: true });

/** Every text of a part, with the way to it. */
function leaves(part: unknown, at: readonly string[] = []): [path: readonly string[], text: string][] {
  if (typeof part === "string") return [[at, part]];
  return Object.entries(part as object).flatMap(([key, value]) => leaves(value, [...at, key]));
}
const english = leaves(Object.fromEntries(catalogues));
const other = new Map(leaves(german).map(([at, text]) => [at.join("."), text]));
const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{([\w-]+)\}/g)].map(([, name = ""]) => name).sort();

void test("does German say everything, with the same numbers in it, and nothing else?", () => {
  assert.deepEqual([...other.keys()].sort(), english.map(([at]) => at.join(".")).sort());
  for (const [at, text] of english) {
    const key = at.join(".");
    const german = other.get(key) ?? "";
    assert.equal(german === "", text === "", `${key} says nothing`);
    assert.deepEqual([...new Set(placeholders(german))], [...new Set(placeholders(text))], key);
  }
});

void test("is what German leaves in English a formula, a name or a word that both languages have?", () => {
  // Sentences: three words of letters or more.
  const same = english.filter(
    ([at, text]) =>
      (text.replace(/\{[\w-]+\}/g, "").match(/\p{L}{3,}/gu) ?? []).length > 2 && other.get(at.join(".")) === text,
  );
  assert.deepEqual(
    same.map(([at]) => at.join(".")),
    [],
  );
});

void test("are German quotation marks German, and is a percent sign kept with its number?", () => {
  for (const [key, text] of other) {
    assert.doesNotMatch(text, /”|"|(?<!„[^“]*)“/u, `${key}: ${text}`);
    assert.doesNotMatch(text, /[\d}] ?%/, `${key}: ${text}`);
  }
  for (const [at, text] of english) assert.doesNotMatch(text, /[\d}]\s%|„/, at.join("."));
});

void test("has an entry that depends on a count each of the language's forms?", () => {
  for (const locale of ["en", "de"])
    assert.deepEqual(new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort(), ["one", "other"]);
  const forms = english.filter(([at]) => at.at(-1) === "one").map(([at]) => at.slice(0, -1).join("."));
  const all = new Set(english.map(([at]) => at.join(".")));
  assert.ok(forms.filter((key) => all.has(`${key}.other`)).length > 10);
});

void test("has every refusal of the engine its sentence, with no fact in it that the engine does not give?", () => {
  const types = readFileSync("www/client/api/engine.ts", "utf8").split("export interface RefusalFacts {")[1] ?? "";
  const facts = new Map(
    [...types.matchAll(/^ {2}readonly (\w+): (.*);$/gm)].map(([, code = "", names = ""]) => [
      code,
      [...names.matchAll(/"(\w+)"/g)].map(([, name = ""]) => name),
    ]),
  );
  assert.ok(facts.size > 100);
  const said = english.filter(([at]) => at[0] === "refusals" && at[1] === "codes");
  assert.deepEqual(said.map(([at]) => at[2]).sort(), [...facts.keys()].sort());
  for (const [at, text] of said) {
    const known = new Set([...(facts.get(at[2] ?? "") ?? []), "field", "given", "needed", "limit"]);
    assert.deepEqual(
      placeholders(text).filter((name) => !known.has(name)),
      [],
      at[2],
    );
  }
});
