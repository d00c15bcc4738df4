// The page's rule for appending a token, against the engine's for reading a text: what is clicked is read back as itself. In node, with
// the page's own engine; `cargo xtask fuzz` makes it a million texts.
import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import type { ModelOptions, Unit } from "../../www/client/api/index.ts";
import { append } from "../../www/views/append.ts";

const TEXTS = Number(process.env.FUZZ_TEXTS ?? 3_000);
/** Steps from one character that Unicode has room for to the next, and from where on hardly any has its room taken. */
const [STRIDE, FAR] = process.env.FUZZ_TEXTS === undefined ? [11, 997] : [1, 1];
const TAKEN = 0x2_0000;
/** How many ids at the end of a text are compared: what was appended, and what it could have touched. */
const SEEN = 8;

type Engine = typeof import("../../pkg/glasslm.js");
type Reader = (text: string) => Uint32Array;

async function engine(): Promise<Engine> {
  const all = (await import("../../pkg/glasslm.js")) as Engine;
  all.initSync({ module: readFileSync(new URL("../../pkg/glasslm_bg.wasm", import.meta.url)) });
  return all;
}

/** A model's tokens by id; they come some thousands at a time. */
function vocabularyOf(session: import("../../pkg/glasslm.js").Session): string[] {
  const all: string[] = [];
  for (let some; (some = session.words(all.length)).length > 0;) all.push(...some);
  return all;
}

/** A vocabulary as the page makes it from a text, and how a typed text is read with it; null where the text is refused. */
function reading(
  { create }: Engine,
  text: string,
  options: Omit<ModelOptions, "corpus">,
): { vocabulary: string[]; read: Reader; end: () => void } | null {
  const network = { context: SEEN, embedding: 1, hidden: 1, corpus: { text: "" } } as const;
  // One that is refused, or read to its end, is given back: a million of them would fill the engine's memory.
  const work = create({ ...network, split: [1, 0, 0], ...options }, text.length);
  try {
    work.feed("whole", new TextEncoder().encode(text));
    work.seal();
    for (let done = false; !done;) {
      const progress = work.advance(1e9);
      done = progress.done === progress.total;
    }
    const session = work.finish() as import("../../pkg/glasslm.js").Session;
    return {
      vocabulary: vocabularyOf(session),
      read: (typed) => session.predict(typed).context,
      end: () => session.free(),
    };
  } catch {
    work.free();
    return null;
  }
}

let state = 1;
function below(limit: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * limit);
}
const any = (): string => {
  const code = 1 + below(0x10_ffff);
  return code >= 0xd800 && code < 0xe000 ? "x" : String.fromCodePoint(code);
};
const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T;

/** Letters, marks, joiners, line ends, halves of flags and of syllables, prefixes of numbers. */
const strange = [
  ..."abZΣς  \n\r\t.,:;!?…)'’\"-_03",
  ..."\u0301\u0307\u030cİ\u200b\u200c\u200d\ufe0f\u{1f1e6}\u{1f469}\u{1f3fd}\u05d0\u05c8\u0915\u094d\u00ad\u06cc\ufeff\u0085\u0001",
  ..."\u1100\u1161\u11a8\uac00\u2028\u0e33\u0600\u0d4e\u{113d1}\u{16d63}\u{16d67}\u3042\u{1fae0}",
];
const text = (longest: number): string =>
  Array.from({ length: below(longest) }, () => (below(10) === 0 ? any() : pick(strange))).join("");
/** What is seen of it in a report: most of these characters have no picture. */
const escaped = (text: string): string =>
  text.replace(/[^ -~]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);

