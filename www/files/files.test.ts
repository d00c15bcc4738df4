import { base85, fromBase85 } from "./base85.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { corpusOf, digest, textsOf } from "./digest.ts";
import { looksLikeTable, projector, readTable, word2vec } from "./embeddings.ts";
import { guessed, toldOf, vocabularyOf } from "./foreign.ts";
import { looksSaved, ofAnother, readHeader, withNotes } from "./header.ts";
import { withLesson } from "./lesson.ts";
import { cellOf, csv, jsonLines } from "./tables.ts";
import { packed, unpacked } from "./zip.ts";

const breathe = () => Promise.resolve();

/** A saved model's file with these strings and eight bytes of numbers. */
function saved(strings: object): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: strings }));
  const bytes = new Uint8Array(8 + header.length + 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set([1, 2, 3, 4, 5, 6, 7, 8], 8 + header.length);
  return bytes;
}

test("a digest tells texts apart, and one text from the same words cut in two", async () => {
  const found = await Promise.all(
    [["the hen"], ["the hem"], ["the ", "hen"], ["the hen", ""], []].map((texts) => digest(texts, breathe)),
  );
  assert.equal(new Set(found).size, found.length);
  assert.equal(await digest(["the hen"], breathe), found[0]);
  assert.ok(found.every((name) => /^[0-9a-f]{16}$/.test(name)));
  const splits = { train: "a", validation: "b", test: "" };
  assert.deepEqual(corpusOf(textsOf(splits)), splits);
  assert.deepEqual(corpusOf(textsOf({ text: "a" })), { text: "a" });
  assert.deepEqual(textsOf({ name: "farmyard" }), []);
});

test("a file of another program is told from ours, and its tensors are guessed by name, then by their order", async () => {
  assert.equal(await ofAnother(saved({ format: "pt" })), true);
  assert.equal(await ofAnother(new Blob([Uint8Array.from(saved({}))])), true);
  assert.equal(await ofAnother(saved({ format: "glasslm 2" })), false);
  assert.equal(await ofAnother(new TextEncoder().encode("not a model")), false);
  const tensor = (name: string, ...shape: number[]) => ({ name, dtype: "F32", shape });
  const torch = [
    tensor("net.2.weight", 8, 7),
    tensor("net.0.bias", 7),
    tensor("net.0.weight", 7, 6),
    tensor("embed.weight", 8, 3),
  ];
  assert.deepEqual(toldOf(guessed(torch)), {
    E: { name: "embed.weight" },
    W: { name: "net.0.weight" },
    U: { name: "net.2.weight" },
  });
  const said = guessed([tensor("x", 1, 2), tensor("y", 1, 2)]);
  assert.deepEqual([said.E.name, said.W.name, said.U.name, said.b.name], ["x", "y", "", ""]);
  said.E.transposed = "yes";
  assert.deepEqual(toldOf(said).E, { name: "x", transposed: true });
  assert.deepEqual(vocabularyOf("\uFEFFa\r\n</s>\n\nb\n"), ["a", "</s>", "", "b"]);
});

