import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Address,
  home,
  linkable,
  measureParts,
  read,
  rooms,
  settingsOf,
  showsOwnWay,
  unread,
  write,
} from "./address.ts";
import { paces } from "./pace.ts";
import { FINE, STEPS, TENSORS } from "../views/plan/plan.ts";
import links from "../../tests/links.json";

/** A generator of our own, so that a failure can be had again. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test("does every link of an earlier day open what it opened then?", () => {
  // The list only grows. A link stands in slides and handouts: what one of them opens is never changed.
  for (const { link, opens, unread: left } of links) {
    assert.deepEqual(read(link), { ...home, ...opens }, link);
    assert.deepEqual(unread(link), left, link);
    // Today's own form of it opens the same.
    assert.deepEqual(read(write(read(link))), read(link), link);
  }
});

/** Whatever can be selected: each tensor of the plan, and of a parameter its values after the update and an optimizer's moments. */
const names = TENSORS.flatMap(({ name, kind }) =>
  kind === "parameter" ? [name, ...["updated", "m", "v"].map((of) => `${of}.${name}`)] : [name],
);

test("is every tensor of the plan, and every step, in a link?", () => {
  assert.ok(names.length > 40 && ["sigma'", "updated.E", "m.W", "v.U", "dE"].every((name) => names.includes(name)));
  for (const tensor of names)
    for (const index of [[], [0], [3, 5], [0, 2 ** 53 - 1]]) {
      const address: Address = { ...home, room: "step", selection: { tensor, index } };
      assert.deepEqual(read(write(address)), address, tensor);
      assert.deepEqual(unread(write(address)), [], tensor);
    }
  for (const { id } of [...STEPS, ...FINE]) {
    const address: Address = { ...home, room: "step", step: id, fine: true };
    assert.deepEqual(read(write(address)), address, id);
  }
});

test("does every state read back from its own address?", () => {
  const below = random(7);
  const pick = <T>(...all: readonly T[]): T => all[below(all.length)]!;
  const tensors = [...names];
  const texts = ["", "the hen", "a & b = c?", "#/x?y=%20", "ein Huhn\n", "\u05d0 \u202e", "<unk>", "100 %", "+", " "];
  const numbers = [0, 1, 7, 999, 2 ** 53 - 1];
  const maybe = <T>(value: T): T | null => pick(value, null);
  for (let round = 0; round < 3000; round += 1) {
    const options: Record<string, unknown> = {};
    if (below(2))
      options["corpus"] = below(2) ? { name: pick("farmyard", "a b&c") } : { name: "switchboard", size: 500 };
    for (const key of ["minimumCount", "maximumVocabulary", "context", "embedding", "hidden", "seed", "shuffle"])
      if (below(2)) options[key] = pick(...numbers);
    for (const key of ["lowercase", "fold", "unknown", "bias"]) if (below(2)) options[key] = below(2) === 1;
    if (below(2)) options["unit"] = pick("word", "character", "space");
    if (below(2)) options["sentences"] = pick<boolean | string>(true, false, "punctuation", "paragraph");
    if (below(2)) options["activation"] = pick("tanh", "sigmoid", "relu");
    if (below(2)) options["split"] = [0.5, 0.3, 0.2];
    const room = pick(...rooms);
    const address: Address = {
      room,
      options: options as Address["options"],
      selection: maybe({ tensor: pick(...tensors), index: Array.from({ length: below(3) }, () => pick(...numbers)) }),
      step: maybe(pick("lookup", "softmax.max", "update.E")),
      fine: below(2) === 1,
      context: pick(...texts),
      target: maybe(pick(...texts.slice(1))),
      rate: maybe(pick(0.1, 1e-5, 3, 1e-7)),
      batch: maybe(pick(...numbers)),
      pace: maybe(pick(...paces)),
      pauses: maybe(below(2) === 1),
      patience: maybe(pick(...numbers.slice(1))),
      // What belongs to one room is in the addresses of that room.
      primer: room === "primer" ? { part: 1 + below(6), questions: pick(...numbers) } : home.primer,
      measure: room === "measure" ? pick(...measureParts) : home.measure,
      chapter: maybe(pick("sgd", "a chapter of tomorrow")),
      language: maybe(pick("en", "de")),
      more: Object.fromEntries(
        [
          ..."own start card train optimizer momentum decay clip sentence second".split(" "),
          ..."classifier network ngrams weights spelling likelihood counts near inside outside block".split(" "),
          ..."game growth source".split(" "),
        ]
          .filter(() => below(3) === 0)
          .map((name) => [name, pick("200b32r0.5,W.3.5:-1e-7", "yes", ...texts.slice(1))] as [string, string])
          .concat(
            Object.entries({
              lock: ["1"],
              hide: ["edit", "optimizer,edit,a", "somethingoftomorrow"],
              path: ["1", "1,2,5", "9999,3"],
              large: ["1"],
              present: ["1"],
            })
              .filter(() => below(3) === 0)
              .map(([name, values]) => [name, pick(...values)]),
          ),
      ),
    };
    assert.deepEqual(read(write(address)), address);
    assert.deepEqual(unread(write(address)), []);
  }
});

