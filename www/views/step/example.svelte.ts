// What is under the glass: a context and its target, typed or from the corpus, or a whole batch.

import type { BatchGradient, Control, SplitExample } from "../../client/api/index.ts";
import { short } from "../../draw/number.ts";
import type { Store } from "../../state/store.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";
import { count, fill } from "../../story/index.ts";
import { step as say } from "../../story/step.ts";
import type { Network } from "../network.ts";
import { special } from "../token.ts";
import { tokensOf } from "./tokens.ts";

/** An example whose target is chosen: the tokens before it, without padding, and itself. */
export interface Chosen {
  readonly tokens: readonly string[];
  readonly target: string;
}

/** Some examples together, as the engine sees them. */
export interface Batch {
  readonly examples: readonly SplitExample[];
  readonly result: BatchGradient;
  readonly network: Network;
}

/** Lines in which the first example is looked for; in a stream, tokens. */
const FIRST_LINES = 40;

/** Examples of a batch that are looked at together, at most. */
const BATCH = 64;

export class Example {
  readonly #work: Workspace;
  readonly #store: Store;
  /** Whose mean gradient is shown; null: one example is. */
  batch = $state.raw<Batch | null>(null);
  /** Where the example that is shown comes from, in words. */
  origin = $state.raw<(() => string) | null>(null);
  /** What was last chosen, token by token: an unknown word has no text that reads as it. */
  #chosen: { readonly text: string; readonly tokens: readonly string[] } | null = null;
  /** The training example that comes next. */
  #next = 0;
  #opened = false;

  constructor(work: Workspace) {
    this.#work = work;
    this.#store = work.store;
  }

  get target(): string | null {
    return this.#store.target;
  }
  set target(target: string | null) {
    this.#store.target = target;
  }

  /** What the engine is asked about. */
  get context(): string | readonly string[] {
    return this.#chosen?.text === this.#store.context ? this.#chosen.tokens : this.#store.context;
  }

  /** Shows another example. Its target is kept until the context is typed over. */
  choose({ tokens, target }: Chosen): void {
    const text = tokensOf(tokens, this.#store.info?.options.unit ?? "word");
    this.#chosen = { text, tokens: tokens.filter((token) => token !== "</s>") };
    this.#store.context = text;
    this.target = target;
  }

  /** The training examples one after the other. */
  async nextTraining(): Promise<void> {
    const index = this.#next;
    const example = await this.#store.ask((model) => model.example({ split: "train", index }));
    if (example === null) return;
    this.#next = (index + 1) % example.count;
    this.show(example, () => fill(say.fromTraining, { index: count(index + 1), count: count(example.count) }));
  }

  /** The example of the validation split that the model predicts worst. */
  async worst(control: Control): Promise<void> {
    const found = await this.#store.ask((model) =>
      model.worst({ split: "validation", count: 1, ...control }).catch((error: unknown) => {
        if (control.signal?.aborted) return [];
        throw error;
      }),
    );
    const example = found?.[0];
    if (example) this.show(example, () => fill(say.fromWorst, { loss: short(example.loss) }));
  }

  show(example: SplitExample, origin: (() => string) | null): void {
    this.batch = null;
    const token = (id: number) => this.#store.info?.vocabulary[id] ?? "";
    this.choose({ tokens: Array.from(example.context, token), target: token(example.target) });
    this.origin = origin;
  }

  /** The next training examples together, as many as the Train room's batch; true when they are shown. */
  async showBatch(): Promise<boolean> {
    const size = Math.min(BATCH, this.#work.run.settings.batch);
    const first = this.#next;
    const made = await this.#store.ask(async (model) => {
      const { count: all } = await model.example({ split: "train", index: first });
      const examples = await Promise.all(
        Array.from({ length: Math.min(size, all) }, (_, at) =>
          model.example({ split: "train", index: (first + at) % all }),
        ),
      );
      const contexts = Uint32Array.from(examples.flatMap((example) => Array.from(example.context)));
      const targets = Uint32Array.from(examples, (example) => example.target);
      const [result, parameters] = await Promise.all([model.batch({ contexts, targets }), model.parameters()]);
      const network: Network = {
        vocabulary: model.vocabulary,
        context: [],
        target: null,
        parameters,
        tensors: result.tensors,
      };
      return { examples, result, network };
    });
    if (made === null) return false;
    this.batch = made;
    this.#next = (first + size) % (made.examples[0]?.count ?? 1);
    return true;
  }

  /** Where nothing was typed yet: the corpus's own first words that fill a context. A model without its text shows padding. */
  async open(): Promise<void> {
    if (this.#opened) return;
    this.#opened = true;
    if (this.#store.context.trim() !== "") return;
    const { model } = this.#work;
    const n = model.options.context ?? 3;
    const lines = await model.sentences("train", { from: 0, count: FIRST_LINES }).catch(() => []);
    const tokens = model.options.sentences === false ? lines.flat() : lines.find((line) => line.length > n);
    const target = tokens?.[n];
    // Another model may have come meanwhile, with other words.
    if (!this.#work.there) return;
    if (tokens !== undefined && target !== undefined && this.#store.context.trim() === "")
      this.choose({ tokens: tokens.slice(0, n), target });
  }

  /** The most probable next token that a text can have. */
  async guess(context: string | readonly string[]): Promise<number> {
    const { model } = this.#work;
    const { probabilities } = await model.predict(context);
    const { unknown } = special({ options: model.options, vocabulary: model.vocabulary });
    let best = unknown === 0 ? 1 : 0;
    for (let id = 0; id < probabilities.length; id += 1) {
      if (id !== unknown && (probabilities[id] ?? 0) > (probabilities[best] ?? 0)) best = id;
    }
    return best;
  }
}
