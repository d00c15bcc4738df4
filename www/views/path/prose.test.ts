import assert from "node:assert/strict";
import { test } from "node:test";
import { chapters as words, glossary } from "../../story/lecture.ts";
import { chapters } from "./chapters.ts";
import { names, pieces, termOf } from "./prose.ts";

const texts = Object.entries(words).flatMap(([id, { title, text, task, done }]) =>
  [title, ...text, task, done].map((sentence) => ({ id, sentence })),
);

test("is every marked word in the glossary, and every entry of it used?", () => {
  const used = new Set<string>();
  for (const { id, sentence } of texts) {
    for (const [, inside = ""] of sentence.matchAll(/\[\[([^\]]+)\]\]/g)) {
      const term = termOf(inside.split("|")[0] ?? "");
      assert.ok(term !== null, `${id}: the glossary has no “${inside}”`);
      used.add(term);
    }
  }
  assert.deepEqual(
    Object.keys(glossary).filter((term) => !used.has(term)),
    [],
  );
});

test("has every chapter its words, and every text its chapter?", () => {
  assert.deepEqual(chapters.map(({ id }) => id).sort(), Object.keys(words).sort());
  assert.equal(new Set(chapters.map(({ id }) => id)).size, chapters.length);
});

test("says every chapter which live numbers its prose has?", () => {
  for (const { id, live } of chapters) {
    const { title, text, task, done } = words[id];
    const named = new Set([title, ...text, task, done].flatMap(names));
    assert.deepEqual([...named].sort(), [...live].sort(), id);
  }
});

test("are sentences short enough to be read at a projector?", () => {
  for (const { id, sentence } of texts) {
    for (const one of sentence.split(/(?<=[.?!:;])\s/))
      assert.ok(one.split(/\s+/).length <= 34, `${id}: “${one}” is too long`);
  }
});

test("are values words of a corpus that nothing reads again?", () => {
  const hostile = { word: "{other} [[softmax]]", other: "x" };
  assert.deepEqual(pieces("say “{word}” of [[softmax|the softmax]]", hostile), [
    { text: "say “", term: null, live: false },
    { text: "{other} [[softmax]]", term: null, live: true },
    { text: "” of ", term: null, live: false },
    { text: "the softmax", term: "softmax", live: false },
  ]);
  assert.equal(pieces("{none}", {})[0]?.text, "…");
  assert.equal(pieces("{constructor}", {})[0]?.text, "…");
});