test("is a pace, a pause or a patience that is none left out and named, and nothing else of the link?", () => {
  for (const [name, text] of [
    ["pace", "fast"],
    ["pace", "7"],
    ["pace", ""],
    ["pauses", "1"],
    ["patience", "0"],
    ["patience", "-3"],
    ["patience", "2.5"],
    ["patience", "<b>"],
  ] as const) {
    const hash = `#/train?seed=7&${name}=${encodeURIComponent(text)}&batch=9`;
    assert.deepEqual(read(hash), read("#/train?seed=7&batch=9"));
    assert.deepEqual(unread(hash), [{ kind: "value", name, text }]);
  }
  // An old link knows none of them.
  assert.deepEqual(unread("#/train?corpus=farmyard&rate=0.3&backend=webgpu&text="), []);
});

test("is what a lecturer's link says wrongly left out and named?", () => {
  for (const [name, text] of [
    ["lock", "yes"],
    ["lock", ""],
    ["hide", "Edit"],
    ["hide", "edit,,share"],
    ["hide", "<b>"],
    ["path", "0"],
    ["path", "1,2,"],
    ["path", "perplexity"],
    ["large", "2"],
    ["present", "0"],
  ] as const) {
    const hash = `#/train?seed=7&${name}=${encodeURIComponent(text)}&batch=9`;
    assert.deepEqual(read(hash), read("#/train?seed=7&batch=9"), hash);
    assert.deepEqual(unread(hash), [{ kind: "value", name, text }]);
  }
  // An own text is no reason to leave it out: it holds no word of it.
  const more = { lock: "1", hide: "edit", path: "3", large: "1", present: "1", game: "7", sampling: "0.5,,1,1" };
  assert.deepEqual(settingsOf({ ...more, sentence: "a secret" }), more);
  assert.ok(showsOwnWay({ large: "1" }) && !showsOwnWay({ optimizer: "adamw" }));
  assert.equal(write({ ...home, more: { lock: "1" } }), "#/predict?lock=1&v=3");
});

test("does a link say which version it needs, and is one of a newer version said to be one?", () => {
  assert.equal(write({ ...home, options: { seed: 7 } }), "#/predict?seed=7");
  assert.equal(write({ ...home, more: { train: "200,W.0.1:5" } }), "#/predict?train=200,W.0.1:5&v=2");
  assert.deepEqual(unread("#/predict?train=200&v=2"), []);
  assert.equal(
    write({ ...home, more: { train: "200", weights: "1,2,3,4,5,6" } }),
    "#/predict?train=200&weights=1,2,3,4,5,6&v=3",
  );
  assert.deepEqual(unread("#/predict?weights=1,2,3,4,5,6&v=3"), []);
  assert.equal(
    write({ ...home, room: "measure", more: { weights: "1,2,3,4,5,6", game: "7" } }),
    "#/measure?weights=1,2,3,4,5,6&game=7&v=4",
  );
  assert.equal(
    write({ ...home, more: { game: "7", sampling: "0.5,5,1,1" } }),
    "#/predict?game=7&sampling=0.5,5,1,1&v=5",
  );
  assert.deepEqual(unread("#/predict?seed=7&hologram=yes&v=6"), [
    { kind: "newer", name: "v", text: "6" },
    { kind: "name", name: "hologram", text: "yes" },
  ]);
  assert.deepEqual(read("#/predict?seed=7&hologram=yes&v=6"), read("#/predict?seed=7"));
  assert.deepEqual(unread("#/predict?v=two"), [{ kind: "name", name: "v", text: "two" }]);
});

test("is what a link says wrongly named, and the rest used?", () => {
  assert.deepEqual(unread("#/step?corpus=farmyard&seed=7."), [{ kind: "value", name: "seed", text: "7." }]);
  assert.deepEqual(read("#/step?corpus=farmyard&seed=7."), read("#/step?corpus=farmyard"));
  assert.deepEqual(unread("#/step?Seed=7&hidden=20"), [{ kind: "name", name: "Seed", text: "7" }]);
  assert.deepEqual(unread("#/Step?hidden=20"), [{ kind: "room", name: "Step", text: "" }]);
  assert.equal(read("#/Step?hidden=20").options.hidden, 20);
  assert.deepEqual(unread("#/primer?part=7"), [{ kind: "value", name: "part", text: "7" }]);
  // A question mark that a messenger has written its own way is one.
  assert.deepEqual(read("#/step%3Fcorpus=story&seed=3"), read("#/step?corpus=story&seed=3"));
  assert.deepEqual(unread("#/step%3Fcorpus=story&seed=3"), []);
});

test("does an address say nothing of where the machine trains?", () => {
  assert.deepEqual(linkable({ corpus: { name: "story" }, seed: 3, backend: "webgpu" }), {
    corpus: { name: "story" },
    seed: 3,
  });
  assert.deepEqual(read("#/predict?corpus=story&backend=webgpu").options, { corpus: { name: "story" } });
});

test("does a link that makes no sense still open the page?", () => {
  for (const hash of ["", "#", "#/nowhere", "#?%%%", "#/?seed=-1&context=2.5&unit=line&bias=1&select=W.x"]) {
    assert.deepEqual(read(hash), home);
  }
  assert.deepEqual(read(`#/?seed=${2 ** 53}`), home);
});

test("is a reader's own text kept out of the address?", () => {
  assert.equal(linkable({ corpus: { text: "my diary" }, seed: 3 }), null);
  assert.equal(linkable({ corpus: { name: "x" }, vocabulary: ["my", "words"] }), null);
  const options = { corpus: { name: "x" }, seed: 3, split: [0.5, 0.5, 0] } as const;
  assert.deepEqual(linkable(options), options);
});
