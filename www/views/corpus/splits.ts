// Several files dropped together: which is which split.

import type { Split } from "../../client/api/index.ts";

export interface Named {
  readonly name: string;
  readonly text: string;
}

const patterns: readonly (readonly [Split, RegExp])[] = [
  ["train", /train/i],
  ["validation", /valid|(^|[^a-z])(val|dev)([^a-z]|$)/i],
  ["test", /test/i],
];

/** A split for each file: by its name, else in the order in which they came. */
export function assigned(files: readonly Named[]): Record<Split, Named | null> {
  const found: Record<Split, Named | null> = { train: null, validation: null, test: null };
  const rest: Named[] = [];
  for (const file of files) {
    const split = patterns.find(([split, pattern]) => found[split] === null && pattern.test(file.name))?.[0];
    if (split === undefined) rest.push(file);
    else found[split] = file;
  }
  for (const split of ["train", "validation", "test"] as const) found[split] ??= rest.shift() ?? null;
  return found;
}
