import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { percent, short, typed } from "../draw/number.ts";
import { put } from "./change.ts";
import { plural } from "./plural.ts";
import { count, fill, told } from "./told.ts";

afterEach(() => put("en", {}));

const words = told("of a test", {
  title: "Title",
  parts: [{ name: "First" }, { name: "Second" }],
  steps: { one: "{count} step of {all}", other: "{count} steps of {all}" },
  late: "Late",
} as const);
const german = {
  "of a test": {
    title: "Titel",
    parts: [{ name: "Erster" }, { name: "Zweiter" }],
    steps: { one: "{count} Schritt von {all}", other: "{count} Schritte von {all}" },
  },
};

void test("does a language lie over the catalogue, also for who holds a part of it, and go again?", () => {
  const { parts } = words;
  put("de", german);
  assert.deepEqual([words.title, parts[1].name, words.late], ["Titel", "Zweiter", "Late"]);
  put("en", {});
  assert.deepEqual([words.title, parts[1].name, words.late], ["Title", "Second", "Late"]);
});

void test("is what is fetched later in the page's language too?", () => {
  put("de", { "of a later part": { title: "Titel" } });
  assert.equal(told("of a later part", { title: "Title" }).title, "Titel");
});

void test("do a count and its noun agree in each language?", () => {
  const all = { all: count(12345) };
  assert.deepEqual(
    [0, 1, 1000].map((value) => plural(words.steps, value, all)),
    ["0 steps of 12,345", "1 step of 12,345", "1,000 steps of 12,345"],
  );
  put("de", german);
  assert.deepEqual(
    [0, 1, 1000].map((value) => plural(words.steps, value, { all: count(12345) })),
    ["0 Schritte von 12.345", "1 Schritt von 12.345", "1.000 Schritte von 12.345"],
  );
});

void test("have numbers the decimal mark of the language, read and typed?", () => {
  assert.deepEqual([short(0.296), percent(0.296), typed("1,234"), typed("0,5")], ["0.296", "29.6%", 1234, 0.5]);
  put("de", {});
  assert.deepEqual([short(0.296), percent(0.296)], ["0,296", "29,6\u00a0%"]);
  assert.deepEqual([typed("1,234"), typed("0.5"), typed("12 000,5")], [1.234, 0.5, 12000.5]);
});

void test("is what is filled in never read for braces again?", () => {
  assert.equal(fill("{a} {b}", { a: "{b}", b: "c" }), "{b} c");
});
