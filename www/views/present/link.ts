// A lecturer's link: what it locks, hides and shows, and which chapters its path has.

import { type Address, type More, home, write } from "../../state/address.ts";
import type { ChapterId } from "../../story/lecture.ts";
import { type Group, groups } from "../../story/present.ts";
import type { Place } from "../path/chapters.ts";

/**
 * The chapters' numbers in links. They are never used for another chapter: one that comes gets the number after the last, wherever it
 * stands in the lecture.
 */
export const numbered: readonly ChapterId[] = [
  "language-model",
  "chain-rule",
  "why-it-matters",
  "markov",
  "maximum-likelihood",
  "cross-entropy",
  "splits",
  "extrinsic",
  "intrinsic",
  "shannon-game",
  "perplexity",
  "branching",
  "lower-is-better",
  "five-steps",
  "equations",
  "loss",
  "sgd",
  "backprop-small",
  "backprop-full",
  "what-it-gains",
  "next-lecture",
];

const list = (text: string | undefined): readonly string[] => (text === undefined ? [] : [...new Set(text.split(","))]);

/** The groups of controls that a link hides, and the names in it that are no group's. */
export function hiddenBy(more: More): { readonly groups: readonly Group[]; readonly unknown: readonly string[] } {
  const names = list(more["hide"]);
  const known = Object.keys(groups) as Group[];
  return {
    groups: known.filter((group) => names.includes(group)),
    unknown: names.filter((name) => !known.some((group) => group === name)),
  };
}

/** The chapters that a link's path has, and the numbers in it that are no chapter's; null: the whole lecture. */
export function pathOf(more: More): {
  readonly ids: ReadonlySet<ChapterId> | null;
  readonly unknown: readonly string[];
} {
  const numbers = list(more["path"]);
  const ids = new Set(numbers.flatMap((text) => numbered[Number(text) - 1] ?? []));
  return {
    // A path without any chapter would be none.
    ids: ids.size === 0 ? null : ids,
    unknown: numbers.filter((text) => numbered[Number(text) - 1] === undefined),
  };
}

/** The chapters of a list that a link's path has. */
export function cut<T extends { readonly id: ChapterId }>(chapters: readonly T[], more: More): readonly T[] {
  const { ids } = pathOf(more);
  return ids === null ? chapters : chapters.filter(({ id }) => ids.has(id));
}

/** What a lecturer asks for. */
export interface Wish {
  readonly lock: boolean;
  readonly hide: readonly Group[];
  /** Null: all of them. */
  readonly path: readonly ChapterId[] | null;
  readonly large: boolean;
  readonly present: boolean;
}

/** What a link says of it. */
export function wishOf(more: More): Wish {
  const { ids } = pathOf(more);
  return {
    lock: more["lock"] === "1",
    hide: hiddenBy(more).groups,
    path: ids === null ? null : numbered.filter((id) => ids.has(id)),
    large: more["large"] === "1",
    present: more["present"] === "1",
  };
}

/** What the address says of a wish; all other things of it stay. */
export function wished(more: More, wish: Wish): Record<string, string> {
  const own = {
    lock: wish.lock ? "1" : "",
    hide: wish.hide.join(","),
    path: (wish.path ?? []).map((id) => numbered.indexOf(id) + 1).join(","),
    large: wish.large ? "1" : "",
    present: wish.present ? "1" : "",
  };
  return Object.fromEntries(Object.entries({ ...more, ...own }).filter(([, text]) => text !== ""));
}

/** The part of a link after `#`: this page's model and settings, at a chapter's place. */
export function prepared(address: Address, chapter: ChapterId, place: Place, wish: Wish): string {
  return write({
    ...address,
    room: place.room,
    measure: place.part ?? home.measure,
    primer: { ...address.primer, part: place.primerPart ?? home.primer.part },
    // The place of the chapter, and not what was looked at before it.
    context: place.context ?? address.context,
    step: place.planStep ?? null,
    selection: null,
    chapter,
    more: wished(address.more, wish),
  });
}
