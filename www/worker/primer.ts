// The primer's own object of the engine, made when it is first asked for.

import type { PrimerCalls } from "../client/protocol.js";
import { Primer, primerSizes } from "../../pkg/glasslm.js";

let made: Primer | null = null;

function primer(): Primer {
  made ??= new Primer();
  return made;
}

export const primerCalls: PrimerCalls = {
  edit: (network, cells) => primer().edit(network, cells),
  example: (network, name) => primer().example(network, name),
  sheet: (network) => primer().sheet(network),
  questions: (seed) => primer().questions(seed),
  answer: (seed, question, given) => primer().answer(seed, question, given),
  sizes: (vocabulary, hidden, input) => primerSizes(vocabulary, hidden, input),
};
