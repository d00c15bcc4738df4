// The primer as the page holds it: what was typed here, its numbers in the engine.

import type * as comlink from "comlink";
import type { Engine, Resident } from "./engine.ts";
import type { EngineApi, PrimerCalls } from "../wire/protocol.ts";
import type {
  ExerciseMark,
  Primer,
  ErrorFacts,
  PrimerComplaint,
  PrimerNetwork,
  PrimerQuestion,
  PrimerSheet,
  PrimerSizes,
} from "../api/index.ts";

type Example = "first" | "underflow";

/** What leads a new engine to a network's numbers. */
interface Kept {
  example: Example;
  cells: Record<string, string>;
}

export class PagePrimer implements Primer, Resident {
  readonly #engine: Engine;
  readonly #kept: Record<PrimerNetwork, Kept> = {
    classifier: { example: "first", cells: {} },
    hidden: { example: "first", cells: {} },
  };

  constructor(engine: Engine) {
    this.#engine = engine;
    engine.keep(this);
  }

  async edit(
    network: PrimerNetwork,
    cells: Readonly<Record<string, string>>,
  ): Promise<(PrimerComplaint & ErrorFacts)[]> {
    const complaints = await this.#call("edit", network, cells);
    const refused = new Set(complaints.map(({ cell }) => cell));
    for (const [cell, text] of Object.entries(cells)) {
      if (!refused.has(cell) && !(refused.has("y") && cell.startsWith("y"))) this.#kept[network].cells[cell] = text;
    }
    return complaints;
  }

  async example(network: PrimerNetwork, name: Example): Promise<void> {
    await this.#call("example", network, name);
    this.#kept[network] = { example: name, cells: {} };
  }

  sheet(network: PrimerNetwork): Promise<PrimerSheet> {
    return this.#call("sheet", network);
  }
  questions(seed: number): Promise<PrimerQuestion[]> {
    return this.#call("questions", seed);
  }
  answer(seed: number, kind: string, given: string): Promise<ExerciseMark> {
    return this.#call("answer", seed, kind, given);
  }
  sizes(vocabulary: number, hidden: number, input: number): Promise<PrimerSizes> {
    return this.#call("sizes", vocabulary, hidden, input);
  }

  async revive(api: comlink.Remote<EngineApi>): Promise<void> {
    for (const [network, { example, cells }] of Object.entries(this.#kept)) {
      await api.primer("example", [network as PrimerNetwork, example]);
      await api.primer("edit", [network as PrimerNetwork, cells]);
    }
  }

  /** What was typed is gone; the networks begin with their first examples again. */
  lost(): void {
    for (const network of ["classifier", "hidden"] as const) this.#kept[network] = { example: "first", cells: {} };
    this.#engine.keep(this);
  }

  async #call<K extends keyof PrimerCalls>(
    name: K,
    ...args: Parameters<PrimerCalls[K]>
  ): Promise<ReturnType<PrimerCalls[K]>> {
    // The channel's types know no generics: the name alone decides what comes back.
    const answer: unknown = await this.#engine.call<unknown>((api) => api.primer(name, args));
    return answer as ReturnType<PrimerCalls[K]>;
  }
}
