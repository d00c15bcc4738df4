// The processor's cores that training uses.

import { told } from "./told.ts";

export const cores = told("cores", {
  label: "Cores",
  fastest: "As many as are fastest",
  some: "{threads} of {of}",
  using: "{used} of {of} cores",
  measured: "Steps per second, measured: {rates}.",
  rate: "{steps} with {threads}",
  ready: "Up to {of} cores. A long run measures how many are fastest.",
  alone: {
    file: "One core: the page was opened from a file.",
    frame: "One core: the page is inside another site's page. Open it in a tab of its own to use all cores.",
    insecure: "One core: this address is not secure. Open the page from https to use all cores.",
    browser: "One core: this browser gives a page no memory that threads can share.",
    host: "One core: the page's host does not let threads share memory.",
    reload: "One core on this visit. Load the page again to use all {of}.",
    soon: "One core so far. The page may use all {of} after it has been kept for use without network.",
    cores: "This computer has one core.",
    hidden: "One core, because the page was hidden.",
    battery: "One core, because the computer runs on its battery.",
    lost: "One core: a helper thread was lost.",
    large: "One core: the model is too large for the memory that threads share.",
  },
  slower: "One core: more were not faster.",
  all: "Use all cores",
  same: "Any number of cores gives the same result, to the last bit.",
} as const);
