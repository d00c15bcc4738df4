// What the text would become under the form's options, asked of the engine whenever they change: the newest question counts, the
// one before it is ended.

import type { CorpusSource, GlassLM, ModelOptions, TextReport } from "../../client/api/index.ts";
import { prepare, said } from "../../state/refusal.svelte.ts";

/** Milliseconds without a change before the engine is asked: a word is typed faster than a text is read. */
const PAUSE = 200;
/** Letters of a text that are read for a survey; of a larger one only its beginning, which the page says. */
export const SAMPLE = 2_000_000;

export class Surveyor {
  report = $state.raw<TextReport | null>(null);
  /** The part of the text that the report is about; 1: all of it. */
  part = $state(1);
  busy = $state(false);
  readonly #glasslm: GlassLM;
  #abort: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(glasslm: GlassLM) {
    this.#glasslm = glasslm;
  }

  ask(options: ModelOptions): void {
    this.end();
    this.busy = true;
    this.#timer = setTimeout(() => void this.#ask(options), PAUSE);
  }

  /** Nothing is asked any more, nothing shown. */
  clear(): void {
    this.end();
    this.report = null;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
    this.#abort = null;
    this.busy = false;
  }

  async #ask(options: ModelOptions): Promise<void> {
    const abort = (this.#abort = new AbortController());
    const { corpus, part } = sampled(options.corpus);
    const report = await this.#glasslm
      .survey({ ...options, corpus }, { signal: abort.signal })
      .catch((error: unknown): TextReport => ({ problem: said(error), hints: [] }));
    if (report.refusal !== undefined) await prepare();
    if (this.#abort !== abort) return;
    this.#abort = null;
    this.busy = false;
    this.part = part;
    this.report = report;
  }
}

/** A corpus, or the beginning of a large one up to the end of a line, and the part that this is. */
export function sampled(corpus: CorpusSource): { readonly corpus: CorpusSource; readonly part: number } {
  if ("name" in corpus) return { corpus, part: 1 };
  if ("text" in corpus) {
    const text = beginning(corpus.text, SAMPLE);
    return { corpus: { text }, part: corpus.text.length === 0 ? 1 : text.length / corpus.text.length };
  }
  const { train, validation = "", test = "" } = corpus;
  const all = train.length + validation.length + test.length;
  if (all <= SAMPLE) return { corpus, part: 1 };
  const cut = (text: string): string => beginning(text, Math.ceil((SAMPLE * text.length) / all));
  const some = { train: cut(train), validation: cut(validation), test: cut(test) };
  return { corpus: some, part: (some.train.length + some.validation.length + some.test.length) / all };
}

function beginning(text: string, most: number): string {
  if (text.length <= most) return text;
  const line = text.lastIndexOf("\n", most);
  return text.slice(0, line > most / 2 ? line : most);
}
