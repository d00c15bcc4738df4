// What is said of the engine's restart. Fetched when there is one.

import { restarted as words } from "../story/restarted.ts";
import { count, fill } from "../story/index.ts";
import { said } from "./refusal.svelte.ts";

/** A sentence with its full stop, which what a browser says may lack. */
const ended = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** What a restart of the engine cost the model on the page, which is at `step` now. */
export function restarted(
  why: Error,
  cost: { readonly from: number } | { readonly lost: Error } | null,
  step: number,
): string {
  const began = fill(words.again, { reason: said(why) });
  if (cost === null) return began;
  if ("lost" in cost) return `${began} ${fill(words.lost, { reason: ended(said(cost.lost)) })}`;
  const to = count(step);
  return `${began} ${
    cost.from === step ? fill(words.same, { step: to }) : fill(words.fell, { from: count(cost.from), to })
  }`;
}
