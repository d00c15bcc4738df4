// Models kept in the browser's private file system (OPFS), so that a reload loses nothing. A kept model is one file a generation,
// written anew each time and complete only with its last bytes: a tab that is killed meanwhile leaves the generation before, whole.

import type { CorpusSource, ThreadCode } from "../client/api/index.ts";
import { because } from "../client/wire/errors.ts";
import type { Kept, KeepCalls, KeepNote } from "../client/wire/keep.ts";
import { corpusOf, digest, textsOf } from "../files/digest.ts";
import { copy } from "./copies.js";
import { textOf } from "./lineage.js";
import type { Models } from "./models.js";
import { turn } from "./turn.js";

const FOLDER = "models";
/** What a complete file ends with, after the length of its note. */
const END = new TextEncoder().encode("GLASSLM1");
const TAIL = 4 + END.length;

const text = { encode: new TextEncoder(), decode: new TextDecoder("utf-8", { ignoreBOM: true }) };

/** The folder, or a sentence that says that there is none. */
async function folder(): Promise<FileSystemDirectoryHandle> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch (error) {
    const what = "This browser keeps no files for this page here, so models are not kept between visits";
    throw refused("noFiles", what, error);
  }
}

function refused(code: ThreadCode, what: string, error: unknown): Error {
  const full = error instanceof DOMException && error.name === "QuotaExceededError";
  const why = full ? "The space that this browser gives the page is full: delete a kept model" : what;
  return because(full ? "filesFull" : code, `${why}. Save the model as a file to be sure of it.`, error);
}

/** One file of the folder by its parts: `id.generation`. */
interface Entry {
  readonly name: string;
  readonly id: string;
  readonly generation: number;
}

async function entries(at: FileSystemDirectoryHandle): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const [name] of at as unknown as AsyncIterable<[string, FileSystemHandle]>) {
    const [, id, generation] = /^([a-z0-9-]+)\.(\d+)$/.exec(name) ?? [];
    if (id !== undefined) found.push({ name, id, generation: Number(generation) });
  }
  return found.sort((one, other) => other.generation - one.generation);
}

/** The note of a complete file, and how long its content is; null for one that was never finished. */
async function noteOf(file: File): Promise<{ readonly note: unknown; readonly length: number } | null> {
  if (file.size < TAIL) return null;
  const tail = new Uint8Array(await file.slice(file.size - TAIL).arrayBuffer());
  if (!END.every((byte, i) => tail[4 + i] === byte)) return null;
  const size = new DataView(tail.buffer).getUint32(0, true);
  const length = file.size - TAIL - size;
  if (length < 0) return null;
  // A file that cannot be read is not one that was never finished.
  const said = await file.slice(length, length + size).text();
  try {
    return { note: JSON.parse(said), length };
  } catch {
    return null;
  }
}

/** Bytes that are written between two turns. */
const PIECE = 1 << 20;

function* pieces(content: Uint8Array<ArrayBuffer>): Generator<Uint8Array<ArrayBuffer>> {
  for (let from = 0; from < content.length; from += PIECE) yield content.subarray(from, from + PIECE);
}

/** Writes a new generation; the ones before go only when it is there as a whole. */
async function write(id: string, content: Uint8Array<ArrayBuffer>, note: unknown): Promise<void> {
  const at = await folder();
  const before = (await entries(at)).filter((entry) => entry.id === id);
  const name = `${id}.${(before[0]?.generation ?? 0) + 1}`;
  const said = text.encode.encode(JSON.stringify(note));
  const tail = new Uint8Array(TAIL);
  new DataView(tail.buffer).setUint32(0, said.length, true);
  tail.set(END, 4);
  try {
    const handle = await (await at.getFileHandle(name, { create: true })).createSyncAccessHandle();
    try {
      let place = 0;
      for (const part of [...pieces(content), said, tail]) {
        const written = handle.write(part, { at: place });
        if (written !== part.length)
          throw new DOMException("the file could not be written whole", "QuotaExceededError");
        place += written;
        await turn();
      }
      handle.flush();
    } finally {
      handle.close();
    }
  } catch (error) {
    await at.removeEntry(name).catch(() => undefined);
    throw refused("notKept", "The model could not be kept in this browser", error);
  }
  for (const { name } of before) await at.removeEntry(name).catch(() => undefined);
}

/** The newest complete generation of each model, and of each text. */
async function newest(): Promise<
  Map<string, { readonly file: File; readonly note: unknown; readonly length: number }>
> {
  const at = await folder();
  const found = new Map<string, { file: File; note: unknown; length: number }>();
  for (const { name, id } of await entries(at)) {
    if (found.has(id)) continue;
    const file = await (await at.getFileHandle(name)).getFile();
    const whole = await noteOf(file);
    if (whole !== null) found.set(id, { file, ...whole });
  }
  return found;
}

