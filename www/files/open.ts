// What a reader opens: a saved model, a zip with a model and its text, a text for a model that came without one, a table of embeddings.

import type { CorpusSource, GlassLM, Model } from "../client/api/index.ts";
import type { ErrorFacts } from "../client/api/index.ts";
import { fill } from "../story/index.ts";
import { localised } from "../story/told.ts";
import { keep as words } from "../story/keep.ts";
import { corpusOf, digest, textsOf } from "./digest.ts";
import { looksLikeTable, readTable } from "./embeddings.ts";
import { type Foreign, vocabularyOf } from "./foreign.ts";
import { headerOf, looksSaved, ofAnother, readHeader, type SavedHeader } from "./header.ts";
import { savedWith } from "./past.ts";
import { refused } from "./refused.ts";
import { looksZipped, unpacked } from "./zip.ts";

/** Bytes of the largest model file that is tried: the engine's own memory ends there. */
const LARGEST = 1_500_000_000;

interface OpenedModel {
  readonly kind: "model";
  readonly model: Model;
  readonly said: (() => string) | null;
}
export type Opened =
  | OpenedModel
  | { readonly kind: "changed"; readonly said: () => string }
  /** Nothing was opened yet: the reader is to say what the file holds. */
  | { readonly kind: "foreign"; readonly foreign: Foreign; readonly said: null };

/** The digest of the text that a model was made from, where its file said it: the model may be saved again before its text comes. */
const origins = new WeakMap<Model, string>();

export const originOf = (model: Model): string | null => origins.get(model) ?? null;

/** Opens files that were chosen or dropped together. `here`: the page's model, which a text or a table is for. */
export async function openFiles(glasslm: GlassLM, files: readonly File[], here: Model | null): Promise<Opened> {
  const large = files.find((file) => file.size > LARGEST);
  if (large !== undefined) throw refused(() => fill(words.tooLarge, { name: large.name, size: gigabytes(large.size) }));
  let model: Uint8Array | Blob | null = null;
  let texts: string[] = [];
  for (const file of files) {
    const start = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
    if (looksZipped(start)) {
      const inside = unpacked(
        new Uint8Array(await file.arrayBuffer()),
        (name) => name.endsWith(".safetensors") || /^(text|train|validation|test)\.txt$/.test(name),
      );
      model = [...inside].find(([name]) => name.endsWith(".safetensors"))?.[1] ?? null;
      if (model === null) throw refused(() => fill(words.noModel, { name: file.name }));
      const text = (name: string): string[] => {
        const bytes = inside.get(`${name}.txt`);
        return bytes === undefined ? [] : [new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)];
      };
      texts = [...text("text"), ...text("train"), ...text("validation"), ...text("test")];
    } else if (file.name.endsWith(".safetensors") || looksSaved(start)) {
      model = file;
    } else if (here !== null && looksLikeTable(new TextDecoder().decode(start))) {
      return { kind: "changed", said: await readInto(here, file) };
    } else {
      texts.push(await file.text());
    }
  }
  if (model !== null) {
    const foreign = await unnamed(glasslm, model, files, texts);
    return foreign === null
      ? openModel(glasslm, model, corpusOf(texts), here)
      : { kind: "foreign", foreign, said: null };
  }
  const text = corpusOf(texts);
  if (text === undefined || here === null) throw refused(() => words.nothing);
  if (here.options.corpus !== undefined) throw refused(() => words.textElsewhere);
  // The model stays as it is, to the last bit: with its text it can train.
  return openModel(glasslm, await here.save(), text, here, { origin: originOf(here), past: null });
}

/** A file that does not say which model it holds, with what it does say; null for one that does, or that is broken. */
async function unnamed(
  glasslm: GlassLM,
  saved: Uint8Array | Blob,
  files: readonly File[],
  texts: readonly string[],
): Promise<Foreign | null> {
  if (!(await ofAnother(saved))) return null;
  const error: unknown = await glasslm.load(saved).then(
    (model) => model.dispose(),
    (error: unknown) => error,
  );
  const tensors = error instanceof Error ? (error as ErrorFacts).tensors : undefined;
  if (tensors === undefined || tensors.length === 0) return null;
  const name = (saved instanceof File ? saved : files[0])?.name ?? "";
  return { file: saved, name, tensors, vocabulary: texts.length === 1 ? vocabularyOf(texts[0]!) : null };
}

/** A saved model, what was noted beside it, and the text that belongs to it, as far as that can be found. */
export async function openModel(
  glasslm: GlassLM,
  saved: Uint8Array | Blob,
  given: CorpusSource | undefined,
  here: Model | null,
  notes: { readonly origin: string | null; readonly past: string | null } = { origin: null, past: null },
): Promise<OpenedModel> {
  const header = saved instanceof Blob ? await headerOf(saved) : readHeader(saved);
  const wanted = header?.text ?? notes.origin;
  const corpus = given ?? bundled(header) ?? (await hereToo(wanted, here));
  const model = await glasslm.load(saved, corpus === undefined ? {} : { corpus });
  if (wanted !== null) origins.set(model, wanted);
  savedWith(model, header?.past ?? notes.past);
  const own = textsOf(corpus);
  const other = wanted !== null && own.length > 0 && (await digest(own)) !== wanted;
  const said = other ? () => words.otherText : corpus === undefined ? () => words.withoutText : null;
  return { kind: "model", model, said };
}

/** A bundled corpus comes back by its name. */
function bundled(header: SavedHeader | null): CorpusSource | undefined {
  const { corpusName: name, corpusSize: size } = header?.options ?? {};
  return name === undefined ? undefined : { name, ...(size === undefined ? {} : { size }) };
}

/** The page's own text, if it is the one that the model was made from. */
async function hereToo(wanted: string | null, here: Model | null): Promise<CorpusSource | undefined> {
  const corpus = here?.options.corpus;
  const texts = textsOf(corpus);
  if (wanted === null || texts.length === 0) return undefined;
  return (await digest(texts)) === wanted ? corpus : undefined;
}

async function readInto(model: Model, file: File): Promise<() => string> {
  const { E } = await model.parameters();
  const table = await readTable(file, model.vocabulary, E);
  await model.setParameters({ E: table.E });
  return () => fill(words.tableRead, { found: table.found, all: model.vocabulary.length });
}

function gigabytes(bytes: number): string {
  return localised((bytes / 1e9).toFixed(1));
}
