// The primer's own object of the second engine, made when it is first asked for.

import type { PrimerCalls } from "../client/wire/protocol.ts";
import type { Primer } from "../../pkg/lab/glasslm_lab.js";
import { guard } from "./guard.js";
import { lab } from "./lab.js";

let made: Primer | null = null;

async function primer(): Promise<Primer> {
  const { Primer } = await lab();
  made ??= guard(() => new Primer());
  return made;
}

type Calls = {
  readonly [K in keyof PrimerCalls]: (...args: Parameters<PrimerCalls[K]>) => Promise<ReturnType<PrimerCalls[K]>>;
};

export const primerCalls: Calls = {
  edit: async (network, cells) => (await primer()).edit(network, cells),
  example: async (network, name) => (await primer()).example(network, name),
  sheet: async (network) => (await primer()).sheet(network),
  questions: async (seed) => (await primer()).questions(seed),
  answer: async (seed, kind, given) => (await primer()).answer(seed, kind, given),
  sizes: async (vocabulary, hidden, input) => (await lab()).primerSizes(vocabulary, hidden, input),
};
