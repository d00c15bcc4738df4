/** Tokens as the text one would type for them. */

import type { Unit } from "../../client/api/index.ts";
import { append } from "../token.ts";

/** The text that the tokenizer reads these tokens from. A boundary is left out: the engine pads by itself. */
export function tokensOf(tokens: readonly string[], unit: Unit): string {
  return tokens.filter((token) => token !== "</s>").reduce((text, token) => append(text, token, unit), "");
}