test("a file says which text it was made from, and its numbers stay at a multiple of eight", () => {
  const strings = { options: '{"context":3}', vocabulary: '["a"]', step: "7" };
  const noted = withNotes(saved(strings), { text: "0123", past: "0;30r0.5" });
  assert.deepEqual(readHeader(noted), {
    options: { context: 3 },
    vocabulary: ["a"],
    step: 7,
    text: "0123",
    past: "0;30r0.5",
  });
  assert.equal(readHeader(saved(strings))?.text, null);
  assert.equal(readHeader(withNotes(saved(strings), { text: "0123", past: null }))?.past, null);
  assert.equal((noted.length - 8) % 8, 0);
  assert.deepEqual([...noted.subarray(-8)], [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(looksSaved(new Uint8Array(20)), false);
  assert.equal(readHeader(saved({})), null);
});

test("a zip comes back, without the folders in front of its names", () => {
  const zip = packed({ "a/model.safetensors": new Uint8Array([1, 2]), "text.txt": "é" });
  const back = unpacked(zip, (name) => name !== "text.txt");
  assert.deepEqual([...back], [["model.safetensors", new Uint8Array([1, 2])]]);
});

test("a table of embeddings is known by its rows, and replaces the columns of its words alone", async () => {
  assert.ok(looksLikeTable("2 3\nhen 1 2 3\ncow 4 5"));
  assert.ok(looksLikeTable("hen 0.1 -2 3e-1\ncow 4 5 6\n"));
  for (const text of ["the hen sits\nthe cow eats grass\n", "", "1 2\n", "a 1 2\nb 1 2 3\nc 1"])
    assert.ok(!looksLikeTable(text));
  const E = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
  const names = ["</s>", "hen", "a b"];
  const read = (text: string) => readTable(new Blob([text]), names, E);
  const { E: after, found } = await read("2 2\nhen 7 8\ncow 9 9");
  assert.deepEqual([[...after.data], found], [[1, 7, 3, 4, 8, 6], 1]);
  await assert.rejects(read("hen 7 8 9\n"), /3 values per word/);
  await assert.rejects(read("x 7 8\nhen 7 oops\n"), /“hen” is incomplete/);
  await assert.rejects(read("x 7 8\n"), /none of this model’s words/);
  assert.equal(word2vec(names, E), "3 2\n</s> 1 4\nhen 2 5\na␣b 3 6\n");
  assert.deepEqual(projector(names, E), { vectors: "1\t4\n2\t5\n3\t6\n", names: "</s>\nhen\na␣b\n" });
});

test("cells are quoted, and none of them is a formula", () => {
  assert.equal(
    csv(
      ["a", "b"],
      [
        ['say "x", y', -1.5],
        ["=1+1", null],
      ],
    ),
    'a,b\r\n"say ""x"", y",-1.5\r\n\'=1+1,\r\n',
  );
  assert.equal(csv(["a"], [[Infinity], [NaN]]), "a\r\nInfinity\r\nNaN\r\n");
  assert.equal(jsonLines([{ a: 1 }, { b: "é\n" }]), '{"a":1}\n{"b":"é\\n"}\n');
});

test("a lesson takes the place of the one before, and no text of it ends its element", () => {
  const source = '<script type="application/json" id="lesson"></script><script>app</script>';
  const lesson = { address: "#/step", model: null, corpus: { text: "</script><b>$& <!--" } };
  const one = withLesson(source, lesson) ?? "";
  assert.equal(one.match(/<\/script>/g)?.length, 2);
  assert.deepEqual(JSON.parse(/id="lesson">([^<]*)</.exec(one)?.[1] ?? ""), lesson);
  assert.equal(withLesson(one, { ...lesson, corpus: null }), withLesson(source, { ...lesson, corpus: null }));
  assert.equal(withLesson("<p>", lesson), null);
});

test("a number of the page is a number in a table, a share is a fraction, and words stay words", () => {
  const shown = ["1,024", "\u22120.5", "3.69 %", "100 %", "1.2e-5", "the", "1,2", "", "step 4", "+7"];
  assert.deepEqual(shown.map(cellOf), [1024, -0.5, 0.0369, 1, 0.000012, "the", "1,2", "", "step 4", 7]);
});

test("are bytes of any number the same after a way through base 85, in letters that mean nothing to HTML?", () => {
  for (const size of [0, 1, 2, 3, 4, 5, 6, 7, 8, 1023])
    for (const fill of [() => 0, () => 255, (at: number) => (at * 167 + size) % 256]) {
      const bytes = Uint8Array.from({ length: size }, (_, at) => fill(at));
      const text = base85(bytes);
      assert.match(text, /^[^<>&"'\\`\s]*$/);
      assert.equal(text.length, size + Math.ceil(size / 4));
      assert.deepEqual(fromBase85(text), bytes);
    }
});
