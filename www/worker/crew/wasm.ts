// The crew's module as its leader and its helpers make an instance of it: what it asks of its surroundings, and what it has.

/** What the leader calls. Pointers are byte addresses in the shared memory, which may have grown after any call. */
export interface CrewExports {
  _initialize(): void;
  desk(bytes: number): number;
  answer(): number;
  answer_length(): number;
  model(length: number): number;
  part(which: number): number;
  part_length(which: number): number;
  tokens(count: number): number;
  windows(stride: number, offset: number, boundary: number, examples: number): void;
  begin(length: number, first: number): number;
  advance(count: number, budget: number): number;
  losses(): number;
  broken(): number;
  changed(): void;
  evaluate(unknown: number, threads: number): number;
  score(count: number): number;
  figures(): void;
  helpers(count: number): void;
  up(): number;
  threads(count: number): number;
}

/** What a helper calls, once: it returns when the helper is dismissed. */
export interface HelperExports {
  wasi_thread_start(tid: number, argument: number): void;
}

/** A helper did not come back from its share. */
export class Lost extends Error {
  override readonly name = "Lost";
}

/** Pages of 64 kB, as the module was linked. */
export const MEMORY = { initial: 64, maximum: 16_384, shared: true };

/** An errno of WASI: the call is not there. */
const NOT_THERE = 52;

/** `spawn`: begins a helper and gives its number, or a negative one where it cannot. */
export function importsOf(memory: WebAssembly.Memory, spawn: (argument: number) => number): WebAssembly.Imports {
  const bytes = (): DataView => new DataView(memory.buffer);
  return {
    env: { memory },
    wasi: { "thread-spawn": spawn },
    crew: {
      lost() {
        throw new Lost("a helper did not come back");
      },
    },
    wasi_snapshot_preview1: {
      environ_get: () => 0,
      environ_sizes_get(count: number, size: number) {
        bytes().setUint32(count, 0, true);
        bytes().setUint32(size, 0, true);
        return 0;
      },
      clock_time_get(_clock: number, _precision: bigint, at: number) {
        bytes().setBigUint64(at, BigInt(Math.round(performance.now() * 1e6)), true);
        return 0;
      },
      // Where a panic would print: the trap that follows says enough.
      fd_write: () => NOT_THERE,
      sched_yield: () => 0,
      proc_exit(code: number) {
        throw new WebAssembly.RuntimeError(`exit ${String(code)}`);
      },
    },
  };
}