const TEXT = "text-";
const digests = new WeakMap<CorpusSource, Promise<string>>();

/** Keeps the text of a model's own corpus beside it, once; its name there is its digest. */
async function keepText(corpus: CorpusSource): Promise<string | null> {
  const texts = textsOf(corpus);
  if (texts.length === 0) return null;
  let named = digests.get(corpus);
  if (named === undefined) digests.set(corpus, (named = digest(texts, turn)));
  const name = await named;
  const there = await newest();
  if (!there.has(TEXT + name)) {
    const parts = texts.map((one) => text.encode.encode(one));
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) {
      all.set(part, place);
      place += part.length;
    }
    await write(
      TEXT + name,
      all,
      parts.map((part) => part.length),
    );
  }
  return name;
}

/** One after the other: two writers of one model would take the same generation. */
let last: Promise<unknown> = Promise.resolve();
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const done = last.then(work, work);
  last = done.catch(() => undefined);
  return done;
}

/** As {@link inTurn}, of what is kept: storage that refuses is told in a sentence; what it holds stays. */
function reading<T>(work: () => Promise<T>): Promise<T> {
  return inTurn(async () => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      const what =
        "The browser did not let the page at the models that it keeps. They are still there; try again, or reload the page.";
      throw because("filesShut", what, error);
    }
  });
}

export function keepCalls(models: Models): KeepCalls {
  return {
    keep: (model, id, note) =>
      inTurn(async () => {
        const { session } = models.get(model);
        const corpus = textOf(session);
        const bytes = await copy(session, "save");
        // The text first: a model is never there without what it trains on.
        const source = corpus !== undefined && "name" in corpus ? corpus : null;
        try {
          const own = corpus === undefined ? null : await keepText(corpus);
          await write(id, bytes, { ...note, text: own, corpus: source, bytes: bytes.length } satisfies StoredNote);
        } catch (error) {
          // What is written says so itself; what is looked up before it may be refused as well.
          throw error instanceof DOMException
            ? refused("notKept", "The model could not be kept in this browser", error)
            : error;
        }
      }),

    kept: () =>
      reading(async () => {
        return [...(await newest())]
          .flatMap(([id, { note }]) => (!id.startsWith(TEXT) && ours(note) ? [{ ...note, id }] : []))
          .sort((one, other) => other.date - one.date);
      }),

    take: (id) =>
      reading(async () => {
        const all = await newest();
        const found = all.get(id);
        if (found === undefined)
          throw because("keptGone", "This kept model is not there any more. It may have been deleted in another tab.");
        const note = found.note as StoredNote;
        const bytes = new Uint8Array(await found.file.slice(0, found.length).arrayBuffer());
        const stored = note.text === null ? undefined : all.get(TEXT + note.text);
        let corpus: CorpusSource | undefined = note.corpus ?? undefined;
        if (stored !== undefined) {
          let place = 0;
          const texts: string[] = [];
          for (const length of stored.note as number[]) {
            texts.push(text.decode.decode(await stored.file.slice(place, place + length).arrayBuffer()));
            place += length;
          }
          corpus = corpusOf(texts);
        }
        return { bytes, corpus, origin: note.origin ?? null, past: note.past ?? null };
      }),

    rename: (id, title) =>
      reading(async () => {
        const found = (await newest()).get(id);
        if (found === undefined) return;
        const bytes = new Uint8Array(await found.file.slice(0, found.length).arrayBuffer());
        await write(id, bytes, { ...(found.note as StoredNote), title });
      }),

    drop: (id) =>
      reading(async () => {
        const at = await folder();
        const all = await newest();
        const text = (all.get(id)?.note as StoredNote | undefined)?.text ?? null;
        all.delete(id);
        // A text goes with the last model that was made from it.
        const needed = [...all.values()].some(({ note }) => (note as Partial<StoredNote> | null)?.text === text);
        for (const entry of await entries(at)) {
          if (entry.id === id || (text !== null && !needed && entry.id === TEXT + text))
            await at.removeEntry(entry.name);
        }
      }),
  };
}

/** What stands beside a model's bytes. */
type StoredNote = KeepNote & Omit<Kept, "id">;

/** Whether a note is one that the page wrote: what else lies in the folder is no kept model. */
function ours(note: unknown): note is StoredNote {
  const { title, step, date, bytes } = (note ?? {}) as Partial<Record<keyof StoredNote, unknown>>;
  return typeof title === "string" && [step, date, bytes].every((value) => typeof value === "number");
}
