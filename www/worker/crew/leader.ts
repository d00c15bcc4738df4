// The leader's thread: it has the crew's module, starts the helpers, and does what the engine's thread asks for.

import { expose, transfer } from "comlink";
import type { Figures, Handover, WindowSource } from "../../client/api/index.ts";
import { compiled } from "../compiled.js";
import type { Begun, CrewApi, Measured, Piece, Scored } from "./api.js";
import type { HelperStart } from "../../client/wire/crew.ts";
import { type CrewExports, Lost, MEMORY, importsOf } from "./wasm.js";

/** Milliseconds within which asked-for helpers must stand ready; without them there are fewer threads. */
const PATIENCE = 1_000;

class Crew {
  readonly #module: WebAssembly.Module;
  readonly #memory = new WebAssembly.Memory(MEMORY);
  readonly #crew: CrewExports;
  #tids = 0;
  /** Of the run under way: what it does not change stays as it came. */
  #make: Handover["make"] | null = null;
  /** One of the helpers broke: what it should have done is not done. */
  #broke: string | null = null;

  constructor(module: WebAssembly.Module) {
    this.#module = module;
    const imports = importsOf(this.#memory, (argument) => this.#spawn(argument));
    this.#crew = new WebAssembly.Instance(module, imports).exports as unknown as CrewExports;
    this.#crew._initialize();
  }

  #spawn(argument: number): number {
    const tid = ++this.#tids;
    postMessage({ module: this.#module, memory: this.#memory, tid, argument } satisfies HelperStart);
    return tid;
  }

  /** One of its helpers broke. */
  broke(why: string): void {
    this.#broke = why;
  }

  /** As many threads as can be had up to this number. */
  async threads(wanted: number): Promise<number> {
    const crew = this.#crew;
    if (wanted > crew.up() + 1) {
      crew.helpers(wanted - 1);
      const until = performance.now() + PATIENCE;
      while (crew.up() < wanted - 1 && this.#broke === null && performance.now() < until)
        await new Promise((done) => setTimeout(done, 2));
    }
    return crew.threads(wanted);
  }

  begin({ state, source, options, first }: Begun): boolean {
    return this.#given(state, source) && this.#crew.begin(this.#write(options), first) === 0;
  }

  evaluate({ state, source, threads }: Measured): boolean {
    return this.#given(state, source) && this.#crew.evaluate(source.unknown, threads) === 0;
  }

  /** Copies a state and examples in; false where there is no room for them. */
  #given(state: Handover, source: WindowSource): boolean {
    const crew = this.#crew;
    this.#make = state.make;
    if (crew.model(this.#write(state.make)) < 0) return false;
    for (const [which, numbers] of [state.parameters, state.first, state.second].entries()) {
      const length = crew.part_length(which);
      const at = crew.part(which);
      // Another rule has other moments, which begin at zero.
      if (numbers.length === length) new Float32Array(this.#memory.buffer, at, length).set(numbers);
    }
    const { tokens, stride, offset, boundary, examples } = source;
    const at = crew.tokens(tokens.length);
    if (at === 0) return false;
    new Uint32Array(this.#memory.buffer, at, tokens.length).set(tokens);
    crew.windows(stride, offset, boundary, examples);
    return true;
  }

  advance(count: number, budget: number): Piece {
    if (this.#broke !== null) throw new Lost(this.#broke);
    const began = performance.now();
    const steps = this.#crew.advance(count, budget);
    const milliseconds = performance.now() - began;
    const losses = new Float32Array(this.#memory.buffer, this.#crew.losses(), steps).slice();
    return { losses, milliseconds, broken: this.#crew.broken() !== 0 };
  }

  score(count: number): Scored {
    if (this.#broke !== null) throw new Lost(this.#broke);
    const began = performance.now();
    const done = this.#crew.score(count);
    return { done, milliseconds: performance.now() - began };
  }

  figures(): Figures | null {
    this.#crew.figures();
    const figures = this.#answer() as Figures;
    return Object.values(figures).includes(null) ? null : figures;
  }

  state(): Handover {
    const crew = this.#crew;
    if (this.#make === null) throw new Error("no run was begun");
    crew.changed();
    const changed = this.#answer() as Partial<Handover["make"]>;
    const part = (which: number): Float32Array =>
      new Float32Array(this.#memory.buffer, crew.part(which), crew.part_length(which)).slice();
    return { make: { ...this.#make, ...changed }, parameters: part(0), first: part(1), second: part(2) };
  }

  /** The latest answer. */
  #answer(): unknown {
    const crew = this.#crew;
    // A decoder takes no shared memory.
    const bytes = new Uint8Array(this.#memory.buffer, crew.answer(), crew.answer_length()).slice();
    return JSON.parse(new TextDecoder().decode(bytes));
  }

  /** Puts a message on the desk; gives its length. */
  #write(message: unknown): number {
    const bytes = new TextEncoder().encode(JSON.stringify(message));
    const at = this.#crew.desk(bytes.length);
    new Uint8Array(this.#memory.buffer, at, bytes.length).set(bytes);
    return bytes.length;
  }
}

let crew: Crew | null = null;

function standing(): Crew {
  if (crew === null) throw new Lost("the crew was not opened");
  return crew;
}

const api: CrewApi = {
  async open() {
    crew = new Crew(await compiled(new URL("../../../pkg/crew/glasslm_crew.wasm", import.meta.url)));
  },
  threads: (wanted) => standing().threads(wanted),
  begin: (begun) => standing().begin(begun),
  evaluate: (measured) => standing().evaluate(measured),
  score: (count) => standing().score(count),
  figures: () => standing().figures(),
  advance(count, budget) {
    const piece = standing().advance(count, budget);
    return transfer(piece, [piece.losses.buffer]);
  },
  state() {
    const state = standing().state();
    const buffers = [state.parameters, state.first, state.second].map(({ buffer }) => buffer);
    return transfer(state, buffers);
  },
};

// From the window that started it: the way to the engine's thread, then which helpers broke.
addEventListener("message", ({ data, ports: [engine] }: MessageEvent<string | null>) => {
  if (engine !== undefined) expose(api, engine);
  else if (data !== null) crew?.broke(data);
});
