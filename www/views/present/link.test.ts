import assert from "node:assert/strict";
import { test } from "node:test";
import { home, read, unread } from "../../state/address.ts";
import { groups } from "../../story/present.ts";
import { chapters } from "../path/chapters.ts";
import { type Wish, cut, hiddenBy, numbered, pathOf, prepared } from "./link.ts";

const all: Wish = {
  lock: true,
  hide: ["optimizer", "edit"],
  path: ["perplexity", "sgd"],
  large: true,
  present: true,
};

test("has every chapter one number, for ever?", () => {
  assert.deepEqual([...numbered].sort(), chapters.map(({ id }) => id).sort());
  // Links and printed slides have these: new ones come after them.
  assert.equal(numbered[0], "language-model");
  assert.equal(numbered[10], "perplexity");
  assert.equal(numbered[20], "next-lecture");
});

test("does a prepared link to every chapter say all of it, and read back?", () => {
  const address = { ...home, options: { corpus: { name: "farmyard" } }, selection: { tensor: "W", index: [1, 2] } };
  for (const { id, place } of chapters) {
    const link = prepared(address, id, place, all);
    assert.ok(link.length < 200, link);
    assert.deepEqual(unread(link), []);
    const opened = read(link);
    assert.equal(opened.chapter, id);
    assert.equal(opened.room, place.room);
    if (place.part !== undefined) assert.equal(opened.measure, place.part);
    if (place.primerPart !== undefined) assert.equal(opened.primer.part, place.primerPart);
    assert.equal(opened.selection, null);
    assert.deepEqual(opened.more, { lock: "1", hide: "optimizer,edit", path: "11,17", large: "1", present: "1" });
    assert.deepEqual(
      cut(chapters, opened.more).map((one) => one.id),
      ["perplexity", "sgd"],
    );
    assert.deepEqual(hiddenBy(opened.more), { groups: ["optimizer", "edit"], unknown: [] });
  }
  // Nothing asked for: a link as any other.
  const plain = prepared(
    address,
    "sgd",
    { room: "train" },
    { ...all, lock: false, hide: [], path: null, large: false, present: false },
  );
  assert.equal(plain, "#/train?corpus=farmyard&chapter=sgd");
});

test("is a group or a chapter that there is none of named, and the rest used?", () => {
  assert.deepEqual(hiddenBy({ hide: "edit,hologram,edit,share" }), {
    groups: ["edit", "share"],
    unknown: ["hologram"],
  });
  const path = pathOf({ path: "2,99,1" });
  assert.deepEqual([...(path.ids ?? [])].sort(), ["chain-rule", "language-model"]);
  assert.deepEqual(path.unknown, ["99"]);
  assert.equal(pathOf({ path: "99" }).ids, null);
  assert.equal(pathOf({}).ids, null);
  assert.equal(cut(chapters, { path: "99" }).length, chapters.length);
});

test("is each group's name one that an address can have?", () => {
  for (const name of Object.keys(groups)) assert.deepEqual(unread(`#/train?hide=${name}&v=3`), [], name);
});