test("is every token of any text read back as itself, appended to any other?", async () => {
  test.setTimeout(120_000 + TEXTS * 20);
  const all = await engine();
  let appended = 0;
  for (let made = 0; made < TEXTS; made += 1) {
    const unit = pick<Unit>(["word", "character", "space"]);
    const lowercase = below(2) === 0;
    const sentences = pick<NonNullable<ModelOptions["sentences"]>>([true, false, "punctuation", "paragraph"]);
    const corpus = text(60);
    // A stream has no boundary to fill a short context with.
    const given = sentences === false ? `${"x y ".repeat(SEEN)}${corpus}` : corpus;
    const model = reading(all, given, { unit, lowercase, sentences, fold: below(2) === 0 });
    if (model === null) continue;
    const { vocabulary, read } = model;
    // What is typed in capitals may change its small letters with what follows, as a sigma does.
    let typed = sentences === false ? append("x y ".repeat(SEEN), "x", unit) : lowercase ? "" : text(12);
    let ids = [...read(typed)];
    const said = (token: string): string =>
      escaped(JSON.stringify({ given, typed, token, unit, lowercase, sentences }));
    for (const [id, token] of vocabulary.entries()) {
      if (unit !== "space" && (token === "</s>" || token === "<unk>")) continue;
      const next = append(typed, token, unit);
      ids = [...ids, id].slice(-SEEN);
      const found = [...read(next)];
      if (found.join() !== ids.join()) expect(found, said(token)).toEqual(ids);
      typed = next;
      appended += 1;
    }
    model.end();
  }
  process.stdout.write(`${String(appended)} tokens appended in ${String(TEXTS)} texts\n`);
  expect(appended).toBeGreaterThan(3 * TEXTS);
});

test("is no character, wherever it stands, read together with what is appended to it?", async () => {
  test.setTimeout(STRIDE === 1 ? 7_200_000 : 300_000);
  const all = await engine();
  // One of each kind that clusters are made of, and a letter that stands for all that make none.
  const kinds = [
    "a",
    "\u05d0",
    "\u0915",
    "\u0915\u094d",
    "\u1100",
    "\u1161",
    "\u11a8",
    "\uac00",
    "\u{1f1e6}",
    "\u{1f469}",
    "\u{16d67}",
  ];
  const made = reading(all, `${kinds.join("\n")}\n`, { unit: "character", sentences: true });
  if (made === null) throw new Error("the kinds make no vocabulary");
  const { vocabulary, read } = made;
  const wrong: string[] = [];
  for (let code = 1; code < 0x110000; code += code < TAKEN ? STRIDE : FAR) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const character = String.fromCodePoint(code);
    for (const kind of kinds) {
      // The character last, after one that it may belong to.
      const typed = `a${kind}${character}`;
      const after = read(append(typed, kind, "character"));
      const id = vocabulary.indexOf(kind);
      const wanted = [...read(typed), id].slice(-SEEN);
      if (after.join() !== wanted.join()) wrong.push(`${code.toString(16)} before ${kind}`);
      // The character as a token of its own, where it can be one: it is outside the vocabulary, and one more.
      if (read(character).filter((id) => id !== vocabulary.indexOf("</s>")).length !== 1) continue;
      const before = [...read(kind), ...read(character).slice(-1)].slice(-SEEN);
      if (read(append(kind, character, "character")).join() !== before.join())
        wrong.push(`${code.toString(16)} after ${kind}`);
    }
  }
  expect(wrong.slice(0, 40)).toEqual([]);
});

test("do 10,000 words come in parts, each word once, and none after the last?", async () => {
  const words = Array.from({ length: 10_000 }, (_, at) => `w${String(at)}`);
  const { create } = await engine();
  const options = { context: 1, embedding: 1, hidden: 1, corpus: { text: "" } };
  const work = create({ ...options, maximumVocabulary: 20_000, split: [1, 0, 0] }, 0);
  work.feed("whole", new TextEncoder().encode(words.join("\n")));
  const session = work.finish() as import("../../pkg/glasslm.js").Session;
  const lengths = [0, 4096, 8192, 10_002, 4_294_967_295].map((from) => session.words(from).length);
  expect(lengths).toEqual([4096, 4096, 10_002 - 8192, 0, 0]);
  expect(vocabularyOf(session).sort()).toEqual([...words, "</s>", "<unk>"].sort());
  session.free();
});
