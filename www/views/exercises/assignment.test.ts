import assert from "node:assert/strict";
import { test } from "node:test";
import first from "../../../tests/hand-ins/1.json";
import { type Assignment, handIn, idOf, optionsIn, read, readFile, readLink, write } from "./assignment.ts";

const week: Assignment = {
  title: "Week 3: perplexity & co. = “2^J”",
  ask: ["perplexity", "softmax"],
  seed: 7,
  goal: { perplexity: 4.5, steps: 3000 },
  options: { corpus: { name: "names" }, unit: "character", hidden: 32, seed: 5, split: [0.8, 0.1, 0.1] },
  text: "0123456789abcdef",
};
const recipe = { options: week.options, first: 0, train: "3b8,W.3.5:0.25", untold: null };
const standing = { step: 3, digest: "0123456789abcdef", text: "fedcba9876543210" };
const given = {
  id: await idOf(week),
  assignment: week,
  name: "Zoë  O’Neil",
  sheet: "00ff00ff00ff00ff",
  models: [{ standing, recipe }],
  answers: [{ kind: "softmax", given: "0.25", model: 0 }],
  goal: { perplexity: 4.321, model: 0 },
};

test("does every assignment read back from its own link, whatever else the page is at?", async () => {
  const { title, ask, seed, goal, options } = week;
  const older: Assignment = { title, ask, seed, goal, options };
  for (const one of [week, older, { ...week, goal: null }, { ...week, ask: [], title: "" }, { ...week, options: {} }]) {
    const link = write(one);
    assert.deepEqual(read(link.split("#")[0] ?? "").assignment, one);
    const pasted = readLink(`https://host.example/page/${link}`);
    assert.deepEqual(pasted, { assignment: one, faults: [] });
    // The part after # goes with the reader.
    assert.equal(await idOf(readLink(link.replace(/#.*/, "#/train?seed=9")).assignment ?? week), await idOf(one));
  }
});

test("is what of a link cannot be read told, and the rest used?", () => {
  assert.deepEqual(readLink("https://host.example/#/train").faults, ["none"]);
  assert.deepEqual(read("?assignment=2&seed=3&ask=softmax").faults, ["newer"]);
  const some = read("?assignment=1&seed=7.&ask=softmax&perplexity=low&steps=10");
  assert.deepEqual(some.faults, ["seed", "goal"]);
  assert.deepEqual(some.assignment?.ask, ["softmax"]);
  assert.equal(some.assignment?.goal, null);
});

test("does an assignment have another name when anything of it is another?", async () => {
  const others: Assignment[] = [
    { ...week, title: "Week 4" },
    { ...week, ask: ["softmax"] },
    { ...week, seed: 8 },
    { ...week, goal: null },
    { ...week, options: { ...week.options, seed: 6 } },
    { ...week, text: "fedcba9876543210" },
  ];
  const names = new Set(await Promise.all([week, ...others].map(idOf)));
  assert.equal(names.size, others.length + 1);
  // The order that options are written in says nothing.
  assert.equal(await idOf({ ...week, options: Object.fromEntries(Object.entries(week.options).reverse()) }), given.id);
});

test("does a hand-in read back, and is one that was cut, edited, or is none told by its kind?", async () => {
  const { file, line } = await handIn(given);
  const back = await readFile(file);
  assert.equal(back.edited, false);
  assert.equal(back.fault, null);
  const { check, ...rest } = back.handIn ?? assert.fail("no hand-in");
  assert.deepEqual(rest, { glasslm: "hand-in", version: 2, ...given });
  assert.match(check, /^[0-9a-f]{16}$/);
  assert.ok([...line].length <= 200 && line.includes(given.id) && line.includes("Zoë O’Neil"), line);

  assert.equal((await readFile(file.slice(0, file.length / 2))).fault, "cut");
  assert.equal((await readFile("a recipe for soup")).fault, "other");
  assert.equal((await readFile('{"some":"json"}')).fault, "other");
  assert.equal((await readFile(file.replace('"version": 2', '"version": 9'))).fault, "newer");
  assert.equal((await readFile(file.replace('"given": "0.25"', '"given": 0.25'))).fault, "shape");
  for (const [was, is] of [
    ['"given": "0.25"', '"given": "0.26"'],
    ["Zoë", "Joe"],
    ['"seed": 7', '"seed": 8'],
    [standing.digest, "0000000000000000"],
  ] as const) {
    const edited = await readFile(file.replace(was, is));
    assert.equal(edited.fault, null, is);
    assert.equal(edited.edited, true, is);
  }
});

test("is every piece of a hand-in that is not what it should be refused, and none taken on trust?", async () => {
  const { file } = await handIn(given);
  const whole = JSON.parse(file) as Record<string, unknown>;
  const bad: Record<string, unknown>[] = [
    { models: [null] },
    { models: [{ standing, recipe: { ...recipe, changes: "none" } }] },
    { models: [{ standing, recipe: { ...recipe, train: "5k3" } }] },
    { models: [{ standing, recipe: { ...recipe, train: 5 } }] },
    { models: [{ standing, recipe: { ...recipe, train: null } }] },
    { models: [{ standing, recipe: { ...recipe, train: null, untold: "lazy" } }] },
    { models: [{ standing, recipe: { ...recipe, train: "5,".repeat(100_000) } }] },
    { models: [{ standing: { ...standing, step: "3" }, recipe }] },
    { answers: [{ kind: "softmax", given: "1", model: 1 }] },
    { answers: [{ kind: "softmax", given: "1", model: -1 }] },
    { answers: Array.from({ length: 2000 }, () => given.answers[0]) },
    { goal: { perplexity: 1, model: 0.5 } },
    { goal: "done" },
    { name: null },
    { assignment: { ...week, options: "all" } },
    { assignment: { ...week, seed: 1e300 } },
    { assignment: { ...week, text: "<b>" } },
  ];
  for (const piece of bad)
    assert.equal(
      (await readFile(JSON.stringify({ ...whole, ...piece }))).fault,
      "shape",
      JSON.stringify(piece).slice(0, 90),
    );
});

test("is a file of the first version still read, its recipes as today's links write them?", async () => {
  const { handIn: read, fault, edited } = await readFile(JSON.stringify(first, null, 1));
  assert.deepEqual([fault, edited], [null, false]);
  assert.deepEqual(
    read?.models.map(({ recipe }) => [recipe.train, recipe.untold]),
    first.models.map(() => ["60b16r0.3,40r0.01o2d0.01c2h50g60", null]),
  );
  assert.equal(read.answers.length, first.answers.length);
  // Of what else was done that version only says that it was.
  const of = async (changes: unknown): Promise<unknown> => {
    const models = first.models.map((one) => ({ ...one, recipe: { ...one.recipe, changes } }));
    const { handIn: made, fault: wrong } = await readFile(JSON.stringify({ ...first, models }));
    return made === null ? wrong : [made.models[0]?.recipe.train, made.models[0]?.recipe.untold];
  };
  assert.deepEqual(await of([{ kind: "other" }]), [null, "tooMuchByHand"]);
  assert.deepEqual(await of([]), ["", null]);
  for (const bad of [
    "none",
    [null],
    [{ kind: "train", steps: "3", batch: 8, again: {} }],
    [{ kind: "train", steps: 3, batch: 8, again: { rate: "x1.2" } }],
    [{ kind: "train", steps: 2.5, batch: 8, again: {} }],
  ])
    assert.equal(await of(bad), "shape", JSON.stringify(bad));
});

test("are a recipe's options a link's, and never a text or what no link has?", () => {
  const hostile = { corpus: { text: "my own" }, hidden: 8, vocabulary: ["a"], backend: "gpu", more: 1 };
  assert.deepEqual(optionsIn(hostile), { hidden: 8 });
  assert.equal(optionsIn({ split: "all of it" }), null);
  assert.equal(optionsIn([1]), null);
});

test("is a line short whatever the name is?", async () => {
  const { file, line } = await handIn({ ...given, name: "🐄".repeat(500) });
  assert.ok([...line].length <= 200);
  assert.equal((await readFile(file)).edited, false);
});
