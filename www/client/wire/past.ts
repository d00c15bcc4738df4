// The engine tells what changed a run as flat lists of numbers, `entry` in src/web/history.rs: here they get their names.

import type { RunChange, RunHistory, ToldHistory } from "../api/index.ts";

/** Ids that an entry lists at most. */
const MOST_IDS = 512;

export function changeOf(told: Float64Array): RunChange {
  const [which = 0, from = 0, steps = 0, count = 0, ...rest] = told;
  const kind = (["train", "trainOn", "edit"] as const)[which]!;
  const change = { kind, from, steps, count };
  if (kind === "edit") {
    const cells = [];
    for (let at = 0; at < rest.length; at += 4) {
      const [letter = 0, row = 0, column = 0, value = 0] = rest.slice(at);
      cells.push({ tensor: String.fromCharCode(letter), index: column < 0 ? [row] : [row, column], value });
    }
    return cells.length > 0 ? { ...change, cells } : change;
  }
  const [batch = 0, order, rate = 0, rule = 0, momentum = 0, beta1 = 0, beta2 = 0, epsilon = 0, ...more] = rest;
  const [weightDecay = 0, clip = 0, schedule = 0, span = 0, factor = 0, since = 0, ...ids] = more;
  const optimizer = (["sgd", "momentum", "adamw"] as const)[rule]!;
  const targets = ids.length - count;
  return {
    ...change,
    batch,
    rate,
    optimizer,
    again: {
      ...(which === 0 ? { order: order ? "sequential" : "random" } : {}),
      rate,
      optimizer,
      momentum,
      beta1,
      beta2,
      epsilon,
      weightDecay,
      ...(clip === 0 ? {} : { clip }),
      schedule: (["constant", "cosine", "step"] as const)[schedule]!,
      ...(schedule === 0 ? {} : { from: since }),
      ...(schedule === 1 ? { total: span } : {}),
      ...(schedule === 2 ? { every: span, factor } : {}),
    },
    ...(ids.length > 0 && ids.length <= MOST_IDS
      ? { examples: { contexts: ids.slice(0, targets), targets: ids.slice(targets) } }
      : {}),
  };
}

/** What a branch is called: what was done first in it. */
function titled({ from, last }: { readonly from: number; readonly last: number }, change: RunChange | null): string {
  const what =
    change === null
      ? "nothing"
      : change.kind === "edit"
        ? "edit"
        : `${change.kind}, ${change.optimizer ?? ""} at rate ${change.rate ?? ""}`;
  return `${what}, steps ${from} to ${last}`;
}

export function historyOf({ changes, branches, ...known }: ToldHistory): RunHistory {
  return {
    ...known,
    changes: changes.map(changeOf),
    branches: branches.map((branch) => {
      const change = branch.change && changeOf(branch.change);
      return { ...branch, change, title: titled(branch, change) };
    }),
  };
}
